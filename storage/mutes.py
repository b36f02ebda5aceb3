"""What a person does not want to be told of: a mailbox, a sender in it, or letters at all.

Holds always: an address is kept and given in lower case, and only of its own mailbox; whatever was written
before a mute and still waits is muted with it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from storage import models, orm, records

LONGEST = 320  # characters of an address; RFC 5321 §4.5.3.1 allows 64 and 255 beside the @
_AT_ONCE = 500  # SQLite takes a limited number of variables
SENDER, MAILBOX, OFF = "sender_muted", "mailbox_muted", "notices_off"  # why a notice is muted


@dataclass(frozen=True, slots=True)
class Silence:
    """What the people a batch is for do not want to hear of; by person."""

    off: frozenset[int]
    addresses: Mapping[int, frozenset[str]]  # empty address: the whole mailbox

    def why(self, person_id: int, sender: str) -> str | None:
        """Why this person is not told of a letter of this sender; None where they are."""
        if person_id in self.off:
            return OFF
        muted = self.addresses.get(person_id, frozenset())
        if "" in muted:
            return MAILBOX
        return SENDER if sender and sender.lower() in muted else None


async def silence(mailbox_id: int, person_ids: Sequence[int], now: datetime) -> Silence:
    off = await models.Person.filter(id__in=person_ids, wants_notices=False).values_list("id", flat=True)
    muted: dict[int, set[str]] = defaultdict(set)
    rows = _alive(now).filter(mailbox_id=mailbox_id, person_id__in=person_ids)
    for person_id, address in await rows.values_list("person_id", "address"):
        muted[int(person_id)].add(str(address))
    return Silence(
        frozenset(int(each) for each in off),  # type: ignore[call-overload]
        {person_id: frozenset(addresses) for person_id, addresses in muted.items()},
    )


def _alive(now: datetime) -> QuerySet[models.Mute]:
    return models.Mute.filter(Q(until__isnull=True) | Q(until__gt=now))


async def put(
    person_id: int, mailbox_id: int, address: str, until: datetime | None, now: datetime
) -> records.Mute:
    """From now until then (None: for good); a mute that was there gets the new end."""
    address = address.lower()
    async with orm.writing():
        row, _ = await models.Mute.update_or_create(
            defaults={"until": until}, person_id=person_id, mailbox_id=mailbox_id, address=address
        )
        waiting = models.Notice.filter(person_id=person_id, state="waiting", letter__mailbox_id=mailbox_id)
        found = await waiting.values_list("id", "letter__from_address")
        ids = [int(each) for each, sender in found if not address or str(sender).lower() == address]
        await _hush(ids, SENDER if address else MAILBOX, now)
    return _record(row)


async def want_notices(person_id: int, now: datetime, *, wanted: bool) -> None:
    """Whether a person is told of letters at all."""
    async with orm.writing():
        await models.Person.filter(id=person_id).update(wants_notices=wanted)
        if not wanted:
            waiting = models.Notice.filter(person_id=person_id, state="waiting")
            await waiting.update(state="muted", why=OFF, at=now)


async def _hush(notice_ids: Sequence[int], why: str, now: datetime) -> None:
    for start in range(0, len(notice_ids), _AT_ONCE):
        rows = models.Notice.filter(id__in=notice_ids[start : start + _AT_ONCE], state="waiting")
        await rows.update(state="muted", why=why, at=now)


async def lift(mute_id: int, person_id: int) -> records.Mute | None:
    """The mute that is no more; None where this person has none such."""
    row = await models.Mute.get_or_none(id=mute_id, person_id=person_id)
    if row is None:
        return None
    await row.delete()
    return _record(row)


async def of(person_id: int, mailbox_id: int, now: datetime) -> list[records.Mute]:
    """In force: the whole mailbox first, then senders in the order of the alphabet."""
    rows = _alive(now).filter(person_id=person_id, mailbox_id=mailbox_id).order_by("address")
    return [_record(row) for row in await rows]


def _record(row: models.Mute) -> records.Mute:
    return records.Mute(
        id=row.id, person_id=row.person_id, mailbox_id=row.mailbox_id, address=row.address, until=row.until
    )
