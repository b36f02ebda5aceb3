"""`python -m bench.faq [set...]`: how well support questions are answered, as tables. Sets: bench/questions.

A set is a TOML file: for each topic, and for `outside` and `screens`, the questions in each language, one a
line, as `kind | question`. Kinds `layout` and `translit` are made here, of plain and short ones.
"""

import argparse
import gc
import os
import resource
import sys
import time
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.faq import desk, features, knowledge, spelling
from bot.faq.clean import clean
from bot.faq.desk import Found
from bot.faq.knowledge import LANGUAGES, lines
from storage.records import Language
from sync_engine.policy import POLICY

FOLDER = Path(__file__).parent / "questions"
MADE = ("layout", "translit")
_BY_EAR = {
    "ж": "zh",
    "ё": "e",
    "ц": "c",
    "ч": "ch",
    "ш": "sh",
    "щ": "sch",
    "ъ": "",
    "ь": "",
    "ю": "yu",
    "я": "ya",
}
_BY_EAR |= dict(zip("абвгдезийклмнопрстуфхыэ", "abvgdeziyklmnoprstufhye", strict=True))


@dataclass(frozen=True, slots=True)
class Asked:
    """`topic` is the right one; None where abstaining is right, perhaps with a word about a `function`."""

    topic: str | None
    function: str | None
    language: Language
    kind: str
    question: str


@dataclass(frozen=True, slots=True)
class Answered:
    asked: Asked
    found: Found

    @property
    def right(self) -> bool:
        return self.found.topic is not None and self.found.topic == self.asked.topic

    @property
    def wrong(self) -> bool:
        return self.found.topic is not None and self.found.topic != self.asked.topic

    @property
    def first(self) -> bool:
        return self.asked.topic in self._named[:1]

    @property
    def in_three(self) -> bool:
        return self.asked.topic in self._named[:3]

    @property
    def pointed(self) -> bool:
        """Whether the line is the one about the function that was asked about."""
        function = knowledge.load().functions.get(self.asked.function or "")
        return function is not None and self.found.line == function.line[self.found.language]

    @property
    def _named(self) -> tuple[str, ...]:
        """The topics named to the person, the first first."""
        return (*filter(None, [self.found.topic]), *self.found.suggestions)


def read(name: str) -> list[Asked]:
    """All questions of a set, those included that are made of others."""
    found: list[Asked] = []
    with (FOLDER / f"{name}.toml").open("rb") as file:
        table = tomllib.load(file)
    for topic, row in table.items():
        for language in LANGUAGES:
            for line in lines(row[language]):
                kind, _, question = line.partition(" | ")
                if topic == "screens":
                    found.append(Asked(None, kind, language, "functions", question))
                else:
                    found.append(Asked(None if topic == "outside" else topic, None, language, kind, question))
    return [*found, *(made for asked in found for made in _mistyped(asked))]


def _mistyped(asked: Asked) -> Iterable[Asked]:
    if asked.topic is None or asked.kind not in ("plain", "short"):
        return
    small = asked.question.lower()
    change = spelling.latin_keys if asked.language == "ru" else spelling.russian_keys
    yield Asked(asked.topic, None, asked.language, "layout", change(small))
    if asked.language == "ru":
        by_ear = "".join(_BY_EAR.get(letter, letter) for letter in small)
        yield Asked(asked.topic, None, "ru", "translit", by_ear)


def apart(asked: list[Asked]) -> list[Asked]:
    """Those that no example nearly repeats: no more than half of the words of the two together are shared."""
    examples = [set(features.stems(clean(question))) for _, _, question in knowledge.load().examples()]

    def repeated(question: str) -> bool:
        stems = set(features.stems(clean(question)))
        return any(2 * len(stems & other) >= len(stems | other) for other in examples)

    return [each for each in asked if not repeated(each.question)]


def answer(asked: list[Asked]) -> list[Answered]:
    return [Answered(each, desk.ask(each.question, POLICY)) for each in asked]


def share(answered: list[Answered], what: Callable[[Answered], bool]) -> float:
    return sum(map(what, answered)) / len(answered)


def in_scope(answered: list[Answered]) -> str:
    kinds = sorted({each.asked.kind for each in answered})
    rows = [("all", answered)]
    rows += [(kind, [each for each in answered if each.asked.kind == kind]) for kind in kinds]
    titles = "kind | language | questions | first | among three | answered right | answered wrong"
    shown = [f"| {titles} |", "|---|---|---|---|---|---|---|"]
    for kind, of_kind in rows:
        for language in LANGUAGES:
            if some := [each for each in of_kind if each.asked.language == language]:
                parts = (Answered.first, Answered.in_three, Answered.right, Answered.wrong)
                shares = " | ".join(f"{share(some, part.__get__):.2f}" for part in parts)
                shown.append(f"| {kind} | {language} | {len(some)} | {shares} |")
    return "\n".join(shown)


def out_of_scope(answered: list[Answered]) -> str:
    shown = ["| kind | language | questions | abstained |", "|---|---|---|---|"]
    for kind in ("all", *sorted({each.asked.kind for each in answered})):
        for language in LANGUAGES:
            some = [
                each
                for each in answered
                if each.asked.language == language and kind in ("all", each.asked.kind)
            ]
            if some:
                shown.append(
                    f"| {kind} | {language} | {len(some)} | {1 - share(some, lambda each: each.wrong):.2f} |"
                )
    asked = [each for each in answered if each.asked.function]
    shown.append(f"\nFunctions pointed to rightly: {sum(each.pointed for each in asked)} of {len(asked)}.")
    return "\n".join(shown)


def cost(asked: list[Asked]) -> str:
    spans = []
    for each in asked:
        began = time.perf_counter()
        desk.ask(each.question, POLICY)
        spans.append(1000 * (time.perf_counter() - began))
    spans.sort()
    median, late = spans[len(spans) // 2], spans[int(len(spans) * 0.95)]
    return f"{median:.1f} ms a question, {late:.1f} ms at the 95th percentile"


def _memory() -> float:
    """MiB this process holds now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="bench.faq", description="Measures the answers to support questions."
    )
    sets = sorted(path.stem for path in FOLDER.glob("*.toml"))
    parser.add_argument("sets", nargs="*", metavar="set", help=f"of: {', '.join(sets)}; all if none")
    parser.add_argument("--wrong", action="store_true", help="list the questions that went wrong, too")
    given = parser.parse_args()
    if unknown := set(given.sets) - set(sets):
        parser.error(f"no such set: {', '.join(sorted(unknown))}")
    before, began = _memory(), time.perf_counter()
    desk.warm_up()
    gc.collect()
    print(f"Ready after {time.perf_counter() - began:.2f} s, {_memory() - before:.0f} MiB more.\n")
    for name in given.sets or sets:
        asked = read(name)
        answered = answer(asked)
        typed = [each for each in asked if each.kind not in MADE]
        print(f"## {name.replace('_', '-').capitalize()}\n")
        print(in_scope([each for each in answered if each.asked.topic]), end="\n\n")
        print(out_of_scope([each for each in answered if not each.asked.topic]), end="\n\n")
        far = [each for each in answer(apart(typed)) if each.asked.topic]
        print(
            f"Without those that an example nearly repeats, and what is made of others:\n\n{in_scope(far)}\n"
        )
        print(cost(asked), end="\n\n")
        if given.wrong:
            for each in answered:
                if each.wrong or (each.asked.topic and not each.in_three):
                    print(f"- {each.asked.topic} -> {each.found.topic}: {each.asked.question}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"Peak of the process: {peak:.0f} MiB.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
