"""Letters by their words, one function over both databases (rule L5).

Holds always:
- only letters of mailboxes the person is entitled to are found: the query itself says so (rule C3);
- a query is made of stems, which are letters and digits: nothing in it can be an operator.
"""

from collections.abc import Sequence

from storage import entitled, glimpses, plain_sql, records, search_index

MOST = 200  # letters of one search; who wants others has to say more about them


async def found(person_id: int, query: records.Query) -> list[int]:
    """Ids of the letters that have all of it, newest first; at most one more than `MOST`."""
    least = search_index.key(query.since, 0) if query.since else 0
    if plain_sql.is_sqlite():
        rows = await plain_sql.rows(_SQLITE, [_match(person_id, query), least, person_id, MOST + 1])
    elif wanted := _tsquery(query):
        rows = await plain_sql.rows(
            _POSTGRES.format("e.words @@ ?::text::tsquery AND"), [*(wanted, least, person_id, MOST + 1)]
        )
    else:
        rows = await plain_sql.rows(_POSTGRES.format(""), [least, person_id, MOST + 1])
    return [row["letter_id"] for row in rows]


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


def _tsquery(query: records.Query) -> str:
    parts = [_phrase(phrase) for phrase in query.words]
    parts += [_phrase(phrase, "A", begun=True) for phrase in query.senders]
    parts += [_phrase(phrase, "B", begun=True) for phrase in query.recipients]
    if query.with_file:
        parts.append(f"'{search_index.FILE}'")
    return " & ".join(parts)


def _phrase(stems: records.Stems, field: str = "", *, begun: bool = False) -> str:
    """Words that follow each other; with `begun` the last may go on."""
    words = [f"'{stem}':{field}" if field else f"'{stem}'" for stem in stems]
    if begun:
        words[-1] = f"'{stems[-1]}':*{field}"
    return f"({' <-> '.join(words)})"
