from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

# The words of the letters, by hand: no model knows tables like these (docs/decisions/search.md).
WORDS = {
    "sqlite": """
        CREATE VIRTUAL TABLE "search_words" USING fts5(
            "sender", "recipients", "subject", "body", "marks",
            tokenize = 'unicode61 remove_diacritics 0', columnsize = 0
        );
        CREATE TRIGGER "search_entry_gone" AFTER DELETE ON "search_entry" BEGIN
            DELETE FROM "search_words" WHERE "rowid" = old."key";
        END;
    """,
    "postgres": """
        ALTER TABLE "search_entry" ADD COLUMN "words" tsvector;
        CREATE INDEX "idx_search_entry_words" ON "search_entry" USING gin ("words");
    """,
}


async def add_words(apps: Any, schema_editor: Any) -> None:
    await schema_editor.client.execute_script(WORDS[schema_editor.client.capabilities.dialect])


async def drop_words(apps: Any, schema_editor: Any) -> None:
    if schema_editor.client.capabilities.dialect == "sqlite":  # elsewhere they go with their table
        await schema_editor.client.execute_script('DROP TABLE "search_words"')


class Migration(migrations.Migration):
    dependencies = [("storage", "0005_quiet")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Asked",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "storage.Person",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="asked",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("kind", fields.CharField(max_length=10)),
                ("text", fields.TextField(unique=False)),
            ],
            options={
                "table": "asked",
                "app": "storage",
                "pk_attr": "id",
                "table_description": "What a person looked for, so that the pages of what was found can be turned.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Contact",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("address", fields.CharField(unique=True, max_length=320)),
            ],
            options={
                "table": "contact",
                "app": "storage",
                "pk_attr": "id",
                "table_description": "A client: an address that letters came from or went to.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Correspondence",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "letter",
                    fields.ForeignKeyField(
                        "storage.Letter",
                        source_field="letter_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="correspondence",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "contact",
                    fields.ForeignKeyField(
                        "storage.Contact",
                        source_field="contact_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="correspondence",
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
                        related_name="correspondence",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("direction", fields.CharField(max_length=3)),
                ("received", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("name", fields.TextField(unique=False)),
                ("folded", fields.TextField(unique=False)),
            ],
            options={
                "table": "correspondence",
                "app": "storage",
                "unique_together": (("letter_id", "contact_id"),),
                "indexes": [Index(fields=["contact_id", "mailbox_id", "received"])],
                "pk_attr": "id",
                "table_description": "That a letter belongs on the card of a contact, and what it calls them.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SearchEntry",
            fields=[
                ("key", fields.BigIntField(generated=False, primary_key=True, unique=True, db_index=True)),
                (
                    "letter",
                    fields.OneToOneField(
                        "storage.Letter",
                        source_field="letter_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="search_entry",
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
                        related_name="search_entries",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
            ],
            options={
                "table": "search_entry",
                "app": "storage",
                "pk_attr": "key",
                "table_description": "That a letter can be found by its words. Its key grows with the moment the letter was received.",
            },
            bases=["Model"],
        ),
        ops.RunPython(add_words, drop_words),
    ]
