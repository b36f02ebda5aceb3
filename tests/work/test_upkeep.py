"""What was for a while only goes by itself, whoever it was of, and not before its time."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import limits, models, people, refused
from sync_engine.work.kit import Kit
from sync_engine.work.upkeep import Upkeep
from tests.fakes import certificates as certificates_fake
from tests.work.connecting import kit_for

NOW = datetime.now(UTC)
HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)


@pytest.fixture
def kit(tmp_path: Path, certificates: certificates_fake.Certificates) -> Iterator[Kit]:
    """Nothing of it is ever dialled."""
    with kit_for(993, tmp_path, certificates) as made:
        yield made


async def tidied(kit: Kit, at: datetime) -> None:
    await Upkeep(replace(kit, clock=lambda: at)).go()


async def test_of_strangers_nothing_is_left_after_an_hour(database: str, kit: Kit) -> None:
    for stranger in range(100, 120):
        await limits.use(stranger, "question", 20, HOUR, NOW)
    await limits.use(7, "question", 1, HOUR, NOW + 30 * MINUTE)
    await tidied(kit, NOW + 61 * MINUTE)
    assert [row.telegram_id for row in await models.LimitedUse.all()] == [7]
    assert await limits.use(7, "question", 1, HOUR, NOW + 61 * MINUTE) == NOW + 90 * MINUTE


async def test_refused_sign_ins_are_kept_as_long_as_they_count(database: str, kit: Kit) -> None:
    await refused.note(7, "anna@acme.test")
    await tidied(kit, NOW + 59 * MINUTE)
    assert len(await refused.since(7, "anna@acme.test", NOW - HOUR)) == 1
    await tidied(kit, NOW + 2 * HOUR)
    assert not await models.RefusedSignIn.exists()


async def test_an_invite_goes_a_month_after_it_was_used_or_over(database: str, kit: Kit) -> None:
    await people.add_invite("used", "member", NOW + 7 * DAY)
    await people.add_invite("over", "member", NOW + 7 * DAY)
    await people.add_invite("good", "member", NOW + 60 * DAY)
    assert await people.use_invite("used", 8, "ru", "Борис", NOW)
    await tidied(kit, NOW + 29 * DAY)
    assert await models.Invite.all().count() == 3
    await tidied(kit, NOW + 31 * DAY)
    assert await models.Invite.all().count() == 2
    await tidied(kit, NOW + 38 * DAY)
    assert await models.Invite.all().count() == 1
    assert await people.use_invite("good", 9, "ru", "Вера", NOW + 38 * DAY)
    assert await people.find(8)  # who came by one stays
