"""What is kept of the account as a whole: checks, samples, the team, incidents."""

from datetime import timedelta

import pytest

from storage import (
    alerts,
    aliases,
    checks,
    contacts,
    incidents,
    mailboxes,
    models,
    people,
    records,
    samples,
    standing,
    team,
    turns,
)
from storage.records import Uid
from tests import make
from tests.storage.letters_in import add

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
NOW = make.NOW


# -- checks ----------------------------------------------------------------------------------------


async def said(mailbox_id: int) -> list[tuple[str, int, int]]:
    """What, how often, how many letters; newest first."""
    return [(each.what, each.times, each.letters) for each in await checks.latest(mailbox_id, 0, 99)]


async def turn(box: records.Mailbox, minutes: int, *, letters: int = 0, reason: str = "") -> None:
    """A sync that ends well, or breaks off for `reason`."""
    now = NOW + minutes * MINUTE
    job = await turns.begin(box.id)
    assert job
    if reason:
        await turns.fail(job, now=now, next_check=now, trouble="unreachable", reason=reason, tell=False)
    else:
        await turns.finish(job, now=now, next_check=now, letters=letters)


async def test_a_log_tells_what_happened_and_leaves_quiet_checks_out(database: str) -> None:
    box = await make.stored_mailbox()
    await turn(box, 0, letters=500)
    await turn(box, 10)
    for minute in (20, 21, 23):
        await turn(box, minute, reason="server_unreachable")
    await turn(box, 30, letters=2)
    await turn(box, 40, letters=3)
    await turn(box, 95, letters=4)
    assert await said(box.id) == [
        *(("letters", 1, 4), ("letters", 2, 5), ("works", 1, 0), ("failed", 3, 0)),
        ("imported", 1, 500),
    ]
    failed = (await checks.latest(box.id, 3, 1))[0]
    assert (failed.reason, failed.last_at - failed.began_at) == ("server_unreachable", 3 * MINUTE)


async def test_a_log_names_who_paused_and_says_nothing_where_nothing_changed(database: str) -> None:
    box = await make.stored_mailbox()
    for _ in range(2):
        await mailboxes.pause(box.id, NOW, box.owner.id)
    for _ in range(2):
        await mailboxes.resume(box.id, NOW, box.owner.id)
    await mailboxes.pause(box.id, NOW)
    told = [(each.what, each.by) for each in await checks.latest(box.id, 0, 9)]
    assert told == [("paused", ""), ("resumed", "Анна"), ("paused", "Анна")]


async def test_a_log_is_bounded(database: str) -> None:
    box, other = await make.stored_mailbox(), await make.stored_mailbox("sales@acme.test")
    await checks.note(other.id, "works", NOW)
    for number in range(checks.KEPT + 20):
        await checks.note(box.id, "failed", NOW, reason=str(number))
    assert await checks.count(box.id) == checks.KEPT
    assert (await checks.latest(box.id, 0, 1))[0].reason == str(checks.KEPT + 19)
    assert await checks.count(other.id) == 1


async def test_an_owner_is_asked_to_sign_in_once_in_a_while(database: str) -> None:
    box, vera = await make.stored_mailbox(), await people.put(2, "admin", "ru", "Вера")
    assert await alerts.ask_owner(box, NOW, NOW - HOUR, vera.id)
    assert not await alerts.ask_owner(box, NOW + MINUTE, NOW + MINUTE - HOUR, vera.id)
    assert [(job.kind, job.person.id) for job in await alerts.due(NOW, 9, box.owner.id)] == [
        ("asked", box.owner.id)
    ]
    assert await alerts.ask_owner(box, NOW + 2 * HOUR, NOW + HOUR, vera.id)
    assert [(each.what, each.by) for each in await checks.latest(box.id, 0, 9)] == [("asked", "Вера")]


# -- samples ---------------------------------------------------------------------------------------


async def test_a_sample_has_the_letters_since_the_one_before(database: str) -> None:
    box = await make.stored_mailbox()
    await samples.put(NOW - HOUR, freshness=None, kept=NOW - 9 * HOUR)
    await add(box.id, *(make.letter(uid) for uid in (100, 101)))
    for at in (NOW + MINUTE, NOW + 6 * MINUTE):
        await samples.put(at, freshness=30.0, kept=NOW - 9 * HOUR)
    assert [(each.freshness, each.letters) for each in await samples.since(NOW - 2 * HOUR)] == [
        *((None, 0), (30.0, 2), (30.0, 0))
    ]
    assert await samples.letters_since(NOW - 2 * HOUR) == 2
    assert await samples.letters_since(NOW) == 0
    await samples.put(NOW + HOUR, freshness=30.0, kept=NOW)
    assert [each.at for each in await samples.since(NOW - 9 * HOUR)] == [
        NOW + MINUTE,
        NOW + 6 * MINUTE,
        NOW + HOUR,
    ]


# -- the team --------------------------------------------------------------------------------------


async def test_whoever_writes_from_a_domain_of_the_team_has_no_card(database: str) -> None:
    box = await make.stored_mailbox()
    partner = records.Contact(name="", address="ivan@partner.test")
    await add(box.id, make.letter(100), make.letter(101, sender=partner))
    owner = box.owner.id
    assert await contacts.count(owner) == 2
    await team.mark("partner.test", NOW)
    await team.mark("partner.test", NOW)
    (left,) = await contacts.listing(owner, 0, 9)
    assert left.address == "petrov@client.test"
    of_partner = (await models.Contact.get(address=partner.address)).id
    assert await contacts.card(owner, of_partner) is None
    letter = await models.Letter.get(uid=Uid(101))
    assert await contacts.of_letter(owner, letter.id) is None
    assert await team.addresses() == {"anna@acme.test", "@partner.test"}
    await aliases.add(box.id, "info@acme.test", most=20)
    assert await team.addresses() == {"anna@acme.test", "info@acme.test", "@partner.test"}
    await team.unmark("partner.test")
    assert await contacts.count(owner) == 2


async def test_invites_die_with_their_authors_being_in_charge(database: str) -> None:
    await people.put(1, "admin", "ru")
    for author in (2, 3, 4):
        person = await people.put(author, "admin", "ru")
        await people.add_invite(f"of {author}", "admin", NOW + HOUR, author=person.id)
    await people.add_invite("of nobody", "member", NOW + HOUR)
    await people.remove(2, NOW, erase=False)
    third = await people.find(3)
    assert third
    await people.set_role(third.id, "member")
    await people.put(4, "member", "ru")  # at the command line
    for code in ("of 2", "of 3", "of 4"):
        assert await people.use_invite(code, 9, "ru", "Guest", NOW) is None
    assert await people.use_invite("of nobody", 9, "ru", "Guest", NOW)


async def test_somebody_stays_in_charge(database: str) -> None:
    first, second = await people.put(1, "admin", "ru"), await people.put(2, "admin", "ru")
    assert await people.set_role(first.id, "member")
    with pytest.raises(people.LastAdmin):
        await people.set_role(second.id, "member")
    with pytest.raises(people.LastAdmin):
        await people.remove(2, NOW, erase=False, spare_last_admin=True)
    assert await people.set_role(first.id, "admin")
    assert await people.remove(2, NOW, erase=False, spare_last_admin=True)
    assert not await people.set_role(second.id, "admin")


# -- incidents -------------------------------------------------------------------------------------


async def told() -> list[tuple[str, int, int | None]]:
    """Kind, Telegram id and message of whoever is to be shown something."""
    jobs = await incidents.untold(NOW)
    return [(job.incident.kind, job.person.telegram_id, job.message_id) for job in jobs]


async def show_all(message_id: int = 5) -> None:
    for job in await incidents.untold(NOW):
        await incidents.shown(job, message_id)


async def test_every_administrator_is_shown_each_change_once(database: str) -> None:
    await people.put(1, "admin", "ru")
    await people.put(2, "admin", "en")
    await people.put(3, "member", "en")
    await incidents.begin("unreachable", "yandex", NOW, mailbox_ids=(7, 8), of=9)
    await incidents.begin("unreachable", "yandex", NOW, mailbox_ids=(7, 8), of=9)  # another process
    assert await told() == [("unreachable", 1, None), ("unreachable", 2, None)]
    await show_all()
    assert await told() == []
    (one,) = await incidents.going()
    await incidents.change(one, (7,), 9)
    assert await told() == [("unreachable", 1, 5), ("unreachable", 2, 5)]
    await show_all()
    await incidents.end(one.id, NOW)
    await incidents.end(one.id, NOW)
    assert await told() == [("unreachable", 1, 5), ("unreachable", 2, 5)]
    await show_all()
    assert await told() == []
    assert await incidents.going() == []
    await incidents.begin("unreachable", "yandex", NOW, mailbox_ids=(7,), of=9)
    assert await told() == [("unreachable", 1, None), ("unreachable", 2, None)]


async def test_what_was_over_before_anybody_heard_of_it_needs_no_word(database: str) -> None:
    await people.put(1, "admin", "ru")
    await incidents.begin("disk", "", NOW)
    (one,) = await incidents.going()
    await incidents.end(one.id, NOW)
    assert await told() == []
    await models.Person.all().update(joined_at=NOW - 2 * HOUR)
    await people.put(2, "admin", "ru")  # who was not there yet
    await incidents.passed("telegram", NOW - HOUR, NOW)
    assert await told() == [("telegram", 1, None)]


async def test_an_owner_is_not_told_twice_of_their_own_mailbox(database: str) -> None:
    box = await make.stored_mailbox()
    await people.put(2, "admin", "ru")
    await incidents.begin("auth_failed", "x", NOW, mailbox_ids=(box.id,), of=1)
    assert await told() == [("auth_failed", 2, None)]
    await incidents.begin("late", "", NOW, mailbox_ids=(box.id,), of=1)
    late = [each for each in await told() if each[0] == "late"]
    assert len(late) == 2, "no alert says to an owner that checks fall behind"


async def test_a_standing_says_of_a_mailbox_what_its_record_says(database: str) -> None:
    box = await make.stored_mailbox()
    await turn(box, 0, reason="server_unreachable")
    (one,) = await standing.of_mailboxes()
    known = await mailboxes.get(box.id)
    assert known
    assert (one.id, one.owner, one.service) == (box.id, box.owner.id, box.imap.host)
    names = ("state", "told", "failures", "connected_at", "last_check", "next_check", "watched_until")
    assert [getattr(one, name) for name in names] == [getattr(known, name) for name in names]
    assert one.state == "unreachable"
