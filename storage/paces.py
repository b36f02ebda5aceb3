"""How fast a mailbox gave the letters that were there at connecting: counts and moments, nothing of them."""

from storage import models, plain_sql, records

_LATELY = 600  # letters looked at: more than two chunks, which tell a speed
# "id + 0": the index of the mailbox finds them; in the order of the key one would go through everybody's.
_STORED = """
    SELECT stored_at, COUNT(*) AS letters FROM letter
    WHERE id IN (SELECT id FROM letter WHERE mailbox_id = ? ORDER BY id + 0 DESC LIMIT ?) AND NOT new
    GROUP BY stored_at ORDER BY stored_at DESC
"""


async def of(mailbox_id: int) -> records.Pace:
    found = await plain_sql.rows(_STORED, [mailbox_id, _LATELY])
    stored = tuple(
        records.StoredAtOnce(at=plain_sql.moment(row["stored_at"]), letters=int(row["letters"]))
        for row in found
    )
    again = await models.Hole.filter(folder__mailbox_id=mailbox_id, next_try__not_isnull=True).count()
    return records.Pace(stored=stored, tried_again=again)
