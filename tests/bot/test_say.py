"""The catalogues: complete in both languages, every text used, none missing."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

from bot import say
from bot.handlers.commands import MENU, MENU_OF_ADMINS
from bot.views import marks
from storage.records import IncidentKind, Language, Mode, State
from sync_engine import errors
from sync_engine.policy import POLICY, Policy
from sync_engine.rules import diagnose
from sync_engine.work import builtin
from tests.bot import make

BOT = Path(say.__file__).parent


class Placeholders(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:
        self.names.add(node.id.name)


def catalogue(language: Language) -> Iterator[tuple[str, str, set[str]]]:
    """(file, key, placeholders) of every text and attribute."""
    for path in sorted((BOT / "texts" / language).glob("*.ftl")):
        for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
            assert not isinstance(entry, ftl.Junk), f"{path.name}: {entry.content}"
            if isinstance(entry, ftl.Message):
                for key, value in texts_of(entry):
                    found = Placeholders()
                    found.visit(value)
                    yield path.name, key, found.names


class References(Visitor):
    """The other texts that a text is made of."""

    def __init__(self) -> None:
        self.keys: set[str] = set()

    def visit_MessageReference(self, node: ftl.MessageReference) -> None:
        self.keys.add(node.id.name)


def texts_of(entry: ftl.Message) -> Iterator[tuple[str, ftl.Pattern]]:
    if entry.value:
        yield entry.id.name, entry.value
    for attribute in entry.attributes:
        yield f"{entry.id.name}.{attribute.id.name}", attribute.value


def all_errors(kind: type[errors.MailError] = errors.MailError) -> Iterator[type[errors.MailError]]:
    yield kind
    for each in kind.__subclasses__():
        yield from all_errors(each)


# Keys that the code puts together
FAMILIES = {
    *(f"mode-{mode}" for mode in get_args(Mode)),
    *(f"button-mode-{mode}" for mode in get_args(Mode)),
    *(f"connect-will-be-{mode}" for mode in get_args(Mode)),
    *(f"connected-{mode}" for mode in get_args(Mode)),
    *(f"page-owner-{mode}" for mode in (*get_args(Mode), "mend")),
    *(f"page-consent-{mode}" for mode in get_args(Mode)),
    *(
        f"page-{kind}-{part}"
        for kind in ("connect", "mend", "consent", "renew")
        for part in ("title", "button")
    ),
    *(f"steps-{row.id}" for row in builtin.table().providers if not row.microsoft),
    *(f"state-{state.replace('_', '-')}" for state in get_args(State)),
    *(f"{key}-of" for key in (*marks.MENDING.values(), "button-consent-again")),
    *(f"command-{name}" for name in (*MENU, *MENU_OF_ADMINS)),
    *(f"admin-state-{state.replace('_', '-')}" for state in get_args(State)),
    *(f"incident-{kind.replace('_', '-')}-over" for kind in get_args(IncidentKind)),
    *(
        f"incident-{kind}"
        for kind in ("auth-failed", "unreachable", "moved", "late", "disk", "full", "worker")
    ),
    *(f"incident-{kind}-name" for kind in ("late", "disk", "full", "worker")),
    *(f"error-{kind.code.replace('_', '-')}" for kind in all_errors()),
    *(f"error-{name}" for name in ("throttled", "sign-ins-spent", "smtp-unreachable", "smtp-tls-failed")),
}


def words_in_code() -> set[str]:
    """Every string the code of the bot holds."""
    return {
        node.value
        for path in BOT.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_both_languages_say_the_same_things_with_the_same_facts() -> None:
    russian, english = (list(catalogue(language)) for language in say.LANGUAGES)
    policy = set(POLICY.facts())
    assert {(file, key): facts - policy for file, key, facts in russian} == (
        {(file, key): facts - policy for file, key, facts in english}
    )


@pytest.mark.parametrize("language", say.LANGUAGES)
def test_no_key_stands_twice(language: Language) -> None:
    keys = [key for _, key, _ in catalogue(language)]
    assert sorted(keys) == sorted(set(keys))


@pytest.mark.parametrize("language", say.LANGUAGES)
def test_every_text_is_found_and_refers_to_its_own_file_only(language: Language) -> None:
    assert [key for _, key, _ in catalogue(language) if not say.has(language, key)] == []
    for path in (BOT / "texts" / language).glob("*.ftl"):
        found = References()
        found.visit(FluentParser().parse(path.read_text(encoding="utf-8")))
        own = {key for file, key, _ in catalogue(language) if file == path.name}
        assert found.keys <= own, path.name


def test_every_text_is_used_and_every_used_text_is_there() -> None:
    there = {key for _, key, _ in catalogue("ru") if "." not in key}
    ours = {key for key in there if not key.startswith(("cli-", "trouble-", "doctor-"))}
    words = words_in_code()
    assert ours - words - FAMILIES == set()
    assert there >= FAMILIES
    looks_like_one = re.compile(
        r"(connect|button|import|letter|page|time|search|contacts|card|glimpse)-[a-z-]*[a-z]"
    )
    assert {word for word in words if looks_like_one.fullmatch(word)} <= there


@pytest.mark.parametrize("language", say.LANGUAGES)
@pytest.mark.parametrize("kind", list(all_errors()))
def test_every_error_is_a_plain_sentence(kind: type[errors.MailError], language: Language) -> None:
    error = errors.SentFolderUnknown(("A", "B")) if kind is errors.SentFolderUnknown else kind()
    for said in (say.explain(language, error), say.explain(language, error.code)):
        for text in filter(None, (said.message, said.hint)):
            assert not re.search(r"[<>{}]|&[a-z]+;", text)
            assert text[0].isupper()
        assert said.message.endswith(".")


def test_each_error_code_has_words_of_its_own() -> None:
    said = {kind.code: say.explain("ru", kind.code).message for kind in all_errors()}
    assert len(set(said.values())) == len(said)


@pytest.mark.parametrize("language", say.LANGUAGES)
@pytest.mark.parametrize("provider", [row.id for row in builtin.table().providers if not row.microsoft])
def test_the_way_to_a_password_is_three_steps_at_every_service(provider: str, language: Language) -> None:
    steps = say.say(language, f"steps-{provider}").splitlines()
    assert [step[:3] for step in steps] == ["1. ", "2. ", "3. "]


@pytest.mark.parametrize("provider", ["mailru", "vkworkmail"])
def test_mailru_has_its_own_advice_about_app_passwords(provider: str) -> None:
    hint = say.explain("ru", errors.AppPasswordRequired(), provider).hint
    assert hint is not None
    assert "help.mail.ru" in hint
    assert hint != say.explain("ru", errors.AppPasswordRequired()).hint


def test_an_unknown_reason_is_still_a_sentence() -> None:
    assert say.explain("ru", "of_another_version") == say.explain("ru", "failed")


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "1 минуту"),
        (2, "2 минуты"),
        (5, "5 минут"),
        (11, "11 минут"),
        (21, "21 минуту"),
        (112, "112 минут"),
    ],
)
def test_russian_counts_by_its_own_rules(count: int, said: str) -> None:
    assert f"подождите {said} " in (say.explain("ru", errors.TooManySignIns(minutes=count)).hint or "")


def test_a_missing_text_or_fact_is_an_error() -> None:
    with pytest.raises(LookupError):
        say.say("ru", "no-such-text")
    with pytest.raises(LookupError):
        say.say("ru", "connect-found", address="a@acme.test")


def test_the_numbers_in_force_are_the_numbers_said() -> None:
    policy = Policy(import_days=3, import_letters=7, sync_minutes=(1, 2))
    voice = make.voice(policy=policy)
    said = voice("connected-next") + voice("connected-then")
    assert "последние 3 дня, не больше 7" in said
    assert "раз в 1–2 минуты" in said


def test_facts_are_escaped_for_a_chat_and_not_for_the_terminal() -> None:
    assert make.voice()("connect-address-only", address="<a&b>") == "<b>&lt;a&amp;b&gt;</b>"
    assert say.say("ru", "file-unnamed") == make.voice().label("file-unnamed")
    assert make.voice().label("button-check-of", address="<a&b>") == "Проверить <a&b>"


@pytest.mark.parametrize(
    ("code", "language"),
    [("ru", "ru"), ("en", "en"), ("en-US", "en"), ("RU-ru", "ru"), ("de", "ru"), ("", "ru"), (None, "ru")],
)
def test_the_language_of_a_client(code: str | None, language: Language) -> None:
    assert say.language_of(code, "ru") == language


@pytest.mark.parametrize(
    ("said", "words"),
    [
        pytest.param("[LIMIT] Rate limit hit", "обращаться к нему реже", id="slower"),
        pytest.param("Too many simultaneous connections", "слишком много программ", id="connections"),
        pytest.param("[NONEXISTENT] Unknown Mailbox", "больше нет на почтовом сервере", id="folder-gone"),
        pytest.param("[OVERQUOTA] Quota exceeded", "переполнен", id="full"),
        pytest.param("[UNAVAILABLE] Backend error", "зайти позже", id="later"),
        pytest.param("Server shutting down.", "перезапускается", id="restart"),
        pytest.param("[CORRUPTION] Index is broken", "повреждена", id="corruption"),
        pytest.param("[NOPERM] Access denied", "не даёт открыть папку", id="no-right"),
        pytest.param("Oops", "что-то непонятное", id="no-idea"),
    ],
)
def test_what_a_server_says_in_a_session_is_put_into_plain_words(said: str, words: str) -> None:
    error = diagnose.explain_command(said)
    assert words in say.explain("ru", error).message
    assert say.explain("en", error).message != say.explain("en", errors.MailError()).message
