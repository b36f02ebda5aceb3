"""Where Telegram brings updates to: computed from the bot's token, so a restart changes nothing."""

import hmac
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Door:
    """Where Telegram knocks. `path` is the last part of the address, `secret` is in a header."""

    url: str = field(repr=False)
    path: str = field(repr=False)
    secret: str = field(repr=False)

    @classmethod
    def of(cls, token: str, public_url: str) -> "Door":
        """Whoever does not know the token cannot guess these, and these do not give the token away."""
        path = hmac.digest(token.encode(), b"postroom webhook path", "sha256").hex()
        secret = hmac.digest(token.encode(), b"postroom webhook secret", "sha256").hex()
        return cls(f"{public_url}/telegram/{path}", path, secret)
