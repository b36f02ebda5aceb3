"""Contacts and their cards (rule L2), as one person may see them.

Holds always:
- whatever is told of a contact, its name included, comes from mailboxes the person is entitled to (rule C3);
  a contact all of whose letters are elsewhere is not there for them;
- nobody of the team is a contact, also where the address became the team's later on.
"""

from collections.abc import Sequence
from datetime import datetime

from tortoise.fields import DatetimeField

from storage import correspondence, entitled, glimpses, models, plain_sql, records, team

_MOMENT = DatetimeField()
_MOST_WORDS = 8  # of a name that is looked for
_MINE = f"k.mailbox_id IN {entitled.MAILBOXES}"


def _moment(value: object) -> datetime:
    """SQLite tells moments as text where it reckoned them."""
    found = _MOMENT.to_python_value(value)
    assert isinstance(found, datetime)
    return found


async def _clients() -> tuple[str, list[object]]:
    """What keeps the team's own addresses out of contacts `c`, as a part of a query."""
    ours, given = plain_sql.any_of(sorted(await team.addresses()))
    return f"c.address NOT IN {ours} AND {plain_sql.domain_of('c.address')} NOT IN {ours}", [given, given]


async def _found(person_id: int, text: str, domain: str = "") -> tuple[str, list[object]]:
    """The contacts this person may see, each with the moment of the last letter, as a part of a query.

    With `text`, those who are called so, or have such an address, in a letter they may read; with `domain`,
    those whose address ends so, "@" included.
    """
    clients, team_given = await _clients()
    words = correspondence.folded(text).split()[:_MOST_WORDS]
    values: list[object]
    if words:
        # DISTINCT keeps the search apart: PostgreSQL would make it once for each contact. "+" keeps SQLite
        # from going by an index, out of the order the rows lie in.
        called_so = " AND ".join(["k.folded LIKE ? ESCAPE '!'"] * len(words))
        named = f"SELECT DISTINCT +k.contact_id AS id FROM correspondence k WHERE {called_so} AND {_MINE}"  # noqa: S608
        last = f"SELECT MAX(k.received) FROM correspondence k WHERE {_MINE} AND k.contact_id = c.id"  # noqa: S608
        query = (
            f"SELECT c.id, c.address, ({last}) AS last FROM ({named}) named JOIN contact c ON c.id = named.id"  # noqa: S608
        )
        values = [person_id, *map(plain_sql.contains, words), person_id]
    else:
        told = (
            "SELECT k.contact_id, MAX(k.received) AS last FROM correspondence k"  # noqa: S608
            f" WHERE {_MINE} GROUP BY k.contact_id"
        )
        query = (
            f"SELECT c.id, c.address, told.last FROM ({told}) told JOIN contact c ON c.id = told.contact_id"  # noqa: S608
        )
        values = [person_id]
    query += f" WHERE {clients}"
    values += team_given
    if domain:
        query += f" AND {plain_sql.domain_of('c.address')} = ?"
        values.append(domain)
    return f"({query}) found", values


async def count(person_id: int, text: str = "", domain: str = "") -> int:
    found, values = await _found(person_id, text, domain)
    (row,) = await plain_sql.rows(f"SELECT COUNT(*) AS contacts FROM {found}", values)  # noqa: S608
    return int(row["contacts"])


async def listing(
    person_id: int, offset: int, limit: int, text: str = "", domain: str = ""
) -> list[records.ContactLine]:
    """Who wrote or was written to last comes first."""
    seen, values = await _found(person_id, text, domain)
    found = await plain_sql.rows(
        f"SELECT id, address, last FROM {seen} ORDER BY last DESC, id DESC LIMIT ? OFFSET ?",  # noqa: S608
        [*values, limit, offset],
    )
    names = await _names(person_id, [row["id"] for row in found])
    return [
        records.ContactLine(
            id=row["id"],
            name=names.get(row["id"], ""),
            address=row["address"],
            last=_moment(row["last"]),
        )
        for row in found
    ]


async def _names(person_id: int, ids: Sequence[int]) -> dict[int, str]:
    """What each calls themselves in their latest letter; where they never wrote, what they were called."""
    if not ids:
        return {}
    among, given = plain_sql.any_of(ids)
    found = await plain_sql.rows(
        "SELECT contact_id, name FROM (SELECT k.contact_id, k.name, ROW_NUMBER() OVER"  # noqa: S608
        " (PARTITION BY k.contact_id ORDER BY k.direction, k.received DESC, k.id DESC) AS place"
        f" FROM correspondence k WHERE {_MINE} AND k.name <> '' AND k.contact_id IN {among}) named"
        " WHERE place = 1",
        [person_id, given],
    )
    return {row["contact_id"]: row["name"] for row in found}  # "in" stands before "out"


async def of_address(person_id: int, address: str) -> records.Card | None:
    """The card of an address, in whatever case; None where this person may read no letter from or to it."""
    row = await models.Contact.get_or_none(address=address.lower())
    return await card(person_id, row.id) if row else None


async def card(person_id: int, contact_id: int) -> records.Card | None:
    """None where there is no such contact for this person."""
    row = await models.Contact.get_or_none(id=contact_id)
    if row is None or await team.is_ours(row.address):
        return None
    found = await plain_sql.rows(
        "SELECT COUNT(*) AS letters, MIN(k.received) AS first, MAX(k.received) AS last,"  # noqa: S608
        " SUM(CASE WHEN k.direction = 'in' THEN 1 ELSE 0 END) AS received"
        f" FROM correspondence k WHERE {_MINE} AND k.contact_id = ?",
        [person_id, contact_id],
    )
    (told,) = found
    if not told["letters"]:
        return None
    names = await _names(person_id, [contact_id])
    return records.Card(
        id=row.id,
        name=names.get(contact_id, ""),
        address=row.address,
        first=_moment(told["first"]),
        last=_moment(told["last"]),
        received=int(told["received"]),
        sent=int(told["letters"]) - int(told["received"]),
        chains=len(await _last_of_chains(person_id, contact_id)),
    )


async def timeline(person_id: int, contact_id: int, offset: int, limit: int) -> list[records.Glimpse]:
    """Letters from and to a contact, newest first."""
    rows = entitled.correspondence(person_id).filter(contact_id=contact_id)
    rows = rows.order_by("-received", "-letter_id").offset(offset).limit(limit)
    ids = [int(each) for each in await rows.values_list("letter_id", flat=True)]  # type: ignore[call-overload]
    return await glimpses.these(person_id, ids)


async def chains(person_id: int, contact_id: int, offset: int, limit: int) -> list[records.Chain]:
    """Conversations with a contact, the one that was written in last first."""
    found = (await _last_of_chains(person_id, contact_id))[offset : offset + limit]
    letters = dict(found)
    shown = await glimpses.these(person_id, [letter_id for letter_id, _ in found])
    return [records.Chain(last=each, letters=letters[each.id]) for each in shown]


async def _last_of_chains(person_id: int, contact_id: int) -> list[tuple[int, int]]:
    """The last letter of each conversation with how many there are; a letter of none is one by itself."""
    of_chain = "PARTITION BY l.mailbox_id, COALESCE(l.chain, CAST(l.id AS TEXT))"
    found = await plain_sql.rows(
        "SELECT id, letters FROM (SELECT l.id AS id, k.received AS received,"  # noqa: S608
        f" COUNT(*) OVER ({of_chain}) AS letters,"
        f" ROW_NUMBER() OVER ({of_chain} ORDER BY k.received DESC, l.id DESC) AS place"
        " FROM correspondence k JOIN letter l ON l.id = k.letter_id"
        f" WHERE {_MINE} AND k.contact_id = ?) told"
        " WHERE place = 1 ORDER BY received DESC, id DESC",
        [person_id, contact_id],
    )
    return [(row["id"], row["letters"]) for row in found]


async def of_letter(person_id: int, letter_id: int) -> int | None:
    """The contact a letter is from or to, the first where it went to several.

    None where there is none for this person, or where the letter is not in the index yet.
    """
    clients, team_given = await _clients()
    found = await plain_sql.rows(
        "SELECT c.id FROM correspondence k JOIN contact c ON c.id = k.contact_id"  # noqa: S608
        f" WHERE {_MINE} AND k.letter_id = ?"
        f" AND {clients} ORDER BY k.id LIMIT 1",
        [person_id, letter_id, *team_given],
    )
    return int(found[0]["id"]) if found else None
