"""Letters that were put aside, and cards that show one as it was."""

from bot.views import home, press
from bot.views.screen import Button, Screen
from bot.voice import Voice
from bot.writing import Writing


def put_aside(voice: Voice, begun: Writing) -> Screen:
    return Screen(
        voice("draft-aside", to=begun.to, days=voice.policy.files_kept.days), ((_back(voice, begun),),)
    )


def outdated(voice: Voice, begun: Writing) -> Screen:
    """In place of a card that shows something else than would go; `begun` is in hand."""
    return Screen(voice("draft-outdated"), ((_back(voice, begun),),))


def gone(voice: Voice) -> Screen:
    return Screen(voice("draft-gone"), ((home.home(voice),),))


def _back(voice: Voice, begun: Writing) -> Button:
    return Button(voice.label("button-to-letter"), press.to(press.DRAFT, begun.draft))
