"""What somebody sees who was not invited: how to get in, and answers that are everybody's (rule H4)."""

import math
from collections.abc import Mapping
from datetime import timedelta

from bot.views import html, press, topics
from bot.views.screen import Button, Screen
from bot.voice import Voice

_TITLE = 60


def door(voice: Voice, telegram_id: int, *, failed_invite: bool = False, unknown: bool = False) -> Screen:
    """`unknown`: something was asked that there is no answer to."""
    said = [voice("door-unknown")] if unknown else []
    said.append(voice("door-invite-failed" if failed_invite else "door"))
    said.append(voice("door-number", number=str(telegram_id)))
    return Screen("\n\n".join(said), ((topics.button(voice),),))


def did_you_mean(voice: Voice, suggestions: Mapping[str, str]) -> Screen:
    """`suggestions`: titles of topics by their ids."""
    rows = [
        (Button(html.one_line(title, _TITLE), press.to(press.TOPIC, topics.number(topic))),)
        for topic, title in suggestions.items()
    ]
    return Screen(voice("support-did-you-mean"), (*rows, (topics.button(voice),)))


def closed(voice: Voice, wait: timedelta) -> Screen:
    """They wrote or pressed very often."""
    minutes = max(1, math.ceil(wait.total_seconds() / 60))
    return Screen(voice("door-closed", minutes=minutes))
