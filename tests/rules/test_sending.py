"""What an attempt that failed means for the letter."""

from datetime import timedelta

import pytest

from sync_engine import errors
from sync_engine.policy import POLICY
from sync_engine.rules import sending
from tests.make import NOW


def after(error: errors.MailError, tries: int = 1, age: timedelta = timedelta(0)) -> sending.Outcome:
    return sending.after(error, tries, NOW - age, NOW, POLICY)


@pytest.mark.parametrize(
    "error",
    [
        errors.SmtpUnreachable(reason="timeout"),
        errors.Throttled(),
        errors.ConsentUnavailable(),
        errors.LetterRefused("recipient", "451 later", temporary=True),
        errors.MailError(),
    ],
)
def test_trouble_is_temporary_until_proven_otherwise(error: errors.MailError) -> None:
    pauses = []
    for tries in range(1, 8):
        outcome = after(error, tries)
        assert isinstance(outcome, sending.Later)
        pauses.append(outcome.until - NOW)
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(minutes=1)
    assert after(error, 20, timedelta(hours=23, minutes=30)) == sending.Refused(
        "gave_up", str(error.facts.get("reply", ""))
    )


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (errors.LetterRefused("recipient", "550 no"), "recipient"),
        (errors.LetterRefused("cannot_send"), "cannot_send"),
        (errors.SmtpSignInRefused(), "smtp_sign_in_refused"),
        (errors.ConsentNeeded(), "consent_needed"),
        (errors.SmtpTlsFailed(reason="expired"), "tls_failed"),
    ],
)
def test_a_refusal_waits_for_the_person(error: errors.MailError, reason: str) -> None:
    outcome = after(error)
    assert isinstance(outcome, sending.Refused)
    assert outcome.reason == reason


def test_a_lost_answer_is_unknown_however_often_it_was_tried() -> None:
    assert after(errors.Unanswered(), 9, timedelta(days=2)) == sending.Unknown("unanswered")


def test_filing_is_given_up_in_the_end() -> None:
    assert sending.filing_again(1, NOW, POLICY) == NOW + timedelta(minutes=1)
    assert sending.filing_again(POLICY.file_tries, NOW, POLICY) is None
