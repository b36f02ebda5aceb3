"""Which letters people are told of (rule L1): new ones, incoming, from a client."""

from collections.abc import Iterable

from storage.records import Letter, Uid


def announced(letters: Iterable[Letter]) -> frozenset[Uid]:
    return frozenset(letter.uid for letter in letters if letter.new and letter.client)
