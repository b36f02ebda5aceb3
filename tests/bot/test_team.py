"""/team: roles, invites, removing people, and the team's domains."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot import app
from bot.sandbox.people import Message
from storage import mailboxes, models, people, team
from tests.bot.stage import ANNA, BORIS, GUEST, Stage
from tests.make import new_mailbox


async def opened(play: Stage, name: str) -> Message:
    """Anna's screen of somebody of the team."""
    listing = await play.hear(ANNA, "/team", "Команда")
    label = next(label for label in listing.labels if name in label)
    return await play.press(ANNA, listing, label, "Личных ящиков")


async def role(who: int) -> str | None:
    person = await people.find(who)
    return person.role if person else None


@pytest.mark.parametrize("command", ["/admin", "/team"])
async def test_a_member_is_told_whose_screens_these_are(play: Stage, command: str) -> None:
    await play.hear(BORIS, command, "только для администраторов")


async def test_a_member_is_made_an_administrator_and_back(play: Stage) -> None:
    boris = await opened(play, "Boris")
    boris = await play.press(ANNA, boris, "Сделать администратором", "Теперь это администратор")
    assert await role(BORIS) == "admin"
    await play.press(ANNA, boris, "Сделать участником", "Теперь это участник")
    assert await role(BORIS) == "member"


async def test_the_only_administrator_stays_one(play: Stage) -> None:
    anna = await opened(play, "Анна")
    assert "единственный администратор" in anna.text
    assert anna.labels == ("‹ Команда",)


async def test_one_of_the_settings_stays_and_it_is_said_why(stage: Stage) -> None:
    await people.put(BORIS, "admin", "ru", "Boris")
    stage.deps = replace(stage.deps, admins=frozenset({BORIS}))
    async with app.running(stage.build(), stage.deps):
        boris = await opened(stage, "Boris")
        assert "POSTROOM_ADMINS" in boris.text
        assert boris.labels == ("‹ Команда",)


async def test_what_removing_does_is_said_before_and_done_after(play: Stage) -> None:
    boris = await people.find(BORIS)
    assert boris
    await mailboxes.add(new_mailbox("boris@acme.test"), boris.id)
    shown = await opened(play, "Boris")
    asked = await play.press(ANNA, shown, "Убрать из команды", "Его личный ящик")
    assert "через 30 дней" in asked.text
    assert await role(BORIS) == "member"
    await play.press(ANNA, asked, "Да, убрать", "больше не в команде")
    assert await role(BORIS) is None
    await play.hear(BORIS, "/status", "Это закрытый бот")
    kept = await mailboxes.find("boris@acme.test")
    assert kept
    assert kept.state == "paused"


async def test_with_their_letters_at_once(play: Stage) -> None:
    boris = await people.find(BORIS)
    assert boris
    await mailboxes.add(new_mailbox("boris@acme.test"), boris.id)
    asked = await play.press(ANNA, await opened(play, "Boris"), "Убрать из команды", "Убрать")
    await play.press(ANNA, asked, "Убрать и сразу стереть письма", "больше не в команде")
    assert await mailboxes.find("boris@acme.test") is None
    assert play.engine.woken


async def invitation(play: Stage, who: str) -> str:
    """The code of a link that Anna made."""
    listing = await play.hear(ANNA, "/team", "Команда")
    asked = await play.press(ANNA, listing, "➕ Пригласить", "Кого пригласить")
    await play.press(ANNA, asked, who, "в сообщении ниже")
    link = await play.chats.until(ANNA, lambda shown: "приглашают" in shown.text, after=asked.id)
    found = re.search(r"\?start=(\S+)", link.text)
    assert found
    return found[1]


@pytest.mark.parametrize(("label", "becomes"), [("Участника", "member"), ("Администратора", "admin")])
async def test_an_invitation_lets_one_person_in(play: Stage, label: str, becomes: str) -> None:
    code = await invitation(play, label)
    await play.hear(GUEST, f"/start {code}", "Hello, Kate")
    assert await role(GUEST) == becomes


async def test_an_invitation_dies_with_its_authors_role(play: Stage) -> None:
    code = await invitation(play, "Администратора")
    await people.put(BORIS, "admin", "ru", "Boris")
    anna = await people.find(ANNA)
    assert anna
    await people.set_role(anna.id, "member")
    await play.hear(GUEST, f"/start {code}", "no longer works")


async def test_a_domain_of_a_mailbox_is_offered_and_a_public_one_is_not(play: Stage) -> None:
    anna = await people.find(ANNA)
    assert anna
    for address in ("anna@acme.test", "anna@gmail.com"):
        await mailboxes.add(new_mailbox(address), anna.id)
    listing = await play.hear(ANNA, "/team", "Команда")
    domains = await play.press(ANNA, listing, "Домены команды", "Домены")
    assert "➕ acme.test" in domains.labels
    assert not any("gmail" in label for label in domains.labels)
    marked = await play.press(ANNA, domains, "➕ acme.test", "теперь свои")
    assert await team.domains() == ["acme.test"]
    await play.press(ANNA, marked, "✕ acme.test", "убрал")
    assert await team.domains() == []


@pytest.mark.parametrize("typed", ["Partner.Test", "@partner.test", "ivan@partner.test"])
async def test_another_domain_is_typed(play: Stage, typed: str) -> None:
    domains = await play.press(
        ANNA, await play.hear(ANNA, "/team", "Команда"), "Домены команды", "Домены команды"
    )
    await play.press(ANNA, domains, "➕ Другой домен", "Пришлите домен")
    await play.hear(ANNA, typed, "теперь свои")
    assert await team.domains() == ["partner.test"]
    assert not await models.Dialogue.exists()


@pytest.mark.parametrize(("typed", "said"), [("gmail.com", "кто угодно"), ("пример.рф", "Пришлите домен")])
async def test_a_domain_that_cannot_be_the_teams_is_asked_for_again(
    play: Stage, typed: str, said: str
) -> None:
    domains = await play.press(
        ANNA, await play.hear(ANNA, "/team", "Команда"), "Домены команды", "Домены команды"
    )
    await play.press(ANNA, domains, "➕ Другой домен", "Пришлите домен")
    await play.hear(ANNA, typed, said)
    assert await team.domains() == []


async def test_many_domains_are_shown_page_by_page(play: Stage) -> None:
    for number in range(101):
        await team.mark(f"{number:03}.test", datetime.now(UTC))
    listing = await play.hear(ANNA, "/team", "Команда")
    domains = await play.press(ANNA, listing, "Домены команды", "Домены")
    for page in ("2 / 13", "3 / 13"):
        await play.press(ANNA, domains, "›", "Домены")
        domains = await play.chats.until(ANNA, lambda shown, page=page: page in shown.labels)  # type: ignore[misc]
    shown = await play.press(ANNA, domains, "✕ 017.test", "убрал")
    assert "3 / 13" in shown.labels  # one goes on where one was
    assert len(await team.domains()) == 100


async def test_somebody_removed_meanwhile_is_gone(play: Stage) -> None:
    boris = await opened(play, "Boris")
    await people.remove(BORIS, datetime.now(UTC), erase=False)
    await play.press(ANNA, boris, "Сделать администратором", "больше нет")
    assert await role(BORIS) is None
