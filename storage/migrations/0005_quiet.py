from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("storage", "0004_connecting")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Burst",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "storage.Person",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="bursts",
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
                        related_name="bursts",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("bundle", fields.CharField(unique=True, max_length=32)),
                ("first_notice", fields.IntField()),
                ("began_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("last_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("shown_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("message_id", fields.BigIntField(null=True)),
            ],
            options={
                "table": "burst",
                "app": "storage",
                "indexes": [Index(fields=["person_id", "mailbox_id"])],
                "pk_attr": "id",
                "table_description": "Letters that come so thick that one message, edited as more come, tells a person of them.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Mute",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "storage.Person",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="mutes",
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
                        related_name="mutes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("address", fields.CharField(max_length=320)),
                ("until", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={
                "table": "mute",
                "app": "storage",
                "unique_together": (("person_id", "mailbox_id", "address"),),
                "pk_attr": "id",
                "table_description": "That a person wants to hear nothing of a mailbox, or of one sender there.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Alert",
            name="unsure",
            field=fields.IntField(db_default=0),
        ),
        ops.AddField(
            model_name="Mailbox",
            name="previews",
            field=fields.BooleanField(db_default=True),
        ),
        ops.AddField(
            model_name="Notice",
            name="unsure",
            field=fields.IntField(db_default=0),
        ),
        ops.AddIndex(
            model_name="Notice",
            index=Index(fields=["person_id", "at"]),
        ),
        ops.AddField(
            model_name="Person",
            name="quiet_from",
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name="Person",
            name="quiet_to",
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name="Person",
            name="wants_notices",
            field=fields.BooleanField(db_default=True),
        ),
    ]
