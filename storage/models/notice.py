from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from storage.models.letter import Letter
from storage.models.mailbox import Mailbox
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
    unsure = fields.IntField(db_default=0)  # attempts of which nobody knows whether Telegram took them
    due_at = fields.DatetimeField()
    at = fields.DatetimeField(null=True)  # when the state was reached
    message_id = fields.BigIntField(null=True)
    edit_due = fields.DatetimeField(null=True)  # since then its message does not say how the letter stands

    class Meta:
        table = "notice"
        unique_together = (("letter_id", "person_id"),)
        indexes = (
            Index(fields=("state", "due_at")),
            Index(fields=("bundle",)),
            Index(fields=("person_id", "at")),
            Index(fields=("edit_due",)),
        )


class Answered(Model):
    """That a letter of a client was answered, here or from another mail program."""

    id = fields.IntField(primary_key=True)
    letter: fields.OneToOneRelation[Letter] = fields.OneToOneField(
        "storage.Letter", related_name="answered", on_delete=fields.CASCADE
    )
    letter_id: int
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "storage.Person", related_name="answered", on_delete=fields.SET_NULL, null=True
    )  # who wrote it here; null: another mail program did
    person_id: int | None
    message_id = fields.TextField(null=True)  # of the answer
    at = fields.DatetimeField()

    class Meta:
        table = "answered"
        indexes = (Index(fields=("message_id",)),)


class Burst(Model):
    """Letters that come so thick that one message, edited as more come, tells a person of them."""

    id = fields.IntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "storage.Person", related_name="bursts", on_delete=fields.CASCADE
    )
    person_id: int
    mailbox: fields.ForeignKeyRelation[Mailbox] = fields.ForeignKeyField(
        "storage.Mailbox", related_name="bursts", on_delete=fields.CASCADE
    )
    mailbox_id: int
    bundle = fields.CharField(max_length=32, unique=True)  # of its notices
    first_notice = fields.IntField()  # the lowest id of its notices: what waits from before it goes alone
    began_at = fields.DatetimeField()
    last_at = fields.DatetimeField()  # when the newest of its letters was stored
    shown_at = fields.DatetimeField(null=True)  # when its message was last sent or edited
    message_id = fields.BigIntField(null=True)

    class Meta:
        table = "burst"
        indexes = (Index(fields=("person_id", "mailbox_id")),)


class Mute(Model):
    """That a person wants to hear nothing of a mailbox, or of one sender there."""

    id = fields.IntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "storage.Person", related_name="mutes", on_delete=fields.CASCADE
    )
    person_id: int
    mailbox: fields.ForeignKeyRelation[Mailbox] = fields.ForeignKeyField(
        "storage.Mailbox", related_name="mutes", on_delete=fields.CASCADE
    )
    mailbox_id: int
    address = fields.CharField(max_length=320)  # of the sender, in lower case. Empty: the whole mailbox
    until = fields.DatetimeField(null=True)  # null: for good
    at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "mute"
        unique_together = (("person_id", "mailbox_id", "address"),)


class ShownLetter(Model):
    """The message in which somebody opened a letter, so that a reply to it answers that letter."""

    id = fields.IntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "storage.Person", related_name="shown_letters", on_delete=fields.CASCADE
    )
    person_id: int
    message_id = fields.BigIntField()
    letter: fields.ForeignKeyRelation[Letter] = fields.ForeignKeyField(
        "storage.Letter", related_name="shown", on_delete=fields.CASCADE
    )
    letter_id: int
    at = fields.DatetimeField()

    class Meta:
        table = "shown_letter"
        unique_together = (("person_id", "message_id"),)
        indexes = (Index(fields=("letter_id",)),)
