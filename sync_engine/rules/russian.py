"""How much a text reads like Russian: the judge between charsets.

Holds always: a number for any text; 0.0 where there is nothing beyond ASCII to judge.
"""

from math import inf
from operator import add

# How much a letter speaks for Russian: logarithms of its frequency in per cent, rounded. In hundredths,
# as all worths here: whole numbers add up to the same in any order.
_WEIGHTS = {
    "о": 240, **dict.fromkeys("еа", 210), **dict.fromkeys("инт", 190), **dict.fromkeys("срвл", 160),
    **dict.fromkeys("кмдпу", 110), **dict.fromkeys("яыьгзб", 60), **dict.fromkeys("чйхж", 10),
    **dict.fromkeys("шюц", -50), **dict.fromkeys("щэфё", -110), "ъ": -320,
    **dict.fromkeys("«»—–№…”“„’•©€§°\xa0", 0),
}  # fmt: skip
_FOREIGN_LETTER, _NO_LETTER, _CAPITAL = -300, -600, -25
# Pairs of letters that Russian is full of; what another charset makes of them is mostly rare.
_COMMON = """
         ав ад аз ак ал ам ан ас ат ах аш ая ба бе би бо бр бы бъ ва ве вк во вс вы вя га ги гл го гр да
    де дн до др ду     дъ ды дя ег ей ек ел ем ен ер ес ет ею жа же жи за зв зы ие из ий ик ил им ин ир
    ис ит их ию ия ка ки ко кр ку     ла ле ли ло лу лы ль лю ля ма ме ми мо му мы мя на не ни нк но нт
    ну ны нь ня об ов ог од ой ол ом ор ос от ою     па пе пи пл по пр пу ра ре ри ро ру ры рь ря св сё
    ск сл см сп ст су сч съ сы ся та те ти то ту ты ть тя ую ук     ул ун уп ур ус ут уч фа фи фо ха хо
    це ци ча че чё чи чт ша ше ши шт ще щё щи ъе ъё ые ый ых ье ью ья эт юд юр     ют яв яз як ян ят ещ
    ёт
"""
_PAIRS = frozenset(_COMMON.split())
_PAIR = 150
_BEGINNING = 40  # characters in which there are pairs enough to tell, mostly
_NO_WORD = -400
_LEADING = frozenset("ьъыЬЪЫ«»()\"'.,:;!?")  # only words that begin with one of these need a closer look


def _weight(char: str) -> int:
    weight = _WEIGHTS.get(char.lower(), _FOREIGN_LETTER if char.isalpha() else _NO_LETTER)
    return weight + _CAPITAL if char.isupper() else weight


class _Worths(dict[str, int]):
    """What each character is worth; of those not met in Russian charsets nothing is remembered."""

    def __missing__(self, char: str) -> int:
        return _weight(char)


_HIGH = bytes(range(128, 256))
_WORTHS = _Worths({chr(octet): 0 for octet in range(128)})
_WORTHS |= {
    char: _weight(char) for codec in ("cp1251", "koi8-r", "cp1252") for char in _HIGH.decode(codec, "replace")
}


def likeness(text: str, enough: float = inf) -> float:
    """The average worth of the characters beyond ASCII: above 1.5 for plain Russian, below 0.5 for another
    charset's reading of it.

    Where the beginning shows that it is at least `enough`, the result is just that.
    """
    count = len(text) - len(text.encode("ascii", "ignore"))
    if not count:
        return 0.0
    odd = [word for word in text.split() if not word[1:].islower() or word[0] in _LEADING]
    total = sum(map(_WORTHS.__getitem__, text)) + _NO_WORD * sum(map(_is_no_word, odd))
    low = text.lower()
    if enough < inf and (total + _PAIR * _pairs(low[:_BEGINNING])) / count / 100 >= enough:
        return enough
    return (total + _PAIR * _pairs(low)) / count / 100


def _pairs(low: str) -> int:
    return sum(map(_PAIRS.__contains__, map(add, low, low[1:])))


def _is_no_word(word: str) -> bool:
    """Whether case changes inside a word, or it begins with what no Russian word begins with."""
    word = word.strip("«»()\"'.,:;!?")
    rest = word[1:]
    return word[:1] in ("ь", "ъ", "ы", "Ь", "Ъ", "Ы") or (rest != rest.lower() and not word.isupper())
