from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields


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
    ]
