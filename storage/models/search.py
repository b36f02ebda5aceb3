from tortoise import fields
from tortoise.models import Model

from storage.models.letter import Letter
from storage.models.mailbox import Mailbox
from storage.models.people import Person


class SearchEntry(Model):
    """That a letter can be found by its words. Its key grows with the moment the letter was received.

    The words are where the database keeps them best, see storage.search_index.
    """

    key = fields.BigIntField(primary_key=True, generated=False)
    letter: fields.OneToOneRelation[Letter] = fields.OneToOneField(
        "storage.Letter", related_name="search_entry", on_delete=fields.CASCADE
    )
    letter_id: int
    mailbox: fields.ForeignKeyRelation[Mailbox] = fields.ForeignKeyField(
        "storage.Mailbox", related_name="search_entries", on_delete=fields.CASCADE
    )
    mailbox_id: int

    class Meta:
        table = "search_entry"


class Asked(Model):
    """What a person looked for, so that the pages of what was found can be turned."""

    id = fields.IntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "storage.Person", related_name="asked", on_delete=fields.CASCADE
    )
    person_id: int
    kind = fields.CharField(max_length=10)  # letters | contacts
    text = fields.TextField()

    class Meta:
        table = "asked"
