"""What one signs in with. Neither shows in a `repr`."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Password:
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Bearer:
    """An access token of OAuth 2.0 (RFC 6750)."""

    token: str = field(repr=False)


Secret = Password | Bearer
