"""Russian typed with other letters: in the wrong keyboard layout (`ghbdtn`) or in Latin letters (`privet`).

Each function gives another reading of a word in small letters; whether it is the better one is for
`bot.faq.plausible` to say.
"""

import re

_LATIN_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_RUSSIAN_KEYS = "ейцукенгшщзхъфывапролджэячсмитьбю"
_TO_RUSSIAN = str.maketrans(_LATIN_KEYS, _RUSSIAN_KEYS)
_TO_LATIN = str.maketrans(_RUSSIAN_KEYS[1:], _LATIN_KEYS[1:])
# The longest first: `shch` is not `sh` and `ch`
_TRANSLITERATION = {
    "shch": "щ", "sch": "щ", "yo": "е", "jo": "е", "zh": "ж", "kh": "х", "ts": "ц", "tc": "ц", "ch": "ч",
    "sh": "ш", "yu": "ю", "ju": "ю", "iu": "ю", "ya": "я", "ja": "я", "ia": "ия", "ye": "е", "ij": "ий",
    "iy": "ий", "yj": "ый", "yy": "ый", "a": "а", "b": "б", "v": "в", "g": "г", "d": "д", "e": "е", "z": "з",
    "i": "и", "j": "й", "k": "к", "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "r": "р", "s": "с",
    "t": "т", "u": "у", "f": "ф", "h": "х", "c": "ц", "y": "ы", "w": "в", "x": "кс", "q": "к", "'": "ь",
}  # fmt: skip
_PIECES = re.compile("|".join(sorted(map(re.escape, _TRANSLITERATION), key=len, reverse=True)))


def russian_keys(word: str) -> str:
    """What the same keys would have typed in the Russian layout."""
    return word.translate(_TO_RUSSIAN)


def latin_keys(word: str) -> str:
    """What the same keys would have typed in the Latin layout."""
    return word.translate(_TO_LATIN)


def from_latin(word: str) -> str:
    """A Russian word that was written in Latin letters, by ear."""
    read = _PIECES.sub(lambda piece: _TRANSLITERATION[piece[0]], word)
    return re.sub(r"ця\b", "тся", re.sub(r"(?<=[аеиоуыэюя])ы", "й", read))
