from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from json import dumps, loads
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("storage", "0009_files")]

    initial = False

    operations = [
        ops.CreateModel(
            name="CheckEntry",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "mailbox",
                    fields.ForeignKeyField(
                        "storage.Mailbox",
                        source_field="mailbox_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="checks",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("what", fields.CharField(max_length=10)),
                ("reason", fields.CharField(null=True, max_length=40)),
                ("letters", fields.IntField(default=0)),
                ("times", fields.IntField(default=1)),
                ("began_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("last_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "storage.Person",
                        source_field="person_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="checks",
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
            ],
            options={
                "table": "check_entry",
                "app": "storage",
                "indexes": [Index(fields=["mailbox_id", "id"])],
                "pk_attr": "id",
                "table_description": "What happened in the checks of a mailbox. Quiet ones are not told, equal ones in a row share a row.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Incident",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("kind", fields.CharField(max_length=12)),
                ("service", fields.CharField(default="", max_length=253)),
                ("going", fields.CharField(null=True, unique=True, max_length=270)),
                ("since", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("over_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "mailboxes",
                    fields.JSONField(
                        default=list, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("ever", fields.IntField(default=0)),
                ("of", fields.IntField(default=0)),
                ("number", fields.IntField(default=0)),
                ("version", fields.IntField(default=1)),
            ],
            options={
                "table": "incident",
                "app": "storage",
                "indexes": [Index(fields=["over_at"])],
                "pk_attr": "id",
                "table_description": "One cause that keeps mailboxes, or all of Postroom, from working. Administrators are told of it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="IncidentMessage",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "incident",
                    fields.ForeignKeyField(
                        "storage.Incident",
                        source_field="incident_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="messages",
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
                        related_name="incidents",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("message_id", fields.BigIntField(null=True)),
                ("shown", fields.IntField(default=0)),
            ],
            options={
                "table": "incident_message",
                "app": "storage",
                "unique_together": (("incident_id", "person_id"),),
                "pk_attr": "id",
                "table_description": "The message that tells an administrator of an incident, edited as it grows and when it is over.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Sample",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("at", fields.DatetimeField(unique=True, auto_now=False, auto_now_add=False)),
                ("freshness", fields.FloatField(null=True)),
                ("letters", fields.IntField()),
                ("newest", fields.IntField()),
            ],
            options={
                "table": "sample",
                "app": "storage",
                "pk_attr": "id",
                "table_description": "How the whole account stood at one moment. What a chart is drawn from, kept for some days.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="TeamDomain",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("domain", fields.CharField(unique=True, max_length=253)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "team_domain",
                "app": "storage",
                "pk_attr": "id",
                "table_description": "A domain of which every address is the team's.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Invite",
            name="author",
            field=fields.ForeignKeyField(
                "storage.Person",
                source_field="author_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="invites",
                on_delete=OnDelete.CASCADE,
            ),
        ),
    ]
