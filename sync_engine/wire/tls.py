"""Encrypted links, and what broke on the way to a server as one of our errors.

Holds always: a certificate is verified against the name that was asked for, whatever address was connected
to; nothing below TLS 1.2 (RFC 8996), and nothing above is demanded: Mail.ru has no more.
"""

import errno
import socket
import ssl
from pathlib import Path

from sync_engine import errors
from sync_engine.rules.addresses import Protocol

# X509_V_ERR_* of OpenSSL's x509_vfy.h: what a person may be told apart
_CERTIFICATE_REASONS = {
    9: "not_yet_valid",
    10: "expired",
    18: "unknown_issuer",  # self-signed
    19: "unknown_issuer",
    20: "unknown_issuer",
    21: "unknown_issuer",
    23: "revoked",
    62: "wrong_name",
}
_NO_ROUTE = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL})


def client_context(ca_file: Path | None = None) -> ssl.SSLContext:
    """A verifying context that trusts the system's authorities and those in `ca_file` (PEM).

    Raises `OSError` or `ssl.SSLError` for a file that cannot be read: that is the operator's setting.
    """
    context = ssl.create_default_context(ssl.Purpose.SERVER_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file is not None:
        context.load_verify_locations(cafile=ca_file)
    return context


def translate(error: BaseException, protocol: Protocol = "imap") -> errors.MailError:
    """What an exception of a socket means: `TlsFailed` or `ServerUnreachable` (by SMTP their kin).

    The fact `reason` tells more. A `MailError` stays itself; anything else is a `ServerConfused`.
    """
    unreachable = errors.SmtpUnreachable if protocol == "smtp" else errors.ServerUnreachable
    if isinstance(error, errors.MailError):
        return error
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return unreachable(reason="closed")
    if isinstance(error, ssl.SSLError):
        return (errors.SmtpTlsFailed if protocol == "smtp" else errors.TlsFailed)(reason=_tls_reason(error))
    if isinstance(error, OSError | EOFError):
        return unreachable(reason=_socket_reason(error))
    return unreachable(reason="unclear") if protocol == "smtp" else errors.ServerConfused(reason="unclear")


def _tls_reason(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return _CERTIFICATE_REASONS.get(error.verify_code, "untrusted")
    reason = getattr(error, "reason", None) or ""  # absent where OpenSSL itself did not speak
    if "WRONG_VERSION" in reason or "RECORD_LAYER" in reason or "HTTP_REQUEST" in reason:
        return "not_tls"  # a server that answers in the clear
    if "PROTOCOL" in reason or "VERSION" in reason:
        return "old_tls"
    return "handshake"


def _socket_reason(error: OSError | EOFError) -> str:
    if isinstance(error, socket.gaierror):
        return "dns" if error.errno == socket.EAI_AGAIN else "no_such_host"
    if isinstance(error, TimeoutError):
        return "timeout"
    if isinstance(error, ConnectionRefusedError):
        return "refused"
    if isinstance(error, ConnectionError | EOFError):
        return "closed"
    return "no_route" if error.errno in _NO_ROUTE else "unclear"
