import functools
from json import dumps, loads
from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

# Letters in hand used to be all in the dialogue. By hand: one a person, so their files are theirs.
KEEP = """
    INSERT INTO "draft" ("person_id", "step", "data", "at")
        SELECT "person"."id", "dialogue"."step", "dialogue"."data", "dialogue"."started_at"
        FROM "dialogue" JOIN "person" ON "person"."telegram_id" = "dialogue"."telegram_id"
        WHERE "dialogue"."step" LIKE 'write.%';
    UPDATE "answer_file" SET "draft_id" =
        (SELECT "id" FROM "draft" WHERE "draft"."person_id" = "answer_file"."person_id")
        WHERE "answer_id" IS NULL;
    UPDATE "dialogue" SET "step" = 'write.letter', "data" = '{}', "draft_id" =
        (SELECT "draft"."id" FROM "draft" JOIN "person" ON "person"."id" = "draft"."person_id"
         WHERE "person"."telegram_id" = "dialogue"."telegram_id")
        WHERE "step" LIKE 'write.%';
"""


async def keep(apps: Any, schema_editor: Any) -> None:
    begun = """SELECT "id" FROM "dialogue" WHERE "step" LIKE 'write.%' LIMIT 1"""
    if await schema_editor.client.execute_query_dict(begun):
        await schema_editor.client.execute_script(KEEP)


async def forget(apps: Any, schema_editor: Any) -> None:
    await schema_editor.client.execute_script("""DELETE FROM "dialogue" WHERE "step" = 'write.letter'""")


# Of all the answers that ever were those of which anything is still to come, and those whose message does not
# show it yet. By hand: no model's index has a condition. The words are those of the queries (storage/sending,
# storage/answers): otherwise SQLite does not see that they are meant.
INDEXES = """
    CREATE INDEX "idx_answer_open" ON "answer" ("id")
        WHERE state IN ('waiting', 'sending', 'unknown') OR file_due IS NOT NULL;
    CREATE INDEX "idx_answer_moving" ON "answer" ("id")
        WHERE NOT "shown" = "state" AND NOT "message" IS NULL;
"""


async def add_indexes(apps: Any, schema_editor: Any) -> None:
    await schema_editor.client.execute_script(INDEXES)


async def drop_indexes(apps: Any, schema_editor: Any) -> None:
    await schema_editor.client.execute_script('DROP INDEX "idx_answer_open"; DROP INDEX "idx_answer_moving"')


class Migration(migrations.Migration):
    dependencies = [("storage", "0012_questions")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Bounce",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "mailbox",
                    fields.ForeignKeyField(
                        "storage.Mailbox",
                        source_field="mailbox_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="bounces",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("message_id", fields.CharField(max_length=400)),
                ("reason", fields.CharField(max_length=40)),
                ("reply", fields.TextField(unique=False)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "bounce",
                "app": "storage",
                "unique_together": (("mailbox_id", "message_id"),),
                "pk_attr": "id",
                "table_description": "That a letter did not arrive, as a delivery report says, whatever program it was sent from.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Alert",
            name="answer",
            field=fields.ForeignKeyField(
                "storage.Answer",
                source_field="answer_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="alerts",
                on_delete=OnDelete.CASCADE,
            ),
        ),
        ops.AddField(
            model_name="Letter",
            name="reply_to",
            field=fields.CharField(null=True, max_length=320),
        ),
        ops.CreateModel(
            name="Draft",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "storage.Person",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="drafts",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "mailbox",
                    fields.ForeignKeyField(
                        "storage.Mailbox",
                        source_field="mailbox_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="drafts",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("step", fields.CharField(max_length=40)),
                (
                    "data",
                    fields.JSONField(
                        default=dict,
                        encoder=functools.partial(dumps, separators=(",", ":")),
                        decoder=loads,
                    ),
                ),
                ("card", fields.BigIntField(null=True)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "draft",
                "app": "storage",
                "indexes": [Index(fields=["person_id", "card"])],
                "pk_attr": "id",
                "table_description": "A letter somebody is writing, in hand or put aside, until it is sent or thrown away.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ShownLetter",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "storage.Person",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="shown_letters",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("message_id", fields.BigIntField()),
                (
                    "letter",
                    fields.ForeignKeyField(
                        "storage.Letter",
                        source_field="letter_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="shown",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "shown_letter",
                "app": "storage",
                "unique_together": (("person_id", "message_id"),),
                "indexes": [Index(fields=["letter_id"])],
                "pk_attr": "id",
                "table_description": "The message in which somebody opened a letter, so that a reply to it answers that letter.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="AnswerFile",
            name="draft",
            field=fields.ForeignKeyField(
                "storage.Draft",
                source_field="draft_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="files",
                on_delete=OnDelete.CASCADE,
            ),
        ),
        ops.AddIndex(model_name="AnswerFile", index=Index(fields=["draft_id"])),
        ops.AddField(
            model_name="Dialogue",
            name="draft",
            field=fields.ForeignKeyField(
                "storage.Draft",
                source_field="draft_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="dialogues",
                on_delete=OnDelete.CASCADE,
            ),
        ),
        ops.RunPython(keep, forget),
        ops.RunPython(add_indexes, drop_indexes),
    ]
