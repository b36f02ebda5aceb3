from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from storage.models.folder import Folder
from storage.models.mailbox import Mailbox


class Letter(Model):
    """A letter. Its identity is (folder, UIDVALIDITY, UID), never its Message-ID."""

    id = fields.IntField(primary_key=True)
    mailbox: fields.ForeignKeyRelation[Mailbox] = fields.ForeignKeyField(
        "storage.Mailbox", related_name="letters", on_delete=fields.CASCADE
    )
    mailbox_id: int
    folder: fields.ForeignKeyRelation[Folder] = fields.ForeignKeyField(
        "storage.Folder", related_name="letters", on_delete=fields.CASCADE
    )
    folder_id: int
    uidvalidity = fields.BigIntField()
    uid = fields.BigIntField()

    message_id = fields.TextField(null=True)
    in_reply_to = fields.TextField(null=True)
    references = fields.JSONField[list[str]](default=list)
    subject = fields.TextField()
    from_name = fields.TextField()
    from_address = fields.TextField()
    reply_to = fields.CharField(max_length=320, null=True)  # where answers are asked to, if not there
    to = fields.JSONField[list[list[str]]](default=list)  # [name, address]
    cc = fields.JSONField[list[list[str]]](default=list)
    date = fields.DatetimeField(null=True)
    received = fields.DatetimeField()

    direction = fields.CharField(max_length=3)
    origin = fields.CharField(max_length=10)
    origin_reason = fields.CharField(max_length=40, null=True)
    client = fields.BooleanField()
    new = fields.BooleanField()
    chain = fields.CharField(max_length=32, null=True)

    preview = fields.TextField()
    text = fields.TextField()
    size = fields.BigIntField()
    status = fields.CharField(max_length=11)
    quarantine_reason = fields.CharField(max_length=80, null=True)
    stored_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "letter"
        unique_together = (("folder_id", "uidvalidity", "uid"),)
        indexes = (
            Index(fields=("mailbox_id", "received")),
            Index(fields=("mailbox_id", "chain")),
            Index(fields=("message_id",)),
        )


class Attachment(Model):
    """What is attached to a letter. The octets stay on the mail server (rule S9)."""

    id = fields.IntField(primary_key=True)
    letter: fields.ForeignKeyRelation[Letter] = fields.ForeignKeyField(
        "storage.Letter", related_name="attachments", on_delete=fields.CASCADE
    )
    letter_id: int
    name = fields.TextField()
    type = fields.CharField(max_length=255)
    size = fields.BigIntField()
    part = fields.CharField(max_length=400)

    class Meta:
        table = "attachment"
        indexes = (Index(fields=("letter_id",)),)


class ChainToken(Model):
    """One thing by which letters of a chain know each other (a Message-ID or a subject, hashed)."""

    id = fields.IntField(primary_key=True)
    mailbox: fields.ForeignKeyRelation[Mailbox] = fields.ForeignKeyField(
        "storage.Mailbox", related_name="chain_tokens", on_delete=fields.CASCADE
    )
    mailbox_id: int
    token = fields.CharField(max_length=32)
    chain = fields.CharField(max_length=32)

    class Meta:
        table = "chain_token"
        unique_together = (("mailbox_id", "token"),)
        indexes = (Index(fields=("mailbox_id", "chain")),)
