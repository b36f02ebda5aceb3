"""A letter that is answered in the chat: what its tests share."""

from bot.sandbox.people import Message
from storage import answers, models, records, sending
from tests.bot.stage import ANNA, Stage

CLIENT = "petrov@client.test"


async def reply(play: Stage, to: Message, text: str, part: str, who: int = ANNA) -> Message:
    after = play.chats.say(who, text, reply_to=to.id).id
    return await play.chats.until(who, lambda shown: part in shown.text, after=after)


async def the_answer() -> records.Answer:
    (row,) = await models.Answer.all()
    found = await answers.get(row.id)
    assert found is not None
    return found


async def octets(answer: records.Answer) -> bytes:
    raw = await sending.octets(answer.id)
    assert raw is not None
    return raw


def with_button(play: Stage, like: Message, data: str) -> Message:
    """A message to Anna with a button "x" that does this."""
    keyboard = (({"text": "x", "callback_data": data},),)
    return play.chats.post(ANNA, like.content, keyboard=keyboard)
