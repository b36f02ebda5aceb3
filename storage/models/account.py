from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from storage.models.mailbox import Mailbox
from storage.models.people import Person


class Sample(Model):
    """How the whole account stood at one moment. What a chart is drawn from, kept for some days."""

    id = fields.IntField(primary_key=True)
    at = fields.DatetimeField(unique=True)
    freshness = fields.FloatField(null=True)  # seconds, 95th percentile. Null: no mailbox was at work
    letters = fields.IntField()  # stored since the sample before
    newest = fields.IntField()  # the greatest id of a letter by then: what came later is counted by it

    class Meta:
        table = "sample"


class CheckEntry(Model):
    """What happened in the checks of a mailbox. Quiet ones are not told, equal ones in a row share a row."""

    id = fields.IntField(primary_key=True)
    mailbox: fields.ForeignKeyRelation[Mailbox] = fields.ForeignKeyField(
        "storage.Mailbox", related_name="checks", on_delete=fields.CASCADE
    )
    mailbox_id: int
    what = fields.CharField(max_length=10)  # imported | letters | works | failed | paused | resumed | asked
    reason = fields.CharField(max_length=40, null=True)  # of a failure
    letters = fields.IntField(default=0)
    times = fields.IntField(default=1)
    began_at = fields.DatetimeField()
    last_at = fields.DatetimeField()
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "storage.Person", related_name="checks", null=True, on_delete=fields.SET_NULL
    )
    person_id: int | None

    class Meta:
        table = "check_entry"
        indexes = (Index(fields=("mailbox_id", "id")),)


class TeamDomain(Model):
    """A domain of which every address is the team's."""

    id = fields.IntField(primary_key=True)
    domain = fields.CharField(max_length=253, unique=True)
    at = fields.DatetimeField()

    class Meta:
        table = "team_domain"


class Incident(Model):
    """One cause that keeps mailboxes, or all of Postroom, from working. Administrators are told of it."""

    id = fields.IntField(primary_key=True)
    kind = fields.CharField(max_length=12)
    service = fields.CharField(max_length=253, default="")  # a provider's id, or the name of a mail server
    going = fields.CharField(max_length=270, null=True, unique=True)  # kind and service. Null: it is over
    since = fields.DatetimeField()
    over_at = fields.DatetimeField(null=True)
    mailboxes = fields.JSONField[list[int]](default=list)  # ids of those it keeps from working, now or last
    ever = fields.IntField(default=0)  # how many there were at once, at most
    of = fields.IntField(default=0)  # how many there are at this service
    number = fields.IntField(default=0)  # what the kind tells in figures: megabytes, seconds
    version = fields.IntField(default=1)  # grows with each change that is to be shown

    class Meta:
        table = "incident"
        indexes = (Index(fields=("over_at",)),)


class IncidentMessage(Model):
    """The message that tells an administrator of an incident, edited as it grows and when it is over."""

    id = fields.IntField(primary_key=True)
    incident: fields.ForeignKeyRelation[Incident] = fields.ForeignKeyField(
        "storage.Incident", related_name="messages", on_delete=fields.CASCADE
    )
    incident_id: int
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "storage.Person", related_name="incidents", on_delete=fields.CASCADE
    )
    person_id: int
    message_id = fields.BigIntField(null=True)
    shown = fields.IntField(default=0)  # the version it shows

    class Meta:
        table = "incident_message"
        unique_together = (("incident_id", "person_id"),)
