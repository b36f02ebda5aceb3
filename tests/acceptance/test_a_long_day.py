"""A day of a sales team: letters in bursts, Telegram away, pauses it asks for, somebody who blocks the bot.

Each letter of a client is told to each person by its notice or in one message with others, as often as it
should be; nothing Telegram asked for is ignored, and it refuses nothing for what it says.
"""

import itertools
import random
import re
import time
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

import pytest

from bot.sandbox import answers
from bot.sandbox.people import Call, Message
from tests import soak
from tests.acceptance import notices
from tests.acceptance.conftest import Team
from tests.acceptance.post import SUBJECT, Post, number_in
from tests.acceptance.program import Running
from tests.acceptance.telegram import Telegram, telegram
from tests.acceptance.test_processes import until
from tests.fakes.dovecot_box import Box

PEOPLE = ANNA, BORIS, VERA = 2001, 2002, 2003
LETTERS = soak.rounds(150, 3000)
BURST = soak.rounds(20, 200)
AWAY_SECONDS = soak.rounds(4, 600)
LATE = 5  # letters that come late together
# What is pressed: nothing that changes anything, and nothing that puts a list in a summary's place.
PRESSED = re.compile("(see|box|boxes|hears|toldall|toldone|mute|mutefrom):.*")
PACE_SECONDS = 2.5  # between two edits of one message
ANSWERED_SECONDS = soak.rounds(3, 1)  # a button; the machine is busy with other tests where it is not a soak
ON_ITS_WAY = 0.5  # seconds in which a call may have left before another's refusal was heard


@dataclass(slots=True)
class Play:
    team: Team
    api: Telegram
    post: Post
    chance: random.Random
    boxes: list[Box] = field(default_factory=list)
    told: dict[str, tuple[int, ...]] = field(default_factory=dict)  # who hears of letters to an address
    presses: list[float] = field(default_factory=list)  # seconds until each was answered

    def ask(self, query: str) -> int:
        return int(self.team.program.one(query))

    def some(self, count: int, *, of: Box | None = None) -> None:
        for _ in range(count):
            self.post.from_client(of or self.chance.choice(self.boxes))

    def press_something(self, who: int) -> None:
        """A button of one of the newest messages, which is answered."""

        async def pressed() -> float | None:
            """Seconds until it was answered; nothing is edited between the look and the press."""
            several = [each for each in self.api.chats.messages(who)[-4:] if each.from_bot]
            there = [(each.id, button) for each in several for row in each.keyboard for button in row]
            data = [(each, str(button.get("callback_data"))) for each, button in there]
            buttons = [(each, what) for each, what in data if PRESSED.fullmatch(what)]
            if not buttons:
                return None
            began = time.monotonic()
            await self.api.chats.pressed(who, *self.chance.choice(buttons))
            return time.monotonic() - began

        if (seconds := self.api.ask(pressed())) is not None:
            self.presses.append(seconds)

    def asks_for_a_pause(self, who: int) -> None:
        refused = answers.too_many_requests(self.chance.randint(1, 3))
        self.api.do(partial(self.api.chats.fail, refused, chat_id=who))


@pytest.fixture
def play(team: Team) -> Iterator[Play]:
    chance = random.Random(5)
    with telegram(PEOPLE, slowest=0.1) as api:
        api.chats.calls = deque()  # all of them are looked at
        team.program.settings |= api.settings | {
            "ADMINS": ",".join(map(str, PEOPLE)),
            "LOGINS_PER_MINUTE": "1000",
            "SYNC_MINUTES": "1-1",
            "IMPORT_LETTERS": "5",
        }
        played = Play(team, api, Post(chance), chance)
        for name, owner, mode, told in (
            ("sales", ANNA, "corporate", PEOPLE),
            ("info", ANNA, "corporate", PEOPLE),
            ("boris", BORIS, "personal", (BORIS,)),
            ("vera", VERA, "personal", (VERA,)),
        ):
            box = team.dovecot.user(f"{name}-day@acme.test")
            played.post.fill(box, 5)
            team.add(box, "--mode", mode, owner=str(owner))
            played.boxes.append(box)
            played.told[box.address] = told
        yield played


@pytest.mark.soak
def test_a_long_day(play: Play) -> None:
    with play.team.program.running("run") as running:
        until(lambda: play.ask("SELECT count(*) FROM mailbox WHERE watched_until IS NULL") == 0)
        until(lambda: play.ask("SELECT count(*) FROM mailbox WHERE imported_at IS NULL") == 0)
        for who in PEOPLE:
            play.api.say(who, "/start", "Здравствуйте")
        blocked_from, blocked_until = the_day(play, running)
        settle(play)
        assert running.terminate() == 0
    check_letters(play, set(range(blocked_from, blocked_until)))
    check_calls(play.api.chats.calls)
    assert max(play.presses) < ANSWERED_SECONDS
    letters, presses = len(play.post.to_tell), len(play.presses)
    print(f"\n{letters} letters, {presses} presses, the slowest answered in {max(play.presses):.2f} s")


def the_day(play: Play, running: Running) -> tuple[int, int]:
    """The numbers between which letters came while Vera had blocked the bot."""
    sales = play.boxes[0]
    busy = 4 * BURST + LATE
    seldom = max(1, (LETTERS - busy) // 4)
    play.some(BURST, of=sales)
    goes_on(play, running, seldom)
    for who in PEOPLE:
        play.asks_for_a_pause(who)
    play.some(BURST)
    goes_on(play, running, seldom)
    with play.api.away():
        play.some(BURST, of=sales)
        running.goes_on_for(AWAY_SECONDS)
        play.some(LATE)
    for _ in range(LATE):
        play.post.from_client(sales, late=True)
    for who in PEOPLE:
        play.api.say(who, "/start", "Здравствуйте")  # it hears us again
    goes_on(play, running, seldom)
    settle(play)
    blocked_from = len(play.post.old) + len(play.post.to_tell) + 1
    play.api.do(partial(play.api.chats.block, VERA))
    until(lambda: play.ask("SELECT count(*) FROM person WHERE unreachable_at IS NOT NULL") == 1)
    play.some(BURST)
    settle(play)
    blocked_until = len(play.post.old) + len(play.post.to_tell) + 1
    play.api.say(VERA, "/start", "Здравствуйте")
    goes_on(play, running, seldom)
    return blocked_from, blocked_until


def settle(play: Play) -> None:
    """All that came is here, and told."""
    here = "SELECT count(*) FROM letter WHERE new"
    until(lambda: play.ask(here) >= len(play.post.to_tell), seconds=300)
    until(lambda: play.ask("SELECT count(*) FROM notice WHERE state = 'waiting'") == 0, seconds=300)


def goes_on(play: Play, running: Running, letters: int) -> None:
    """Letters now and then, while people press what they see and Telegram sometimes asks for a pause."""
    while letters > 0:
        now = min(letters, play.chance.choice((1, 1, 2, 4)))
        play.some(now)
        letters -= now
        running.goes_on_for(play.chance.uniform(0, 0.4))
        if play.chance.random() < 0.6:
            play.press_something(play.chance.choice(PEOPLE))
        if play.chance.random() < 0.05:
            play.asks_for_a_pause(play.chance.choice(PEOPLE))


# -- what must be true -----------------------------------------------------------------------------


def check_letters(play: Play, while_blocked: set[int]) -> None:
    """Each person was told of each letter, alone or in a message that counts it."""
    told_in: dict[tuple[int, int], list[int]] = defaultdict(list)  # person and message: letters
    for number, person, state, why, message_id in notices.by_person(play.team.program.database):
        if person == VERA and number in while_blocked:
            pytest.fail(f"{number} was written for somebody who had blocked the bot")
        assert (state, why) in {("sent", None), ("in_summary", None)}, (number, person, state, why)
        told_in[person, message_id].append(number)
        if state == "sent":
            assert len(told_in[person, message_id]) == 1
    told = Counter((number, person) for (person, _), numbers in told_in.items() for number in numbers)
    for number, box in play.post.to_tell.items():
        for person in play.told[box.address]:
            expected = 0 if person == VERA and number in while_blocked else 1
            assert told[number, person] == expected, (number, person)
    for person in PEOPLE:
        of_them = {message: numbers for (who, message), numbers in told_in.items() if who == person}
        check_chat(play.api.chats.messages(person), of_them)


def check_chat(chat: tuple[Message, ...], told_in: dict[int, list[int]]) -> None:
    """What the messages of a chat tell of is what the books say, and there are no others."""
    shown = {each.id: each.text for each in chat if each.from_bot}
    for message_id, numbers in told_in.items():
        text = shown[message_id]
        if count := notices.told_together(text):
            assert count == len(numbers), text
            named = [int(each) for each in SUBJECT.findall(text)]
            assert len(named) == len(set(named)) == min(10, count)
            assert set(named) <= set(numbers)
        else:
            assert [number_in(text)] == numbers
    alone = [each for each in shown if shown[each].startswith("✉️") and "‹ К списку" not in labels(chat, each)]
    together_ids = [each for each in shown if "📬" in shown[each]]
    assert {*alone, *together_ids} <= told_in.keys()


def labels(chat: tuple[Message, ...], message_id: int) -> tuple[str, ...]:
    return next(each.labels for each in chat if each.id == message_id)


def check_calls(calls: "deque[Call]") -> None:
    """Nothing was refused for what it says, no pause ignored, no message edited faster than it may be.

    What was refused edited nothing, and Telegram said when it may come again.
    """
    parked: dict[int, tuple[float, float]] = {}  # by chat: when it was asked for, and until when
    edited: dict[tuple[int, str], list[float]] = defaultdict(list)
    for call in sorted(calls, key=lambda call: call.at):
        if call.chat_id is None:
            continue
        since, ends = parked.get(call.chat_id, (0, 0))
        assert call.at >= ends or call.at - since < ON_ITS_WAY, f"{call.method} before the pause had ended"
        if call.error and (pause := re.search("retry after ([0-9]+)", call.error)):
            parked[call.chat_id] = call.at, call.at + int(pause[1])
        elif call.error:
            assert "blocked by the user" in call.error, call.error
        elif call.method == "editMessageText" and "📬" in str(call.params["text"]):
            edited[call.chat_id, str(call.params["message_id"])].append(call.at)
    assert parked
    assert edited
    for message, moments in edited.items():
        for first, later in itertools.pairwise(moments):
            assert later - first >= PACE_SECONDS, message
