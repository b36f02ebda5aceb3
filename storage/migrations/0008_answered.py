from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("storage", "0007_answers")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Answered",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "letter",
                    fields.OneToOneField(
                        "storage.Letter",
                        source_field="letter_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="answered",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "person",
                    fields.ForeignKeyField(
                        "storage.Person",
                        source_field="person_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="answered",
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("message_id", fields.TextField(null=True, unique=False)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "answered",
                "app": "storage",
                "indexes": [Index(fields=["message_id"])],
                "pk_attr": "id",
                "table_description": "That a letter of a client was answered, here or from another mail program.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Notice",
            name="edit_due",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddIndex(model_name="Notice", index=Index(fields=["edit_due"])),
    ]
