"""Mailboxes: what is known of each, and what people do with them."""

import json
from collections.abc import Sequence
from datetime import datetime

from tortoise.exceptions import IntegrityError
from tortoise.expressions import F, Q

from storage import checks, erasing, models, orm, people, plain_sql, records


class Taken(Exception):
    """This address is connected already."""


class OwnerGone(Exception):
    """The owner was removed, perhaps while the sign-in was being tried."""


class Gone(Exception):
    """The mailbox was disconnected meanwhile."""


def state_of(paused_at: object, trouble: str | None, imported_at: object) -> records.State:
    if paused_at is not None:
        return "paused"
    if trouble is not None:
        return trouble  # type: ignore[return-value]  # only our own words are ever written there
    return "ok" if imported_at else "importing"


def _server(host: str | None, port: int | None, security: str | None) -> records.Server | None:
    if host is None or port is None:
        return None
    return records.Server(host=host, port=port, security=security)  # type: ignore[arg-type]


def record(row: models.Mailbox) -> records.Mailbox:
    """Needs `owner` and `folders` fetched."""
    imap = _server(row.imap_host, row.imap_port, row.imap_security)
    assert imap is not None
    folders = list(row.folders)  # type: ignore[attr-defined]  # a reverse relation, unknown to the stubs
    return records.Mailbox(
        id=row.id,
        address=row.address,
        aliases=tuple(row.aliases),
        owner=people.record(row.owner),
        mode=row.mode,  # type: ignore[arg-type]
        provider=row.provider,
        login=row.login,
        imap=imap,
        smtp=_server(row.smtp_host, row.smtp_port, row.smtp_security),
        smtp_login=row.smtp_login,
        state=state_of(row.paused_at, row.trouble, row.imported_at),
        reason=row.reason,
        can_send=row.can_send,
        signature=row.signature,
        sender_name=row.sender_name,
        connected_at=row.connected_at,
        window_from=row.window_from,
        imported_at=row.imported_at,
        last_check=row.last_check,
        next_check=row.next_check,
        last_letter=row.last_letter,
        failures=row.failures,
        on_server=sum(folder.on_server for folder in folders),
        stored=sum(folder.stored for folder in folders),
        quarantined=sum(folder.quarantined for folder in folders),
        backlog=sum(folder.waiting for folder in folders),
        import_total=row.import_total,
        told=row.told,  # type: ignore[arg-type]
        reconciled_at=row.reconciled_at,
        logins=tuple(row.logins or ()),
        exchangers=None if row.exchangers is None else tuple(row.exchangers),
        watched_until=row.watched_until,
        sign_in=row.sign_in,
        consent_until=row.consent_until,
        previews=row.previews,
    )


async def _records(*args: Q, **filters: object) -> list[records.Mailbox]:
    rows = models.Mailbox.filter(*args, erased_at=None, **filters).order_by("address")
    return [record(row) for row in await rows.prefetch_related("owner", "folders")]


async def add(new: records.NewMailbox, owner_id: int, *, instead_of: int | None = None) -> int:
    """Stores a mailbox with its folders, due now, in one transaction; its id.

    `instead_of`: the same mailbox at the service it was at before (rule C10). From then on that is on its way
    out, and who was marked as a client or muted there is so here. Raises `Taken`, `OwnerGone`, `Gone`.
    """
    try:
        async with orm.writing():
            if not await models.Person.exists(id=owner_id, removed_at=None):
                raise OwnerGone
            if instead_of is not None and not await erasing.begin(instead_of, new.connected_at):
                raise Gone
            row = await models.Mailbox.create(
                address=new.address,
                aliases=list(new.aliases),
                owner_id=owner_id,
                mode=new.mode,
                provider=new.provider,
                login=new.login,
                credential=new.credential,
                sign_in=new.sign_in,
                consent_until=new.consent_until,
                imap_host=new.imap.host,
                imap_port=new.imap.port,
                imap_security=new.imap.security,
                smtp_host=new.smtp.host if new.smtp else None,
                smtp_port=new.smtp.port if new.smtp else None,
                smtp_security=new.smtp.security if new.smtp else None,
                smtp_login=new.smtp_login,
                can_send=new.can_send,
                connected_at=new.connected_at,
                window_from=new.window_from,
                next_check=new.connected_at,
                progress_chat=new.progress_chat,
            )
            for folder in new.folders:
                await models.Folder.create(
                    mailbox_id=row.id,
                    role=folder.role,
                    name=folder.name,
                    uidvalidity=folder.uidvalidity,
                    new_from=folder.uidnext,
                    new_to=folder.uidnext,
                    old_to=folder.uidnext,
                )
            if instead_of is not None:
                before = await models.Mailbox.get(id=instead_of)
                await models.Mailbox.filter(id=row.id).update(previews=before.previews)
                for kind in (models.ClientMark, models.Mute):
                    await kind.filter(mailbox_id=instead_of).update(mailbox_id=row.id)
    except IntegrityError:
        raise Taken from None
    return row.id


async def taken(address: str, *, besides: int = 0) -> bool:
    """Whether the address is connected, by whomever; `besides`: a mailbox that does not count."""
    return await models.Mailbox.filter(address=address).exclude(id=besides).exists()


async def get(mailbox_id: int) -> records.Mailbox | None:
    return next(iter(await _records(id=mailbox_id)), None)


async def these(ids: Sequence[int]) -> list[records.Mailbox]:
    """In this order; those that are gone are left out."""
    found = {each.id: each for each in await _records(id__in=ids)}
    return [found[each] for each in ids if each in found]


async def find(address: str) -> records.Mailbox | None:
    return next(iter(await _records(address=address.lower())), None)


async def everything() -> list[records.Mailbox]:
    return await _records()


async def visible_to(person: records.Person) -> list[records.Mailbox]:
    """Their own, and every corporate one."""
    return await _records(Q(owner_id=person.id) | Q(mode="corporate"))


async def own_addresses() -> frozenset[str]:
    """The own addresses of all mailboxes: the team's. Asked for with every letter, so past the ORM."""
    aliases = "CAST(aliases AS text)"
    first = await _lines("address", "erased_at IS NULL")
    more = await _lines(aliases, f"erased_at IS NULL AND {aliases} <> '[]'")
    return frozenset((*first, *(alias for each in more for alias in json.loads(each))))


async def _lines(column: str, where: str) -> list[str]:
    query = f"SELECT {plain_sql.one_a_line(column)} AS told FROM mailbox WHERE {where}"  # noqa: S608
    (row,) = await plain_sql.rows(query, ())
    return str(row["told"]).split("\n") if row["told"] else []


# -- what people do with them ----------------------------------------------------------------------


async def credential(mailbox_id: int) -> str:
    """The sealed secret."""
    return (await models.Mailbox.get(id=mailbox_id).only("credential")).credential


async def credentials() -> list[tuple[int, str]]:
    rows = await models.Mailbox.all().values_list("id", "credential")
    return [(int(mailbox_id), str(credential)) for mailbox_id, credential in rows]


async def replace_credential(mailbox_id: int, old: str, new: str) -> bool:
    """The same secret under another key; False where somebody changed it meanwhile."""
    return bool(await models.Mailbox.filter(id=mailbox_id, credential=old).update(credential=new))


async def pause(mailbox_id: int, now: datetime, by: int | None = None) -> None:
    """A sync that is running may not write any more; a watch that still stands counts for nothing.

    `by`: the id of the person who does it.
    """
    rows = models.Mailbox.filter(id=mailbox_id, paused_at=None)
    async with orm.writing():
        if await rows.update(paused_at=now, epoch=F("epoch") + 1, watched_until=None, watched_by=None):
            await checks.note(mailbox_id, "paused", now, person=by)


async def resume(mailbox_id: int, now: datetime, by: int | None = None) -> None:
    """Due at once. A visit that ended during the pause may have called it watched; the next one tells.

    Raises `OwnerGone` for the personal mailbox of somebody who was removed: it stays paused (rule H4).
    """
    rows = models.Mailbox.filter(id=mailbox_id)
    async with orm.writing():
        if await rows.filter(mode="personal", owner__removed_at__not_isnull=True).exists():
            raise OwnerGone
        if await rows.filter(paused_at__not_isnull=True).exists():
            await checks.note(mailbox_id, "resumed", now, person=by)
        await rows.update(paused_at=None, next_check=now, watched_until=None, watched_by=None)


async def set_exchangers(mailbox_id: int, exchangers: Sequence[str]) -> None:
    """Where the DNS sends its mail: what a move is told by."""
    await models.Mailbox.filter(id=mailbox_id).update(exchangers=list(exchangers))


async def set_signature(mailbox_id: int, signature: str) -> None:
    """What stands below letters written here; empty for nothing."""
    await models.Mailbox.filter(id=mailbox_id).update(signature=signature)


async def set_sender_name(mailbox_id: int, name: str) -> None:
    """What stands before the address in From of letters written here; empty for nothing."""
    await models.Mailbox.filter(id=mailbox_id).update(sender_name=name)


async def reconciled(mailbox_id: int, now: datetime) -> None:
    """All its UIDs were held against ours."""
    await models.Mailbox.filter(id=mailbox_id).update(reconciled_at=now)


async def set_previews(mailbox_id: int, *, shown: bool) -> None:
    """Whether notices of its letters show their text, or sender and subject only."""
    await models.Mailbox.filter(id=mailbox_id).update(previews=shown)
