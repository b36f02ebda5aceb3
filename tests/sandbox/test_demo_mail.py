"""The demo mailboxes over IMAP and SMTP, as the engine and the clients use them."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import pytest
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, LoginError

from bot.sandbox import cast, demo_mail, kept_mail
from bot.sandbox.clients import Unsendable
from bot.sandbox.demo_mail import DemoMail
from bot.sandbox.news import News

IRINA = "irina@vetka.example"
SENT = "Отправленные"
MailMaker = Callable[[], AbstractAsyncContextManager[DemoMail]]


@pytest.fixture
def open_mail(data_dir: Path) -> MailMaker:
    @asynccontextmanager
    async def opened() -> AsyncIterator[DemoMail]:
        async with asyncio.timeout(30), demo_mail.served(data_dir, News()) as mail:
            yield mail

    return opened


@pytest.fixture
async def mail(open_mail: MailMaker) -> AsyncIterator[DemoMail]:
    async with open_mail() as opened:
        yield opened


@contextmanager
def signed_in(mail: DemoMail, address: str = cast.SALES, password: str = "") -> Iterator[IMAPClient]:
    with IMAPClient(mail.imap.host, port=mail.imap.port, ssl=False, timeout=10) as client:
        client.normalise_times = False
        client.login(address, password or mail.password)
        yield client


def uids(mail: DemoMail, folder: str) -> tuple[int, int, dict[int, bytes]]:
    """UIDVALIDITY, UIDNEXT and the letters of a folder."""
    with signed_in(mail) as client:
        state = client.select_folder(folder, readonly=True)
        fetched = client.fetch(client.search("ALL"), ["BODY.PEEK[]"])
        letters = {uid: fetched[uid][b"BODY[]"] for uid in fetched}
        return state[b"UIDVALIDITY"], state[b"UIDNEXT"], letters


def answer(to: str = IRINA, sender: str = cast.SALES) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, "Ответ"
    message["Message-ID"] = "<answer@demo.test>"
    message.set_content("Двенадцать стульев — 98 400 ₽.")
    return message


async def submit(mail: DemoMail, message: EmailMessage, login: str = cast.SALES, password: str = "") -> None:
    await aiosmtplib.send(
        message,
        hostname=mail.smtp.host,
        port=mail.smtp.port,
        username=login,
        password=password or mail.password,
        start_tls=False,
        local_hostname="localhost",
    )


async def test_folders_and_searches_are_what_a_sync_engine_expects(mail: DemoMail) -> None:
    def look() -> None:
        with signed_in(mail) as client:
            names = [name for _, _, name in client.list_folders()]
            assert names[0] == "INBOX"
            assert {SENT, "Спам", "Черновики", "Корзина"} < set(names)
            for folder in ("INBOX", SENT):
                client.select_folder(folder, readonly=True)
                everything = client.search("ALL")
                since = (datetime.now(UTC) - timedelta(days=30)).date()
                window = client.search(["SINCE", since])
                assert 0 < len(window) < len(everything)
                fetched = client.fetch(everything, ["INTERNALDATE", "RFC822.SIZE", "BODY.PEEK[]", "FLAGS"])
                assert all(len(row[b"BODY[]"]) == row[b"RFC822.SIZE"] for row in fetched.values())
                dates = [fetched[uid][b"INTERNALDATE"] for uid in sorted(fetched)]
                assert dates == sorted(dates)
                partial = client.fetch(everything[:5], ["BODY.PEEK[]<0.100>"])
                assert all(row[b"BODY[]<0>"] == fetched[uid][b"BODY[]"][:100] for uid, row in partial.items())
            flags = client.get_flags(everything[:5])
            assert client.search("ALL") == everything
            assert client.get_flags(everything[:5]) == flags

    await asyncio.to_thread(look)


@pytest.mark.parametrize(
    ("address", "password"),
    [
        pytest.param(cast.SALES, "wrong", id="wrong-password"),
        pytest.param("nobody@demo.test", "wrong", id="unknown-address"),
    ],
)
async def test_a_wrong_password_is_refused_and_nothing_more(
    mail: DemoMail, address: str, password: str
) -> None:
    def look() -> None:
        with pytest.raises(LoginError), signed_in(mail, address, password):
            pass

    await asyncio.to_thread(look)


async def test_a_client_s_letter_wakes_whoever_idles(mail: DemoMail) -> None:
    idling, loop = asyncio.Event(), asyncio.get_running_loop()

    def idle() -> bytes:
        with signed_in(mail) as client:
            client.select_folder("INBOX", readonly=True)
            before = set(client.search("ALL"))
            client.idle()
            loop.call_soon_threadsafe(idling.set)
            told = client.idle_check(timeout=10)
            client.idle_done()
            assert (len(before) + 1, b"EXISTS") in told
            (new,) = set(client.search("ALL")) - before
            return bytes(client.fetch([new], ["BODY.PEEK[]"])[new][b"BODY[]"])

    watching = asyncio.create_task(asyncio.to_thread(idle))
    await idling.wait()
    await mail.clients.write(IRINA, cast.SALES, "Вопрос", "Сколько стоит?\nИ когда?", attach=True)
    raw = await watching
    assert raw.startswith(b"Return-Path: <irina@vetka.example>")
    assert mail.clients.letters(IRINA)[-1].attachments == ("Заявка.pdf",)


async def test_many_letters_in_a_row_are_all_told(mail: DemoMail) -> None:
    idling, loop = asyncio.Event(), asyncio.get_running_loop()

    def idle() -> None:
        with signed_in(mail) as client:
            client.select_folder("INBOX", readonly=True)
            wanted = len(client.search("ALL")) + 20
            client.idle()
            loop.call_soon_threadsafe(idling.set)
            while (wanted, b"EXISTS") not in client.idle_check(timeout=10):
                pass
            client.idle_done()

    watching = asyncio.create_task(asyncio.to_thread(idle))
    await idling.wait()
    for number in range(20):
        await mail.clients.write(IRINA, cast.SALES, f"Вопрос {number}", "Сколько стоит?")
    await watching


class TestSending:
    async def test_an_answer_reaches_the_client_and_can_be_answered(self, mail: DemoMail) -> None:
        await submit(mail, answer())
        (received,) = mail.clients.letters(IRINA)
        assert (received.mine, received.subject) == (False, "Ответ")
        assert received.text == "Двенадцать стульев — 98 400 ₽."
        await mail.clients.write(IRINA, cast.SALES, "Re: Ответ", "Берём", answers=received.message_id)
        _, _, letters = await asyncio.to_thread(uids, mail, "INBOX")
        assert b"In-Reply-To: <answer@demo.test>" in letters[max(letters)]

    async def test_letters_among_colleagues_stay_in_the_house(self, mail: DemoMail) -> None:
        await submit(mail, answer(to=cast.ANNA))

        def newest() -> bytes:
            with signed_in(mail, cast.ANNA) as client:
                client.select_folder("INBOX", readonly=True)
                last = max(client.search("ALL"))
                return bytes(client.fetch([last], ["BODY.PEEK[]"])[last][b"BODY[]"])

        assert b"<answer@demo.test>" in await asyncio.to_thread(newest)

    async def test_nobody_sends_without_signing_in_or_under_another_name(self, mail: DemoMail) -> None:
        with pytest.raises(aiosmtplib.SMTPSenderRefused, match="Authentication required"):
            await aiosmtplib.send(
                answer(),
                hostname="localhost",
                port=mail.smtp.port,
                start_tls=False,
                local_hostname="localhost",
            )
        with pytest.raises(aiosmtplib.SMTPAuthenticationError):
            await submit(mail, answer(), password="wrong")
        with pytest.raises(aiosmtplib.SMTPSenderRefused, match="not owned by user"):
            await submit(mail, answer(sender=cast.ANNA))
        with pytest.raises(aiosmtplib.SMTPRecipientsRefused):
            await submit(mail, answer(to="nobody@demo.test"))
        assert mail.clients.letters(IRINA) == ()


class TestTrouble:
    async def test_a_server_that_is_down_lets_nobody_in_and_keeps_what_clients_write(
        self, mail: DemoMail
    ) -> None:
        def knock() -> None:
            with pytest.raises(IMAPClientAbortError), signed_in(mail):
                pass

        _, next_uid, _ = await asyncio.to_thread(uids, mail, "INBOX")
        mail.door.set_open(False)
        await asyncio.to_thread(knock)
        with pytest.raises(aiosmtplib.SMTPException):
            await submit(mail, answer())
        await mail.clients.write(IRINA, cast.SALES, "Вопрос", "Сколько стоит?")
        mail.door.set_open(True)
        _, _, letters = await asyncio.to_thread(uids, mail, "INBOX")
        assert max(letters) == next_uid

    @pytest.mark.parametrize("trouble", ["down", "password"])
    async def test_a_line_that_was_open_is_cut(self, mail: DemoMail, trouble: str) -> None:
        reader, writer = await asyncio.open_connection(mail.imap.host, mail.imap.port)
        await reader.readline()
        writer.write(f"a LOGIN {cast.SALES} {mail.password}\r\n".encode())
        assert (await reader.readline()).startswith(b"a OK")
        if trouble == "down":
            mail.door.set_open(False)
        else:
            mail.change_password()
        assert b"a " not in await reader.read()
        writer.close()
        await writer.wait_closed()

    async def test_a_changed_password_counts_at_once_and_after_a_restart(self, open_mail: MailMaker) -> None:
        def refused(mail: DemoMail, password: str) -> None:
            with pytest.raises(LoginError), signed_in(mail, password=password):
                pass

        async with open_mail() as mail:
            before = mail.password
            mail.change_password()
            new = mail.password
            assert new != before
            await asyncio.to_thread(refused, mail, before)
            with pytest.raises(aiosmtplib.SMTPAuthenticationError):
                await submit(mail, answer(), password=before)
            await submit(mail, answer())
            _, _, letters = await asyncio.to_thread(uids, mail, "INBOX")
        async with open_mail() as mail:
            assert mail.password == new
            assert (await asyncio.to_thread(uids, mail, "INBOX"))[2] == letters


@pytest.mark.parametrize(
    ("client", "to", "text"),
    [
        pytest.param("stranger@x.example", cast.SALES, "x", id="not-in-the-book"),
        pytest.param(IRINA, "irina@vetka.example", "x", id="not-to-us"),
        pytest.param(IRINA, cast.SALES, " ", id="nothing-said"),
    ],
)
async def test_a_client_writes_only_to_us(mail: DemoMail, client: str, to: str, text: str) -> None:
    with pytest.raises(Unsendable):
        await mail.clients.write(client, to, "", text)


class TestRestart:
    async def test_uids_mean_the_same_letters(self, open_mail: MailMaker) -> None:
        async with open_mail() as mail:
            await mail.clients.write(IRINA, cast.SALES, "Вопрос", "Сколько стоит?")
            before = [await asyncio.to_thread(uids, mail, folder) for folder in ("INBOX", SENT)]
            password = mail.password
        async with open_mail() as mail:
            after = [await asyncio.to_thread(uids, mail, folder) for folder in ("INBOX", SENT)]
            assert mail.password == password
        assert after == before

    async def test_what_was_added_moved_and_removed_over_imap_stays_so(self, open_mail: MailMaker) -> None:
        def change(mail: DemoMail) -> None:
            with signed_in(mail) as client:
                client.append(SENT, answer().as_bytes(), ("\\Seen",))
                client.select_folder("INBOX")
                first, second, *_ = client.search("ALL")
                client.move([first], "Корзина")
                client.delete_messages([second])
                client.expunge([second])

        async with open_mail() as mail:
            inbox = set((await asyncio.to_thread(uids, mail, "INBOX"))[2])
            await asyncio.to_thread(change, mail)
        async with open_mail() as mail:
            _, next_uid, letters = await asyncio.to_thread(uids, mail, "INBOX")
            assert inbox - set(letters) == set(sorted(inbox)[:2])
            assert next_uid == max(inbox) + 1
            _, _, sent = await asyncio.to_thread(uids, mail, SENT)
            assert b"<answer@demo.test>" in sent[max(sent)]

    async def test_a_line_cut_by_a_kill_is_left_out(self, data_dir: Path, open_mail: MailMaker) -> None:
        async with open_mail() as mail:
            before = await asyncio.to_thread(uids, mail, "INBOX")
        with (data_dir / demo_mail.FILE).open("ab") as file:
            file.write(b'{"address": "sales@demo.test", "fold')
        async with open_mail() as mail:
            assert await asyncio.to_thread(uids, mail, "INBOX") == before
            await mail.clients.write(IRINA, cast.SALES, "Вопрос", "Сколько стоит?")
        async with open_mail() as mail:
            assert (await asyncio.to_thread(uids, mail, "INBOX"))[1] == before[1] + 1


def test_the_file_is_ours_alone_and_whole(first_mail: Path, tmp_path: Path) -> None:
    assert first_mail.stat().st_mode & 0o777 == 0o600
    shutil.copy(first_mail, tmp_path)
    kept_mail.KeptMail.open(tmp_path / first_mail.name).close()
    assert (tmp_path / first_mail.name).read_bytes() == first_mail.read_bytes()
