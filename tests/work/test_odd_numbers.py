"""Letters whose numbers come late, lag behind or are all new: nothing is lost, nothing comes twice."""

from collections import Counter
from dataclasses import replace

import pytest

from storage.records import Uid
from sync_engine.rules.plan import ServerFolder
from sync_engine.wire.imap import Session
from tests.fakes.imap_server.character import Character
from tests.work.follow import Play

HONEST = Character()


async def test_a_number_misheard_at_connecting_silences_no_letter(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    look, heard = Session.look, list[str]()

    async def misheard(session: Session, name: str) -> ServerFolder:
        server = await look(session, name)
        heard.append(name)
        return replace(server, uidnext=Uid(server.uidnext + 1000)) if len(heard) == 1 else server

    monkeypatch.setattr(Session, "look", misheard)
    async with play(HONEST) as mailbox:
        mailbox.fill()
        await mailbox.connect()
        await mailbox.sync()
        mailbox.deliver("new")
        await mailbox.sync()
        assert await mailbox.notices() == {"new": 1}


async def test_letters_under_a_number_that_is_past_already_come_within_a_day(play: Play) -> None:
    async with play(HONEST) as mailbox:
        mailbox.fill()
        await mailbox.connect()
        await mailbox.settle()
        late = [
            mailbox.box.hold(
                b"From: petrov@client.test\r\nSubject: late-%d\r\n\r\nx\r\n" % number, ahead="uid"
            )
            for number in (1, 2)
        ]
        mailbox.deliver("on-time")
        await mailbox.sync()
        assert await mailbox.notices() == {"on-time": 1}
        for show in late:
            show()
        await mailbox.settle()
        await mailbox.check_all_is_here()
        assert await mailbox.notices() == {"on-time": 1, "late-1": 1, "late-2": 1}


@pytest.mark.parametrize("folders", [["INBOX"], ["Sent"], ["INBOX", "Sent"]], ids="-".join)
async def test_a_folder_numbered_anew_brings_nothing_twice_and_no_old_news(
    play: Play, folders: list[str]
) -> None:
    async with play(HONEST) as mailbox:
        mailbox.fill()
        await mailbox.connect()
        await mailbox.settle()
        mailbox.deliver("known")
        await mailbox.sync()
        for folder in folders:
            mailbox.box.expunge(mailbox.box.uids(folder)[2], folder=folder)
            mailbox.box.renumber(folder)
        mailbox.deliver("new-in")
        await mailbox.settle()
        subjects = Counter(subject for _, _, subject in await mailbox.held())
        gone = {"in-1", "out-2"}  # deleted on the server, kept here (S8)
        assert {subject for subject, count in subjects.items() if count > 1} == set()
        assert subjects.keys() - gone == {subject for _, _, subject in mailbox.expected()} - gone
        proof = await mailbox.proof()
        assert (proof.complete, proof.current) == (True, True)
        assert await mailbox.notices() == {"known": 1, "new-in": 1}


async def test_a_uidnext_that_lags_behind_hides_no_letter(play: Play) -> None:
    async with play(HONEST) as mailbox:
        mailbox.fill()
        await mailbox.connect()
        await mailbox.settle()
        mailbox.imap.character = Character(uidnext_behind=1)
        mailbox.deliver("new-1")
        await mailbox.settle()
        mailbox.deliver("new-2")
        mailbox.deliver("new-3")
        await mailbox.settle()
        await mailbox.check_all_is_here()
        assert await mailbox.notices() == {"new-1": 1, "new-2": 1, "new-3": 1}


async def test_a_quarantined_letter_of_a_folder_numbered_anew_keeps_its_one_card(play: Play) -> None:
    async with play(HONEST) as mailbox:
        mailbox.fill()
        await mailbox.connect()
        await mailbox.settle()
        uid = mailbox.deliver("never-given")
        mailbox.imap.character = Character(refused=frozenset({uid}))
        for _ in range(mailbox.kit.policy.hole_tries + 1):
            await mailbox.sync()
        assert await mailbox.quarantined() == [uid]
        mailbox.box.expunge(mailbox.box.uids()[0])
        mailbox.box.renumber()
        mailbox.imap.character = Character(refused=frozenset({uid - 1}))
        await mailbox.settle()
        assert await mailbox.quarantined() == [uid - 1]
        assert await mailbox.notices() == {"": 1}
        assert (await mailbox.proof()).current


@pytest.mark.parametrize(
    "character",
    [
        pytest.param(Character(uidnext_behind=2), id="uidnext-lags-behind"),
        pytest.param(Character(leaves_out=frozenset({3, 8})), id="letters-are-left-out"),
        pytest.param(Character(bodiless=frozenset({3, 8})), id="headers-are-not-given"),
    ],
)
async def test_a_folder_numbered_anew_by_a_server_that_tells_little_brings_nothing_twice(
    play: Play, character: Character
) -> None:
    async with play(HONEST) as mailbox:
        mailbox.fill()
        await mailbox.connect()
        await mailbox.settle()
        before = sorted(subject for _, _, subject in await mailbox.held())
        mailbox.box.renumber()
        mailbox.imap.character = character
        await mailbox.sync()
        mailbox.imap.character = HONEST
        await mailbox.settle()
        assert sorted(subject for _, _, subject in await mailbox.held()) == before
        assert await mailbox.notices() == {}
        await mailbox.check_all_is_here()
