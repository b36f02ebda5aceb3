"""That letters of clients were answered, by whom and when.

Holds always:
- a letter counts as answered only by one that names it (In-Reply-To, References), or, from a program that
  names nothing, by a later one of its chain: a client taken for answered by mistake would wait for ever;
- which notices are to say so (`storage.notice_edits`) is written down with it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from storage import models, records

_LATELY = 50  # letters of a client in a chain that may still be waiting for an answer
_OF_AN_ANSWER = ("chain", "message_id", "in_reply_to", "references", "received")


@dataclass(frozen=True, slots=True)
class _Sent:
    chain: str | None
    message_id: str | None
    in_reply_to: str | None
    references: Sequence[str]
    received: datetime

    def answers(self, message_id: str | None, received: datetime) -> bool:
        """Whether it answers this letter of its chain."""
        if named := {self.in_reply_to, *self.references} - {None}:
            return message_id in named
        return received <= self.received


async def look(mailbox_id: int, fresh: Sequence[records.Letter], now: datetime) -> None:
    """What the letters that were stored just now answer, and what answered them before they came to us."""
    came = [letter for letter in fresh if letter.new and letter.chain]
    sent: dict[str, list[_Sent]] = defaultdict(list)
    for each in came:
        if each.direction == "out":
            sent[str(each.chain)].append(
                _Sent(each.chain, each.message_id, each.in_reply_to, each.references, each.received)
            )
    waiting = [letter for letter in came if letter.direction == "in" and letter.client]
    if waiting:
        for found in await _sent_before(mailbox_id, waiting):
            sent[str(found.chain)].append(found)
    for chain, answers in sent.items():
        await _match(mailbox_id, chain, sorted(answers, key=lambda each: each.received), now)


async def _sent_before(mailbox_id: int, waiting: Sequence[records.Letter]) -> list[_Sent]:
    rows = models.Letter.filter(
        mailbox_id=mailbox_id,
        chain__in=sorted({str(letter.chain) for letter in waiting}),
        direction="out",
        received__gte=min(letter.received for letter in waiting),
    )
    return [_Sent(*row) for row in await rows.values_list(*_OF_AN_ANSWER)]


async def _match(mailbox_id: int, chain: str, answers: Sequence[_Sent], now: datetime) -> None:
    rows = _waiting(mailbox_id, chain).order_by("-received").limit(_LATELY)
    for letter_id, message_id, received in await rows.values_list("id", "message_id", "received"):
        first = next((each for each in answers if each.answers(message_id, received)), None)
        if first is not None:
            person_id = await _writer(mailbox_id, first.message_id)
            await _note([letter_id], person_id, first.message_id, first.received, now)


def _waiting(mailbox_id: int, chain: str | None) -> QuerySet[models.Letter]:
    """Letters of clients that nobody answered."""
    return models.Letter.filter(
        mailbox_id=mailbox_id, chain=chain, direction="in", client=True, new=True, answered=None
    )


async def _writer(mailbox_id: int, message_id: str | None) -> int | None:
    """Who wrote it here, if anybody did."""
    if message_id is None:
        return None
    row = await models.Answer.filter(mailbox_id=mailbox_id, message_id=message_id).first().only("person_id")
    return row.person_id if row else None


async def here(answer_id: int, now: datetime) -> None:
    """The server took this answer of ours: its letter is answered, and what of the client's led to it."""
    answer = await models.Answer.get(id=answer_id).only("id", "letter_id", "person_id", "message_id")
    letter = await models.Letter.get_or_none(id=answer.letter_id) if answer.letter_id else None
    if letter is None:
        return
    these = Q(id=letter.id)
    if letter.references and letter.chain:
        these |= Q(message_id__in=letter.references)
    rows = _waiting(letter.mailbox_id, letter.chain).filter(these)
    found = [int(each) for each in await rows.values_list("id", flat=True)]  # type: ignore[call-overload]
    await _note(found, answer.person_id, answer.message_id, now, now)


async def _note(
    letter_ids: Sequence[int], person_id: int | None, message_id: str | None, at: datetime, now: datetime
) -> None:
    rows = [
        models.Answered(letter_id=each, person_id=person_id, message_id=message_id, at=at)
        for each in letter_ids
    ]
    await models.Answered.bulk_create(
        rows, ignore_conflicts=True
    )  # another process may have seen it just now
    await _notices_of(letter_ids).update(edit_due=now)


async def take_back(mailbox_id: int, message_id: str, now: datetime) -> None:
    """The answer did not arrive: nobody answered."""
    rows = models.Answered.filter(letter__mailbox_id=mailbox_id, message_id=message_id)
    found = [int(each) for each in await rows.values_list("letter_id", flat=True)]  # type: ignore[call-overload]
    if found:
        await models.Answered.filter(letter_id__in=found).delete()
        await _notices_of(found).update(edit_due=now)


def _notices_of(letter_ids: Sequence[int]) -> QuerySet[models.Notice]:
    """Those that a message tells of, or is to tell of."""
    return models.Notice.filter(letter_id__in=list(letter_ids), state__in=("waiting", "sent", "in_summary"))


# -- what is shown of it ---------------------------------------------------------------------------


async def among(letter_ids: Sequence[int]) -> dict[int, records.Answered]:
    """Who answered them, by the id of the letter; those that nobody did are left out."""
    rows = models.Answered.filter(letter_id__in=list(letter_ids)).prefetch_related("person")
    return {row.letter_id: record(row) for row in await rows}


async def of(stored: records.StoredLetter) -> records.Answered | None:
    return (await among([stored.id])).get(stored.id)


def record(row: models.Answered) -> records.Answered:
    """Needs `person` fetched."""
    name = row.person.name if row.person else ""
    return records.Answered(person_id=row.person_id, name=name, at=row.at)
