"""What is due for a person is sorted before it is told: alone, in the message of a burst, or of a night.

Only the loop that sends a person's messages does this, so nobody else moves their notices meanwhile.
"""

from collections import defaultdict
from datetime import datetime, tzinfo

from storage import bursts, people, standing
from storage.records import Burst, Waiting, WaitingNotice
from sync_engine.policy import Policy
from sync_engine.rules import notices, quiet


async def quiet_now(now: datetime, timezone: tzinfo) -> set[int]:
    """Ids of the people who want to hear nothing at this hour."""
    local = now.astimezone(timezone)
    hours = await people.quiet_hours()
    return {person_id for person_id, each in hours.items() if quiet.is_quiet(each, local)}


async def still_waiting(now: datetime, timezone: tzinfo) -> Waiting:
    """Notices that could be in the chats by now, over all people."""
    local = now.astimezone(timezone)
    return quiet.waiting(await standing.of_notices(now), await people.quiet_hours(), now, local)


async def sort(person_id: int, now: datetime, timezone: tzinfo, policy: Policy) -> set[int]:
    """Puts each notice that is due into the message it belongs to; the ids of those."""
    by_mailbox: dict[int, list[WaitingNotice]] = defaultdict(list)
    waiting_now = await bursts.waiting(now, person_id)
    for each in waiting_now:
        by_mailbox[each.mailbox_id].append(each)
    if not by_mailbox:
        return set()
    hours = (await people.quiet_hours()).get(person_id)
    woke_at = quiet.ended(hours, now.astimezone(timezone))
    told = await bursts.told_alone(person_id, now - policy.burst_span)
    known = await bursts.latest(person_id)
    for shown in known.values():
        # Some of its letters may have been put off, and come due beside the others, a moment after an edit.
        if shown.shown_at is not None and now < (again := shown.shown_at + policy.burst_edit):
            await bursts.hold(shown.bundle, again)
    for mailbox_id, waiting in by_mailbox.items():
        burst = known.get(mailbox_id)
        found = notices.sort_out(waiting, told.get(mailbox_id, []), burst, now, woke_at, policy)
        came = {each.id: each for each in waiting}
        if found.overnight and woke_at is not None:
            night = f"night-{person_id}-{mailbox_id}-{woke_at:%Y%m%d}"
            await bursts.put(found.overnight, night, now)
        if bundled := [each for each in found.alone if came[each].bundle is not None]:
            await bursts.put(bundled, None, now)
        if found.joined and burst is not None:
            await _join(burst, [came[each] for each in found.joined], now, policy)
        if found.opened:
            several = [came[each] for each in found.opened]
            new = await bursts.begin(person_id, several[0], now)
            await _join(new, several, now, policy)
    return {each.id for each in waiting_now}


async def _join(burst: Burst, several: list[WaitingNotice], now: datetime, policy: Policy) -> None:
    """They are shown at once, or with the next edit that Telegram bears."""
    due = max(now, burst.shown_at + policy.burst_edit) if burst.shown_at else now
    last = max(burst.last_at, *(each.came for each in several))
    await bursts.put([each.id for each in several], burst.bundle, due, last)
