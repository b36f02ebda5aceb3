"""One-time links, and what may be done so many times an hour."""

import asyncio
from datetime import timedelta

from storage import limits, links, models, people, records, refused
from storage.links import NewLink
from tests import make

SOON = make.NOW + timedelta(minutes=10)
HOUR = timedelta(hours=1)


async def boris() -> records.Person:
    return await people.put(8, "member", "ru", "Boris")


def link(code: str) -> NewLink:
    return NewLink(code=code, purpose="password", data={"step": "x"})


async def alive(code: str) -> bool:
    found = await links.find(code)
    return found is not None and found.alive(make.NOW)


async def test_only_the_hash_of_a_link_is_kept(database: str) -> None:
    await links.replace((await boris()).id, [link("a-code-to-guess")], SOON)
    row = await models.OneTimeLink.get()
    assert "a-code-to-guess" not in f"{row.code_hash} {row.data} {row.sealed}"
    assert await alive("a-code-to-guess")
    assert not await alive(row.code_hash)


async def test_of_many_that_claim_at_once_one_gets_it(database: str) -> None:
    await links.replace((await boris()).id, [link("code")], SOON)
    claims = await asyncio.gather(*(links.claim("code", make.NOW) for _ in range(20)))
    assert sorted(claims) == [False] * 19 + [True]


async def test_what_is_given_back_can_be_claimed_again_while_it_lasts(database: str) -> None:
    await links.replace((await boris()).id, [link("code")], SOON)
    assert await links.claim("code", make.NOW)
    assert not await alive("code")
    await links.give_back("code")
    assert await alive("code")
    assert not await links.claim("code", SOON)
    assert await links.claim("code", make.NOW)


async def test_new_links_the_dialogue_s_end_and_the_person_s_end_the_old_ones(database: str) -> None:
    person = await boris()
    other = await people.put(9, "member", "ru")
    await links.replace(other.id, [link("another's")], SOON)
    await links.replace(person.id, [link("first"), link("beside it")], SOON)
    assert await alive("first")
    assert await alive("beside it")
    await links.replace(person.id, [link("second")], SOON)
    assert not await alive("first")
    assert not await alive("beside it")
    await people.end_dialogue(person.telegram_id)
    assert not await alive("second")
    await links.replace(person.id, [link("third")], SOON)
    await people.remove(person.telegram_id, make.NOW, erase=False)
    assert not await alive("third")
    assert await alive("another's")
    await links.give_back("third")  # by a page that was still at it
    assert not await alive("third")


async def test_so_many_an_hour_and_no_more(database: str) -> None:
    for minute in (0, 10, 20):
        assert await limits.use(8, "link", 3, HOUR, make.NOW + timedelta(minutes=minute)) is None
    later = make.NOW + timedelta(minutes=30)
    assert await limits.use(8, "link", 3, HOUR, later) == make.NOW + HOUR
    assert await limits.use(8, "question", 3, HOUR, later) is None  # each kind for itself
    assert await limits.use(9, "link", 3, HOUR, later) is None
    assert await limits.use(8, "link", 3, HOUR, make.NOW + HOUR) is None
    assert await limits.use(8, "link", 3, HOUR, make.NOW + HOUR) == make.NOW + timedelta(minutes=70)


async def test_links_long_out_of_time_are_deleted_used_or_not(database: str) -> None:
    person, other = await boris(), await people.put(9, "member", "ru")
    await links.replace(person.id, [link("used"), link("unused")], SOON)
    await links.replace(other.id, [link("later")], SOON + HOUR)
    assert await links.claim("used", make.NOW)
    assert await links.drop_expired(SOON) == 0
    assert await links.drop_expired(SOON + timedelta(seconds=1)) == 2
    assert [await links.find(code) is not None for code in ("used", "unused", "later")] == [
        False,
        False,
        True,
    ]


async def test_what_a_link_keeps_sealed_goes_with_the_old_keys(database: str) -> None:
    sealed = NewLink(code="consent", purpose="consent", data={}, sealed="sealed")
    await links.replace((await boris()).id, [link("page"), sealed], SOON)
    await links.drop_sealed()
    assert (await alive("page"), await alive("consent")) == (True, False)


async def test_what_does_not_count_any_longer_goes_whoever_it_was_of(database: str) -> None:
    for stranger in (100, 101):
        await limits.use(stranger, "question", 3, HOUR, make.NOW)
    await limits.use(8, "question", 3, HOUR, SOON)
    await limits.drop_old(SOON)
    assert [row.telegram_id for row in await models.LimitedUse.all()] == [8]
    await refused.note(8, "anna@acme.test")
    (noted,) = await refused.since(8, "anna@acme.test", make.NOW - 365 * 24 * HOUR)
    await refused.drop_old(noted)
    assert await models.RefusedSignIn.exists()
    await refused.drop_old(noted + HOUR)
    assert not await models.RefusedSignIn.exists()
