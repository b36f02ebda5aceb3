"""The asker's own mailboxes that explain a question, with the figures that are told of them.

Holds always: nobody hears of a mailbox whose letters are not for them. An administrator sees the states of
others elsewhere; here people ask for themselves.
"""

from collections.abc import Sequence

from bot import arriving, rights
from bot.context import Context
from bot.faq import bearing
from bot.views.own import Own
from storage import folders, letter_lines, mailboxes
from storage.records import Mailbox, Origin


async def boxes(context: Context) -> list[Mailbox]:
    """Those the asker may ask about."""
    person = context.person
    return [box for box in await mailboxes.visible_to(person) if rights.over(box, person).letters]


async def own(context: Context, topic: str, question: str, mine: Sequence[Mailbox]) -> Own:
    """What is to be said of them before the answer to `topic`."""
    services = {box.id: context.deps.connector.keepers(box) for box in mine}
    found = bearing.of(topic, question, mine, services=services)
    kept: dict[int, dict[Origin, int]] = {}
    if topic == "direct_clients":  # only of those there is room for: a mailbox may hold many letters
        kept = await letter_lines.kept_out_of([each.mailbox.id for each in bearing.shown(found)[0]])
        counts = {number: sum(of_kind.values()) for number, of_kind in kept.items()}
        found = bearing.of(topic, question, mine, services=services, kept=counts)
    shown, more = bearing.shown(found)
    followed = [each.mailbox.id for each in shown if each.what == "follows"]
    return Own(
        topic=topic,
        shown=tuple(shown),
        more=more,
        missing=not mine and topic in bearing.WITHOUT_ANY,
        left=await arriving.left([each.mailbox for each in shown], context.deps.clock()),
        kept=kept,
        sent=await folders.sent_names(followed) if followed else {},
    )
