import functools
from json import dumps, loads
from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("storage", "0006_search")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Answer",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "mailbox",
                    fields.ForeignKeyField(
                        "storage.Mailbox",
                        source_field="mailbox_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="answers",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "person",
                    fields.ForeignKeyField(
                        "storage.Person",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="answers",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "letter",
                    fields.ForeignKeyField(
                        "storage.Letter",
                        source_field="letter_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="answers",
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("message_id", fields.CharField(max_length=400)),
                ("sender", fields.CharField(max_length=254)),
                ("to", fields.CharField(max_length=320)),
                ("cc", fields.CharField(null=True, max_length=320)),
                ("subject", fields.TextField(unique=False)),
                ("preview", fields.TextField(unique=False)),
                (
                    "draft",
                    fields.JSONField(
                        default=dict,
                        encoder=functools.partial(dumps, separators=(",", ":")),
                        decoder=loads,
                    ),
                ),
                ("octets", fields.BinaryField(null=True)),
                ("state", fields.CharField(max_length=8)),
                ("reason", fields.CharField(null=True, max_length=40)),
                ("reply", fields.TextField(null=True, unique=False)),
                ("tries", fields.IntField(default=0)),
                ("made_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("due_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("handed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("filed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("file_due", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("file_tries", fields.IntField(default=0)),
                ("message", fields.BigIntField(null=True)),
                ("shown", fields.CharField(default="", max_length=8)),
            ],
            options={
                "table": "answer",
                "app": "storage",
                "indexes": [
                    Index(fields=["state", "due_at"]),
                    Index(fields=["mailbox_id", "message_id"]),
                    Index(fields=["letter_id"]),
                ],
                "pk_attr": "id",
                "table_description": "A letter somebody here wrote, an answer or a new one, and how far it has come.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Mailbox",
            name="signature",
            field=fields.TextField(db_default="", unique=False),
        ),
    ]
