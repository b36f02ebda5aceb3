"""What becomes of a letter after an attempt to send it. The clock is an argument."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sync_engine import errors
from sync_engine.policy import Policy

_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60))
_LASTING = (errors.SignInRefused, errors.SmtpTlsFailed, errors.PrivateHost, errors.ConsentMisconfigured)


@dataclass(frozen=True, slots=True)
class Later:
    """It is tried again then."""

    until: datetime
    reason: str
    reply: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """It is not tried again by itself: the person has to do something."""

    reason: str
    reply: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have gone. Only a person may have it sent again."""

    reason: str


Outcome = Later | Refused | Unknown


def after(error: errors.MailError, tries: int, made: datetime, now: datetime, policy: Policy) -> Outcome:
    """What an error means for the letter it was met with; `tries` counts this one.

    An error is temporary until proven otherwise, but a letter nobody takes for a day is given up.
    """
    if isinstance(error, errors.Unanswered):
        return Unknown("unanswered")
    told = error.facts if isinstance(error, errors.LetterRefused) else {}
    reason, reply = str(told.get("reason", error.code)), str(told.get("reply", ""))
    if isinstance(error, _LASTING) or (told and not error.temporary):
        return Refused(reason, reply)
    until = now + _PAUSES[min(tries, len(_PAUSES)) - 1]
    if until - made > policy.send_tries_end:
        return Refused("gave_up", reply)
    return Later(until, reason, reply)


def filing_again(tries: int, now: datetime, policy: Policy) -> datetime | None:
    """When the copy in Sent is tried again; None: never. `tries` counts the one that just failed."""
    return now + _PAUSES[min(tries, len(_PAUSES)) - 1] if tries < policy.file_tries else None
