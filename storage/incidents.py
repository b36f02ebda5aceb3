"""Incidents, and which administrator has been shown how each stands.

Holds always: of one cause one incident goes on at a time, however many processes look for them.
"""

from contextlib import suppress
from datetime import datetime, timedelta

from tortoise.exceptions import IntegrityError
from tortoise.expressions import F

from storage import models, orm, people, records

_SHOWN_FOR = timedelta(days=1)  # after its end an incident is told of so long
# It cannot be told of while it lasts; or, of a full disk, it was and could not be written down.
_TOLD_AFTERWARDS = ("database", "telegram", "clock", "full")
_OWNERS_HEAR = ("auth_failed", "unreachable", "moved")  # of these, as alerts
NOT_WRITTEN = 0  # the id of an incident that could not be


def _record(row: models.Incident) -> records.Incident:
    return records.Incident(
        id=row.id,
        kind=row.kind,  # type: ignore[arg-type]
        service=row.service,
        since=row.since,
        over_at=row.over_at,
        mailboxes=tuple(row.mailboxes),
        ever=row.ever,
        of=row.of,
        number=row.number,
        version=row.version,
    )


async def going() -> list[records.Incident]:
    return [_record(row) for row in await models.Incident.filter(over_at=None).order_by("id")]


async def begin(
    kind: records.IncidentKind,
    service: str,
    since: datetime,
    *,
    mailbox_ids: tuple[int, ...] = (),
    of: int = 0,
    number: int = 0,
) -> None:
    with suppress(IntegrityError):  # another process was first
        await models.Incident.create(
            kind=kind,
            service=service,
            going=f"{kind} {service}",
            since=since,
            mailboxes=list(mailbox_ids),
            ever=len(mailbox_ids),
            of=of,
            number=number,
        )


async def change(incident: records.Incident, mailbox_ids: tuple[int, ...], of: int, number: int = 0) -> None:
    await models.Incident.filter(id=incident.id, over_at=None).update(
        mailboxes=list(mailbox_ids),
        ever=max(incident.ever, len(mailbox_ids)),
        of=of,
        number=number,
        version=F("version") + 1,
    )


async def end(incident_id: int, now: datetime) -> None:
    rows = models.Incident.filter(id=incident_id, over_at=None)
    await rows.update(over_at=now, going=None, version=F("version") + 1)


async def passed(kind: records.IncidentKind, since: datetime, until: datetime, number: int = 0) -> None:
    """One that was over before anybody could be told."""
    await models.Incident.create(kind=kind, since=since, over_at=until, number=number)


async def tidy(before: datetime) -> None:
    await models.Incident.filter(over_at__lt=before).delete()


# -- who was shown what ----------------------------------------------------------------------------


async def untold(now: datetime) -> list[records.IncidentJob]:
    """Administrators to be shown how an incident stands.

    One that is over and was never shown needs no word, but for those that could not be told of before. An
    owner heard of the trouble of their own mailboxes already.
    """
    admins = await _admins()
    recent = models.Incident.filter(over_at__gt=now - _SHOWN_FOR)
    rows = [*await models.Incident.filter(over_at=None), *await recent]
    if not rows or not admins:
        return []
    owners = dict(
        await models.Mailbox.filter(id__in={each for row in rows for each in row.mailboxes}).values_list(
            "id", "owner_id"
        )
    )
    shown = {
        (each.incident_id, each.person_id): each
        for each in await models.IncidentMessage.filter(incident_id__in=[row.id for row in rows])
    }
    jobs = []
    for row in sorted(rows, key=lambda each: each.id):
        for admin in admins:
            before = shown.get((row.id, admin.id))
            if before is None:
                over = row.over_at is not None and row.kind not in _TOLD_AFTERWARDS
                own = row.kind in _OWNERS_HEAR and {owners.get(each) for each in row.mailboxes} == {admin.id}
                # The latest of its moments: a clock that was set back ended before it began.
                before_them = row.over_at is not None and max(row.over_at, row.since) < admin.joined_at
                if over or own or before_them:
                    continue
            elif before.shown >= row.version:
                continue
            message = before.message_id if before else None
            person = people.record(admin)
            jobs.append(records.IncidentJob(incident=_record(row), person=person, message_id=message))
    return jobs


async def not_written(kind: records.IncidentKind, since: datetime) -> list[records.IncidentJob]:
    """Each administrator, to be told of what goes on and has no row, since none can be written."""
    incident = records.Incident(
        id=NOT_WRITTEN,
        kind=kind,
        service="",
        since=since,
        over_at=None,
        mailboxes=(),
        ever=0,
        of=0,
        number=0,
        version=1,
    )
    everybody = [people.record(each) for each in await _admins()]
    return [records.IncidentJob(incident=incident, person=each, message_id=None) for each in everybody]


async def _admins() -> list[models.Person]:
    """Those who can be reached."""
    return await models.Person.filter(role="admin", removed_at=None, unreachable_at=None).order_by("id")


async def shown(job: records.IncidentJob, message_id: int | None) -> None:
    """`message_id` None: Telegram will never take it."""
    async with orm.writing():
        await models.IncidentMessage.update_or_create(
            defaults={"message_id": message_id, "shown": job.incident.version},
            incident_id=job.incident.id,
            person_id=job.person.id,
        )
