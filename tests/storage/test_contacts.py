"""Contacts and their cards: who is one, what is told of them, and to whom."""

from datetime import timedelta
from typing import Any

from storage import aliases, client_marks, contacts, erasing, models, records
from storage.records import Contact
from tests import make
from tests.storage import letters_in

MINUTE = timedelta(minutes=1)
ANNA = Contact("Анна", "anna@acme.test")
PETROV = Contact("Пётр Петров", "petrov@client.test")
SMITH = Contact("John Smith", "john@client.test")


def came(uid: int, sender: Contact = PETROV, **changes: Any) -> records.Letter:
    return make.letter(uid, **({"received": make.NOW + uid * MINUTE, "sender": sender} | changes))


def sent(uid: int, *to: Contact, **changes: Any) -> records.Letter:
    plain = {"direction": "out", "client": False, "new": False, "received": make.NOW + uid * MINUTE}
    return make.letter(uid, **(plain | {"sender": ANNA, "to": to} | changes))


async def listed(viewer: records.Person, text: str = "") -> list[str]:
    found = await contacts.listing(viewer.id, 0, 100, text)
    assert await contacts.count(viewer.id, text) == len(found)
    return [each.address for each in found]


async def card(viewer: records.Person, address: str) -> records.Card | None:
    row = await models.Contact.get_or_none(address=address)
    return await contacts.card(viewer.id, row.id) if row else None


async def test_who_wrote_or_was_written_to_last_comes_first(database: str) -> None:
    anna = await letters_in.person(1)
    await letters_in.mailbox(
        anna, ANNA.address, came(100), came(101, SMITH), sent(102, PETROV), came(99, Contact("", "x@y.test"))
    )
    assert await listed(anna) == ["petrov@client.test", "john@client.test", "x@y.test"]
    (second,) = await contacts.listing(anna.id, 1, 1)
    assert (second.name, second.last) == ("John Smith", make.NOW + 101 * MINUTE)


async def test_a_card_tells_who_it_is_since_when_and_how_much(database: str) -> None:
    anna = await letters_in.person(1)
    await letters_in.mailbox(
        anna,
        ANNA.address,
        came(100, Contact("П. Петров", PETROV.address), chain="a"),
        sent(101, Contact("Петенька", "Petrov@Client.test"), SMITH, chain="a"),
        came(102, chain="b"),
        sent(103, PETROV),
        sent(104, SMITH),
    )
    found = await card(anna, PETROV.address)
    assert found is not None
    assert (found.name, found.address, found.received, found.sent, found.chains) == (
        *("Пётр Петров", "petrov@client.test", 2, 2, 3),
    )
    assert (found.first, found.last) == (make.NOW + 100 * MINUTE, make.NOW + 103 * MINUTE)
    timeline = await contacts.timeline(anna.id, found.id, 0, 3)
    assert [(each.direction, each.received - make.NOW) for each in timeline] == [
        *(("out", 103 * MINUTE), ("in", 102 * MINUTE), ("out", 101 * MINUTE)),
    ]
    chains = await contacts.chains(anna.id, found.id, 0, 8)
    assert [(each.last.direction, each.letters) for each in chains] == [("out", 1), ("in", 1), ("out", 2)]
    assert await contacts.chains(anna.id, found.id, 1, 1) == chains[1:2]


async def test_who_is_only_in_cc_or_no_client_is_on_no_card(database: str) -> None:
    """Rules S6 and S7."""
    anna = await letters_in.person(1)
    other = Contact("", "other@client.test")
    await letters_in.mailbox(
        anna,
        ANNA.address,
        sent(100, PETROV, cc=(other,)),
        came(101, cc=(other,)),
        *(
            came(uid, other, origin=origin, client=False)
            for uid, origin in enumerate(("bulk", "forwarded", "collected", "own"), 102)
        ),
        came(110, Contact("Без адреса", "")),
    )
    assert await listed(anna) == [PETROV.address]
    assert await models.Contact.all().count() == 1


async def test_whoever_joins_the_team_later_is_no_client_any_more(database: str) -> None:
    anna = await letters_in.person(1)
    mailbox_id = await letters_in.mailbox(anna, ANNA.address, came(100), came(101, SMITH))
    await aliases.add(mailbox_id, SMITH.address, 20)
    assert await listed(anna) == [PETROV.address]
    assert await card(anna, SMITH.address) is None
    letter = await models.Letter.get(uid=101)
    assert await contacts.of_letter(anna.id, letter.id) is None
    await aliases.remove(mailbox_id, SMITH.address)
    assert await listed(anna) == [SMITH.address, PETROV.address]
    await letters_in.mailbox(anna, PETROV.address)
    assert await listed(anna) == [SMITH.address]


async def test_only_what_one_may_read_is_told(database: str) -> None:
    """Neither a letter, nor a moment, nor so much as a name of somebody else's own mailbox (rule C3)."""
    anna, boris = await letters_in.person(1), await letters_in.person(2)
    vera = await letters_in.person(3, "admin")
    await letters_in.mailbox(
        anna, ANNA.address, came(105, Contact("Петя", PETROV.address)), came(106, SMITH), sent(107, PETROV)
    )
    await letters_in.mailbox(vera, "sales@acme.test", came(101), mode="corporate")
    assert await listed(anna) == [PETROV.address, SMITH.address]
    assert (await contacts.listing(anna.id, 0, 1))[0].name == "Петя"
    hidden = await models.Contact.get(address=SMITH.address)
    for other in (boris, vera):
        assert await listed(other) == [PETROV.address]
        assert await listed(other, "петя") == []
        assert await listed(other, "john") == []
        found = await card(other, PETROV.address)
        assert found is not None
        assert (found.name, found.received, found.sent, found.chains) == ("Пётр Петров", 1, 0, 1)
        assert found.first == found.last == make.NOW + 101 * MINUTE
        assert len(await contacts.timeline(other.id, found.id, 0, 100)) == 1
        assert await contacts.card(other.id, hidden.id) is None
        assert await contacts.timeline(other.id, hidden.id, 0, 100) == []
        assert await contacts.chains(other.id, hidden.id, 0, 100) == []
        for letter in await models.Letter.filter(mailbox__address=ANNA.address):
            assert await contacts.of_letter(other.id, letter.id) is None


async def test_a_contact_is_found_by_parts_of_the_name_and_the_address(database: str) -> None:
    anna = await letters_in.person(1)
    hundred = Contact("100% скидка_", "sale@shop.test")
    await letters_in.mailbox(anna, ANNA.address, came(100), came(101, SMITH), came(102, hundred))
    for text, found in {
        "петр": [PETROV.address],
        "ПЁТР петров": [PETROV.address],
        "@client": [SMITH.address, PETROV.address],
        "john client": [SMITH.address],
        "john shop": [],
        "%": [hundred.address],
        "_": [hundred.address],
        "!": [],
        "'": [],
        "100% ": [hundred.address],
    }.items():
        assert await listed(anna, text) == found, text


async def test_the_contact_of_a_letter_is_who_it_is_from_or_went_to(database: str) -> None:
    anna = await letters_in.person(1)
    await letters_in.mailbox(anna, ANNA.address, came(100), sent(101, Contact("", ANNA.address), SMITH))
    found = {}
    for letter in await models.Letter.all():
        contact_id = await contacts.of_letter(anna.id, letter.id)
        assert contact_id is not None
        found[letter.uid] = (await models.Contact.get(id=contact_id)).address
    assert found == {100: PETROV.address, 101: SMITH.address}


async def test_who_was_marked_as_a_client_is_one(database: str) -> None:
    anna = await letters_in.person(1)
    shop = Contact("Магазин", "News@Shop.test")
    mailbox_id = await letters_in.mailbox(anna, ANNA.address, came(100, shop, origin="bulk", client=False))
    await client_marks.add(mailbox_id, shop.address, anna.id)
    assert await listed(anna) == []
    await letters_in.add(mailbox_id, came(101, shop, origin="bulk", client=True))
    assert await listed(anna) == ["news@shop.test"]


async def test_a_contact_goes_with_its_last_letter(database: str) -> None:
    """Rule C9."""
    anna = await letters_in.person(1)
    first = await letters_in.mailbox(anna, ANNA.address, came(100), came(101, SMITH))
    await letters_in.mailbox(anna, "other@acme.test", came(100))
    await erasing.begin(first, make.NOW)
    assert await listed(anna) == [PETROV.address]
    assert await erasing.erase()
    assert [each.address for each in await models.Contact.all()] == [PETROV.address]
    assert await models.Correspondence.all().count() == 1
