"""Whatever a person types, presses or forges, another's personal mailbox stays closed to them (rule C3).

Every button and every command there is is tried, with every id there is: one that is added later, too.
"""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.handlers.commands import MENU, MENU_OF_ADMINS
from bot.sandbox.people import Person
from bot.views import press
from storage import answers, asked, batches, drafts, folders, mailboxes, models, people, records, turns
from sync_engine.work import indexing
from tests import make
from tests.bot.stage import ANNA, BORIS, Stage

VERA = 10  # another administrator
IDS = range(1, 4)
WORDS = ("personal", "en", "right", "other", "member")
GREETING = "Hello"  # one of the buttons makes it speak English
SAID = ("имя", "тема", "client")
DESTRUCTIVE = (
    *(press.ERASE, press.ERASE_TOO),
    *(press.MAKE_MEMBER, press.REMOVE_MATE_NOW, press.REMOVE_MATE_ERASE),  # the last: it ends who presses
)
ACTIONS = sorted(
    {value for name, value in vars(press).items() if name.isupper() and isinstance(value, str)}
    - set(DESTRUCTIVE)
)


def buttons() -> Iterator[str]:
    """The data of every button, of anything that has an id; what destroys comes last."""
    for action in (*ACTIONS, *DESTRUCTIVE):
        yield action
        for word in WORDS:
            yield press.to(action, word)
        for each in IDS:
            yield press.to(action, each)
            yield press.to_page(action, each, 0)


@dataclass
class Closed:
    """What only its owner may read: a word of the letters, and one of the address."""

    word: str
    address: str


@pytest.fixture
async def closed(play: Stage) -> Closed:
    """Anna's own mailbox, with a letter of each kind and everything that hangs on letters."""
    word = secrets.token_hex(6)
    address = f"{secrets.token_hex(6)}@acme.test"
    anna = await people.find(ANNA)
    assert anna
    mailbox_id = await mailboxes.add(make.new_mailbox(address, aliases=(f"{word}@acme.test",)), anna.id)
    job = await turns.begin(mailbox_id)
    assert job
    inbox = (await folders.marks(mailbox_id))[0]
    contact = records.Contact(name=f"Имя {word}", address=f"{word}@client.test")
    said = {"subject": f"Тема {word}", "text": f"Текст {word}", "preview": f"Текст {word}"}
    file = records.Attachment(name=f"{word}.pdf", type="application/pdf", size=9, part="2")
    several = tuple(
        make.letter(uid, sender=contact, to=(contact,), attachments=(file,), **said, **facts)
        for uid, facts in (
            (100, {}),
            (101, {"origin": "bulk", "origin_reason": "list_id", "client": False}),
            (102, {"status": "quarantined", "quarantine_reason": "empty"}),
        )
    )
    batch = records.Batch(
        folder_id=inbox.folder_id,
        letters=several,
        notify=(anna.id,),
        announced=frozenset(letter.uid for letter in several),
        bundle="b",
        late=frozenset({records.Uid(100)}),
    )
    await batches.commit(job, batch, datetime.now(UTC))
    await models.ClientMark.create(mailbox_id=mailbox_id, person_id=anna.id, address=contact.address)
    sent = make.answer(mailbox_id, anna.id, to=contact.address, subject=f"Re {word}", preview=word)
    await models.Answer.filter(id=await answers.intend(sent)).update(state="unknown", message=1)
    await models.Notice.all().update(state="sent", message_id=1, at=datetime.now(UTC))
    writing = {"mailbox": mailbox_id, "to": contact.address, "subject": f"Re {word}", "text": word}
    now = datetime.now(UTC)
    await drafts.put(anna.id, 0, "write.ready", writing, now, mailbox_id=mailbox_id, card=1)
    await indexing.catch_up()
    await asked.note(anna.id, "letters", "тема")
    await asked.note(anna.id, "contacts", "имя")
    kinds = (models.Letter, models.Notice, models.Contact, models.Asked, models.Draft)
    assert {await kind.all().count() for kind in kinds} <= set(IDS)
    return Closed(word, address)


async def everything_pressed(play: Stage, who: int) -> str:
    """All that the bot ever said to this person, having been asked for everything."""
    start = await play.hear(who, "/start", "Здравствуйте")
    patterns = [each.pattern for each in pressed(play) if isinstance(each.pattern, re.Pattern)]
    for data in buttons():
        if not any(pattern.match(data) for pattern in patterns):
            continue  # nobody listens to it: it is called out of date, whatever it says
        forged = play.chats.post(who, start.content, keyboard=(({"text": "x", "callback_data": data},),))
        play.chats.press(who, forged.id, data)
    for name in (*MENU, *MENU_OF_ADMINS):
        play.chats.say(who, f"/{name}")
        play.chats.say(who, f"/{name} 1")
        for word in SAID:  # of the letters that are closed to others
            play.chats.say(who, f"/{name} {word}")
    last = play.chats.say(who, "/start").id
    await play.chats.until(who, lambda shown: GREETING in shown.text, after=last, timeout=60)
    calls = play.chats.calls_of("sendMessage", "editMessageText", chat_id=who)
    assert len(calls) > len(ACTIONS)
    return "\n".join(str(call.params) for call in calls)


async def test_a_member_learns_nothing_of_anothers_personal_mailbox(play: Stage, closed: Closed) -> None:
    said = await everything_pressed(play, BORIS)
    assert closed.word not in said
    assert closed.address not in said
    mailbox = await mailboxes.find(closed.address)
    assert mailbox
    assert (mailbox.state, mailbox.mode) == ("importing", "personal")
    assert await models.ClientMark.all().count() == 1
    assert play.engine.checked == []
    assert play.reader.asked == []
    assert [each.state for each in await models.Answer.all()] == ["unknown"]


async def test_an_administrator_sees_how_it_stands_and_not_what_is_in_it(play: Stage, closed: Closed) -> None:
    await people.put(VERA, "admin", "ru", "Вера")
    play.chats.add(Person(id=VERA, first_name="Вера", language_code="ru"))
    said = await everything_pressed(play, VERA)
    assert closed.word not in said
    assert closed.address in said
    assert play.reader.asked == []


async def test_its_owner_sees_all_of_it(play: Stage, closed: Closed) -> None:
    """So the two tests above would notice."""
    said = await everything_pressed(play, ANNA)
    assert {f"{what} {closed.word}" for what in ("Имя", "Тема", "Текст")} <= set(
        re.findall(rf"\w+ {closed.word}", said)
    )


def pressed(stage: Stage) -> list["CallbackQueryHandler[Any, Any]"]:
    """The handlers of buttons, but for the one that takes all that is left."""
    handlers = [each for group in stage.build().handlers.values() for each in group]
    return [each for each in handlers if isinstance(each, CallbackQueryHandler) and each.pattern]


def test_every_handler_there_is_is_met(stage: Stage) -> None:
    forged = list(buttons())
    assert len(pressed(stage)) > len(ACTIONS) / 2
    for each in pressed(stage):
        pattern = each.pattern
        assert isinstance(pattern, re.Pattern)
        assert any(pattern.match(data) for data in forged), f"no button of the list is for {pattern.pattern}"
    handlers = [each for group in stage.build().handlers.values() for each in group]
    commands = {name for each in handlers if isinstance(each, CommandHandler) for name in each.commands}
    assert commands <= {*MENU, *MENU_OF_ADMINS}
