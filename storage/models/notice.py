from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from storage.models.letter import Letter
from storage.models.people import Person


class Notice(Model):
    """That a person is to be told of a letter. Written with the letter, drained by the bot."""

    id = fields.IntField(primary_key=True)
    letter: fields.ForeignKeyRelation[Letter] = fields.ForeignKeyField(
        "storage.Letter", related_name="notices", on_delete=fields.CASCADE
    )
    letter_id: int
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "storage.Person", related_name="notices", on_delete=fields.CASCADE
    )
    person_id: int
    state = fields.CharField(max_length=10)  # waiting | sent | in_summary | muted
    why = fields.CharField(max_length=40, null=True)
    bundle = fields.CharField(max_length=32, null=True)  # told in one summary with others of the same bundle
    tries = fields.IntField(default=0)
    due_at = fields.DatetimeField()
    at = fields.DatetimeField(null=True)  # when the state was reached
    message_id = fields.BigIntField(null=True)

    class Meta:
        table = "notice"
        unique_together = (("letter_id", "person_id"),)
        indexes = (Index(fields=("state", "due_at")), Index(fields=("bundle",)))
