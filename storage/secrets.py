"""Credentials sealed with Fernet (AES-128-CBC and HMAC-SHA256), several keys, the newest first.

The database never holds a secret in clear, and a stolen copy of it is of no use without the keys.
"""

from collections.abc import Callable, Iterable, Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class KeyUnusable(ValueError):
    """A secret key is 32 octets, written in URL-safe base64."""


class CannotUnseal(Exception):
    """None of the keys opens this credential."""


class Keyring:
    """Seals with the newest key and opens with any."""

    def __init__(self, keys: Sequence[str], *, reread: Callable[[], Sequence[str]] | None = None) -> None:
        """`reread` gives the keys as they are now: they may be changed while we run.

        Raises `KeyUnusable`, without the key in its text.
        """
        self._keys = tuple(keys)
        self._fernet = _fernet(self._keys)
        self._reread = reread

    def __repr__(self) -> str:
        return "Keyring(…)"

    def seal(self, secret: str) -> str:
        self._look_again()  # the key that was the newest may be on its way out
        return self._fernet.encrypt(secret.encode()).decode()

    def unseal(self, sealed: str) -> str:
        """Raises `CannotUnseal` where the key it was sealed with is not among ours."""
        try:
            return self._open(sealed)
        except CannotUnseal:
            if not self._look_again():
                raise
            return self._open(sealed)

    def opens_any(self, sealed: Iterable[str]) -> bool:
        """Whether one of them at least was sealed with a key of ours."""
        for each in sealed:
            try:
                self.unseal(each)
            except CannotUnseal:
                continue
            return True
        return False

    def _open(self, sealed: str) -> str:
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise CannotUnseal from None

    def _look_again(self) -> bool:
        """Whether the keys are others now. Keys that cannot be read or used change nothing."""
        if self._reread is None:
            return False
        try:
            keys = tuple(self._reread())
            fernet = _fernet(keys)
        except (OSError, KeyUnusable):
            return False
        changed = keys != self._keys
        self._keys, self._fernet = keys, fernet
        return changed

    def reseal(self, sealed: str) -> str:
        """The same secret under the newest key."""
        return self.seal(self.unseal(sealed))


def _fernet(keys: Sequence[str]) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError:
        raise KeyUnusable from None


def new_key() -> str:
    return Fernet.generate_key().decode()
