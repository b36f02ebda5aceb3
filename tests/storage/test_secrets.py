"""Sealed credentials: any of the keys opens, the newest seals, nothing leaks."""

import secrets as chance

import pytest

from storage import secrets


def test_every_key_opens_and_the_newest_seals() -> None:
    old, new, secret = secrets.new_key(), secrets.new_key(), chance.token_hex()
    sealed = secrets.Keyring([old]).seal(secret)
    both = secrets.Keyring([new, old])
    assert both.unseal(sealed) == secret
    assert secrets.Keyring([new]).unseal(both.reseal(sealed)) == secret


def test_a_stranger_s_key_opens_nothing() -> None:
    sealed = secrets.Keyring([secrets.new_key()]).seal("secret")
    with pytest.raises(secrets.CannotUnseal):
        secrets.Keyring([secrets.new_key()]).unseal(sealed)


def test_a_bad_key_is_refused_without_being_repeated() -> None:
    bad = chance.token_hex(4)
    with pytest.raises(secrets.KeyUnusable) as raised:
        secrets.Keyring([bad])
    assert bad not in repr(raised.value)
    assert raised.value.__cause__ is None


def test_the_same_secret_is_sealed_differently_each_time() -> None:
    keyring = secrets.Keyring([secrets.new_key()])
    assert keyring.seal("secret") != keyring.seal("secret")
    assert "secret" not in repr(keyring)
