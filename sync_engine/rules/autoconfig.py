"""The document in which a domain publishes its mail servers (Mozilla's config-v1.1.xml).

Holds always:
- it comes from a stranger: one with a DOCTYPE is not read at all, so it has no entities to blow up or to
  fetch;
- only encrypted servers on the usual ports that take a password are seen.

Source: draft-ietf-mailmaint-autoconfig; benbucksch.github.io/autoconfig-spec.
"""

import re
import xml.etree.ElementTree as ET
from xml.parsers import expat

from storage.records import Security, Server
from sync_engine import errors
from sync_engine.rules import addresses
from sync_engine.rules.addresses import Address, Protocol
from sync_engine.rules.providers import Known

_SECURITY: dict[str, Security] = {"SSL": "tls", "STARTTLS": "starttls"}
# the last two: what version 1.0 called the first two
_PASSWORD = frozenset({"password-cleartext", "password-encrypted", "plain", "secure"})
_PLACE = re.compile("%EMAILADDRESS%|%EMAILLOCALPART%|%EMAILDOMAIN%")
_TEMPLATE = re.compile(rf"(?:[!-$&-~]|{_PLACE.pattern}){{1,320}}")  # printable ASCII without blanks


class _Unsafe(ValueError):
    """A document type is declared."""


def read(document: bytes, address: Address) -> Known:
    """The servers a document names for an address; without servers where it makes no sense."""
    try:
        _refuse_document_type(document)
        root = ET.fromstring(document)  # noqa: S314 - without a DOCTYPE there are no entities
    except (ET.ParseError, expat.ExpatError, LookupError, ValueError):  # an unknown encoding is one of these
        return Known(login=address.text, smtp_login=address.text)
    imap, login = _first(root, "imap", address)
    smtp, smtp_login = _first(root, "smtp", address)
    return Known(imap=imap, smtp=smtp, login=login, smtp_login=smtp_login)


def _refuse_document_type(document: bytes) -> None:
    def refuse(*_: object) -> None:
        raise _Unsafe

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(document, True)


def _first(root: ET.Element, protocol: Protocol, address: Address) -> tuple[Server | None, str]:
    """The first row that will do, and the name to sign in with there."""
    tag = "incomingServer" if protocol == "imap" else "outgoingServer"
    for row in root.iterfind(f"emailProvider/{tag}"):
        server, login = _server(row, protocol, address), _filled(row.findtext("username", ""), address)
        if row.get("type") == protocol and server and login and _takes_password(row):
            return server, login
    return None, address.text


def _takes_password(row: ET.Element) -> bool:
    return any((way.text or "").strip().lower() in _PASSWORD for way in row.iterfind("authentication"))


def _server(row: ET.Element, protocol: Protocol, address: Address) -> Server | None:
    port = row.findtext("port", "").strip()
    security = _SECURITY.get(row.findtext("socketType", "").strip().upper())
    try:
        host = addresses.parse_host(_filled(row.findtext("hostname", ""), address))
    except errors.Refusal:
        return None
    if not (port.isascii() and port.isdecimal() and len(port) <= 5):
        return None
    server = addresses.usual_server(protocol, host, int(port))
    return server if server and server.security == security else None


def _filled(template: str, address: Address) -> str:
    """With the address put in; empty where something else is wanted, or what no login can be."""
    template = template.strip()
    if not _TEMPLATE.fullmatch(template):
        return ""
    parts = {
        "%EMAILADDRESS%": address.text,
        "%EMAILLOCALPART%": address.local,
        "%EMAILDOMAIN%": address.domain,
    }
    return _PLACE.sub(lambda place: parts[place[0]], template)
