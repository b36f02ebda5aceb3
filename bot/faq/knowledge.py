"""What support knows, from its data files: topics, Postroom's own functions, and what is nobody's business.

`topics/<id>.toml` is one topic; `functions.toml` the functions outside the topics, greetings and thanks;
`outside.toml` what people write that there is no answer to.

Holds always: every record is complete in every language we speak.
"""

import functools
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from storage.records import Language

HERE = Path(__file__).parent
LANGUAGES: tuple[Language, ...] = get_args(Language)
OUTSIDE = "none"  # the class of all that is nobody's business


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """`answer` is a Fluent pattern; `next_steps`: commands without `/`, and `page:<provider>`."""

    id: str
    title: dict[Language, str]
    answer: dict[Language, str]
    next_steps: tuple[str, ...]
    examples: dict[Language, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function of Postroom's own, or a courtesy: the screen (a command without its `/`), and one line."""

    id: str
    screen: str | None
    line: dict[Language, str]
    examples: dict[Language, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    topics: dict[str, Topic]
    functions: dict[str, Function]
    outside: dict[str, dict[Language, tuple[str, ...]]]  # by kind

    def examples(self) -> Iterator[tuple[str, Language, str]]:
        """Each example question with its class: the id of a topic or function, or OUTSIDE."""
        asked: tuple[Topic | Function, ...] = (*self.topics.values(), *self.functions.values())
        for known in asked:
            for language in LANGUAGES:
                yield from ((known.id, language, question) for question in known.examples[language])
        for kind in self.outside.values():
            for language in LANGUAGES:
                yield from ((OUTSIDE, language, question) for question in kind[language])


@functools.cache
def load() -> Knowledge:
    return Knowledge(
        topics={path.stem: _topic(path) for path in sorted((HERE / "topics").glob("*.toml"))},
        functions={name: _function(name, row) for name, row in _read(HERE / "functions.toml").items()},
        outside={
            kind: {language: lines(row[language]) for language in LANGUAGES}
            for kind, row in _read(HERE / "outside.toml").items()
        },
    )


def lines(text: str) -> tuple[str, ...]:
    """The lines of a block that say something."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _read(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file)


def _topic(path: Path) -> Topic:
    row = _read(path)
    return Topic(
        id=path.stem,
        title={language: row[language]["title"] for language in LANGUAGES},
        answer={language: row[language]["answer"].strip() for language in LANGUAGES},
        next_steps=tuple(row["next"]),
        examples={language: lines(row[language]["examples"]) for language in LANGUAGES},
    )


def _function(name: str, row: dict[str, Any]) -> Function:
    return Function(
        id=name,
        screen=row.get("screen"),
        line={language: row[language]["line"] for language in LANGUAGES},
        examples={language: lines(row[language]["examples"]) for language in LANGUAGES},
    )
