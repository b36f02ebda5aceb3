"""Folders: how far each has come, and what the server has of it. `storage.batches` moves their marks."""

from collections.abc import Sequence

from storage import bulk, models, orm, records, turns


async def marks(mailbox_id: int) -> list[records.FolderMarks]:
    """Inbox first."""
    rows = await models.Folder.filter(mailbox_id=mailbox_id).order_by("role").prefetch_related("holes")
    return [
        records.FolderMarks(
            folder_id=row.id,
            role=row.role,  # type: ignore[arg-type]  # only our own words are ever written there
            name=row.name,
            uidvalidity=records.UidValidity(row.uidvalidity),
            new_from=records.Uid(row.new_from),
            new_to=records.Uid(row.new_to),
            old_to=records.Uid(row.old_to),
            scanned=row.scanned,
            skipped=row.skipped,
            holes=tuple(
                records.Hole(
                    uid=records.Uid(hole.uid),
                    reason=hole.reason,
                    tries=hole.tries,
                    next_try=hole.next_try,
                    new=hole.new,
                )
                for hole in sorted(row.holes, key=lambda hole: int(hole.uid))  # type: ignore[attr-defined]
            ),
            renumbering=row.renumbering,
            seen=records.Seen(
                uidnext=records.Uid(row.seen_uidnext) if row.seen_uidnext else None,
                messages=row.seen_messages,
                modseq=row.seen_modseq,
            ),
        )
        for row in rows
    ]


async def sent_names(mailbox_ids: Sequence[int]) -> dict[int, str]:
    """The name of the folder of sent letters, as the server writes it, by the id of the mailbox."""
    rows = models.Folder.filter(mailbox_id__in=mailbox_ids, role="sent")
    return {int(box): str(name) for box, name in await rows.values_list("mailbox_id", "name")}


async def totals(mailbox_id: int) -> list[records.FolderTotals]:
    """Inbox first."""
    return [
        records.FolderTotals(
            folder_id=row.id,
            role=row.role,  # type: ignore[arg-type]
            name=row.name,
            uidvalidity=records.UidValidity(row.uidvalidity),
            stored=row.stored,
            quarantined=row.quarantined,
            waiting=row.waiting,
            on_server=row.on_server,
            skipped_old=row.skipped_old,
        )
        for row in await models.Folder.filter(mailbox_id=mailbox_id).order_by("role")
    ]


async def set_import_total(job: records.MailboxJob, total: int) -> None:
    await models.Mailbox.filter(id=job.mailbox.id, epoch=job.epoch).update(import_total=total)


async def set_counts(job: records.MailboxJob, counts: Sequence[records.Counts]) -> None:
    """What the server has of the window, for `/status` and the next check. Raises `turns.Superseded`."""
    async with orm.writing():
        await turns.hold(job)
        for each in counts:
            seen = each.seen or records.Seen()
            await models.Folder.filter(id=each.folder_id).update(
                on_server=each.on_server,
                waiting=each.waiting,
                skipped_old=each.skipped_old,
                seen_uidnext=seen.uidnext,
                seen_messages=seen.messages,
                seen_modseq=seen.modseq,
            )


async def known_chains(mailbox_id: int, tokens: Sequence[str]) -> dict[str, str]:
    """Which of these tokens are known, and the chain each leads to."""
    wanted = ("token", "chain")
    return dict(
        await bulk.among(
            orm.reading(), models.ChainToken, wanted, ("mailbox_id", mailbox_id), "token", tokens
        )
    )
