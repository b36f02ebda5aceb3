from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("storage", "0008_answered")]

    initial = False

    operations = [
        ops.CreateModel(
            name="AnswerFile",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "storage.Person",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="answer_files",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "mailbox",
                    fields.ForeignKeyField(
                        "storage.Mailbox",
                        source_field="mailbox_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="answer_files",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "answer",
                    fields.ForeignKeyField(
                        "storage.Answer",
                        source_field="answer_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="files",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("name", fields.TextField(unique=False)),
                ("type", fields.CharField(max_length=200)),
                ("size", fields.IntField()),
                ("octets", fields.BinaryField()),
                ("made_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "answer_file",
                "app": "storage",
                "indexes": [Index(fields=["person_id", "answer_id"]), Index(fields=["answer_id"])],
                "pk_attr": "id",
                "table_description": "A file that goes with a letter, or with the draft in hand while it belongs to no answer.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Mailbox",
            name="sender_name",
            field=fields.TextField(db_default="", unique=False),
        ),
    ]
