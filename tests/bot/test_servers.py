"""/connect where the servers are not known at once: looked for, shown, corrected, asked for."""

import re

import pytest

from storage import mailboxes, people
from storage.records import Server
from sync_engine.rules.providers import Provider
from sync_engine.work import builtin
from tests.bot.stage import BORIS, Stage
from tests.bot.test_connect import send_secret, to_secret

SERVICES = [row for row in builtin.table().providers if not row.microsoft]


def named(pattern: str) -> str:
    """A name that fits."""
    return re.sub(r"\.\*$", ".com", pattern).replace("*.", "mx1.").replace("*", "1")


@pytest.mark.parametrize("service", SERVICES, ids=[row.id for row in SERVICES])
async def test_three_messages_connect_a_mailbox_at_every_service_of_the_table(
    play: Stage, service: Provider
) -> None:
    """An own domain there, too, where it is known by its exchangers."""
    play.connector.network.mx["own-domain.test"] = tuple(map(named, service.mx))
    addresses = [f"anna@{named(domain)}" for domain in service.domains[:1]]
    addresses += ["anna@own-domain.test"] if service.mx else []
    assert addresses
    for address in addresses:
        before = len(play.chats.messages(BORIS))
        await to_secret(play, address=address)
        await send_secret(play, "s3cret word", "подключён")
        typed = [each for each in play.chats.messages(BORIS)[before:] if not each.from_bot]
        assert [each.text for each in typed] == ["/connect", address]  # and the password, which is gone
        mailbox = await mailboxes.find(address)
        assert mailbox
        assert (mailbox.state, mailbox.provider) == ("importing", service.id)
        assert mailbox.imap == service.imap


async def test_servers_nobody_knows_are_asked_for(play: Stage) -> None:
    await play.hear(BORIS, "/connect", "Какой ящик")
    await play.hear(BORIS, "boris@unknown.test", "входящей")
    await play.hear(BORIS, "192.168.1.1", "указан IP-адрес")
    await play.hear(BORIS, "pop.unknown.test:995", "По POP3 подключить нельзя")
    await play.hear(BORIS, "mail.unknown.test:993", "исходящей")
    await play.hear(BORIS, "2130706433", "указан IP-адрес")
    await play.hear(BORIS, "mail.unknown.test:465", "Пришлите пароль")
    await send_secret(play, "s3cret", "подключён")
    assert await mailboxes.find("boris@unknown.test")


def announce(play: Stage, imap: str, smtp: str) -> None:
    play.connector.network.srv["found.test"] = (
        Server(host=imap, port=993, security="tls"),
        Server(host=smtp, port=465, security="tls"),
    )


async def test_a_domain_at_a_known_service_needs_three_messages(play: Stage) -> None:
    play.connector.network.mx["hosted.test"] = ("mx.yandex.net",)
    await play.hear(BORIS, "/connect", "Какой ящик")
    asked = await play.hear(BORIS, "boris@hosted.test", "Пришлите пароль")
    assert "Яндекс 360" in asked.text
    assert "Пароли приложений" in asked.text
    await send_secret(play, "s3cret", "подключён")
    stored = await mailboxes.find("boris@hosted.test")
    assert stored is not None
    assert (stored.provider, stored.imap.host) == ("yandex360", "imap.yandex.ru")
    assert play.connector.network.looked == ["hosted.test"]  # once, and not after the password


async def test_a_domain_at_microsoft_is_refused_by_its_exchangers(play: Stage) -> None:
    play.connector.network.mx["hosted.test"] = ("hosted-test.mail.protection.outlook.com",)
    await play.hear(BORIS, "/connect", "Какой ящик")
    await play.hear(BORIS, "boris@hosted.test", "Почту Microsoft")


async def test_servers_that_bear_the_name_of_the_domain_are_shown(play: Stage) -> None:
    announce(play, "imap.found.test", "smtp.found.test")
    await play.hear(BORIS, "/connect", "Какой ящик")
    asked = await play.hear(BORIS, "boris@found.test", "Пришлите пароль")
    assert "imap.found.test" in asked.text
    await send_secret(play, "s3cret", "подключён")
    stored = await mailboxes.find("boris@found.test")
    assert stored is not None
    assert stored.imap.host == "imap.found.test"


async def test_servers_of_another_name_wait_for_a_yes(play: Stage) -> None:
    announce(play, "mail.hoster.test", "mail.hoster.test")
    await play.hear(BORIS, "/connect", "Какой ящик")
    await play.hear(BORIS, "boris@found.test", "Это они?")
    card = await play.hear(BORIS, "да", "Это они?")
    await play.press(BORIS, card, "Да, это они", "Пришлите пароль")
    await send_secret(play, "s3cret", "подключён")
    stored = await mailboxes.find("boris@found.test")
    assert stored is not None
    assert stored.imap.host == "mail.hoster.test"


@pytest.mark.parametrize("at_once", [True, False], ids=["when-asked", "instead-of-the-password"])
async def test_whoever_knows_better_names_the_servers(play: Stage, at_once: bool) -> None:
    host = "hoster.test" if at_once else "found.test"
    announce(play, f"imap.{host}", f"smtp.{host}")
    await play.hear(BORIS, "/connect", "Какой ящик")
    card = await play.hear(BORIS, "boris@found.test", "Это они?" if at_once else "Пришлите пароль")
    await play.press(BORIS, card, "Другие серверы", "назовите серверы")
    await play.hear(BORIS, "mail.mine.test", "исходящей")
    await play.hear(BORIS, "mail.mine.test:587", "Пришлите пароль")
    await send_secret(play, "s3cret", "подключён")
    stored = await mailboxes.find("boris@found.test")
    assert stored is not None
    assert stored.imap.host == "mail.mine.test"


async def test_an_odd_port_is_refused_with_the_ports_there_are(play: Stage) -> None:
    await play.hear(BORIS, "/connect", "Какой ящик")
    await play.hear(BORIS, "boris@unknown.test", "входящей")
    await play.hear(BORIS, "mail.unknown.test:6379", "993 и 143")
    await play.hear(BORIS, "mail.unknown.test:143", "исходящей")


@pytest.mark.parametrize("impatient", [False, True])
async def test_a_search_that_takes_long_is_told_of_and_the_answer_takes_its_place(
    play: Stage, impatient: bool
) -> None:
    play.connector.network.gate.clear()
    await play.hear(BORIS, "/connect", "Какой ящик")
    card = await play.hear(BORIS, "boris@unknown.test", "Ищу")
    again = await play.hear(BORIS, "уже?", "Ищу") if impatient else card
    play.connector.network.gate.set()
    asked = await play.chats.until(BORIS, lambda shown: "входящей" in shown.text)
    assert asked.id > again.id if impatient else asked.id == card.id
    await play.hear(BORIS, "mail.unknown.test", "исходящей")
    assert play.connector.network.looked == ["unknown.test"]


async def test_a_search_may_be_cancelled(play: Stage) -> None:
    play.connector.network.gate.clear()
    await play.hear(BORIS, "/connect", "Какой ящик")
    card = await play.hear(BORIS, "boris@unknown.test", "Ищу")
    await play.hear(BORIS, "/cancel", "отменил")
    await play.chats.until(BORIS, lambda shown: shown.id == card.id and "отменил" in shown.text)
    assert await people.dialogue(BORIS) is None


async def test_a_search_cut_off_by_a_restart_begins_with_the_address_again(play: Stage) -> None:
    play.connector.network.gate.clear()
    await play.hear(BORIS, "/connect", "Какой ящик")
    await play.hear(BORIS, "boris@unknown.test", "Ищу")
    state = await people.dialogue(BORIS)
    assert state is not None
    await play.hear(BORIS, "/cancel", "отменил")
    await people.set_dialogue(BORIS, state.step, dict(state.data))
    await play.hear(BORIS, "boris@acme.test", "Пришлите пароль")
