from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from json import dumps, loads
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("storage", "0001_first")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Alert",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "mailbox",
                    fields.ForeignKeyField(
                        "storage.Mailbox",
                        source_field="mailbox_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="alerts",
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
                        related_name="alerts",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("kind", fields.CharField(max_length=12)),
                ("reason", fields.CharField(null=True, max_length=40)),
                ("made_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("state", fields.CharField(max_length=10)),
                ("tries", fields.IntField(default=0)),
                ("due_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("message_id", fields.BigIntField(null=True)),
            ],
            options={
                "table": "alert",
                "app": "storage",
                "indexes": [Index(fields=["state", "due_at"])],
                "pk_attr": "id",
                "table_description": "That a person is to be told that a mailbox stopped working, or works again. Drained by the bot.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ClientMark",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "mailbox",
                    fields.ForeignKeyField(
                        "storage.Mailbox",
                        source_field="mailbox_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="client_marks",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("address", fields.CharField(max_length=320)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "storage.Person",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="client_marks",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={
                "table": "client_mark",
                "app": "storage",
                "unique_together": (("mailbox_id", "address"),),
                "pk_attr": "id",
                "table_description": "That letters of this sender are a client's, whatever their header says (rule S7).",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Folder",
            name="renumbering",
            field=fields.BooleanField(db_default=False),
        ),
        ops.AddField(
            model_name="Folder",
            name="seen_messages",
            field=fields.BigIntField(null=True),
        ),
        ops.AddField(
            model_name="Folder",
            name="seen_modseq",
            field=fields.BigIntField(null=True),
        ),
        ops.AddField(
            model_name="Folder",
            name="seen_uidnext",
            field=fields.BigIntField(null=True),
        ),
        ops.AddField(
            model_name="Hole",
            name="new",
            field=fields.BooleanField(db_default=False),
        ),
        ops.AddField(
            model_name="Mailbox",
            name="exchangers",
            field=fields.JSONField(
                null=True, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
            ),
        ),
        ops.AddField(
            model_name="Mailbox",
            name="logins",
            field=fields.JSONField(
                null=True, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
            ),
        ),
        ops.AddField(
            model_name="Mailbox",
            name="reconciled_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="Mailbox",
            name="told",
            field=fields.CharField(null=True, max_length=12),
        ),
        ops.AddField(
            model_name="Mailbox",
            name="watched_until",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="Notice",
            name="bundle",
            field=fields.CharField(null=True, max_length=32),
        ),
        ops.AddIndex(
            model_name="Notice",
            index=Index(fields=["bundle"]),
        ),
    ]
