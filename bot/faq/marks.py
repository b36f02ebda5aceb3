"""Marks of a question: things named in it that tell the topic, in any spelling; and shared concepts."""

import functools
import re
import tomllib
from pathlib import Path

_CONCEPTS = Path(__file__).parent / "concepts.toml"
_CYRILLIC_ZONE = r"рф|рус|москва|онлайн|сайт|дети|бел|укр|орг|ком"
_MARKS = {
    "m:ip-address": r"\b\d{1,3}(?:\.\d{1,3}){3}\b|\b[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){3,7}\b"
    r"|\b0x[0-9a-f]{6,8}\b",
    "m:ip-word": r"\b(?:ip|айпи\w*|ай пи|ип(?= адрес)|ipv[46]|localhost)\b",
    "m:cyrillic-address": rf"[а-я][а-я\w.-]*@\S|@[а-я]|[а-я0-9-]+\.(?:{_CYRILLIC_ZONE})\b"
    r"|точка рф\b|зон\w* \.?рф\b|\.рф\b",
    "m:punycode": r"\bxn--|punycode|пуникод|\bidn\b",
    "m:mailru": r"\b(?:mail|bk|list|inbox|internet|biz\.mail|м[еэ]?[йи]л|маил|бк|лист|инбокс)[. ]?"
    r"(?:точка |dot )?(?:ru|ру)\b"
    r"|\bm[ae]il+[. ]ru\b|workmail|workspace vk|vk work|вк в[оа]рк|\bм[эе]йл(?:е|а|у|ом|овский)\b",
    "m:external": r"внешн\w+ прилож|external app|parol prilozheniya|application password",
    "m:microsoft": r"outlo\w?k|аутло?у?к|[оа]утлук|отлук|hotmail|х[оа]тм[ейаы]+л|micro?soft"
    r"|ма?[йи]к?росо?фт|мелкосо?фт|мелкомяг|майкрософт|\bo365|(?:office|офис\w*) ?365|\b365\b"
    r"|\bmsn\b|\blive\.|\blive mail|exchange online|виндовс лайв",
    "m:pop": r"\bpop ?-?3?\b|\bпоп ?-?3\b|\bпоп(?:ом)?\b",
    "m:mapi": r"\bmapi\b|\bмапи\b|\bews\b|activesync|\bowa\b",
    "m:exchange": r"exch[an]+ge|экс?ч[еэ][йи]?н[дж]+",
    "m:imap": r"\bimap\b|\bимап\w*",
    "m:smtp": r"\bsmtp\b|\bсмтп\w*",
    "m:port-number": r"\b(?:993|995|143|110|465|587|25|2525)\b",
    "m:cc": r"\bb?cc\b|\bсс\b|\bцц\b|\bв копи[юи]\b|\bкопи[яи]\b|carbon copy|\bin copy\b|скрыт\w+ копи",
    "m:two-factor": r"\b2fa\b|двухфактор|two-factor|\bсмс\b|\bsms\b",
    "m:reply-all": r"ответить всем|reply (?:to )?all",
    "m:app-password": r"парол\w+ (?:для )?(?:внешн\w+ )?прилож|app(?:lication)?(?:-specific)? password",
    "m:letter-from": r"письм\w* от \w+|(?:letter|email|mail) from \w+",
    "m:hours": r"\b(?:час(?:а|ов|ы|ами)?|hours?|сут(?:ки|ок)|полдня|дн(?:я|ей)|days?|недел\w+|week\w*)\b",
    "m:minutes": r"\bминут\w*|\bminutes?\b|\bсекунд\w*|\bseconds?\b",
    "m:big-number": r"\b\d{3,}\b|\bтысяч\w*|\bthousand",
    "m:provider": r"яндекс|yandex|google|gmail|гугл|гмейл|рамблер|rambler|yahoo|zoho|бегет",
}
_SEARCHED = {mark: re.compile(pattern) for mark, pattern in _MARKS.items()}
_WORD = re.compile(r"[\w'-]+")


@functools.cache
def _concepts() -> tuple[dict[str, tuple[str, ...]], int]:
    """Which concepts a beginning of a word stands for, and the length of the longest beginning."""
    table: dict[str, list[str]] = {}
    with _CONCEPTS.open("rb") as file:
        for concept, beginnings in tomllib.load(file).items():
            for beginning in beginnings:
                table.setdefault(beginning, []).append(concept)
    return {beginning: tuple(found) for beginning, found in table.items()}, max(map(len, table))


def marks(text: str) -> list[str]:
    """The marks of a clean question, as names of features."""
    return [mark for mark, pattern in _SEARCHED.items() if pattern.search(text)]


def concepts(text: str) -> list[str]:
    """The concepts of a clean question, in order, each once."""
    table, longest = _concepts()
    found: dict[str, None] = {}
    for word in _WORD.findall(text):
        for concept in table.get(f"{word}$", ()):
            found[concept] = None
        for end in range(2, min(len(word), longest) + 1):
            for concept in table.get(word[:end], ()):
                found[concept] = None
    return list(found)
