"""Credentials sealed with Fernet (AES-128-CBC and HMAC-SHA256), several keys, the newest first.

The database never holds a secret in clear, and a stolen copy of it is of no use without the keys.
"""

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class KeyUnusable(ValueError):
    """A secret key is 32 octets, written in URL-safe base64."""


class CannotUnseal(Exception):
    """None of the keys opens this credential."""


class Keyring:
    """Seals with the newest key and opens with any."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Raises `KeyUnusable`, without the key in its text."""
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError:
            raise KeyUnusable from None

    def __repr__(self) -> str:
        return "Keyring(…)"

    def seal(self, secret: str) -> str:
        return self._fernet.encrypt(secret.encode()).decode()

    def unseal(self, sealed: str) -> str:
        """Raises `CannotUnseal` where the key it was sealed with is not among ours."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise CannotUnseal from None

    def reseal(self, sealed: str) -> str:
        """The same secret under the newest key."""
        return self.seal(self.unseal(sealed))


def new_key() -> str:
    return Fernet.generate_key().decode()
