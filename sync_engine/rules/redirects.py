"""Marks that forwarding rules and mail collectors leave in a header, and how far each can be trusted.

Holds always:
- a letter with an own address in To or Cc was not passed on, whatever else its header says (S7);
- a mark that names the mailbox a letter was passed on from counts only if that is none of our own;
- `X-Yandex-Forward` is put on ordinary letters too: its presence alone proves nothing.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sync_engine.rules import headers
from sync_engine.rules.headers import Headers

Collector = Literal["gmail_collector", "yandex_collector", "pop3_collector"]
Forward = Literal[
    "resent", "gmail_forward", "mailru_forward", "exchange_rule", "yandex_forward", "srs", "delivered_to"
]
_ADDRESS = re.compile(rb"(?<![^\s<>()\"',;:=])[^\s<>()\"',;:=@]+@[^\s<>()\"',;:=@]+")
_WITH_POP3 = re.compile(rb"\bwith\s+pop3\b|\(fetchmail-", re.IGNORECASE)
_YANDEX = re.compile(rb"\bby\s+(?:[\w.-]+\.)?yandex\.(?:net|ru|com)\b", re.IGNORECASE)
_YANDEX_COLLECTOR = (
    "x-yandex-rpop-info",
    "x-yandex-rpop-id",
    "x-yandex-rpop-foldername",
    "x-yandex-pop-server",
)
# Handed in by a person at a program or a page, not by another server (RFC 3848, and what webmail writes).
_SUBMITTED = re.compile(rb"\bwith\s+(?:utf8)?(?:esmtps?a|https?)\b", re.IGNORECASE)
_LAST_HOPS = 4  # Received fields of the mailbox's own side, at the top
_LONGEST_PATH = 1000  # octets; RFC 5321 §4.5.3.1.3 allows 256
_CAF = re.compile(rb"<?([^\s<>@]+)\+caf_=[^\s<>@]+@([^\s<>@]+)>?\Z", re.IGNORECASE)
_SRS = re.compile(rb"<?(?:srs[01][=+-][^\s<>@]*|[^\s<>@]*\+srs=[^\s<>@]*)@([^\s<>@]+)>?\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Route:
    """What there is to judge by; addresses are lower-case. `visible` are those in To and Cc."""

    fields: Headers
    sender: str
    visible: frozenset[str]
    own: frozenset[str]

    @property
    def to_us(self) -> bool:
        return self.is_own(self.visible)

    def is_own(self, found: Iterable[str]) -> bool:
        return any(is_among(address, self.own) for address in found)

    def is_own_account(self, account: str) -> bool:
        """Whether an account at a server (anna@imap.acme.test) is that of an own address (anna@acme.test)."""
        name, _, host = account.rpartition("@")
        return self.is_own([account]) or any(
            own.partition("@")[0] == name and host.endswith(f".{own.partition('@')[2]}") for own in self.own
        )


def is_among(address: str, people: frozenset[str]) -> bool:
    """Whether an address, perhaps with a +tag, is one of these, or in one of their domains ("@acme.test")."""
    local, _, domain = address.rpartition("@")
    return not people.isdisjoint((address, f"{local.partition('+')[0]}@{domain}", f"@{domain}"))


def addresses(values: Iterable[bytes]) -> list[str]:
    """Whatever looks like an address in these fields, lower-case, in order."""
    found = (address for value in values for address in _ADDRESS.findall(headers.unfold(value)))
    return [address.decode("utf-8", "replace").lower() for address in found]


def collected(route: Route) -> Collector | None:
    """The code of the collector that fetched a letter from another mailbox, if one did."""
    fields = route.fields
    if route.to_us:
        return None
    if "x-gmail-fetch-info" in fields and _from_elsewhere(route, "x-gmail-fetch-info"):
        return "gmail_collector"
    if any(name in fields for name in _YANDEX_COLLECTOR):
        return "yandex_collector" if _from_elsewhere(route, "x-yandex-rpop-info") else None
    if any(_WITH_POP3.search(each) for each in fields.every("received")[:_LAST_HOPS]):
        return "pop3_collector"
    return None


def forwarded(route: Route) -> Forward | None:
    """The code of the mark that a rule of another mailbox left on a letter, if one did."""
    fields = route.fields
    if route.to_us:
        return None
    if ("resent-from" in fields or "resent-to" in fields) and _from_elsewhere(route, "resent-from"):
        return "resent"  # RFC 5322 §3.6.6
    # Some programs write an IP address into these two.
    if addresses([*fields.every("x-forwarded-for"), *fields.every("x-forwarded-to")]):
        return "gmail_forward" if _from_elsewhere(route, "x-forwarded-for") else None
    path = headers.unfold(fields.first("return-path"))[:_LONGEST_PATH]
    if caf := _CAF.match(path):
        return None if route.is_own([_joined(caf[1], caf[2])]) else "gmail_forward"
    if "x-mailru-forward" in fields and _from_elsewhere(route, "x-resentfrom"):
        return "mailru_forward"
    loop = "x-ms-exchange-inbox-rules-loop"
    if loop in fields and _from_elsewhere(route, loop):
        return "exchange_rule"
    if _by_yandex(fields):
        return "yandex_forward"
    if srs := _SRS.match(path):
        by = srs[1].decode("ascii", "ignore").lower()
        # A client's own server may write all its paths so.
        return None if _is_own_domain(route, by) or _is_senders(route, by) else "srs"
    return "delivered_to" if _delivered_twice(route) else None


def _from_elsewhere(route: Route, name: str) -> bool:
    """Whether the mailbox that a field names first is neither ours nor the sender's; unnamed, it is neither.

    A client who sends his own letter once more, or whose mailbox answers by a rule, is no forwarder.
    """
    named = addresses(route.fields.every(name))[:1]
    return not named or not (route.is_own_account(named[0]) or named[0] == route.sender)


def _by_yandex(fields: Headers) -> bool:
    """Delivered by Yandex before it was delivered again, there or elsewhere."""
    marks = set(fields.every("x-yandex-forward"))
    received = fields.every("received")
    by_yandex = [each for each in received if _YANDEX.search(each)]
    if not by_yandex or len(marks) != 1:
        return bool(by_yandex) and len(marks) > 1
    # One mark is what ordinary letters carry, at Yandex and where it is the sender's own service.
    return by_yandex[0] is not received[0] and not any(_SUBMITTED.search(each) for each in by_yandex)


def _delivered_twice(route: Route) -> bool:
    """Delivered to an own address after it was delivered to the one in To, at a third domain.

    A group at the sender's own domain that we are in is a client's way of writing to us.
    """
    delivered = addresses(route.fields.every("delivered-to"))
    return route.is_own(delivered) and any(
        address in route.visible
        and not _is_own_domain(route, domain := address.rpartition("@")[2])
        and not _is_senders(route, domain)
        for address in delivered
    )


def _is_own_domain(route: Route, domain: str) -> bool:
    return any(address.rpartition("@")[2] == domain for address in route.own)


def _is_senders(route: Route, domain: str) -> bool:
    """Whether a domain is the sender's, or one below it (mail.far.test of far.test)."""
    home = route.sender.rpartition("@")[2]
    return bool(home) and (domain == home or domain.endswith(f".{home}"))


def _joined(local: bytes, domain: bytes) -> str:
    return b"@".join((local, domain)).decode("utf-8", "replace").lower()
