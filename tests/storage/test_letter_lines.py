"""Lists of letters: what is in them, in which order, by pages."""

from datetime import timedelta

from storage import batches, folders, letter_lines, letters, mailboxes, records, turns
from storage.records import Uid
from tests import make

MINUTE = timedelta(minutes=1)


async def holding(*found: records.Letter, address: str = "anna@acme.test") -> records.Mailbox:
    box = await make.stored_mailbox(address)
    job = await turns.begin(box.id)
    assert job
    inbox = (await folders.marks(box.id))[0]
    await batches.commit(job, records.Batch(folder_id=inbox.folder_id, letters=found), make.NOW)
    kept = await mailboxes.get(box.id)
    assert kept
    return kept


def of_origin(uid: int, origin: records.Origin) -> records.Letter:
    return make.letter(uid, origin=origin, client=False, received=make.NOW + uid * MINUTE)


async def test_what_was_kept_out_is_counted_by_its_origin(database: str) -> None:
    box = await holding(
        make.letter(100),
        of_origin(101, "own"),
        of_origin(102, "auto"),
        of_origin(103, "bulk"),
        of_origin(104, "forwarded"),
        of_origin(105, "bulk"),
    )
    other = await holding(of_origin(100, "collected"), address="sales@acme.test")
    none = await holding(make.letter(100), address="info@acme.test")
    assert await letter_lines.kept_out_counts(box.id) == {"bulk": 2, "forwarded": 1}
    assert await letter_lines.kept_out_counts(none.id) == {}
    assert await letter_lines.kept_out_of([box.id, other.id, none.id]) == {
        box.id: {"bulk": 2, "forwarded": 1},
        other.id: {"collected": 1},
    }


async def test_what_was_kept_out_comes_by_pages_newest_first(database: str) -> None:
    box = await holding(make.letter(99), *(of_origin(uid, "bulk") for uid in range(100, 107)))
    pages = [await letter_lines.kept_out(box.id, box.owner.id, offset, 3) for offset in (0, 3, 6)]
    assert [[each.uid for each in page] for page in pages] == [[106, 105, 104], [103, 102, 101], [100]]
    line = pages[0][0]
    assert (line.folder, line.origin, line.subject, line.sender, line.received) == (
        *("inbox", "bulk", "Заказ"),
        records.Contact(name="Пётр Петров", address="petrov@client.test"),
        make.NOW + 106 * MINUTE,
    )


async def test_the_quarantine_has_what_could_not_be_read(database: str) -> None:
    held = make.letter(101, status="quarantined", quarantine_reason="not_given")
    box = await holding(make.letter(100), held)
    assert box.quarantined == await letter_lines.quarantined_count(box.id) == 1
    (line,) = await letter_lines.quarantined(box.id, box.owner.id, 0, 8)
    assert (line.uid, line.quarantine_reason, line.size) == (101, "not_given", held.size)


async def test_a_line_leads_to_its_letter(database: str) -> None:
    box = await holding(of_origin(100, "bulk"))
    (line,) = await letter_lines.kept_out(box.id, box.owner.id, 0, 8)
    assert await letters.get(line.id, box.owner.id) == await letters.one(box.id, "inbox", Uid(100))
    assert await letters.get(line.id + 1, box.owner.id) is None
