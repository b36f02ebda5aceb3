from typing import Any

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

# A letter came back once; now each of its recipients may. SQLite cannot take a constraint off a table, so it is
# made anew. By hand: the rows in between; whom the old ones are about nobody wrote down. On the way back the
# first of a letter stays.
KEEP = """
    CREATE TABLE "bounce_kept" AS SELECT "mailbox_id", "message_id", "reason", "reply", "at" FROM "bounce"
        WHERE "id" IN (SELECT MIN("id") FROM "bounce" GROUP BY "mailbox_id", "message_id");
"""
BRING_BACK = """
    INSERT INTO "bounce" ("mailbox_id", "message_id", "reason", "reply", "at")
        SELECT "mailbox_id", "message_id", "reason", "reply", "at" FROM "bounce_kept" ORDER BY "at"
"""


async def keep(apps: Any, schema_editor: Any) -> None:
    await schema_editor.client.execute_script(KEEP)


async def bring_back(apps: Any, schema_editor: Any) -> None:
    if await schema_editor.client.execute_query_dict('SELECT 1 FROM "bounce_kept" LIMIT 1'):
        await schema_editor.client.execute_script(BRING_BACK)
    await schema_editor.client.execute_script('DROP TABLE "bounce_kept"')


class Migration(migrations.Migration):
    dependencies = [("storage", "0013_drafts_and_bounces")]

    initial = False

    operations = [
        ops.AddField(
            model_name="Worker",
            name="began_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.RunPython(keep, bring_back),
        ops.DeleteModel(name="Bounce"),
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
                ("address", fields.CharField(db_default="", max_length=320)),
                ("reason", fields.CharField(max_length=40)),
                ("reply", fields.TextField(unique=False)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "bounce",
                "app": "storage",
                "unique_together": (("mailbox_id", "message_id", "address"),),
                "pk_attr": "id",
                "table_description": "At whom a letter did not arrive, as a delivery report says, whatever program it was sent from.",
            },
            bases=["Model"],
        ),
        ops.RunPython(bring_back, keep),
    ]
