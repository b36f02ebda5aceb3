"""Hours in which a person wants to hear nothing, and how long "until tomorrow" is. Times are local ones."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from storage.records import QuietHours, Waiting, WaitingFor

_DAY = timedelta(days=1)
_STILL_NIGHT = 5  # before this hour "tomorrow" is the morning that comes next


def is_quiet(hours: QuietHours | None, local: datetime) -> bool:
    if hours is None:
        return False
    if hours.begins < hours.ends:
        return hours.begins <= local.hour < hours.ends
    return local.hour >= hours.begins or local.hour < hours.ends


def ended(hours: QuietHours | None, local: datetime) -> datetime | None:
    """When the quiet hours last ended."""
    if hours is None:
        return None
    today = _at(local, hours.ends)
    return today if today <= local else _at(local - _DAY, hours.ends)


def waiting(
    found: Iterable[WaitingFor], hours: Mapping[int, QuietHours], now: datetime, local: datetime
) -> Waiting:
    """How many wait for Telegram, and how long. What quiet hours keep back counts from their end.

    `hours`: of everybody who has any, by the id of the person; `local` is `now` by the team's clock.
    """
    awake = [each for each in found if not is_quiet(hours.get(each.person_id), local)]
    oldest = [now - max(each.since, ended(hours.get(each.person_id), local) or each.since) for each in awake]
    seconds = max((each.total_seconds() for each in oldest), default=0.0)
    return Waiting(count=sum(each.count for each in awake), oldest=max(seconds, 0.0))


def tomorrow(local: datetime, hour: int) -> datetime:
    """The morning at which somebody wakes who says "until tomorrow" now."""
    by_night = local.hour < min(_STILL_NIGHT, hour)
    return _at(local if by_night else local + _DAY, hour)


def _at(local: datetime, hour: int) -> datetime:
    return local.replace(hour=hour, minute=0, second=0, microsecond=0)
