"""Who is let in, by which link, and what happens when they leave."""

from datetime import timedelta

import pytest

from storage import (
    alerts,
    batches,
    credentials,
    erasing,
    folders,
    mailboxes,
    models,
    outbox,
    people,
    records,
    turns,
)
from tests import make

SOON = make.NOW + timedelta(minutes=30)


async def test_an_invite_lets_in_one_person_once(database: str) -> None:
    await people.add_invite("code", "member", SOON)
    came = await people.use_invite("code", 7, "en", "Boris", make.NOW)
    assert came
    assert (came.telegram_id, came.role, came.language) == (7, "member", "en")
    assert await people.use_invite("code", 8, "en", "Eve", make.NOW) is None


async def test_a_late_or_unknown_code_opens_nothing(database: str) -> None:
    await people.add_invite("code", "member", make.NOW)
    assert await people.use_invite("code", 7, "ru", "", SOON) is None
    assert await people.use_invite("guess", 7, "ru", "", make.NOW) is None
    assert await people.everyone() == []


async def test_old_invites_go_and_those_they_let_in_stay(database: str) -> None:
    for code in ("used", "over"):
        await people.add_invite(code, "member", SOON)
    await people.add_invite("good", "member", SOON + timedelta(days=60))
    assert await people.use_invite("used", 7, "en", "Boris", make.NOW)
    await people.drop_old_invites(make.NOW)
    assert await models.Invite.all().count() == 3
    await people.drop_old_invites(SOON)
    assert await models.Invite.all().count() == 2
    await people.drop_old_invites(SOON + timedelta(seconds=1))
    assert await people.use_invite("good", 8, "en", "Kate", SOON)
    assert [each.telegram_id for each in await people.everyone()] == [7, 8]


async def test_a_claim_link_is_dead_once_there_is_an_administrator(database: str) -> None:
    await people.add_invite("claim", "admin", SOON, claim=True)
    await people.ensure_admins([1], "ru")
    assert await people.use_invite("claim", 7, "ru", "", make.NOW) is None


async def test_a_member_does_not_use_up_a_link_meant_for_another(database: str) -> None:
    await people.put(7, "member", "ru")
    await people.add_invite("code", "member", SOON)
    assert await people.use_invite("code", 7, "ru", "", make.NOW)
    assert await people.use_invite("code", 8, "ru", "", make.NOW)


async def test_a_removed_person_is_shut_out_at_once(database: str) -> None:
    box = await make.stored_mailbox()
    job = await turns.begin(box.id)
    assert job
    uid = records.Uid(100)
    batch = records.Batch(
        folder_id=(await folders.marks(box.id))[0].folder_id,
        letters=(make.letter(uid),),
        notify=(box.owner.id,),
        announced=frozenset({uid}),
    )
    await batches.commit(job, batch, make.NOW)
    await people.set_dialogue(box.owner.telegram_id, "connect", {"address": "x"})
    assert await people.remove(box.owner.telegram_id, make.NOW, erase=False)
    assert await people.find(box.owner.telegram_id) is None
    assert await outbox.due(SOON, 10) == []
    assert await people.dialogue(box.owner.telegram_id) is None
    found = await mailboxes.get(box.id)
    assert found
    assert found.state == "paused"


async def test_who_comes_back_is_told_nothing_of_what_waited(database: str) -> None:
    box = await make.stored_mailbox()
    job = await turns.begin(box.id)
    assert job
    uids = [records.Uid(uid) for uid in range(100, 110)]
    batch = records.Batch(
        folder_id=(await folders.marks(box.id))[0].folder_id,
        letters=tuple(map(make.letter, uids)),
        notify=(box.owner.id,),
        announced=frozenset(uids),
        bundle="b",
        late=frozenset(uids[1:]),
    )
    await batches.commit(job, batch, make.NOW)
    trouble = {"trouble": "unreachable", "reason": "server_unreachable"}
    await turns.fail(job, now=make.NOW, next_check=SOON, tell=True, **trouble)  # type: ignore[arg-type]
    assert await outbox.people_due(SOON) == await alerts.people_due(SOON) == [box.owner.id]
    await people.remove(box.owner.telegram_id, make.NOW, erase=False)
    await people.add_invite("again", "member", SOON)
    back = await people.use_invite("again", box.owner.telegram_id, "ru", "Анна", make.NOW)
    assert back
    assert (back.id, back.role) == (box.owner.id, "member")  # and no administrator any more
    assert await outbox.people_due(SOON) == await alerts.people_due(SOON) == []


async def test_nobody_who_was_removed_stands_in_a_dialogue(database: str) -> None:
    await people.put(7, "member", "ru")
    await people.remove(7, make.NOW, erase=False)
    await people.set_dialogue(7, "connect.secret", {})
    assert await people.dialogue(7) is None


async def test_a_removed_persons_mailbox_is_handed_to_nobody(database: str) -> None:
    """Its address may be connected anew by whoever has the password: with no letter of before."""
    box, other = await make.stored_mailbox(), await people.put(8, "admin", "ru")
    await people.remove(box.owner.telegram_id, make.NOW, erase=False)
    assert [each.id for each in await mailboxes.visible_to(other)] == []
    assert await mailboxes.taken(box.address)
    await people.put(box.owner.telegram_id, "member", "ru")
    await people.remove(box.owner.telegram_id, make.NOW, erase=True)
    await erasing.erase()
    assert not await mailboxes.taken(box.address)
    again = await mailboxes.get(await mailboxes.add(make.new_mailbox(box.address), other.id))
    assert again
    assert (again.owner.id, again.stored, again.state) == (other.id, 0, "importing")


async def test_a_mailbox_on_its_way_out_keeps_no_new_password(database: str) -> None:
    box = await make.stored_mailbox()
    await people.remove(box.owner.telegram_id, make.NOW, erase=True)
    await credentials.mend(box.id, "sealed anew", can_send=True, now=make.NOW)
    assert [sealed for _, sealed in await mailboxes.credentials()] == [""]


async def test_a_personal_mailbox_tells_its_owner_only_a_corporate_one_everybody(database: str) -> None:
    personal = await make.stored_mailbox()
    corporate = await make.stored_mailbox("sales@acme.test", mode="corporate")
    member = await people.put(2002, "member", "ru")
    assert await turns.audience(personal) == (personal.owner.id,)
    assert await turns.audience(corporate) == (personal.owner.id, member.id)
    assert [box.address for box in await mailboxes.visible_to(member)] == ["sales@acme.test"]


async def test_somebody_removed_during_their_sign_in_gets_no_mailbox(database: str) -> None:
    person = await people.put(7, "member", "ru")
    await people.remove(7, make.NOW, erase=False)
    with pytest.raises(mailboxes.OwnerGone):
        await mailboxes.add(make.new_mailbox(), person.id)
    assert await mailboxes.everything() == []
