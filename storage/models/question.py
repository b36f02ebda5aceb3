from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from storage.models.people import Person


class Question(Model):
    """What somebody asked in the chat, without secrets. Kept for a while, and as long as they are there."""

    id = fields.IntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "storage.Person", related_name="questions", on_delete=fields.CASCADE
    )
    person_id: int
    language = fields.CharField(max_length=2)
    text = fields.TextField()
    topic = fields.CharField(max_length=40, null=True)  # that was answered. Null: none was
    vote = fields.CharField(max_length=8, null=True)  # helped | missed
    at = fields.DatetimeField()
    passed_at = fields.DatetimeField(null=True)  # to the administrators
    answer = fields.TextField(null=True)
    answered_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "storage.Person", related_name="answered_questions", null=True, on_delete=fields.SET_NULL
    )
    answered_by_id: int | None
    told_at = fields.DatetimeField(null=True)  # the answer is with who asked

    class Meta:
        table = "question"
        indexes = (Index(fields=("person_id", "id")), Index(fields=("at",)))


class QuestionMessage(Model):
    """The message that shows an administrator a question, edited when somebody answered it."""

    id = fields.IntField(primary_key=True)
    question: fields.ForeignKeyRelation[Question] = fields.ForeignKeyField(
        "storage.Question", related_name="messages", on_delete=fields.CASCADE
    )
    question_id: int
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "storage.Person", related_name="questions_shown", on_delete=fields.CASCADE
    )
    person_id: int
    message_id = fields.BigIntField(null=True)  # null: Telegram would not take it
    settled = fields.BooleanField(default=False)  # it shows the answer

    class Meta:
        table = "question_message"
        unique_together = (("question_id", "person_id"),)
        indexes = (Index(fields=("person_id", "message_id")),)
