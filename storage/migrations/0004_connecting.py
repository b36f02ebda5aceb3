from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from json import dumps, loads
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("storage", "0003_worked_at")]

    initial = False

    operations = [
        ops.CreateModel(
            name="LimitedUse",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("telegram_id", fields.BigIntField()),
                ("kind", fields.CharField(max_length=10)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "limited_use",
                "app": "storage",
                "indexes": [Index(fields=["telegram_id", "kind", "at"])],
                "pk_attr": "id",
                "table_description": "That somebody did what may be done so many times an hour only.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="OneTimeLink",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("code_hash", fields.CharField(unique=True, max_length=64)),
                ("purpose", fields.CharField(max_length=10)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "storage.Person",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="links",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "data",
                    fields.JSONField(
                        default=dict,
                        encoder=functools.partial(dumps, separators=(",", ":")),
                        decoder=loads,
                    ),
                ),
                ("sealed", fields.TextField(null=True, unique=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("used_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "one_time_link",
                "app": "storage",
                "pk_attr": "id",
                "table_description": "A link to a page of ours, for one person and one use. Only the hash of its code is kept.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Mailbox",
            name="consent_told",
            field=fields.BooleanField(db_default=False),
        ),
        ops.AddField(
            model_name="Mailbox",
            name="consent_until",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="Mailbox",
            name="sign_in",
            field=fields.CharField(db_default="password", max_length=10),
        ),
    ]
