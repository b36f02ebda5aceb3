from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

if TYPE_CHECKING:
    from storage.models.answer import Draft


class Person(Model):
    """Somebody who was invited, or an administrator of the settings. Removed people keep their row."""

    id = fields.IntField(primary_key=True)
    telegram_id = fields.BigIntField(unique=True)
    role = fields.CharField(max_length=8)
    language = fields.CharField(max_length=2)
    name = fields.CharField(max_length=200, default="")
    joined_at = fields.DatetimeField(auto_now_add=True)
    removed_at = fields.DatetimeField(null=True)
    unreachable_at = fields.DatetimeField(null=True)  # blocked the bot, or deleted the account
    wants_notices = fields.BooleanField(db_default=True)  # whether they want to be told of letters at all
    quiet_from = fields.IntField(null=True)  # the hours in which nothing is told, by the team's clock
    quiet_to = fields.IntField(null=True)

    class Meta:
        table = "person"


class Invite(Model):
    """A one-time link. Only the hash of its code is kept."""

    id = fields.IntField(primary_key=True)
    code_hash = fields.CharField(max_length=64, unique=True)
    role = fields.CharField(max_length=8)
    claim = fields.BooleanField(default=False)  # dead once an administrator exists
    author: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "storage.Person", related_name="invites", null=True, on_delete=fields.CASCADE
    )  # null: made at the command line
    author_id: int | None
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "invite"


class Dialogue(Model):
    """Where a person stands in a dialogue of several steps. Never holds a password."""

    id = fields.IntField(primary_key=True)
    telegram_id = fields.BigIntField(unique=True)
    step = fields.CharField(max_length=40)
    data = fields.JSONField[dict[str, object]](default=dict)
    started_at = fields.DatetimeField(auto_now=True)
    draft: "fields.ForeignKeyNullableRelation[Draft]" = fields.ForeignKeyField(
        "storage.Draft", related_name="dialogues", null=True, on_delete=fields.CASCADE
    )  # the letter in hand, where they are writing one
    draft_id: int | None

    class Meta:
        table = "dialogue"


class OneTimeLink(Model):
    """A link to a page of ours, for one person and one use. Only the hash of its code is kept."""

    id = fields.IntField(primary_key=True)
    code_hash = fields.CharField(max_length=64, unique=True)
    purpose = fields.CharField(max_length=10)  # password | consent
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "storage.Person", related_name="links", on_delete=fields.CASCADE
    )
    person_id: int
    data = fields.JSONField[dict[str, object]](default=dict)  # what was said in the chat. Never a password
    sealed = fields.TextField(null=True)  # what has to stay secret, see storage.secrets
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "one_time_link"


class LimitedUse(Model):
    """That somebody did what may be done so many times an hour only."""

    id = fields.IntField(primary_key=True)
    telegram_id = fields.BigIntField()
    kind = fields.CharField(max_length=10)  # question | refusal | link
    at = fields.DatetimeField()

    class Meta:
        table = "limited_use"
        indexes = (Index(fields=("telegram_id", "kind", "at")),)
