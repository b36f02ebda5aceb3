"""What a person may do with a mailbox (rule C3).

Personal: its owner everything; an administrator sees states and counts, may have it checked, paused or
removed; one whose owner was removed stays paused (rule H4). Corporate: every member sees it; only an
administrator changes anything.
"""

from dataclasses import dataclass

from storage.records import Answer, Mailbox, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    see: bool = False  # its state, times and counts
    letters: bool = False  # what is in it
    check: bool = False
    manage: bool = False  # pause, disconnect
    resume: bool = False
    secret: bool = False  # give it a new password
    ask: bool = False  # its owner to do so


def mends_sender(answer: Answer) -> bool:
    """Whether who wrote it may resume the mailbox it goes from, or give it a new password."""
    return answer.mode == "personal" or answer.person.is_admin


def over(mailbox: Mailbox, person: Person) -> Rights:
    if mailbox.mode == "corporate":
        admin = person.is_admin
        return Rights(see=True, letters=True, check=True, manage=admin, resume=admin, secret=admin)
    if mailbox.owner.id == person.id:
        return Rights(see=True, letters=True, check=True, manage=True, resume=True, secret=True)
    if person.is_admin:
        there = not mailbox.owner.removed
        ask = there and mailbox.state in ("auth_failed", "moved")
        return Rights(see=True, check=there, manage=True, resume=there, ask=ask)
    return Rights()
