"""What a question names: addresses, a client, a letter. Pure."""

import re
from collections.abc import Collection

_ADDRESS = re.compile(r"[^\s<>(),;:]+@[^\s<>(),;:]+\.[a-z]{2,}", re.IGNORECASE)
_NAMED = re.compile(r"\b(?:от|from)\s+([^\s,!?;:«»\"]{3,60})", re.IGNORECASE)
_SUBJECT = re.compile(
    r"(?:\bписьм\w*|\bletter|\be-?mail|\bmessage)\s+"
    r"(?:(?:с|под|про|о|об|темой|названием|with|about|called|the|subject)\s+)*"
    r"[«“\"]([^«»“”\"]{3,60})[»”\"]",
    re.IGNORECASE,
)
_LETTER = re.compile(r"\bпис[еь]м|\bletter|\be-?mail|\bmessage", re.IGNORECASE)
_ENDINGS = ("ого", "его", "ова", "ева", "ина", "ой", "ы", "а", "я", "у")
_LONGEST = 254  # octets of an address (RFC 5321 §4.5.3.1.3)
_STEM = 4  # letters that stay of a name


def addresses(question: str) -> list[str]:
    """In lower case, in their order."""
    found = (each.lower().strip(".\"'«»“”") for each in _ADDRESS.findall(question))
    return [each for each in found if len(each) <= _LONGEST]


def client(question: str, own: Collection[str] = ()) -> str | None:
    """Whose letter is asked about: an address that is not one's `own`, or a name behind "from", without its
    ending.
    """
    for address in addresses(question):
        if address not in own:
            return address
    found = _NAMED.search(question)
    word = found[1].rstrip(".") if found else ""
    if not (word[:1].isupper() or "." in word) or word.lower() in own:
        return None
    for ending in _ENDINGS:
        if word.lower().endswith(ending) and len(word) - len(ending) >= _STEM:
            # "Петрова" is Петров, and "Иванова" may be either: the common part finds both
            return word[: -len(ending)] + ("ов" if ending == "ова" else "ев" if ending == "ева" else "")
    return word


def subject(question: str) -> str | None:
    """Which letter is asked about, by what stands in quotes behind the word."""
    found = _SUBJECT.search(question)
    return found[1].strip() if found else None


def is_of_letters(question: str) -> bool:
    return _LETTER.search(question) is not None
