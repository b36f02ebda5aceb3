"""That a letter did not arrive, and at whom (RFC 3464 §2.3)."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """One recipient that a letter did not reach; `reason` is a code, `reply` the server's words.

    `address` is as `comparable` gives it, empty where the report names nobody.
    """

    message_id: str
    reply: str
    reason: str
    address: str = ""


def comparable(address: str) -> str:
    """The same for all spellings of an address: lower-case, the domain in ASCII (RFC 5890), no last dot.

    The case of a local part is for its server (RFC 5321 §2.4); none that people use tells two apart by it.
    """
    local, _, domain = address.strip().rpartition("@")
    domain = domain.rstrip(".")
    with suppress(UnicodeError):  # what is no domain is compared as it stands
        domain = domain.encode("idna").decode("ascii")
    return f"{local}@{domain}".lower()


def is_lost(to: Iterable[str], bounces: Iterable[Bounce]) -> bool:
    """Whether a letter reached none of those in its To: all of them failed, or a report names nobody."""
    failed = {each.address for each in bounces}
    return bool(failed) and ("" in failed or failed >= {comparable(each) for each in to})
