from tortoise import fields
from tortoise.models import Model

from storage.models.mailbox import Mailbox


class Folder(Model):
    """A followed folder and its two marks (storage.records.FolderMarks says what they mean)."""

    id = fields.IntField(primary_key=True)
    mailbox: fields.ForeignKeyRelation[Mailbox] = fields.ForeignKeyField(
        "storage.Mailbox", related_name="folders", on_delete=fields.CASCADE
    )
    mailbox_id: int
    role = fields.CharField(max_length=5)
    name = fields.CharField(max_length=1000)
    uidvalidity = fields.BigIntField()  # RFC 3501 §2.3.1.1: 32 bits without a sign
    new_from = fields.BigIntField()
    new_to = fields.BigIntField()
    old_to = fields.BigIntField()
    scanned = fields.BooleanField(default=False)
    skipped = fields.TextField(default="")  # an IMAP sequence-set
    renumbering = fields.BooleanField(
        db_default=False
    )  # letters stored under other UIDs are being found again

    # What STATUS said when everything up to then was settled; None where the server does not tell.
    seen_uidnext = fields.BigIntField(null=True)
    seen_messages = fields.BigIntField(null=True)
    seen_modseq = fields.BigIntField(null=True)

    # Counts of the window for people, never for decisions. `stored` and `quarantined` move with the letters,
    # the others are as of the last look at the server.
    stored = fields.IntField(default=0)
    quarantined = fields.IntField(default=0)
    waiting = fields.IntField(default=0)
    on_server = fields.IntField(default=0)
    skipped_old = fields.IntField(default=0)

    class Meta:
        table = "folder"
        unique_together = (("mailbox_id", "role"),)


class Hole(Model):
    """A letter between the marks that is still to be fetched."""

    id = fields.IntField(primary_key=True)
    folder: fields.ForeignKeyRelation[Folder] = fields.ForeignKeyField(
        "storage.Folder", related_name="holes", on_delete=fields.CASCADE
    )
    folder_id: int
    uid = fields.BigIntField()
    reason = fields.CharField(max_length=80)
    tries = fields.IntField(default=0)
    next_try = fields.DatetimeField(null=True)
    new = fields.BooleanField(db_default=False)  # to be announced although its UID is below `new_from`

    class Meta:
        table = "hole"
        unique_together = (("folder_id", "uid"),)
