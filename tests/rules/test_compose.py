"""A letter of ours reads back as what was written, and nothing typed gets out of its place."""

import email
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as some

from storage.records import Contact
from sync_engine.rules import compose, flowed
from sync_engine.rules.headers import text as decoded
from sync_engine.rules.letter import parse_letter
from tests import make

AT = datetime(2026, 11, 26, 12, 30, tzinfo=UTC)
ID = "<abc123@acme.test>"
ANYTHING = some.text(max_size=400)
HOSTILE = some.text(some.sampled_from('ab \r\n\0\t<>:;,"@é\u202eяй./\\=?\u2028\x85'), max_size=200)


def letter(**changes: object) -> compose.Draft:
    facts: dict[str, object] = {"sender": "anna@acme.test", "to": "boris@client.test", "text": "Hello"}
    return compose.Draft(**(facts | changes))  # type: ignore[arg-type]


def read(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


@given(subject=ANYTHING | HOSTILE, text=ANYTHING | HOSTILE, name=ANYTHING | HOSTILE, signature=HOSTILE)
def test_whatever_is_typed_is_a_sound_letter(subject: str, text: str, name: str, signature: str) -> None:
    draft = letter(
        subject=subject,
        text=text,
        signature=signature,
        cc="vera@client.test",
        in_reply_to="<1@client.test>",
        references=("<0@client.test>", "<1@client.test>"),
        files=(compose.File(name, name, b"\x00\xff"),),
    )
    raw = compose.build(draft, ID, AT)
    assert raw.isascii()
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    message = read(raw)
    assert sorted(message.keys()) == sorted(
        [
            "Message-ID",
            "In-Reply-To",
            "References",
            "From",
            "To",
            "Cc",
            "Subject",
            "Date",
            "MIME-Version",
            "Content-Type",
        ]
    )
    assert (message["To"], message["Cc"]) == ("boris@client.test", "vera@client.test")
    (file,) = message.iter_attachments()
    assert file.get_content() == b"\x00\xff"
    kept = file.get_filename()
    assert kept
    assert not set(kept) & set("/\\\r\n\0")
    assert not kept.startswith(".")


@given(name=ANYTHING | HOSTILE | some.text(some.sampled_from('Aя",.<>@()\\=?_ '), max_size=120))
def test_a_senders_name_is_a_name_and_nothing_else(name: str) -> None:
    raw = compose.build(letter(sender_name=name), ID, AT)
    assert raw.isascii()
    message = read(raw)
    assert [(each.username, each.domain) for each in message["From"].addresses] == [("anna", "acme.test")]
    assert len(message.get_all("From", [])) == 1
    assert "Bcc" not in message
    assert parse_letter(raw).sender.address == "anna@acme.test"


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("Анна Петрова", "Анна Петрова"),
        ('Anna "Ann" Smith, Acme', 'Anna "Ann" Smith, Acme'),
        ("Анна\r\nBcc: x@evil.test", "Анна Bcc: x at evil.test"),
        ("ceo@bank.test", "ceo at bank.test"),
        ("", ""),
    ],
)
def test_a_client_sees_who_wrote(typed: str, seen: str) -> None:
    assert parse_letter(compose.build(letter(sender_name=typed), ID, AT)).sender.name == seen


@given(text=ANYTHING | HOSTILE | some.text(some.sampled_from("ab -> \n"), max_size=500))
def test_flowed_text_comes_back(text: str) -> None:
    lines = [line.rstrip() for line in text.split("\n")]
    broken = flowed.flow(text)
    assert flowed.unflow(broken, delete_space=False) == "\n".join(lines)
    assert "-- " not in broken.split("\n")


def test_a_russian_letter_reads_back_as_it_was_written() -> None:
    text = "Добрый день!\n\n" + "Высылаю счёт, как договорились. " * 20 + "\nС уважением"
    draft = letter(
        subject="Счёт № 17 " * 20,
        text=text,
        signature="Анна\nАкме",
        files=(compose.File("../тайна/счёт за ноябрь.pdf", "application/pdf", b"%PDF"),),
    )
    raw = compose.build(draft, ID, AT)
    parsed = parse_letter(raw)
    assert parsed.subject == ("Счёт № 17 " * 20).strip()
    assert parsed.message_id == ID
    assert parsed.date == AT
    assert parsed.sender == Contact("", "anna@acme.test")
    assert parsed.text.startswith("\n".join(line.rstrip() for line in text.split("\n")))
    assert [each.name for each in parsed.attachments] == ["счёт за ноябрь.pdf"]
    assert b"filename*" in raw
    plain, page = (read(raw).get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert page is not None
    assert "\n-- \nАнна\nАкме" in plain.get_content().replace("\r\n", "\n")
    assert plain["Content-Type"].params["format"] == "flowed"
    assert "<br>" in page.get_content()


def test_tags_are_words() -> None:
    page = read(compose.build(letter(text="<script>1 < 2 & 3</script>"), ID, AT)).get_body(("html",))
    assert page is not None
    assert "&lt;script&gt;1 &lt; 2 &amp; 3" in page.get_content()


@pytest.mark.parametrize(
    ("subject", "answer"),
    [
        ("Invoice", "Re: Invoice"),
        ("Re: Invoice", "Re: Invoice"),
        ("RE: re: Ответ: Invoice", "Re: Invoice"),
        ("Re[2]: Счёт", "Re: Счёт"),
        ("Re: a\r\nBcc: x@y.test", "Re: a Bcc: x@y.test"),
        ("", "Re:"),
    ],
)
def test_an_answer_is_marked_once(subject: str, answer: str) -> None:
    assert compose.answer_subject(subject) == answer


def test_an_answer_belongs_to_its_conversation() -> None:
    ids = tuple(f"<{number}@client.test>" for number in range(40))
    answered = make.letter(1, message_id="<last@client.test>", references=(*ids, "broken", "<a b@c>"))
    named = compose.references(answered)
    assert named[0] == ids[0]
    assert named[-1] == "<last@client.test>"
    assert len(named) == 20
    long = f"<{'x' * 300}@client.test>"
    raw = compose.build(letter(in_reply_to=long, references=(*named, long)), ID, AT)
    assert parse_letter(raw).in_reply_to == long
    assert parse_letter(raw).references == (*named, long)


def test_an_answer_comes_from_the_address_that_was_written_to() -> None:
    answered = make.letter(1, to=(Contact("", "Sales@acme.test"),))
    assert compose.sender_for(("anna@acme.test", "sales@acme.test"), answered) == "sales@acme.test"
    assert compose.sender_for(("anna@acme.test",), answered) == "anna@acme.test"


def test_an_address_in_another_alphabet_stays_as_it_is() -> None:
    raw = compose.build(letter(to="борис@client.test"), ID, AT)
    assert decoded(raw.partition(b"\r\nTo: ")[2].partition(b"\r\n")[0]) == "борис@client.test"
