"""The JSON of the commands: records -> plain values. Field names are the contract with scripts."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from storage import records
from sync_engine.rules import folders
from sync_engine.rules.freshness import Freshness
from sync_engine.work.audit import Audit
from sync_engine.work.turn import Report


def time(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def mailbox(box: records.Mailbox, now: datetime) -> dict[str, Any]:
    return {
        "address": box.address,
        "mode": box.mode,
        "owner": box.owner.telegram_id,
        "provider": box.provider,
        "state": box.state,
        "reason": box.reason,
        "can_send": box.can_send,
        "watching": box.watching(now),
        "last_check": time(box.last_check),
        "next_check": time(box.next_check) if box.state != "paused" else None,
        "last_letter": time(box.last_letter),
        "backlog": box.backlog,
        "on_server": box.on_server,
        "stored": box.stored,
        "quarantined": box.quarantined,
    }


def status(
    boxes: Sequence[records.Mailbox],
    now: datetime,
    *,
    notices: int,
    answers: int,
    freshness: Freshness,
    version: str,
) -> dict[str, Any]:
    return {
        "mailboxes": [mailbox(box, now) for box in boxes],
        "by_state": dict(Counter(box.state for box in boxes)),
        "notices_waiting": notices,
        "answers_waiting": answers,
        "freshness_seconds": {"p50": freshness.p50, "p95": freshness.p95, "max": freshness.max},
        "version": version,
    }


def sync(address: str, totals: Sequence[records.FolderTotals], report: Report) -> dict[str, Any]:
    return {
        "address": address,
        "folders": [
            {
                "role": folder.role,
                "name": folders.shown_name(folder.name),
                "uidvalidity": folder.uidvalidity,
                "stored": folder.stored,
                "quarantined": folder.quarantined,
                "skipped_old": folder.skipped_old,
            }
            for folder in totals
        ],
        "letters_stored": report.tally.stored,
        "letters_quarantined": report.tally.quarantined,
        "notices": report.tally.notices,
        "round_trips": report.traffic.round_trips,
        "bytes_received": report.traffic.received,
        "seconds": round(report.seconds, 3),
    }


def audit(address: str, found: Audit) -> dict[str, Any]:
    return {
        "address": address,
        "complete": found.complete,
        "current": found.current,
        "folders": [
            {
                "role": folder.role,
                "uidvalidity": folder.uidvalidity,
                "on_server": folder.on_server,
                "stored": folder.stored,
                "quarantined": folder.quarantined,
                "waiting": folder.waiting,
                "missing": list(folder.missing),
                "skipped_old": folder.skipped_old,
                "gone": folder.gone,
                "unexpected": list(folder.unexpected),
            }
            for folder in found.folders
        ],
    }


def _contact(contact: records.Contact) -> dict[str, str]:
    return {"name": contact.name, "address": contact.address}


def letter(stored: records.StoredLetter) -> dict[str, Any]:
    one = stored.letter
    return {
        "folder": stored.folder,
        "uid": one.uid,
        "uidvalidity": one.uidvalidity,
        "message_id": one.message_id,
        "subject": one.subject,
        "from": _contact(one.sender),
        "to": [_contact(each) for each in one.to],
        "cc": [_contact(each) for each in one.cc],
        "date": time(one.date),
        "received": time(one.received),
        "direction": one.direction,
        "origin": one.origin,
        "origin_reason": one.origin_reason,
        "client": one.client,
        "preview": one.preview,
        "text": one.text,
        "attachments": [
            {"name": each.name, "type": each.type, "size": each.size} for each in one.attachments
        ],
        "size": one.size,
        "chain": one.chain,
        "status": one.status,
        "quarantine_reason": one.quarantine_reason,
        "notice": {"state": stored.notice.state, "why": stored.notice.why, "at": time(stored.notice.at)},
    }
