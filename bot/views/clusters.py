"""What is drawn as one character (a simple UAX #29), so that no cut goes through it.

No library for it is among those we have, and the few lines here know all that names and letters hold.
"""

import re
import unicodedata

JOINER = "\u200d"  # makes one emoji of two
LONGEST = 64  # characters drawn as one; what goes on for longer is cut anywhere
# England's flag: a black one, its region in characters that are not seen, and their end (UTS #51, ED-14a)
REGION_FLAG = re.compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,6}\U000e007f")


def before(text: str, at: int) -> int:
    """Where to cut at `at` or a little before; 0 where all before `at` is drawn with what follows."""
    for place in range(at, max(at - LONGEST, 0), -1):
        if not goes_on(text, place):
            return place
    return at if at > LONGEST else 0


def goes_on(text: str, at: int) -> bool:
    """Whether the character at `at` is drawn with the one before it."""
    if not 0 < at < len(text):
        return False
    char = text[at]
    if _is_letter_of_flag(char):  # two and two of them are a flag
        start = at
        while start and _is_letter_of_flag(text[start - 1]):
            start -= 1
        return (at - start) % 2 == 1
    if JOINER in (char, text[at - 1]) or char == "\u200c":
        return True
    skin = "\U0001f3fb" <= char <= "\U0001f3ff"
    tag = "\U000e0020" <= char <= "\U000e007f"
    return skin or tag or unicodedata.category(char).startswith("M")


def _is_letter_of_flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"
