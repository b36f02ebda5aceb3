"""What a person typed to search letters (rule L5), read word by word.

    счёт "последнее напоминание" from:petrov to:sales@acme.test since:01.11.2026 has:file

Holds always:
- never raises, whatever is typed; what is not one of ours is words;
- takes time in proportion to the text, of which the first `LONGEST` characters count;
- what comes of it are stems: nothing in them means anything to a database.
"""

import re
from dataclasses import dataclass
from datetime import date

from storage.records import Stems
from sync_engine.rules import stems

LONGEST = 300  # characters
_MOST_WORDS = 16  # words and phrases that count
_OF_A_PHRASE = 16
_PART = re.compile(r'(?:(?P<key>[^\W\d_]{1,5}):\s*(?="?\w|"?@))?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_QUOTES = str.maketrans(dict.fromkeys("«»“”„‟", '"'))
_KEYS = {
    **dict.fromkeys(("from", "от"), "sender"),
    **dict.fromkeys(("to", "кому"), "recipient"),
    **dict.fromkeys(("since", "с", "после"), "since"),
    **dict.fromkeys(("has", "есть"), "has"),
}
_FILES = frozenset({"file", "files", "attachment", "файл", "файлы", "вложение", "вложения"})
_DATES = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"),
    re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})"),
)
# Too common to be what somebody looks for, and often not in the letter at all.
_SMALL = frozenset(
    (
        *("а", "без", "в", "во", "для", "до", "за", "и", "из", "или", "к", "ко", "на", "о", "об", "от", "по"),
        *("под", "при", "про", "с", "со", "у", "a", "an", "and", "at", "by", "for", "from", "in", "of", "on"),
        *("or", "the", "to", "with"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`unclear`: a date that was not understood, as it was typed."""

    words: tuple[Stems, ...] = ()
    senders: tuple[Stems, ...] = ()
    recipients: tuple[Stems, ...] = ()
    since: date | None = None
    with_file: bool = False
    unclear: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.senders or self.recipients or self.since or self.with_file)


def clean(typed: str) -> str:
    """What is kept of it and shown again: one line, without anything that cannot be seen."""
    shown = "".join(char if char.isprintable() else " " for char in typed[: LONGEST * 2])
    return " ".join(shown.split())[:LONGEST].rstrip()


def read(typed: str) -> Question:
    """Every word, phrase and condition counts; of two dates the later one does."""
    found: dict[str, list[Stems]] = {"words": [], "sender": [], "recipient": []}
    small: list[Stems] = []
    since: date | None = None
    with_file, unclear = False, ""
    for part in _PART.finditer(clean(typed).translate(_QUOTES)):
        key = _KEYS.get((part["key"] or "").lower(), "")
        said = part["word"] if part["phrase"] is None else part["phrase"]
        if key == "since":
            if (day := _date(said)) is None:
                unclear = unclear or said
            else:
                since = max(since, day) if since else day
        elif key == "has" and said.casefold() in _FILES:
            with_file = True
        elif key in ("sender", "recipient"):
            _add(found[key], said)
        elif part["phrase"] is None and said.casefold() in _SMALL:
            _add(small, said)
        else:
            _add(found["words"], part[0] if part["phrase"] is None else said)
    if not any(found.values()) and since is None and not with_file and not unclear:
        found["words"] = small
    return Question(
        words=_first(found["words"]),
        senders=_first(found["sender"]),
        recipients=_first(found["recipient"]),
        since=since,
        with_file=with_file,
        unclear=unclear,
    )


def _add(phrases: list[Stems], said: str) -> None:
    if phrase := stems.stems(said, _OF_A_PHRASE):
        phrases.append(phrase)


def _first(phrases: list[Stems]) -> tuple[Stems, ...]:
    return tuple(dict.fromkeys(phrases))[:_MOST_WORDS]


def _date(said: str) -> date | None:
    for form in _DATES:
        if day := form.fullmatch(said.rstrip(".,;")):
            try:
                return date(int(day["year"]), int(day["month"]), int(day["day"]))
            except ValueError:
                return None
    return None
