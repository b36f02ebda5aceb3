from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from storage.models.letter import Letter
from storage.models.mailbox import Mailbox


class Contact(Model):
    """A client: an address that letters came from or went to."""

    id = fields.IntField(primary_key=True)
    address = fields.CharField(max_length=320, unique=True)  # in lower case

    class Meta:
        table = "contact"


class Correspondence(Model):
    """That a letter belongs on the card of a contact, and what it calls them."""

    id = fields.IntField(primary_key=True)
    letter: fields.ForeignKeyRelation[Letter] = fields.ForeignKeyField(
        "storage.Letter", related_name="correspondence", on_delete=fields.CASCADE
    )
    letter_id: int
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "storage.Contact", related_name="correspondence", on_delete=fields.CASCADE
    )
    contact_id: int
    mailbox: fields.ForeignKeyRelation[Mailbox] = fields.ForeignKeyField(
        "storage.Mailbox", related_name="correspondence", on_delete=fields.CASCADE
    )
    mailbox_id: int
    direction = fields.CharField(max_length=3)
    received = fields.DatetimeField()
    name = fields.TextField()
    folded = fields.TextField()  # name and address as they are looked for

    class Meta:
        table = "correspondence"
        unique_together = (("letter_id", "contact_id"),)
        indexes = (Index(fields=("contact_id", "mailbox_id", "received")),)
