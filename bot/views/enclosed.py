"""Files of a letter somebody writes: what is said of them, and the buttons that take them out."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.say import Markup
from bot.views import html, letter, press
from bot.views.screen import Button, Rows, Screen
from bot.views.writing import shown
from bot.voice import Voice
from storage.records import AnswerFile
from sync_engine.rules.enclosing import Room

_LABEL = 34  # characters of a name on a button


def lines(voice: Voice, files: Sequence[AnswerFile]) -> list[Markup]:
    return [
        voice("enclosed-file", name=shown(each.name, letter.NAME), size=letter.size(voice, each.size))
        for each in files
    ]


def rows(voice: Voice, files: Sequence[AnswerFile]) -> Rows:
    return tuple(
        (Button(voice.label("button-file-off", name=html.one_line(each.name, _LABEL)), _off(each)),)
        for each in files
    )


def _off(file: AnswerFile) -> str:
    return press.to(press.WRITE_FILE_OFF, file.id)


@dataclass(frozen=True, slots=True)
class Limits:
    """What fits into a letter. `most`: octets of the largest file, alone; `box`: the address of the mailbox
    whose own server takes less than others, or empty."""

    room: Room
    most: int
    box: str = ""


def too_large(voice: Voice, name: str, octets: int, limits: Limits) -> Markup:
    """`octets`: its size, 0 where nobody knows."""
    facts = {"name": _name(name), "most": letter.size(voice, limits.most), "box": limits.box or "none"}
    if not octets:
        return voice("enclosed-too-large-somehow", **facts)
    return voice("enclosed-too-large", size=letter.size(voice, octets), **facts)


def no_room(voice: Voice, name: str, limits: Limits) -> Markup:
    """It would go alone, but not with the others."""
    most = letter.size(voice, limits.most)
    return voice("enclosed-no-room", name=_name(name), most=most, box=limits.box or "none")


def too_many(voice: Voice) -> Markup:
    return voice("enclosed-too-many", most=voice.policy.letter_files)


def not_fetched(voice: Voice, name: str) -> Markup:
    return voice("enclosed-not-fetched", name=_name(name))


def not_this(voice: Voice) -> Markup:
    return voice("enclosed-not-this")


def gone(voice: Voice) -> Markup:
    """Some of the files are not kept any more."""
    return voice("enclosed-gone")


def noted(voice: Voice, asked: Screen, note: str, files: Sequence[AnswerFile]) -> Screen:
    """A question of the dialogue, asked again after a file came: with what became of it."""
    said = [note] if note else []
    return Screen("\n\n".join(["\n".join([*said, *lines(voice, files)]), asked.text]), asked.rows)


def later(voice: Voice) -> Screen:
    """It is not known yet from which mailbox the letter goes."""
    cancel = Button(voice.label("button-cancel"), press.CANCEL)
    return Screen(voice("enclosed-later"), ((cancel,),))


def _name(name: str) -> str:
    return shown(name, letter.NAME)
