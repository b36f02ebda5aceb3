"""Letters by their words: what is found, in which order, and by whom."""

from datetime import timedelta
from typing import Any

import pytest

from storage import asked, erasing, letters, models, orm, records, search
from storage.records import Contact, Query
from sync_engine.rules import question
from sync_engine.work import indexing
from tests import make
from tests.storage import letters_in

MINUTE = timedelta(minutes=1)
# How PostgreSQL may look for what its index cannot decide: the newest letters are enough, are not, or are
# full of it.
WAYS = ((search._NEWEST, search._OFTEN), (1, 2), (1, 1))
FILE = records.Attachment(name="Смета на кровлю.pdf", type="application/pdf", size=9, part="2")


def letter(uid: int, **changes: Any) -> records.Letter:
    return make.letter(uid, **({"received": make.NOW + uid * MINUTE} | changes))


def query(typed: str, **more: Any) -> Query:
    read = question.read(typed)
    return Query(
        words=read.words,
        senders=read.senders,
        recipients=read.recipients,
        with_file=read.with_file,
        **more,
    )


async def uids(viewer: records.Person, typed: str, **more: Any) -> list[int]:
    found = await search.found(viewer.id, query(typed, **more))
    stored = {each.id: each.uid for each in await models.Letter.all()}
    return [stored[each] for each in found]


@pytest.fixture
async def anna(database: str) -> records.Person:
    """With three letters in a mailbox of her own."""
    anna = await letters_in.person(1)
    smith = Contact("John Smith", "john.smith@client.test")
    await letters_in.mailbox(
        anna,
        "anna@acme.test",
        letter(100, subject="Договор поставки", text="Пришлите, пожалуйста, счёт на оплату."),
        letter(101, subject="Invoices", text="We are ordering two roofs.", sender=smith),
        letter(102, subject="Чертёж", attachments=(FILE,), cc=(Contact("Иванов Олег", "oleg@client.test"),)),
        letter(
            103,
            sender=Contact("Анна", "anna@acme.test"),
            direction="out",
            client=False,
            subject="Re: Договор",
            text="Напоминание: последний платёж",
            to=(smith,),
        ),
    )
    return anna


FOUND: dict[str, tuple[str, list[int]]] = {
    "another case": ("договором", [103, 100]),
    "without ё": ("счета", [100]),
    "capitals": ("СЧЁТ", [100]),
    "English": ("invoice", [101]),
    "two English words": ("ordered roof", [101]),
    "all of them": ("счёт договор", [100]),
    "not some of them": ("счёт кровля", []),
    "the name of a file": ("смета", [102]),
    "a name in Cc": ("Ивановым", [102]),
    "an address either way": ("john.smith@client.test", [103, 101]),
    "from": ("from:smith", [101]),
    "from the beginning of a name": ("from:joh", [101]),
    "from a domain": ("from:@client.test", [102, 101, 100]),
    "from in Russian": ("от:петрова", [102, 100]),
    "to": ("to:smith", [103]),
    "to in Russian with a blank": ("кому: иванов", [102]),
    "with a file": ("has:file", [102]),
    "with a file and a word": ("договор has:file", []),
    "a phrase": ('"последний платёж"', [103]),
    "a phrase the other way round": ("«платёж последний»", []),
    "no phrase across fields": ('"test чертёж"', []),
    "nothing": ("нетакогослова", []),
    "our own marks are no words": ("of1", []),
    "nor is the mark of a file": ("file", []),
}


@pytest.mark.parametrize(("newest", "often"), WAYS)
async def test_what_is_found(
    anna: records.Person, monkeypatch: pytest.MonkeyPatch, newest: int, often: int
) -> None:
    monkeypatch.setattr(search, "_NEWEST", newest)
    monkeypatch.setattr(search, "_OFTEN", often)
    found = {name: await uids(anna, typed) for name, (typed, _) in FOUND.items()}
    assert found == {name: wanted for name, (_, wanted) in FOUND.items()}


async def test_a_date_leaves_out_what_came_before_it(anna: records.Person) -> None:
    assert await uids(anna, "", since=make.NOW + 102 * MINUTE) == [103, 102]
    assert await uids(anna, "договор", since=make.NOW + 101 * MINUTE) == [103]
    assert await uids(anna, "", since=make.NOW + 999 * MINUTE) == []


async def test_the_newest_come_first_whenever_they_were_stored_and_not_all_of_them(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await letters_in.person(1)
    moments = [letter(uid, received=make.NOW - uid * MINUTE) for uid in range(100, 101 + search.MOST + 5)]
    await letters_in.mailbox(anna, "anna@acme.test", *moments)
    for newest, often in WAYS:
        monkeypatch.setattr(search, "_NEWEST", newest)
        monkeypatch.setattr(search, "_OFTEN", often)
        for typed in ("заказ", "from:petrov"):
            assert await uids(anna, typed) == list(range(100, 101 + search.MOST))


async def test_only_those_who_may_read_a_mailbox_find_its_letters(database: str) -> None:
    anna, boris = await letters_in.person(1), await letters_in.person(2)
    vera = await letters_in.person(3, "admin")
    await letters_in.mailbox(anna, "anna@acme.test", letter(100, text="Тайна"))
    await letters_in.mailbox(vera, "sales@acme.test", letter(101, text="Тайна"), mode="corporate")
    assert await uids(anna, "тайна") == [101, 100]
    for other in (boris, vera):
        assert await uids(other, "тайна") == [101]
        assert await uids(other, "") == [101]
        ids = [each.id for each in await models.Letter.all()]
        assert [each.mailbox for each in await search.page(other.id, ids)] == ["sales@acme.test"]


async def test_a_forged_entry_of_the_index_opens_nothing(database: str) -> None:
    """The query asks the mailbox itself whose it is."""
    anna, boris = await letters_in.person(1), await letters_in.person(2)
    mailbox_id = await letters_in.mailbox(anna, "anna@acme.test", letter(100))
    assert await uids(anna, "заказ") == [100]
    await models.Mailbox.filter(id=mailbox_id).update(owner_id=boris.id)
    assert await uids(anna, "заказ") == []


async def test_a_mailbox_on_its_way_out_is_not_searched(anna: records.Person) -> None:
    await erasing.begin((await models.Mailbox.get()).id, make.NOW)
    assert await uids(anna, "договор") == []


async def test_a_letter_that_could_be_read_on_another_try_is_found_by_what_it_says(database: str) -> None:
    anna = await letters_in.person(1)
    held = letter(100, status="quarantined", quarantine_reason="empty", text="", subject="")
    mailbox_id = await letters_in.mailbox(anna, "anna@acme.test", held)
    assert await uids(anna, "чертёж") == []
    folder = await models.Folder.get(mailbox_id=mailbox_id, role="inbox")
    await letters.read_again(folder.id, letter(100, subject="Чертёж"))
    assert await indexing.catch_up() == 1
    assert await uids(anna, "чертёж") == [100]


async def test_indexing_twice_at_the_same_time_leaves_one_entry_a_letter(database: str) -> None:
    anna = await letters_in.person(1)
    mailbox_id = await letters_in.mailbox(anna, "anna@acme.test", letter(100))
    (stored,) = await models.Letter.filter(mailbox_id=mailbox_id)
    await indexing.take(stored.id)
    assert await models.SearchEntry.all().count() == await models.Correspondence.all().count() == 1
    assert await uids(anna, "заказ") == [100]


HOSTILE = (
    *('"', '""', "' OR 1=1 --", "NEAR(a b)", "a AND b OR NOT c", "subject:x", "marks:all", "{sender}:x"),
    *(
        "*",
        "^a",
        "a*b",
        "-a",
        "(",
        ")(",
        "%",
        "_",
        "\\",
        "\0",
        "a\0b",
        "\ud800",
        "\u202e",
        "'x':*A",
        "x & y | !z",
    ),
    *("<->", "from:", 'from:"', "since:9999-99-99", "has:", "a" * 10_000, '" ' * 5_000, "a " * 5_000),
    *("🙂", "ﷺ" * 300, "from:x" * 2_000, "²³", "א" * 300, "١٢٣", "𝟙𝟚", "or and not near"),
)


async def test_nothing_typed_is_an_error_of_the_database(anna: records.Person) -> None:
    for typed in HOSTILE:
        await search.found(anna.id, query(typed))
        kept = question.clean(typed)
        number = await asked.note(anna.id, "letters", kept)
        assert await asked.text(number, anna.id, "letters") == kept


async def test_what_somebody_looked_for_is_theirs_and_is_forgotten_after_a_while(database: str) -> None:
    anna, boris = await letters_in.person(1), await letters_in.person(2)
    first = await asked.note(anna.id, "letters", "счёт")
    assert await asked.note(anna.id, "letters", "счёт") == first
    assert await asked.text(first, anna.id, "letters") == "счёт"
    assert await asked.text(first, anna.id, "contacts") is None
    assert await asked.text(first, boris.id, "letters") is None
    for number in range(30):
        await asked.note(anna.id, "letters", f"счёт {number}")
    assert await asked.text(first, anna.id, "letters") is None
    assert await models.Asked.all().count() == 20


async def test_a_word_of_an_erased_mailbox_is_in_no_piece_of_the_index(sqlite: str) -> None:
    """What PostgreSQL keeps of deleted rows is for its vacuum."""
    anna = await letters_in.person(1)
    boxes = [await letters_in.mailbox(anna, f"{name}@acme.test") for name in ("a", "b")]
    stays, goes = "mstays1", "zgoes1"  # no word before them begins the same: FTS5 leaves such beginnings out
    for first in range(100, 160, 10):  # many pieces
        for mailbox_id, word in zip(boxes, (stays, goes), strict=True):
            await letters_in.add(mailbox_id, *(letter(uid, text=word) for uid in range(first, first + 10)))
    assert len(await uids(anna, goes)) == 60
    assert await pieces_with(goes) > 1
    await erasing.begin(boxes[1], make.NOW)
    assert await erasing.erase()
    assert await pieces_with(goes) == 0
    assert await pieces_with(stays) > 0
    assert len(await uids(anna, stays)) == 60
    await orm.reading().execute_query("INSERT INTO search_words (search_words) VALUES ('integrity-check')")


async def pieces_with(octets: str) -> int:
    """Blobs of FTS5's own table, where even a deleted word can still be read."""
    (row,) = await orm.reading().execute_query_dict(
        "SELECT count(*) AS pieces FROM search_words_data WHERE instr(block, CAST(? AS BLOB)) > 0", [octets]
    )
    return int(row["pieces"])
