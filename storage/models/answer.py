from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from storage.models.letter import Letter
from storage.models.mailbox import Mailbox
from storage.models.people import Person


class Answer(Model):
    """A letter somebody here wrote, an answer or a new one, and how far it has come."""

    id = fields.IntField(primary_key=True)
    mailbox: fields.ForeignKeyRelation[Mailbox] = fields.ForeignKeyField(
        "storage.Mailbox", related_name="answers", on_delete=fields.CASCADE
    )
    mailbox_id: int
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "storage.Person", related_name="answers", on_delete=fields.CASCADE
    )
    person_id: int
    letter: fields.ForeignKeyNullableRelation[Letter] = fields.ForeignKeyField(
        "storage.Letter", related_name="answers", on_delete=fields.SET_NULL, null=True
    )  # the one it answers
    letter_id: int | None

    message_id = fields.CharField(max_length=400)
    sender = fields.CharField(max_length=254)
    to = fields.CharField(max_length=320)
    cc = fields.CharField(max_length=320, null=True)
    subject = fields.TextField()
    preview = fields.TextField()
    draft = fields.JSONField[dict[str, object]](default=dict)  # as its writer may go on with it
    octets = fields.BinaryField(null=True)  # the letter itself, until nobody needs it any more

    state = fields.CharField(max_length=8)  # waiting | sending | sent | refused | unknown | bounced | undone
    reason = fields.CharField(max_length=40, null=True)
    reply = fields.TextField(null=True)  # what the server said
    tries = fields.IntField(default=0)
    made_at = fields.DatetimeField()
    due_at = fields.DatetimeField()
    handed_at = fields.DatetimeField(null=True)  # all but its last line had left by then
    at = fields.DatetimeField(null=True)  # when the state was reached

    filed_at = fields.DatetimeField(null=True)  # since then its copy is in Sent
    file_due = fields.DatetimeField(null=True)
    file_tries = fields.IntField(default=0)

    message = fields.BigIntField(null=True)  # of Telegram, where its state is shown to the person
    shown = fields.CharField(max_length=8, default="")  # the state that message shows

    class Meta:
        table = "answer"
        indexes = (
            Index(fields=("state", "due_at")),
            Index(fields=("mailbox_id", "message_id")),
            Index(fields=("letter_id",)),
        )


class Bounce(Model):
    """At whom a letter did not arrive, as a delivery report says, whatever program it was sent from."""

    id = fields.IntField(primary_key=True)
    mailbox: fields.ForeignKeyRelation[Mailbox] = fields.ForeignKeyField(
        "storage.Mailbox", related_name="bounces", on_delete=fields.CASCADE
    )
    mailbox_id: int
    message_id = fields.CharField(max_length=400)  # of the letter that did not arrive
    address = fields.CharField(max_length=320, db_default="")  # whom it did not reach; empty: nobody is named
    reason = fields.CharField(max_length=40)
    reply = fields.TextField()  # what the server that refused it said
    at = fields.DatetimeField()

    class Meta:
        table = "bounce"
        unique_together = (("mailbox_id", "message_id", "address"),)


class Draft(Model):
    """A letter somebody is writing, in hand or put aside, until it is sent or thrown away."""

    id = fields.IntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "storage.Person", related_name="drafts", on_delete=fields.CASCADE
    )
    person_id: int
    mailbox: fields.ForeignKeyNullableRelation[Mailbox] = fields.ForeignKeyField(
        "storage.Mailbox", related_name="drafts", on_delete=fields.CASCADE, null=True
    )  # the one it goes from, and with which it is erased
    mailbox_id: int | None
    step = fields.CharField(max_length=40)  # what is asked for
    data = fields.JSONField[dict[str, object]](default=dict)
    card = fields.BigIntField(null=True)  # the message of Telegram that shows it as it is now
    at = fields.DatetimeField()  # of the last word

    class Meta:
        table = "draft"
        indexes = (Index(fields=("person_id", "card")),)


class AnswerFile(Model):
    """A file that goes with a letter, or with the draft in hand while it belongs to no answer."""

    id = fields.IntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "storage.Person", related_name="answer_files", on_delete=fields.CASCADE
    )
    person_id: int
    mailbox: fields.ForeignKeyRelation[Mailbox] = fields.ForeignKeyField(
        "storage.Mailbox", related_name="answer_files", on_delete=fields.CASCADE
    )  # the one it goes from, and with which it is erased
    mailbox_id: int
    answer: fields.ForeignKeyNullableRelation[Answer] = fields.ForeignKeyField(
        "storage.Answer", related_name="files", on_delete=fields.CASCADE, null=True
    )
    answer_id: int | None
    draft: fields.ForeignKeyNullableRelation[Draft] = fields.ForeignKeyField(
        "storage.Draft", related_name="files", on_delete=fields.CASCADE, null=True
    )
    draft_id: int | None
    name = fields.TextField()
    type = fields.CharField(max_length=200)
    size = fields.IntField()
    octets = fields.BinaryField()
    made_at = fields.DatetimeField()

    class Meta:
        table = "answer_file"
        indexes = (
            Index(fields=("person_id", "answer_id")),
            Index(fields=("answer_id",)),
            Index(fields=("draft_id",)),
        )
