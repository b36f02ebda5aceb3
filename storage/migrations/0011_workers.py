from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("storage", "0010_account")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Worker",
            fields=[
                ("name", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=40)),
                ("seen_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "worker",
                "app": "storage",
                "pk_attr": "name",
                "table_description": "A process with an engine in it, and when it last said that it lives.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Mailbox", name="watched_by", field=fields.CharField(null=True, max_length=40)
        ),
        ops.AddIndex(model_name="Mailbox", index=Index(fields=["watched_by"])),
    ]
