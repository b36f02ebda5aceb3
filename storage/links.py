"""One-time links to our pages. What stands in a link is kept as its hash only.

Holds always:
- a person has the links of one dialogue: new ones, and the end of the dialogue or of the person, are the end
  of those before;
- looking at a link changes nothing; whoever claims it has it alone, until it is given back.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from storage import models, orm, people, records


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLink:
    code: str = field(repr=False)
    purpose: records.LinkPurpose
    data: dict[str, object]
    sealed: str | None = field(default=None, repr=False)


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


async def replace(person_id: int, new: Sequence[NewLink], expires_at: datetime) -> None:
    """These, and no others any more, are the links of this person."""
    async with orm.writing():
        await models.OneTimeLink.filter(person_id=person_id).delete()
        for each in new:
            await models.OneTimeLink.create(
                code_hash=_hash(each.code),
                purpose=each.purpose,
                person_id=person_id,
                data=each.data,
                sealed=each.sealed,
                expires_at=expires_at,
            )


async def find(code: str) -> records.Link | None:
    """Whatever became of it; None where there is no such link, or its person was removed."""
    row = await models.OneTimeLink.get_or_none(
        code_hash=_hash(code), person__removed_at=None
    ).prefetch_related("person")
    if row is None:
        return None
    return records.Link(
        purpose=row.purpose,  # type: ignore[arg-type]  # only our own words are ever written there
        person=people.record(row.person),
        data=row.data,
        sealed=row.sealed,
        expires_at=row.expires_at,
        used=row.used_at is not None,
    )


async def claim(code: str, now: datetime) -> bool:
    """Takes the link for whoever asks first; False for everybody after, and where it is out of time.

    One statement: of two that race, the database lets one find it unused.
    """
    unused = models.OneTimeLink.filter(code_hash=_hash(code), used_at=None, expires_at__gt=now)
    return bool(await unused.update(used_at=now))


async def give_back(code: str) -> None:
    """Nothing came of it: the link may be used again, if it is still there and in time."""
    await models.OneTimeLink.filter(code_hash=_hash(code)).update(used_at=None)


async def drop_expired(before: datetime) -> int:
    """Those whose time was over before that moment, used or not; how many there were."""
    return await models.OneTimeLink.filter(expires_at__lt=before).delete()


async def drop_sealed() -> None:
    """When keys change: what a link keeps sealed would go on being opened by the old one."""
    await models.OneTimeLink.filter(sealed__not_isnull=True).delete()
