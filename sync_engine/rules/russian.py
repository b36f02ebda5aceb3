"""How much a text reads like Russian: the judge between charsets.

Holds always: a number for any text; 0.0 where there is nothing beyond ASCII to judge.
"""

from collections import Counter

# How much a letter speaks for Russian: logarithms of its frequency in per cent, rounded.
_WEIGHTS = {
    "о": 2.4, **dict.fromkeys("еа", 2.1), **dict.fromkeys("инт", 1.9), **dict.fromkeys("срвл", 1.6),
    **dict.fromkeys("кмдпу", 1.1), **dict.fromkeys("яыьгзб", 0.6), **dict.fromkeys("чйхж", 0.1),
    **dict.fromkeys("шюц", -0.5), **dict.fromkeys("щэфё", -1.1), "ъ": -3.2,
    **dict.fromkeys("«»—–№…”“„’•©€§°\xa0", 0.0),
}  # fmt: skip
_FOREIGN_LETTER, _NO_LETTER, _CAPITAL = -3.0, -6.0, -0.25
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
_PAIR = 1.5
_NO_WORD = -4.0


def likeness(text: str) -> float:
    """The average worth of the characters beyond ASCII: above 1.5 for plain Russian, below 0.5 for another
    charset's reading of it."""
    total, count, low = 0.0, 0, text.lower()
    for char, times in Counter(text).items():
        if char > "\x7f":
            weight = _WEIGHTS.get(char.lower(), _FOREIGN_LETTER if char.isalpha() else _NO_LETTER)
            total += (weight + _CAPITAL if char.isupper() else weight) * times
            count += times
    if not count:
        return 0.0
    total += _PAIR * sum(map(_PAIRS.__contains__, map(str.__add__, low, low[1:])))
    return (total + _NO_WORD * sum(map(_is_no_word, text.split()))) / count


def _is_no_word(word: str) -> bool:
    """Whether case changes inside a word, or it begins with what no Russian word begins with."""
    word = word.strip("«»()\"'.,:;!?")
    rest = word[1:]
    return word[:1] in ("ь", "ъ", "ы", "Ь", "Ъ", "Ы") or (rest != rest.lower() and not word.isupper())
