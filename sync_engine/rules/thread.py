"""Chains: which letters belong to one conversation with one client (product: Words, Chain).

Holds always:
- letters of different clients are never in one chain: the client is part of every token;
- the grouping depends on the letters, not on the order they come in: at the first import, newest first, an
  answer comes before what it answers, and may join two chains that were apart until then;
- a chain keeps its name as long as it lives; of two that become one, the smaller name stays.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

_TOKEN_OCTETS = 8
_MOST_REFERENCES = 20  # the first letter of a conversation and its latest ones
_PREFIXES = re.compile(
    r"(?:\s*(?:re|fwd?|aw|wg|sv|vs|rv|antw|ha|на|hа|нa|отв|ответ|пер|пересл|переслано|пересылка|fw|vl|tr)"
    r"\s*(?:\[\d{1,4}\]|\(\d{1,4}\)|\^\d{1,4})?\s*[:：])+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Chains:
    """What joining a batch came to.

    `chains` holds the chain of each letter (None for one without tokens), `tokens` the chains of tokens not
    known before, `merged` the chains that were known and are now part of another, with that other.
    """

    chains: tuple[str | None, ...]
    tokens: dict[str, str]
    merged: dict[str, str]


def without_mark(subject: str) -> str:
    """The subject on one line without the marks of answering and passing on that it begins with."""
    line = " ".join(subject.split())
    marks = _PREFIXES.match(line)
    return line[marks.end() :].lstrip() if marks else line


def normalise_subject(subject: str) -> str:
    """The subject without marks of answering and passing on, in one case, blanks collapsed; perhaps empty."""
    return without_mark(subject).strip().casefold().replace("ё", "е")


def chain_tokens(
    client: str,
    message_id: str | None,
    references: Sequence[str],
    in_reply_to: str | None,
    subject: str,
) -> tuple[str, ...]:
    """What a letter from or to `client` (an address) shares with the others of its chain, hashed.

    Letters that share any of these are in one chain. Never empty: letters with neither an id nor a subject
    are one conversation of their client.
    """
    kept = references
    if len(references) > _MOST_REFERENCES:
        kept = (references[0], *references[1 - _MOST_REFERENCES :])
    named = dict.fromkeys(each for each in (message_id, in_reply_to, *kept) if each)
    tokens = [_token(client, "id", each) for each in named]
    normal = normalise_subject(subject)
    if normal or not tokens:
        tokens.append(_token(client, "subject", normal))
    return tuple(tokens)


def join(letters: Sequence[tuple[str, ...]], known: Mapping[str, str]) -> Chains:
    """Puts letters (each given by its tokens) into chains; `known` are the tokens stored before."""
    above: dict[str, str] = {}  # token or chain -> another of the same conversation, nearer to its root

    def root(name: str) -> str:
        while (upper := above.setdefault(name, name)) != name:
            above[name] = name = above[upper]  # halves the way for the next time
        return name

    for tokens in letters:
        for token in tokens:
            if token in known:
                above[root(_chain(known[token]))] = root(token)
            above[root(token)] = root(tokens[0])
    old: dict[str, list[str]] = {}
    for chain in sorted({known[token] for tokens in letters for token in tokens if token in known}):
        old.setdefault(root(_chain(chain)), []).append(chain)
    new: dict[str, str] = {}
    for token in sorted({token for tokens in letters for token in tokens}):
        new.setdefault(root(token), token)
    names = {top: old[top][0] if top in old else first for top, first in new.items()}
    return Chains(
        chains=tuple(names[root(tokens[0])] if tokens else None for tokens in letters),
        tokens={token: names[root(token)] for tokens in letters for token in tokens if token not in known},
        merged={chain: chains[0] for chains in old.values() for chain in chains[1:]},
    )


def _chain(name: str) -> str:
    """A chain's name as a node of its own, apart from the token it was taken from."""
    return f"chain {name}"


def _token(client: str, kind: str, value: str) -> str:
    text = "\0".join((client.lower(), kind, value))
    return blake2b(text.encode("utf-8", "replace"), digest_size=_TOKEN_OCTETS).hexdigest()
