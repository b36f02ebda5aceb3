"""Moments at which a mailbox was signed in to, as they count against its budget."""

from collections.abc import Callable, Sequence

from storage import models, orm

# The moments kept so far -> seconds to wait, and the moments to keep
Ask = Callable[[Sequence[float]], tuple[float, Sequence[float]]]


async def ask(mailbox_id: int, asked: Ask) -> float:
    """The seconds to wait, as `asked` says; two that ask at once are told one after the other.

    Raises `LookupError` where there is no such mailbox.
    """
    async with orm.writing():
        rows = models.Mailbox.filter(id=mailbox_id, erased_at=None)
        row = await rows.select_for_update().first().only("id", "logins")
        if row is None:
            raise LookupError("there is no such mailbox")
        wait, kept = asked(row.logins or ())
        await rows.update(logins=list(kept))
    return wait
