from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("storage", "0013_drafts_and_bounces")]

    initial = False

    operations = [
        ops.AddField(
            model_name="Worker",
            name="began_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
    ]
