"""When a mailbox counts as broken, and when its owner hears of it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_engine import errors
from sync_engine.policy import Policy
from sync_engine.rules.state import Trouble, trouble

POLICY = Policy(sync_minutes=(10, 20), unwatched_inbox_minutes=14)
MINUTE = timedelta(minutes=1)


def after(
    error: errors.MailError, *, refusals: int = 0, failures: int = 1, silent: timedelta = MINUTE
) -> Trouble:
    return trouble(error, refusals=refusals, failures=failures, silent_for=silent, policy=POLICY)


def every_error() -> list[errors.MailError]:
    found: list[type[errors.MailError]] = [errors.MailError]
    for kind in found:
        found += kind.__subclasses__()
    found.remove(errors.SentFolderUnknown)  # only connecting meets it
    return [kind() for kind in found]


# -- a refused secret -------------------------------------------------------------------------------------


def test_a_refused_secret_shows_at_once_and_is_told_when_it_is_refused_again() -> None:
    assert after(errors.SignInRefused(), refusals=1) == Trouble("auth_failed", False, "sign_in_refused")
    assert after(errors.SignInRefused(), refusals=2) == Trouble("auth_failed", True, "sign_in_refused")


@pytest.mark.parametrize("kind", [errors.AppPasswordRequired, errors.ImapDisabled])
def test_whatever_a_refusal_asks_for_is_kept_as_its_reason(kind: type[errors.MailError]) -> None:
    assert after(kind(), refusals=2) == Trouble("auth_failed", True, kind.code)


def test_a_moved_mailbox_is_told_at_once() -> None:
    assert after(errors.MailboxMoved()) == Trouble("moved", True, "moved")


# -- a server that does not answer ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("failures", "silent", "state", "tell"),
    [
        pytest.param(1, 5 * MINUTE, None, False, id="one-lost-connection"),
        pytest.param(2, 6 * MINUTE, "unreachable", False, id="twice-within-minutes"),
        pytest.param(3, 8 * MINUTE, "unreachable", False, id="three-times-but-heard-of-lately"),
        pytest.param(4, 16 * MINUTE, "unreachable", False, id="restarted-when-a-check-was-due"),
        pytest.param(5, 20 * MINUTE, "unreachable", True, id="silent-for-longer-than-an-inbox-may-wait"),
        pytest.param(1, 21 * MINUTE, "unreachable", False, id="overdue-at-the-first-try"),
        pytest.param(1, timedelta(days=3), "unreachable", False, id="we-were-down-for-days-and-tried-once"),
        pytest.param(9, timedelta(hours=6), "unreachable", True, id="a-night-without-the-server"),
    ],
)
def test_a_silent_server(failures: int, silent: timedelta, state: str | None, tell: bool) -> None:
    found = after(errors.ServerUnreachable(), failures=failures, silent=silent)
    assert (found.state, found.tell, found.reason) == (state, tell, "server_unreachable")


def test_a_certificate_that_went_bad_has_its_own_reason() -> None:
    assert after(errors.TlsFailed(), failures=5, silent=30 * MINUTE) == Trouble(
        "unreachable", True, "tls_failed"
    )


def test_a_server_that_wants_less_of_us_is_not_said_to_be_silent() -> None:
    assert after(errors.Throttled(), failures=2).reason == "throttled"


@pytest.mark.parametrize(
    "error",
    [
        errors.FolderReplaced(),
        errors.ServerConfused(),
        errors.FolderGone(),
        errors.MailboxFull(),
        pytest.param(errors.MailError("KeyError"), id="our-own-mistake"),
    ],
)
def test_what_puzzles_us_once_or_twice_changes_nothing(error: errors.MailError) -> None:
    for failures in (1, 2):
        assert after(error, failures=failures, silent=timedelta(hours=1)).state is None
    assert after(error, failures=3, silent=timedelta(hours=1)) == Trouble("unreachable", False, error.code)
    assert after(error, failures=5, silent=timedelta(hours=1)) == Trouble("unreachable", True, error.code)


# -- always -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "error",
    [
        *(errors.StaleEpoch(), errors.Locked(), errors.MailboxPaused(), errors.NotFound()),
        *(errors.SmtpSignInRefused(), errors.SmtpUnreachable(), errors.SmtpTlsFailed()),
    ],
)
def test_what_is_not_about_receiving_never_changes_a_state(error: errors.MailError) -> None:
    assert after(error, refusals=9, failures=9, silent=timedelta(days=9)).state is None


@given(
    st.sampled_from(every_error()),
    st.integers(0, 50),
    st.integers(1, 50),
    st.timedeltas(timedelta(), timedelta(days=30)),
)
def test_only_a_refusal_is_a_refusal_and_nobody_is_told_of_nothing(
    error: errors.MailError, refusals: int, failures: int, silent: timedelta
) -> None:
    found = after(error, refusals=refusals, failures=failures, silent=silent)
    assert found.state in (None, "auth_failed", "unreachable", "moved")
    if found.state == "auth_failed":
        assert isinstance(error, errors.SignInRefused)
    if found.tell:
        assert found.state is not None


@given(st.sampled_from(every_error()), st.integers(1, 20), st.timedeltas(timedelta(), timedelta(days=3)))
def test_trouble_that_goes_on_never_looks_better(
    error: errors.MailError, failures: int, silent: timedelta
) -> None:
    now = after(error, refusals=failures, failures=failures, silent=silent)
    later = after(error, refusals=failures + 1, failures=failures + 1, silent=silent + MINUTE)
    assert now.state in (None, later.state)
    assert later.tell or not now.tell
