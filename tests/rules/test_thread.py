"""Letters of one conversation are one chain, whatever the order they come in."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_engine.rules import thread

CLIENT = "ivan@far.test"


@pytest.mark.parametrize(
    ("subject", "normal"),
    [
        pytest.param("Счёт на оплату", "счет на оплату", id="plain"),
        pytest.param("Re: Счёт на оплату", "счет на оплату", id="answer"),
        pytest.param("RE: re:Re : Счёт на оплату", "счет на оплату", id="answers"),
        pytest.param("Re[2]: Счёт на оплату", "счет на оплату", id="the-bat"),
        pytest.param("Re(3): Fwd: Счёт на оплату", "счет на оплату", id="forwarded"),
        pytest.param("FW: счет  на  ОПЛАТУ ", "счет на оплату", id="outlook"),
        pytest.param("HA: Счёт на оплату", "счет на оплату", id="outlook-ru-latin"),
        pytest.param("НА: ПЕР: Счёт на оплату", "счет на оплату", id="outlook-ru-cyrillic"),
        pytest.param("Ответ: Пересл: Счёт на оплату", "счет на оплату", id="mail-ru"),
        pytest.param("AW: WG: Rechnung", "rechnung", id="german"),
        pytest.param("Regarding: price", "regarding: price", id="a-word-that-begins-like-a-mark"),
        pytest.param("Пересылка груза", "пересылка груза", id="a-mark-without-a-colon"),
        pytest.param("Re:", "", id="nothing-but-a-mark"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_subjects_without_their_marks(subject: str, normal: str) -> None:
    assert thread.normalise_subject(subject) == normal


def tokens(
    message_id: str | None = None,
    *references: str,
    subject: str = "",
    answers: str | None = None,
    client: str = CLIENT,
) -> tuple[str, ...]:
    return thread.chain_tokens(client, message_id, references, answers, subject)


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        pytest.param(
            tokens("<1>", subject="Цена"), tokens("<2>", "<1>", subject="Другое"), True, id="by-references"
        ),
        pytest.param(tokens("<1>"), tokens("<2>", answers="<1>"), True, id="by-in-reply-to"),
        pytest.param(tokens("<2>", "<1>"), tokens("<3>", "<1>"), True, id="by-a-parent-nobody-has"),
        pytest.param(tokens("<1>", subject="Цена"), tokens("<2>", subject="Re: ЦЕНА"), True, id="by-subject"),
        pytest.param(tokens(subject="Цена"), tokens(subject="Цена"), True, id="by-subject-without-ids"),
        pytest.param(tokens("<1>"), tokens("<2>"), False, id="not-by-an-empty-subject"),
        pytest.param(tokens("<1>", subject="Цена"), tokens("<2>", subject="Срок"), False, id="not-alike"),
        pytest.param(
            tokens("<1>", subject="Цена"),
            tokens("<1>", subject="Цена", client="b@c.d"),
            False,
            id="not-of-another-client",
        ),
        pytest.param(tokens(), tokens(), True, id="neither-id-nor-subject"),
    ],
)
def test_two_letters(one: tuple[str, ...], other: tuple[str, ...], together: bool) -> None:
    first, second = thread.join([one, other], {}).chains
    assert (first == second) is together


def test_tokens_are_short_and_the_same_every_time() -> None:
    assert tokens("<1@a>", "<0@a>", subject="Цена") == tokens("<1@a>", "<0@a>", subject="цена")
    assert all(len(token) == 16 for token in tokens("<1@a>", "<0@a>", subject="Цена"))
    assert len(tokens("<x>", *(f"<{number}>" for number in range(1000)))) <= 25


def test_a_letter_without_tokens_has_no_chain() -> None:
    assert thread.join([(), ("a",)], {}) == thread.Chains(chains=(None, "a"), tokens={"a": "a"}, merged={})


def test_a_parent_that_comes_late_joins_two_chains() -> None:
    known = {"a1": "chain-a", "a2": "chain-a", "b1": "chain-b"}
    joined = thread.join([("a1", "new", "b1")], known)
    assert joined.chains == ("chain-a",)
    assert joined.tokens == {"new": "chain-a"}
    assert joined.merged == {"chain-b": "chain-a"}


def test_a_chain_keeps_its_name_when_it_grows() -> None:
    first = thread.join([("m", "z")], {})
    second = thread.join([("a", "z")], first.tokens)
    assert second.chains == first.chains
    assert second.merged == {}


LETTERS = st.lists(
    st.lists(st.sampled_from("abcdefghij"), min_size=1, max_size=3, unique=True).map(tuple), max_size=12
)


def stored(batches: Sequence[Sequence[tuple[str, ...]]]) -> list[str]:
    """The chain of every letter after the batches were stored one after another, as storage does it."""
    known: dict[str, str] = {}
    chains: list[str] = []
    for batch in batches:
        joined = thread.join(
            batch, {token: known[token] for each in batch for token in each if token in known}
        )
        for was, now in joined.merged.items():
            known = {token: now if chain == was else chain for token, chain in known.items()}
            chains = [now if chain == was else chain for chain in chains]
        known = joined.tokens | known
        chains += [chain for chain in joined.chains if chain]
    return chains


def groups(letters: Sequence[tuple[str, ...]], chains: Sequence[str]) -> set[frozenset[tuple[str, ...]]]:
    found: dict[str, set[tuple[str, ...]]] = {}
    for letter, chain in zip(letters, chains, strict=True):
        found.setdefault(chain, set()).add(letter)
    return {frozenset(group) for group in found.values()}


@given(LETTERS, st.data())
def test_neither_order_nor_batches_change_the_grouping(
    letters: list[tuple[str, ...]], data: st.DataObject
) -> None:
    at_once = groups(letters, stored([letters]))
    shuffled = data.draw(st.permutations(letters))
    cut = data.draw(st.integers(0, len(letters)))
    assert groups(shuffled, stored([shuffled[:cut], shuffled[cut:]])) == at_once
    assert groups(shuffled, stored([[letter] for letter in shuffled])) == at_once
    for one in at_once:
        for other in at_once - {one}:
            assert not {token for letter in one for token in letter} & {
                token for letter in other for token in letter
            }
