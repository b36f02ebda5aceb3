from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("storage", "0011_workers")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Question",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "storage.Person",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="questions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("language", fields.CharField(max_length=2)),
                ("text", fields.TextField(unique=False)),
                ("topic", fields.CharField(null=True, max_length=40)),
                ("vote", fields.CharField(null=True, max_length=8)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("passed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("answer", fields.TextField(null=True, unique=False)),
                (
                    "answered_by",
                    fields.ForeignKeyField(
                        "storage.Person",
                        source_field="answered_by_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="answered_questions",
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("told_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "question",
                "app": "storage",
                "indexes": [Index(fields=["person_id", "id"]), Index(fields=["at"])],
                "pk_attr": "id",
                "table_description": "What somebody asked in the chat, without secrets. Kept for a while, and as long as they are there.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="QuestionMessage",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "question",
                    fields.ForeignKeyField(
                        "storage.Question",
                        source_field="question_id",
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
                        related_name="questions_shown",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("message_id", fields.BigIntField(null=True)),
                ("settled", fields.BooleanField(default=False)),
            ],
            options={
                "table": "question_message",
                "app": "storage",
                "unique_together": (("question_id", "person_id"),),
                "indexes": [Index(fields=["person_id", "message_id"])],
                "pk_attr": "id",
                "table_description": "The message that shows an administrator a question, edited when somebody answered it.",
            },
            bases=["Model"],
        ),
    ]
