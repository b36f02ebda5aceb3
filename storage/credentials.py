"""What a mailbox is signed in with: a sealed password, or the sealed tokens of a consent."""

from datetime import datetime

from tortoise.expressions import F

from storage import models, orm, records


async def mend(
    mailbox_id: int,
    credential: str,
    *,
    can_send: bool,
    now: datetime,
    sign_in: str = records.PASSWORD,
    consent_until: datetime | None = None,
) -> None:
    """A new secret that was tried and works: the mailbox is due at once.

    A sync that runs with the old secret is superseded. One on its way out keeps none.
    """
    await models.Mailbox.filter(id=mailbox_id, erased_at=None).update(
        credential=credential,
        sign_in=sign_in,
        consent_until=consent_until,
        consent_told=False,
        can_send=can_send,
        trouble=None,
        reason=None,
        failures=0,
        next_check=now,
        epoch=F("epoch") + 1,
    )


async def of_consent(mailbox_id: int) -> tuple[str, str] | None:
    """The service and the sealed tokens as they stand; None where the mailbox is gone or has none."""
    row = await models.Mailbox.get_or_none(id=mailbox_id, erased_at=None)
    return None if row is None or row.sign_in == records.PASSWORD else (row.sign_in, row.credential)


async def renew(
    mailbox_id: int, old: str, new: str, consent_until: datetime | None, *, warned_before: datetime
) -> bool:
    """Tokens that take the place of `old`; False where that stands no longer.

    An owner who was warned is warned again only if the consent was prolonged beyond `warned_before`.
    """
    async with orm.writing():
        rows = models.Mailbox.filter(id=mailbox_id, credential=old)
        row = await rows.first()
        if row is None:
            return False
        near = consent_until is not None and consent_until < warned_before
        await rows.update(credential=new, consent_until=consent_until, consent_told=row.consent_told and near)
    return True


async def warn(mailbox_id: int, before: datetime, now: datetime) -> None:
    """Tells the owner once, where the consent ends `before` then; of one who was removed, administrators."""
    async with orm.writing():
        rows = models.Mailbox.filter(id=mailbox_id, erased_at=None, consent_told=False)
        row = await rows.filter(consent_until__lt=before).first()
        if row is None:
            return
        await rows.update(consent_told=True)
        there = models.Person.filter(removed_at=None)
        hear = await there.filter(id=row.owner_id) or await there.filter(role="admin")
        for person in hear:
            await models.Alert.create(
                mailbox_id=mailbox_id,
                person_id=person.id,
                kind="consent_ends",
                reason=None,
                made_at=now,
                state="waiting",
                due_at=now,
            )
