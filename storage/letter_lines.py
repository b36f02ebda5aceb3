"""Letters as lists show them: lines of a few words. Nothing here reads the text of a letter."""

from collections.abc import Mapping, Sequence

from tortoise.expressions import Q
from tortoise.functions import Count
from tortoise.queryset import QuerySet

from storage import answered, entitled, glimpses, models, records

KEPT_OUT: tuple[records.Origin, ...] = ("bulk", "forwarded", "collected")  # of no client (rule S7)
_LATELY = 200  # letters that are looked through for their senders
_OF_A_LINE = (
    *("id", "folder__role", "uid", "from_name", "from_address", "subject", "received", "size", "origin"),
    "quarantine_reason",
)


def _kept_out(letters: QuerySet[models.Letter], mailbox_id: int) -> QuerySet[models.Letter]:
    return letters.filter(mailbox_id=mailbox_id, direction="in", origin__in=KEPT_OUT)


def _quarantined(letters: QuerySet[models.Letter], mailbox_id: int) -> QuerySet[models.Letter]:
    return letters.filter(mailbox_id=mailbox_id, status="quarantined")


async def _lines(
    rows: QuerySet[models.Letter], answers: Mapping[int, records.Answered] | None = None
) -> list[records.LetterLine]:
    """`answers`: of those that were answered, by the id of the letter."""
    return [
        records.LetterLine(
            id=row["id"],
            folder=row["folder__role"],
            uid=records.Uid(row["uid"]),
            sender=records.Contact(name=row["from_name"], address=row["from_address"]),
            subject=row["subject"],
            received=row["received"],
            size=row["size"],
            origin=row["origin"],
            quarantine_reason=row["quarantine_reason"],
            answered=answers.get(row["id"]) if answers else None,
        )
        for row in await rows.order_by("-received", "-id").values(*_OF_A_LINE)
    ]


async def these(letter_ids: Sequence[int], person_id: int) -> list[records.LetterLine]:
    """These letters, newest first, with who answered; those gone or not for this person are left out."""
    answers = await answered.among(letter_ids)
    return await _lines(entitled.letters(person_id).filter(id__in=letter_ids), answers)


async def recent_senders(mailbox_id: int, person_id: int, most: int) -> list[records.LetterLine]:
    """The newest letter of each client that wrote lately, newest first."""
    rows = entitled.letters(person_id).filter(mailbox_id=mailbox_id, direction="in", client=True)
    found: dict[str, records.LetterLine] = {}
    for each in await _lines(rows.limit(_LATELY)):
        found.setdefault(each.sender.address.lower(), each)
    return list(found.values())[:most]


async def kept_out(mailbox_id: int, person_id: int, offset: int, limit: int) -> list[records.LetterLine]:
    """Incoming letters that are no client's by their header (rule S7), newest first."""
    return await _lines(_kept_out(entitled.letters(person_id), mailbox_id).offset(offset).limit(limit))


async def kept_out_counts(mailbox_id: int) -> dict[records.Origin, int]:
    """How many there are of each such origin; those of which there are none are left out."""
    return (await kept_out_of([mailbox_id])).get(mailbox_id, {})


async def kept_out_of(mailbox_ids: Sequence[int]) -> dict[int, dict[records.Origin, int]]:
    """The same for several mailboxes at once, by their ids; those without any are left out."""
    letters = models.Letter.filter(mailbox_id__in=mailbox_ids, direction="in", origin__in=KEPT_OUT)
    rows = letters.annotate(letters=Count("id")).group_by("mailbox_id", "origin")
    counted = {
        (row["mailbox_id"], row["origin"]): row["letters"]
        for row in await rows.values("mailbox_id", "origin", "letters")
    }
    found: dict[int, dict[records.Origin, int]] = {}
    for mailbox_id, origin in sorted(counted, key=lambda each: KEPT_OUT.index(each[1])):
        found.setdefault(mailbox_id, {})[origin] = counted[mailbox_id, origin]
    return found


async def quarantined(mailbox_id: int, person_id: int, offset: int, limit: int) -> list[records.LetterLine]:
    """Letters that could not be read, newest first."""
    return await _lines(_quarantined(entitled.letters(person_id), mailbox_id).offset(offset).limit(limit))


def _recent(person_id: int, words: Sequence[str]) -> QuerySet[models.Letter]:
    rows = entitled.letters(person_id)
    for word in words:
        # SQLite folds the case of Latin letters only.
        for_one = Q()
        for spelt in {word, word.lower(), word.upper(), word.capitalize()}:
            for column in ("from_name", "from_address", "subject"):
                for_one |= Q(**{f"{column}__icontains": spelt})
        rows = rows.filter(for_one)
    return rows


async def recent(person_id: int, words: Sequence[str], offset: int, limit: int) -> list[records.Glimpse]:
    """What this person may read, newest first; each of the words is in the sender or the subject."""
    rows = _recent(person_id, words).order_by("-received", "-id").offset(offset).limit(limit)
    return await glimpses.these(person_id, [row["id"] for row in await rows.values("id")])


async def recent_count(person_id: int, words: Sequence[str]) -> int:
    return await _recent(person_id, words).count()


async def quarantined_count(mailbox_id: int) -> int:
    return await _quarantined(models.Letter.all(), mailbox_id).count()
