"""Domains that are written to be taken for others: letters of another script in place of Latin ones.

Holds always: a domain that is written in one script and cannot be read as a Latin one is no such domain, nor
is any that is all ASCII. (What registries allow is narrower, RFC 5890; what senders write is not.)
"""

import unicodedata

_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")  # whose letters look alike
# Letters that are drawn like a Latin one in most typefaces
_CYRILLIC_TWINS = frozenset("аеорсухіїјѕԁһԛԝӏӓёӧвкмнт")
_GREEK_TWINS = frozenset("αικνορτυχη")
_PUNYCODE = "xn--"


def is_lookalike(domain: str) -> bool:
    """Whether a label mixes such scripts, or would be read as Latin under a Latin ending."""
    labels = [_shown(label) for label in domain.lower().split(".") if label]
    if not labels or (domain.isascii() and _PUNYCODE not in domain.lower()):
        return False
    latin_ending = _scripts(labels[-1]) == {"LATIN"}
    return any(
        len(scripts := _scripts(label)) > 1 or (latin_ending and scripts and _reads_as_latin(label))
        for label in labels
    )


def _shown(label: str) -> str:
    """The label as people see it (RFC 3492)."""
    if not label.startswith(_PUNYCODE):
        return label
    try:
        return label.removeprefix(_PUNYCODE).encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def _scripts(label: str) -> set[str]:
    names = {unicodedata.name(char, "").partition(" ")[0] for char in label if char.isalpha()}
    return names & set(_SCRIPTS)


def _reads_as_latin(label: str) -> bool:
    letters = {char for char in label if char.isalpha()}
    return bool(letters) and (letters <= _CYRILLIC_TWINS or letters <= _GREEK_TWINS)
