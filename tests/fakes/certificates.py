"""Certificates made at run time: one a client should trust, and the ways one can be wrong."""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme


@dataclass(frozen=True, slots=True)
class Certificates:
    """Of one made-up authority, except `unknown_authority`."""

    ca_file: Path  # PEM; what POSTROOM_CA_FILE would name
    localhost: trustme.LeafCert  # right for "localhost"
    unknown_authority: trustme.LeafCert  # right name, but no authority of ours signed it
    wrong_name: trustme.LeafCert  # right authority, for "elsewhere.test"
    expired: trustme.LeafCert  # right name and authority, run out yesterday

    authority: trustme.CA  # who signed all but one of them

    def of(self, *names: str) -> trustme.LeafCert:
        """A good certificate for other names."""
        return self.authority.issue_cert(*names)

    def client_context(self) -> ssl.SSLContext:
        """Trusts this authority and no other."""
        return ssl.create_default_context(cafile=str(self.ca_file))


def issue(folder: Path) -> Certificates:
    """Makes a new authority and its certificates; writes its CA file into `folder`."""
    authority = trustme.CA()
    ca_file = folder / "ca.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    yesterday = datetime.now(UTC) - timedelta(days=1)
    return Certificates(
        ca_file=ca_file,
        localhost=authority.issue_cert("localhost", common_name="localhost"),  # some clients read only that
        unknown_authority=trustme.CA().issue_cert("localhost"),
        wrong_name=authority.issue_cert("elsewhere.test"),
        expired=authority.issue_cert(
            "localhost", not_before=yesterday - timedelta(days=90), not_after=yesterday
        ),
        authority=authority,
    )


def server_context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    """For a server of the tests that speaks TLS in this process."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context
