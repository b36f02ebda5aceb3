"""Letters by their words, one function over both databases (rule L5).

Holds always:
- only letters of mailboxes the person is entitled to are found: the query itself says so (rule C3);
- a query is made of stems, which are letters and digits: nothing in it can be an operator.
"""

from collections.abc import Sequence
from typing import Any

from storage import entitled, glimpses, plain_sql, records, search_index

_NEWEST = 500  # letters that are looked through one by one, which takes some milliseconds
_OFTEN = 15  # of them
MOST = 200  # letters of one search; who wants others has to say more about them


async def found(person_id: int, query: records.Query) -> list[int]:
    """Ids of the letters that have all of it, newest first; at most one more than `MOST`."""
    least = search_index.key(query.since, 0) if query.since else 0
    if plain_sql.is_sqlite():
        rows = await plain_sql.rows(_SQLITE, [_match(person_id, query), least, person_id, MOST + 1])
    else:
        rows = await _in_postgres(person_id, least, _tsquery(query), _tsquery(query, exact=False))
    return [row["letter_id"] for row in rows]


async def _in_postgres(person_id: int, least: int, exact: str, rough: str) -> list[dict[str, Any]]:
    most = MOST + 1
    if not exact:
        return await plain_sql.rows(_POSTGRES.format(""), [least, person_id, most])
    if exact == rough:  # the index decides alone
        return await plain_sql.rows(_POSTGRES.format(f"{_MATCHES} AND"), [exact, least, person_id, most])
    rows = await plain_sql.rows(_POSTGRES_NEWEST, [least, _NEWEST, exact, person_id, most])
    if len(rows) == most:
        return rows
    if len(rows) >= _OFTEN:
        return await plain_sql.rows(_POSTGRES_NEWEST, [least, None, exact, person_id, most])
    return await plain_sql.rows(_POSTGRES_ROUGHLY, [rough, least, person_id, exact, most])


async def page(person_id: int, ids: Sequence[int]) -> list[records.Glimpse]:
    """These letters as lines, newest first; those that are gone are left out."""
    return await glimpses.these(person_id, ids)


# The words first and backwards by their key (CROSS JOIN keeps that order): a word that every letter has costs
# as little as a rare one.
_SQLITE = f"""
    SELECT e.letter_id FROM search_words w
    CROSS JOIN search_entry e ON e.key = w.rowid
    WHERE w.search_words MATCH ? AND w.rowid >= ? AND e.mailbox_id IN {entitled.MAILBOXES}
    ORDER BY w.rowid DESC LIMIT ?
"""  # noqa: S608 - of our own
_POSTGRES = f"""
    SELECT e.letter_id FROM search_entry e
    WHERE {{}} e.key >= ? AND e.mailbox_id IN {entitled.MAILBOXES}
    ORDER BY e.key DESC LIMIT ?
"""  # noqa: S608 - of our own


_MATCHES = "e.words @@ ?::text::tsquery"
# The index knows neither where in a letter a word is nor in which field: what it finds has to be looked up,
# and the words of a letter are far from it; nor can it tell how often they go together. So for a phrase, or a
# word of one field, the newest letters are looked through first. What is often among them is quickly found by
# going on like that, what is not among those that have all the words.
# LIMIT and OFFSET keep the order in which they are looked at.
_POSTGRES_NEWEST = f"""
    SELECT e.letter_id FROM (SELECT * FROM search_entry WHERE key >= ? ORDER BY key DESC LIMIT ?) e
    WHERE {_MATCHES} AND e.mailbox_id IN {entitled.MAILBOXES}
    ORDER BY e.key DESC LIMIT ?
"""  # noqa: S608
_POSTGRES_ROUGHLY = f"""
    WITH roughly AS MATERIALIZED (
        SELECT e.key, e.letter_id FROM search_entry e
        WHERE {_MATCHES} AND e.key >= ? AND e.mailbox_id IN {entitled.MAILBOXES}
    )
    SELECT r.letter_id FROM (SELECT * FROM roughly ORDER BY key DESC OFFSET 0) r
    WHERE (SELECT {_MATCHES} FROM search_entry e WHERE e.key = r.key)
    ORDER BY r.key DESC LIMIT ?
"""  # noqa: S608


def _match(person_id: int, query: records.Query) -> str:
    """The query for FTS5. Whose letters they are stands in it as well, so that no others are looked at."""
    mine = search_index.owner_mark(person_id)
    parts = [f'marks : ("{search_index.CORPORATE}" OR "{mine}")']
    if query.with_file:
        parts.append(f'marks : "{search_index.WITH_FILE}"')
    parts += [f'sender : "{" ".join(phrase)}" *' for phrase in query.senders]
    parts += [f'recipients : "{" ".join(phrase)}" *' for phrase in query.recipients]
    parts += [f'{{sender recipients subject body}} : "{" ".join(phrase)}"' for phrase in query.words]
    return " AND ".join(f"({part})" for part in parts)


def _tsquery(query: records.Query, *, exact: bool = True) -> str:
    """Without `exact` only the words of it, wherever they are: all that the index can tell."""
    sender, recipients = ("A", "B") if exact else ("", "")
    follow = " <-> " if exact else " & "
    parts = [_phrase(phrase, follow) for phrase in query.words]
    parts += [_phrase(phrase, follow, sender, begun=True) for phrase in query.senders]
    parts += [_phrase(phrase, follow, recipients, begun=True) for phrase in query.recipients]
    if query.with_file:
        parts.append(f"'{search_index.FILE}'")
    return " & ".join(parts)


def _phrase(stems: records.Stems, follow: str, field: str = "", *, begun: bool = False) -> str:
    """Words that follow each other as `follow` says; with `begun` the last may go on."""
    words = [f"'{stem}':{field}" if field else f"'{stem}'" for stem in stems]
    if begun:
        words[-1] = f"'{stems[-1]}':*{field}"
    return f"({follow.join(words)})"
