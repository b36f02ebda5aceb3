from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("storage", "0002_watch_and_alerts")]

    initial = False

    operations = [
        ops.AddField(
            model_name="Alert",
            name="worked_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
    ]
