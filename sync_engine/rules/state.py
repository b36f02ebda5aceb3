"""What a sync that broke off makes of its mailbox, and whether the owner is to be told.

Holds always:
- only a refused secret makes `auth_failed`, only a `MailboxMoved` makes `moved`; all else is `unreachable` at
  worst, so a network fault is never a wrong password (invariant 8);
- one lost connection is not worth a word, and neither is a server that was asked once after a night in which
  we ourselves were down: to be told takes a silence and several failures in a row;
- what the outgoing server says, and who else is at work here, changes nothing.

`tell` holds for as long as the trouble does: who calls remembers that the owner knows already.
"""

from dataclasses import dataclass
from datetime import timedelta

from storage.records import State
from sync_engine import errors
from sync_engine.policy import Policy

_REFUSALS_TOLD = 2  # the secret is tried twice: the first refusal may be the server's mistake
_FAILURES_TOLD = 5  # in a row; by then some seven minutes of retries have passed: longer than a restart
_NONSENSE_TOLD = 3  # syncs in a row that a puzzling server or folder ended

# Our own affairs, and those of sending
_NOT_ABOUT_RECEIVING = (
    *(errors.StaleEpoch, errors.Locked, errors.MailboxPaused, errors.NotFound, errors.TooManySignIns),
    *(errors.SmtpSignInRefused, errors.SmtpUnreachable, errors.SmtpTlsFailed),
)
# The server answers: what puzzles us may be gone at the next look
_PUZZLING = (errors.FolderReplaced, errors.ServerConfused, errors.FolderGone, errors.MailboxFull)


@dataclass(frozen=True, slots=True)
class Trouble:
    """`state` None: none to speak of yet. `reason` is the code the mailbox keeps, with a text of its own."""

    state: State | None
    tell: bool
    reason: str


def trouble(
    error: errors.MailError, *, refusals: int, failures: int, silent_for: timedelta, policy: Policy
) -> Trouble:
    """What `error`, which ended a sync, makes of the mailbox.

    `refusals`: how often in a row this same secret was refused; `failures`: how many syncs in a row broke
    off; both count this one. `silent_for`: since the server last answered us in full.
    """
    reason = "throttled" if isinstance(error, errors.Throttled) else error.code
    if isinstance(error, _NOT_ABOUT_RECEIVING):
        return Trouble(None, False, reason)
    if isinstance(error, errors.MailboxMoved):
        return Trouble("moved", True, reason)
    if isinstance(error, errors.SignInRefused):
        return Trouble("auth_failed", refusals >= _REFUSALS_TOLD, reason)
    if type(error) is errors.MailError or isinstance(error, _PUZZLING):
        entered = failures >= _NONSENSE_TOLD
    else:
        entered = failures > 1 or silent_for > timedelta(minutes=policy.sync_minutes[1])
    long_silent = silent_for > timedelta(minutes=policy.unwatched_inbox_minutes)
    tell = entered and long_silent and failures >= _FAILURES_TOLD
    return Trouble("unreachable" if entered else None, tell, reason)
