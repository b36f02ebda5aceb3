from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from storage.models.people import Person

if TYPE_CHECKING:
    from storage.models.answer import Answer


class Mailbox(Model):
    """A connected mailbox and how it stands."""

    id = fields.IntField(primary_key=True)
    address = fields.CharField(max_length=254, unique=True)  # RFC 5321 §4.5.3.1.3
    aliases = fields.JSONField[list[str]](default=list)
    owner: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "storage.Person", related_name="mailboxes", on_delete=fields.RESTRICT
    )
    owner_id: int
    mode = fields.CharField(max_length=10)
    provider = fields.CharField(max_length=40, null=True)

    login = fields.CharField(max_length=254)
    credential = fields.TextField()  # sealed, see storage.secrets
    sign_in = fields.CharField(max_length=10, db_default="password")  # or whose consent (OAuth 2) it is
    consent_until = fields.DatetimeField(null=True)  # when a consent ends by itself, where that is known
    consent_told = fields.BooleanField(db_default=False)  # that its owner knows it is about to end
    imap_host = fields.CharField(max_length=253)
    imap_port = fields.IntField()
    imap_security = fields.CharField(max_length=8)
    smtp_host = fields.CharField(max_length=253, null=True)
    smtp_port = fields.IntField(null=True)
    smtp_security = fields.CharField(max_length=8, null=True)
    smtp_login = fields.CharField(max_length=254)
    can_send = fields.BooleanField(default=False)
    previews = fields.BooleanField(db_default=True)  # whether notices show text, or sender and subject only
    signature = fields.TextField(db_default="")  # of letters written here
    sender_name = fields.TextField(db_default="")  # stands before the address in From of these

    connected_at = fields.DatetimeField()
    window_from = fields.DatetimeField()
    imported_at = fields.DatetimeField(null=True)
    import_total = fields.IntField(null=True)
    paused_at = fields.DatetimeField(null=True)
    erased_at = fields.DatetimeField(null=True)  # on its way out: shown nowhere, its letters being deleted

    trouble = fields.CharField(max_length=12, null=True)  # auth_failed | unreachable | moved
    reason = fields.CharField(max_length=40, null=True)
    told = fields.CharField(max_length=12, null=True)  # the trouble its owner knows of
    failures = fields.IntField(default=0)
    logins = fields.JSONField[list[float]](null=True)  # moments of the latest sign-ins, seconds since 1970
    epoch = fields.IntField(default=0)
    next_check = fields.DatetimeField(null=True)
    last_check = fields.DatetimeField(null=True)
    last_letter = fields.DatetimeField(null=True)
    watched_until = fields.DatetimeField(null=True)  # the live watch has to answer again by then
    # The worker that holds the live connection, where there are several (PostgreSQL)
    watched_by = fields.CharField(max_length=40, null=True)
    reconciled_at = fields.DatetimeField(null=True)  # when all its UIDs were last held against ours
    exchangers = fields.JSONField[list[str]](null=True)  # where the DNS sent its mail at connecting

    progress_chat = fields.BigIntField(null=True)  # the message that shows the first import
    progress_message = fields.BigIntField(null=True)

    class Meta:
        table = "mailbox"
        indexes = (Index(fields=("next_check",)), Index(fields=("watched_by",)))


class RefusedSignIn(Model):
    """A sign-in that a server refused to a person who was connecting (rule C4)."""

    id = fields.IntField(primary_key=True)
    telegram_id = fields.BigIntField()
    address_hash = fields.CharField(max_length=64)
    at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "refused_sign_in"
        indexes = (Index(fields=("telegram_id", "address_hash", "at")),)


class Alert(Model):
    """That a person is to be told that a mailbox stopped working, or works again. Drained by the bot."""

    id = fields.IntField(primary_key=True)
    mailbox: fields.ForeignKeyRelation[Mailbox] = fields.ForeignKeyField(
        "storage.Mailbox", related_name="alerts", on_delete=fields.CASCADE
    )
    mailbox_id: int
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "storage.Person", related_name="alerts", on_delete=fields.CASCADE
    )
    person_id: int
    # auth_failed | unreachable | moved | works | consent_ends | asked | bounced | copy_bounced
    kind = fields.CharField(max_length=12)
    reason = fields.CharField(max_length=40, null=True)
    answer: fields.ForeignKeyNullableRelation["Answer"] = fields.ForeignKeyField(
        "storage.Answer", related_name="alerts", on_delete=fields.CASCADE, null=True
    )  # the letter from there that did not arrive, where that is what is to be told
    answer_id: int | None
    made_at = fields.DatetimeField()
    worked_at = fields.DatetimeField(null=True)  # of a trouble: the last check before it that went well
    state = fields.CharField(max_length=10)  # waiting | sent | dropped
    tries = fields.IntField(default=0)
    unsure = fields.IntField(db_default=0)  # attempts of which nobody knows whether Telegram took them
    due_at = fields.DatetimeField()
    at = fields.DatetimeField(null=True)  # when the state was reached
    message_id = fields.BigIntField(null=True)

    class Meta:
        table = "alert"
        indexes = (Index(fields=("state", "due_at")),)


class ClientMark(Model):
    """That letters of this sender are a client's, whatever their header says (rule S7)."""

    id = fields.IntField(primary_key=True)
    mailbox: fields.ForeignKeyRelation[Mailbox] = fields.ForeignKeyField(
        "storage.Mailbox", related_name="client_marks", on_delete=fields.CASCADE
    )
    mailbox_id: int
    address = fields.CharField(max_length=320)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "storage.Person", related_name="client_marks", on_delete=fields.CASCADE
    )
    person_id: int
    at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "client_mark"
        unique_together = (("mailbox_id", "address"),)
