"""What support knows: whole in both languages, true to the numbers in force, and told apart."""

import re
from collections import Counter

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

from bot.faq import answers, knowledge
from bot.faq.clean import clean
from bot.handlers.commands import MENU
from storage.records import Language
from sync_engine.policy import POLICY, Policy
from sync_engine.work import builtin

TOPICS = {
    *("connect_mailbox", "mailbox_modes", "auth_error", "mailru_app_password", "microsoft_unavailable"),
    *("server_ip", "idn_domain", "protocols", "import_volume", "sync_interval", "backlog_delay", "folders"),
    *("filters", "sent_in_contact_card", "direct_clients", "forwarding", "multiple_cc"),
    *("multiple_recipients", "provider_change", "disconnect_mailbox"),
}
COMMANDS = {*MENU, "contacts", "search", "write", "why", "admin", "team"}
KNOWN = knowledge.load()
EACH = [(topic, language) for topic in sorted(TOPICS) for language in knowledge.LANGUAGES]
# Numbers that are names of things and no promises of ours
NAMES = re.compile(r"POP3|Microsoft 365|Outlook\.com|993|143|465|587")
OTHER = Policy(
    import_letters=21,
    import_days=3,
    sync_minutes=(31, 41),
    new_letter_minutes=22,
    refused_sign_ins_per_hour=1,
    catch_up_letters=7,
    cc_limit=2,
    idle=False,
)


class Parts(Visitor):
    """What a pattern writes itself, and what it refers to."""

    def __init__(self) -> None:
        self.text = ""
        self.variables: set[str] = set()
        self.messages: set[str] = set()

    def visit_TextElement(self, node: ftl.TextElement) -> None:
        self.text += node.value

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:
        self.variables.add(node.id.name)

    def visit_MessageReference(self, node: ftl.MessageReference) -> None:
        self.messages.add(node.id.name)


def parsed(source: str) -> dict[str, Parts]:
    found = {}
    for entry in FluentParser().parse(source).body:
        assert not isinstance(entry, ftl.Junk), entry.content
        if isinstance(entry, ftl.Message):
            assert entry.value
            found[entry.id.name] = Parts()
            found[entry.id.name].visit(entry.value)
    return found


def phrases(language: Language) -> dict[str, Parts]:
    return parsed((knowledge.HERE / f"phrases.{language}.ftl").read_text(encoding="utf-8"))


def test_the_topics_are_those_promised() -> None:
    assert set(KNOWN.topics) == TOPICS


@pytest.mark.parametrize(("topic", "language"), EACH)
def test_an_answer_writes_no_number_itself_and_names_facts_only(topic: str, language: Language) -> None:
    parts = parsed(answers.source(topic, language))[f"answer-{topic}"]
    assert not re.search(r"\d", NAMES.sub("", parts.text))
    assert parts.variables <= set(answers.facts(POLICY))
    assert parts.messages <= set(phrases(language))


@pytest.mark.parametrize("language", knowledge.LANGUAGES)
def test_phrases_write_no_number_either_and_each_is_used(language: Language) -> None:
    used = {name for topic in TOPICS for name in _messages(topic, language)}
    assert set(phrases(language)) == used
    for parts in phrases(language).values():
        assert not re.search(r"\d", parts.text)
        assert parts.variables <= set(answers.facts(POLICY))


def _messages(topic: str, language: Language) -> set[str]:
    return parsed(answers.source(topic, language))[f"answer-{topic}"].messages


@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_both_languages_promise_the_same(topic: str) -> None:
    assert _messages(topic, "ru") == _messages(topic, "en")


@pytest.mark.parametrize(("topic", "language"), EACH)
def test_an_answer_is_ready_to_be_sent(topic: str, language: Language) -> None:
    for policy in (POLICY, OTHER):
        text = answers.answer(topic, language, policy)
        assert text == text.strip()
        assert text.endswith(".")
        assert not re.search(r"[{}<>$]|\n\n\n|  ", text)
        assert len(text) < 1000
        assert bool(re.search("[а-яё]", text)) == (language == "ru" or topic == "idn_domain")
    assert KNOWN.topics[topic].title[language][0].isupper()


@pytest.mark.parametrize(
    ("topic", "language", "said"),
    [
        ("import_volume", "ru", ["21 последнее письмо", "последние 3 дня"]),
        ("import_volume", "en", ["the latest 21 letters", "the last 3 days"]),
        ("sync_interval", "ru", ["раз в 31–41 минуту", "через 22 минуты."]),
        ("sync_interval", "en", ["every 31–41 minutes", "within 22 minutes."]),
        ("auth_error", "ru", ["После 1 неудачной попытки за час"]),
        ("backlog_delay", "ru", ["больше 7,"]),
        ("multiple_cc", "ru", ["не больше 2 адресов"]),
        ("multiple_cc", "en", ["no more than 2 addresses"]),
        ("provider_change", "ru", ["последние 3 дня, сразу не больше 21."]),
    ],
)
def test_answers_follow_the_settings_in_force(topic: str, language: Language, said: list[str]) -> None:
    text = answers.answer(topic, language, OTHER)
    assert [part for part in said if part not in text] == []


def test_where_mail_is_watched_live_the_answer_says_so() -> None:
    assert "секунд" in answers.answer("sync_interval", "ru", POLICY)
    assert "секунд" not in answers.answer("sync_interval", "ru", OTHER)


@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_next_steps_lead_somewhere(topic: str) -> None:
    pages = {f"page:{row.id}" for row in builtin.table().providers if row.app_password_page}
    assert set(KNOWN.topics[topic].next_steps) <= COMMANDS | pages
    for language in knowledge.LANGUAGES:
        text = answers.answer(topic, language, POLICY)
        assert set(re.findall(r"/([a-z]+)", text)) <= COMMANDS


def test_functions_point_to_screens() -> None:
    for function in KNOWN.functions.values():
        assert function.screen is None or function.screen in COMMANDS
        for language in knowledge.LANGUAGES:
            assert function.line[language].endswith((".", "!"))
            assert set(re.findall(r"/([a-z]+)", function.line[language])) <= COMMANDS


@pytest.mark.parametrize(("topic", "language"), EACH)
def test_there_are_enough_examples(topic: str, language: Language) -> None:
    assert len(KNOWN.topics[topic].examples[language]) >= 25


def test_enough_is_known_of_what_is_nobodys_business_and_half_of_it_looks_like_ours() -> None:
    counts = {kind: sum(map(len, row.values())) for kind, row in KNOWN.outside.items()}
    assert sum(counts.values()) >= 300
    assert counts["crm"] + counts["mail"] >= sum(counts.values()) / 2


def test_no_example_stands_in_two_places() -> None:
    places: dict[str, set[str]] = {}
    for known, _, question in KNOWN.examples():
        places.setdefault(clean(question).strip("?!. "), set()).add(known)
    assert [question for question, known in places.items() if len(known) > 1] == []


def test_no_example_is_said_twice() -> None:
    said = Counter((language, clean(question).strip("?!. ")) for _, language, question in KNOWN.examples())
    assert [question for (_, question), times in said.items() if times > 1 and question] == []
