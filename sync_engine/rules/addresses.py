"""What a person types for an address or a server, read kindly and refused exactly.

Holds always:
- an address that comes out is lower-case ASCII; anything in another alphabet, written out or as `xn--`, is
  refused as such (C7), never mangled;
- no spelling of an IP address comes out as a server's name (C7): not what `inet_aton` would take (octal, hex,
  one big number, short forms), not IPv6, not digits of another script;
- tests run in the order of the contract: address, alphabet, IP, protocol.
"""

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal, NamedTuple

from storage.records import Security, Server
from sync_engine import errors

Protocol = Literal["imap", "smtp"]

DEFAULT_PORTS: dict[Protocol, dict[Security, int]] = {
    "imap": {"tls": 993, "starttls": 143, "none": 143},  # RFC 8314 §3
    "smtp": {"tls": 465, "starttls": 587, "none": 587},
}
_SECURITY_OF_PORT: dict[int, Security] = {
    993: "tls",
    143: "starttls",
    465: "tls",
    587: "starttls",
    25: "starttls",
}
_POP3_PORTS = frozenset({110, 995})

# RFC 5322 §3.2.3 dot-atom: what mail services give out; a quoted local part nobody has
_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?")  # RFC 1123 §2.1, and the underscore of real networks
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")  # a label that inet_aton reads as a number
_BLANKS = " \t\r\n\xa0"
_OPENING = _BLANKS + "<([\"'«“„‘`"
_CLOSING = _BLANKS + ">)]\"'»”’`,;:.!"
_DOTS = str.maketrans({"。": ".", "｡": ".", "．": "."})  # IDNA2008 mappings, RFC 5895 §2
_SCHEMES: dict[str, tuple[Protocol, Security | None]] = {
    "imap": ("imap", None),
    "imaps": ("imap", "tls"),
    "smtp": ("smtp", None),
    "smtps": ("smtp", "tls"),
    "submission": ("smtp", "starttls"),
    "submissions": ("smtp", "tls"),
}
_FOREIGN_WORDS = frozenset({"pop", "pop3", "pop3s", "mapi", "ews", "owa", "activesync", "exchange"})


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox: both parts lower-case ASCII."""

    local: str
    domain: str

    @property
    def text(self) -> str:
        return f"{self.local}@{self.domain}"


class _Typed(NamedTuple):
    """What stands where in a typed server."""

    scheme: str
    host: str
    port: int | None


def parse_address(typed: str) -> Address:
    """The address in `typed`; a name before it, `mailto:`, brackets and pasted punctuation are forgiven.

    Raises `AddressInvalid` or `IdnNotSupported` (a letter outside ASCII, or an `xn--` label:
    RFC 5890 §2.3.1).
    """
    text = _visible(typed).strip()
    if "<" in text and ">" in text:  # Anna <anna@acme.test>
        text = text[text.rindex("<") + 1 : text.rindex(">")]
    text = text.lstrip(_OPENING).rstrip(_CLOSING)
    if text[:7].lower() == "mailto:":
        text = text[7:].partition("?")[0]
    text = re.sub(r"\s*@\s*", "@", text.strip())
    local, at, domain = text.partition("@")
    if not (at and local and domain) or "@" in domain or re.search(r"\s", text):
        raise errors.AddressInvalid
    if not text.isascii() or _is_punycode(domain):  # before lowering: the Kelvin sign would become a "k"
        raise errors.IdnNotSupported
    local, domain = local.lower(), domain.lower()
    labels = domain.split(".")
    sizes_fit = len(local) <= 64 and len(domain) <= 253  # RFC 5321 §4.5.3.1
    domain_reads = (len(labels) > 1 or domain == "localhost") and not _NUMBER.fullmatch(labels[-1])
    if not (sizes_fit and domain_reads and _LOCAL.fullmatch(local) and _are_labels(labels)):
        raise errors.AddressInvalid
    return Address(local, domain)


def parse_host(typed: str) -> str:
    """The lower-case name of a server, without scheme and port; one label (`localhost`) is a name too.

    Raises `IdnNotSupported`, `ServerIsIp`, or `AddressInvalid` with the fact what="host" for what is no name.
    """
    return _name(_take_apart(typed).host)


def parse_server(
    protocol: Protocol, typed: str, port: int | None = None, security: Security | None = None
) -> Server:
    """A server from its name (`name`, `name:port`, `imaps://name`), port and kind of encryption.

    What is missing follows from the rest: 993 tls, 143 starttls, 465 tls, 587 starttls; tls where nothing is
    known. Raises what `parse_host` raises, then `ProtocolNotSupported` for POP3, Exchange and the web (C8)
    with the fact `protocol`, and `AddressInvalid` with what="port" for a port that cannot be.
    """
    parts = _take_apart(typed)
    host = _name(parts.host)
    _check_protocol(protocol, parts, host, port)
    port = port if port is not None else parts.port
    if security is None and parts.scheme and port is None:
        security = _SCHEMES[parts.scheme][1]
    return complete_server(protocol, host, port, security)


def complete_server(protocol: Protocol, host: str, port: int | None, security: Security | None) -> Server:
    """A server with its port and encryption filled in; `host` is a checked name. Raises like `check_port`."""
    if port is None:
        port = DEFAULT_PORTS[protocol][security or "tls"]
    check_port(port)
    return Server(host=host, port=port, security=security or _SECURITY_OF_PORT.get(port, "tls"))


def usual_server(protocol: Protocol, host: str, port: int) -> Server | None:
    """The server on one of the two ports its protocol is known by (RFC 8314 §3, §3.3); else None."""
    usual = DEFAULT_PORTS[protocol]
    if port not in (usual["tls"], usual["starttls"]):
        return None
    return Server(host=host, port=port, security=_SECURITY_OF_PORT[port])


def check_port(port: int) -> None:
    """Raises `ProtocolNotSupported` for POP3, `AddressInvalid` with what="port" for one outside 1-65535."""
    if port in _POP3_PORTS:
        raise errors.ProtocolNotSupported(protocol="POP3")
    if not 0 < port < 65536:
        raise errors.AddressInvalid("not a port number", what="port")


def _check_protocol(protocol: Protocol, parts: _Typed, host: str, port: int | None) -> None:
    scheme = parts.scheme
    word = scheme or host.split(".")[0]
    port = port if port is not None else parts.port
    # `pop.acme.test` on an IMAP port may well speak IMAP; without a port it is what it is called
    named_so = word in _FOREIGN_WORDS and (
        scheme or "." not in host or (port is None and word.startswith("pop"))
    )
    if port in _POP3_PORTS or (named_so and word.startswith("pop")):
        raise errors.ProtocolNotSupported(protocol="POP3")
    if named_so:
        raise errors.ProtocolNotSupported(protocol="Exchange")
    if scheme and _SCHEMES.get(scheme, ("", None))[0] != protocol:
        raise errors.ProtocolNotSupported(protocol="Exchange" if scheme == "mapi" else scheme.upper())


def _take_apart(typed: str) -> _Typed:
    """Scheme, host and port of what was typed; the host is not checked yet."""
    text = _as_read(_visible(typed)).strip(_BLANKS + "\"'«»,;").lower()
    scheme, slashes, rest = text.partition("://")
    if not slashes:
        scheme, rest = "", text
    rest = re.split(r"[/?#\\]", rest, maxsplit=1)[0]
    rest = rest.rpartition("@")[2] if slashes else rest
    if rest.count(":") > 1 and not rest.startswith("["):  # bare IPv6
        return _Typed(scheme, rest, None)
    host, port = rest, ""
    if found := re.fullmatch(r"(\[[^\]]*\]|[^:]*):([0-9]{1,5})", rest):
        host, port = found.groups()
    return _Typed(scheme, host, int(port) if port else None)


def _name(host: str) -> str:
    """The host in ASCII, if it is a name at all."""
    host = host.removesuffix(".")
    if _is_ip(host):
        raise errors.ServerIsIp
    if not host.isascii() or _is_punycode(host):
        raise errors.IdnNotSupported
    labels = host.split(".")
    if len(host) > 253 or not _are_labels(labels) or _NUMBER.fullmatch(labels[-1]):
        raise errors.AddressInvalid("not the name of a server", what="host")
    return host


def _is_ip(host: str) -> bool:
    """Whether anything on the way could read `host` as an IP address; malformed ones count."""
    if ":" in host or (host.startswith("[") and host.endswith("]")):
        try:
            ipaddress.ip_address(host.strip("[]").partition("%")[0])
        except ValueError:
            return host.startswith("[")
        return True
    return bool(host) and all(_NUMBER.fullmatch(label) for label in host.split("."))


def _visible(typed: str) -> str:
    """Without the characters nobody sees, such as a zero-width space pasted along."""
    return "".join(char for char in typed if unicodedata.category(char) != "Cf")


def _as_read(host: str) -> str:
    """With digits, dots and wide letters of other scripts as the ASCII that a resolver would make of them."""
    plain = unicodedata.normalize("NFKC", host).translate(_DOTS)
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in plain)


def _is_punycode(name: str) -> bool:
    return any(label.lower().startswith("xn--") for label in name.split("."))


def _are_labels(labels: list[str]) -> bool:
    return all(len(label) <= 63 and _LABEL.fullmatch(label) for label in labels)
