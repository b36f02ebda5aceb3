"""People, the links that invite them, and where they stand in a dialogue.

A removed person keeps the row (mailboxes hang on it) and is found by nothing here.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from tortoise.expressions import F, Q

from storage import models, orm, records


def record(row: models.Person) -> records.Person:
    begins, ends = row.quiet_from, row.quiet_to
    return records.Person(
        id=row.id,
        telegram_id=row.telegram_id,
        role=row.role,  # type: ignore[arg-type]  # only our own words are ever written there
        language=row.language,  # type: ignore[arg-type]
        name=row.name,
        wants_notices=row.wants_notices,
        quiet=None if begins is None or ends is None else records.QuietHours(begins, ends),
        removed=row.removed_at is not None,
    )


async def find(telegram_id: int) -> records.Person | None:
    row = await models.Person.get_or_none(telegram_id=telegram_id, removed_at=None)
    return record(row) if row else None


async def everyone() -> list[records.Person]:
    return [record(row) for row in await models.Person.filter(removed_at=None).order_by("id")]


async def is_reachable(person_id: int) -> bool:
    return await models.Person.exists(id=person_id, removed_at=None, unreachable_at=None)


async def get(person_id: int) -> records.Person | None:
    row = await models.Person.get_or_none(id=person_id, removed_at=None)
    return record(row) if row else None


async def has_admin() -> bool:
    return await models.Person.exists(role="admin", removed_at=None)


async def put(
    telegram_id: int, role: records.Role, language: records.Language, name: str = ""
) -> records.Person:
    """Adds a person, or gives one who is there already (or was removed) this role."""
    async with orm.writing():
        row = await models.Person.get_or_none(telegram_id=telegram_id)
        if row is None:
            row = await models.Person.create(telegram_id=telegram_id, role=role, language=language, name=name)
        else:
            row.role, row.removed_at = role, None
            if role != "admin":
                await models.Invite.filter(author_id=row.id, used_at=None).delete()
            if name:
                row.name = name
            await row.save()
    return record(row)


async def ensure_admins(telegram_ids: Iterable[int], language: records.Language) -> None:
    """Makes the administrators of the settings administrators."""
    for telegram_id in telegram_ids:
        person = await find(telegram_id)
        if person is None or not person.is_admin:
            await put(telegram_id, "admin", language)


class LastAdmin(Exception):
    """Nobody would be in charge any more."""


async def _keep_one_admin(row: models.Person) -> None:
    """Within a transaction that writes. Raises `LastAdmin`."""
    others = models.Person.filter(role="admin", removed_at=None).exclude(id=row.id)
    if row.role == "admin" and not await others.select_for_update().exists():
        raise LastAdmin


async def set_role(person_id: int, role: records.Role) -> bool:
    """False for nobody. Who is no administrator any more has invited nobody. Raises `LastAdmin`."""
    async with orm.writing():
        row = await models.Person.get_or_none(id=person_id, removed_at=None)
        if row is None:
            return False
        if role != "admin":
            await _keep_one_admin(row)
            await models.Invite.filter(author_id=row.id, used_at=None).delete()
        row.role = role
        await row.save()
    return True


async def remove(telegram_id: int, now: datetime, *, erase: bool, spare_last_admin: bool = False) -> bool:
    """Shuts a person out: messages and letters that wait, links and invites die at once. False for nobody.

    Their personal mailboxes are paused, or with `erase` handed over to be erased. Raises `LastAdmin` where
    that is to be spared.
    """
    async with orm.writing():
        row = await models.Person.get_or_none(telegram_id=telegram_id, removed_at=None)
        if row is None:
            return False
        if spare_last_admin:
            await _keep_one_admin(row)
        row.removed_at = now
        await row.save()
        await models.Notice.filter(person_id=row.id, state="waiting").update(
            state="muted", why="person_removed", at=now
        )
        await models.Alert.filter(person_id=row.id, state="waiting").update(state="dropped", at=now)
        await models.Dialogue.filter(telegram_id=telegram_id).delete()
        await models.Draft.filter(person_id=row.id).delete()
        written = models.Answer.filter(person_id=row.id, state="waiting")  # nobody could take it back
        await written.update(state="undone", at=now, octets=None)
        await models.OneTimeLink.filter(person_id=row.id).delete()
        await models.Invite.filter(author_id=row.id, used_at=None).delete()
        asked = models.Question.filter(person_id=row.id)
        await asked.filter(passed_at=None).delete()
        await asked.update(text="", answer=None)  # the row still tells which messages showed it
        personal = models.Mailbox.filter(owner_id=row.id, mode="personal")
        # The next epoch: a sync that is running may not write any more.
        await personal.filter(paused_at=None).update(paused_at=now, epoch=F("epoch") + 1)
        if erase:
            await personal.update(erased_at=now, epoch=F("epoch") + 1, credential="")
    return True


async def set_language(person_id: int, language: records.Language) -> None:
    await models.Person.filter(id=person_id).update(language=language)


async def set_name(person_id: int, name: str) -> None:
    await models.Person.filter(id=person_id).update(name=name[:200], unreachable_at=None)


async def set_quiet(person_id: int, hours: records.QuietHours | None) -> None:
    begins, ends = (hours.begins, hours.ends) if hours else (None, None)
    await models.Person.filter(id=person_id).update(quiet_from=begins, quiet_to=ends)


async def quiet_hours() -> dict[int, records.QuietHours]:
    """Of everybody who has any, by the id of the person."""
    rows = models.Person.filter(removed_at=None, quiet_from__isnull=False, quiet_to__isnull=False)
    return {row.id: records.QuietHours(row.quiet_from, row.quiet_to) for row in await rows}  # type: ignore[arg-type]


async def mark_unreachable(person_id: int, now: datetime) -> None:
    """The person blocked the bot or is gone from Telegram: what waits for them stops."""
    async with orm.writing():
        await models.Person.filter(id=person_id).update(unreachable_at=now)
        await models.Notice.filter(person_id=person_id, state="waiting").update(
            state="muted", why="bot_blocked", at=now
        )
        await models.Alert.filter(person_id=person_id, state="waiting").update(state="dropped", at=now)


# -- invites ---------------------------------------------------------------------------------------


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


async def add_invite(
    code: str, role: records.Role, expires_at: datetime, *, claim: bool = False, author: int | None = None
) -> None:
    """`author`: the person whose link it is; it dies with their being an administrator."""
    await models.Invite.create(
        code_hash=_hash(code), role=role, expires_at=expires_at, claim=claim, author_id=author
    )


async def use_invite(
    code: str, telegram_id: int, language: records.Language, name: str, now: datetime
) -> records.Person | None:
    """Lets in whoever brings a code that is unused and in time; None otherwise.

    A claim link is dead once an administrator exists. A person who is in already does not use a link up,
    except to become an administrator.
    """
    async with orm.writing():
        invite = await models.Invite.get_or_none(code_hash=_hash(code), used_at=None, expires_at__gt=now)
        if invite is None or (invite.claim and await has_admin()):
            return None
        row = await models.Person.get_or_none(telegram_id=telegram_id)
        if row and row.removed_at is None and (row.role == "admin" or row.role == invite.role):
            return record(row)
        invite.used_at = now
        await invite.save()
        if row is None:
            row = models.Person(telegram_id=telegram_id, language=language)
        row.role, row.name, row.removed_at = invite.role, name[:200], None
        await row.save()
    return record(row)


async def drop_old_invites(before: datetime) -> None:
    """Those that were used or over before that moment."""
    await models.Invite.filter(Q(used_at__lt=before) | Q(expires_at__lt=before)).delete()


# -- dialogues -------------------------------------------------------------------------------------


async def dialogue(telegram_id: int) -> records.DialogueState | None:
    row = await models.Dialogue.get_or_none(telegram_id=telegram_id)
    return records.DialogueState(step=row.step, data=row.data) if row else None


async def set_dialogue(telegram_id: int, step: str, data: dict[str, object]) -> None:
    """Nobody who was removed meanwhile stands in a dialogue."""
    async with orm.writing():
        if await models.Person.exists(telegram_id=telegram_id, removed_at=None):
            await models.Dialogue.update_or_create(
                defaults={"step": step, "data": data, "draft_id": None}, telegram_id=telegram_id
            )


async def note_in_dialogue(telegram_id: int, step: str, facts: dict[str, object]) -> None:
    """Adds to what was said, if the person still stands at this step."""
    async with orm.writing():
        row = await models.Dialogue.get_or_none(telegram_id=telegram_id, step=step)
        if row is not None:
            row.data = {**row.data, **facts}
            await row.save()


async def end_dialogue(telegram_id: int) -> bool:
    """With its one-time links; a letter in hand is put aside. False where there was none."""
    async with orm.writing():
        if row := await models.Person.get_or_none(telegram_id=telegram_id):
            await models.OneTimeLink.filter(person_id=row.id).delete()
        return bool(await models.Dialogue.filter(telegram_id=telegram_id).delete())


async def standing_at(*steps: str) -> list[tuple[int, records.DialogueState]]:
    """Who stands at one of these steps: Telegram ids and states."""
    return [
        (row.telegram_id, records.DialogueState(step=row.step, data=row.data))
        for row in await models.Dialogue.filter(step__in=steps).order_by("telegram_id")
    ]
