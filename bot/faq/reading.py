"""In which language a question is, and what it says once a wrong layout and Latin letters are undone."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.faq import spelling
from bot.faq.clean import clean
from bot.faq.plausible import Plausibility
from storage.records import Language

# Words of both languages, and names: they tell nothing about the language of a question
_ZONE = (
    r"\.(?:ru|com|net|org|su|io|me|info|biz|by|kz|ua|de|pl|uk|us|eu|co|pro|online|site|shop|test|example|"
    r"рф|рус)"
)
_NOBODYS = re.compile(
    rf"[\w.-]*@[\w.-]+{_ZONE}|[\w.-]+{_ZONE}|[\d.:]+|xn--\S+|[\d\W_]+|"
    r"(?:imap|smtp|pop3?|mapi|exchange|outlook|hotmail|gmail|google|yahoo|yandex|rambler|microsoft|mail|live|msn|"
    r"office365|o365|cc|bcc|ip|ssl|tls|starttls|vk|workmail|mx|spam|crm|ru|com|ews|idn|punycode|fwd|thunderbird)"
)
_LATIN = re.compile(r"[a-z]")
_CYRILLIC = re.compile(r"[а-я]")
_EDGES = '?!"()«»'
# Other readings of what was typed in a language: what they make of a word, in which language, and by how much
# a letter they must be likelier than what was typed
_READINGS: dict[Language, tuple[tuple[Callable[[str], str], Language, float], ...]] = {
    "ru": ((spelling.latin_keys, "en", 0.55),),
    "en": ((spelling.russian_keys, "ru", 0.55), (spelling.from_latin, "ru", 0.25)),
}


@dataclass(frozen=True, slots=True)
class Question:
    """`text` is clean and in one spelling; `language` is None where nothing tells."""

    text: str
    language: Language | None


def read(raw: str, plausible: Plausibility) -> Question:
    text = clean(raw)
    words = text.split()
    telling = [word for word in (each.strip(_EDGES) for each in words) if word and not _nobodys(word)]
    if not telling:
        return Question(text, "ru" if _CYRILLIC.search(text) else None)
    letters = sum(len(word) for word in telling)
    cyrillic = sum(len(_CYRILLIC.findall(word)) for word in telling)
    latin = sum(len(_LATIN.findall(word)) for word in telling)
    typed_in: Language = "ru" if cyrillic > latin else "en"
    if not cyrillic and not latin:
        return Question(text, None)
    typed = sum(plausible.of(word, typed_in) for word in telling)
    readings = _READINGS[typed_in]
    scored = [
        (
            sum(plausible.of(change(word), language) for word in telling) - typed - margin * letters,
            change,
            language,
        )
        for change, language, margin in readings
        if plausible.knows_one_of(map(change, telling))
    ]
    gain, change, language = max(scored, key=lambda each: each[0], default=(0.0, str, typed_in))
    if gain <= 0:
        return Question(text, typed_in)
    return Question(
        " ".join(word if _nobodys(word.strip(_EDGES)) else change(word) for word in words), language
    )


def _nobodys(word: str) -> bool:
    return _NOBODYS.fullmatch(word.strip(".,;:")) is not None
