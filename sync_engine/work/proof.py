"""What a person shows to have a mailbox connected: a password, or a consent that is for this mailbox."""

from dataclasses import dataclass, field
from datetime import datetime

from storage import records
from sync_engine import errors
from sync_engine.rules import consents
from sync_engine.rules.consents import Consent
from sync_engine.wire.secret import Bearer, Password, Secret
from sync_engine.work.kit import Kit


@dataclass(frozen=True, slots=True)
class Key:
    """What is signed in with now, and what will be kept of it."""

    secret: Secret
    text: str = field(repr=False)  # to be sealed
    sign_in: str
    until: datetime | None  # when it ends by itself


def check(shown: str | Consent, address: str, kit: Kit) -> Key:
    """Raises `ConsentForAnother`: else a link that was sent to somebody would hand over their mailbox."""
    if isinstance(shown, str):
        return Key(Password(shown), shown, records.PASSWORD, None)
    client = kit.consents.get(shown.service)
    if client is None or not consents.opens(shown, address, client.service):
        raise errors.ConsentForAnother
    tokens = shown.tokens
    return Key(Bearer(tokens.access), tokens.text(), shown.service, tokens.consent_until)
