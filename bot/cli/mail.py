"""`postroom sync`, `audit`, `letters`, `letter`, `status`: what a mailbox holds, and the proof of it."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

import click

from bot import bundling
from bot.cli import shapes, tables
from bot.cli.frame import Frame, command
from bot.version import VERSION
from storage import answers, folders, letters, mailboxes, records
from sync_engine import errors
from sync_engine.rules import freshness
from sync_engine.work import audit as audits
from sync_engine.work import original, turn
from sync_engine.work import retry as retries

_WAIT = 60  # seconds for another sync of the same mailbox to end
_ALL = 2**31  # more letters than any database of ours holds


@click.command()
@click.argument("address")
@command(json_option=True)
async def sync(frame: Frame, address: str) -> None:
    """One complete sync now, in this process."""
    async with frame.workshop() as kit:
        box = await frame.mailbox(address)
        if box.state == "paused":
            raise errors.MailboxPaused
        async with _progress_bar(frame, box):
            report = await turn.take(box.id, kit, wait=_WAIT)
        if frame.json:
            totals = await folders.totals(box.id)
            frame.give(shapes.sync(box.address, totals, report))
        frame.tell("cli-synced", letters=report.tally.stored, quarantined=report.tally.quarantined)


@asynccontextmanager
async def _progress_bar(frame: Frame, box: records.Mailbox) -> AsyncIterator[None]:
    """Shows the letters come, on a terminal."""
    if frame.json or not sys.stderr.isatty():
        yield
        return
    task = asyncio.create_task(_show(frame, box))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _show(frame: Frame, box: records.Mailbox) -> None:
    with click.progressbar(length=1, label=box.address, file=sys.stderr) as bar:
        while True:
            now = await mailboxes.get(box.id)
            if now and now.import_total:
                bar.length = now.import_total
                bar.update(now.stored - bar.pos)
            await asyncio.sleep(0.3)


@click.command()
@click.argument("address")
@command(json_option=True)
async def audit(frame: Frame, address: str) -> int:
    """The completeness proof: the server's letters against ours. Exit 0 if nothing is missing."""
    async with frame.workshop() as kit:
        box = await frame.mailbox(address)
        found = await audits.audit(box, await mailboxes.credential(box.id), kit)
        if frame.json:
            frame.give(shapes.audit(box.address, found))
        for folder in found.folders:
            frame.tell(
                "cli-audit-folder",
                role=frame.say(f"cli-folder-{folder.role}"),
                server=folder.on_server,
                here=folder.stored,
                quarantined=folder.quarantined,
                waiting=folder.waiting,
                missing=len(folder.missing) + len(folder.unexpected),
            )
        frame.tell("cli-audit-complete" if found.complete else "cli-audit-incomplete")
    return 0 if found.complete else 1


@click.command("letters")
@click.argument("address")
@click.option("--folder", type=click.Choice(["inbox", "sent"]))
@click.option("--limit", type=click.IntRange(min=0), default=50, show_default=True)
@command(json_option=True)
async def letters_(frame: Frame, address: str, folder: records.FolderRole | None, limit: int) -> None:
    """Stored letters, newest first."""
    async with frame.storage():
        box = await frame.mailbox(address)
        found = await letters.newest(box.id, min(limit, _ALL), folder)
        if frame.json:
            frame.give([shapes.letter(stored) for stored in found])
        else:
            click.echo(tables.letter_table(frame, found))


@click.command()
@click.argument("address")
@click.argument("folder", type=click.Choice(["inbox", "sent"]))
@click.argument("uid", type=click.IntRange(1, 2**32 - 1))  # RFC 3501 §2.3.1.1: 32 bits
@click.option("--raw", is_flag=True, help="The original, fetched from the server.")
@click.option("--retry", is_flag=True, help="Try a quarantined letter again.")
@command(json_option=True)
async def letter(
    frame: Frame, address: str, folder: records.FolderRole, uid: int, raw: bool, retry: bool
) -> None:
    """One letter."""
    if raw and frame.json:
        raise click.UsageError("--raw prints the letter itself, which is no JSON")
    async with frame.workshop() as kit:
        box = await frame.mailbox(address)
        if raw:
            async for octets in original.octets(box, await mailboxes.credential(box.id), folder, uid, kit):
                sys.stdout.buffer.write(octets)
            sys.stdout.buffer.flush()
            return
        if retry:
            await retries.take(box, folder, records.Uid(uid), kit, wait=_WAIT)
        found = await letters.one(box.id, folder, uid)
        if found is None:
            raise errors.NotFound
        if frame.json:
            frame.give(shapes.letter(found))
        else:
            click.echo(tables.letter_table(frame, [found]))
            click.echo("\n" + tables.harmless(found.letter.text or found.letter.quarantine_reason or ""))


@click.command()
@command(json_option=True)
async def status(frame: Frame) -> None:
    """The whole account, as administrators see it."""
    async with frame.storage():
        boxes, now = await mailboxes.everything(), datetime.now(UTC)
        waiting, ours = (
            await bundling.still_waiting(now, frame.settings.timezone),
            await answers.waiting_count(),
        )
        if frame.json:
            fresh = freshness.of(boxes, now)
            shape = shapes.status(
                boxes, now, notices=waiting.count, answers=ours, freshness=fresh, version=VERSION
            )
            frame.give(shape)
        else:
            click.echo(tables.mailbox_table(frame, boxes))
            click.echo(frame.say("cli-notices-waiting", notices=waiting.count))
