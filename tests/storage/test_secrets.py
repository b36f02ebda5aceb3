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


def test_one_that_opens_is_told_from_none() -> None:
    ours, other = secrets.Keyring([secrets.new_key()]), secrets.Keyring([secrets.new_key()])
    theirs = [other.seal("x") for _ in range(3)]
    assert not ours.opens_any(theirs)
    assert ours.opens_any([*theirs, ours.seal("x")])


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


def test_keys_that_are_changed_meanwhile_are_followed() -> None:
    old, new = secrets.new_key(), secrets.new_key()
    keys = [old]
    running = secrets.Keyring(keys, reread=lambda: keys)
    before = running.seal("secret")
    keys[:] = [new, old]
    rotated = secrets.Keyring(keys).reseal(before)
    assert running.unseal(rotated) == "secret"
    keys[:] = [new]
    assert secrets.Keyring([new]).unseal(running.seal("another")) == "another"


@pytest.mark.parametrize("trouble", [OSError(), secrets.KeyUnusable()])
def test_keys_that_cannot_be_read_for_a_moment_are_kept(trouble: Exception) -> None:
    def reread() -> list[str]:
        raise trouble

    keyring = secrets.Keyring([secrets.new_key()], reread=reread)
    assert keyring.unseal(keyring.seal("secret")) == "secret"
    with pytest.raises(secrets.CannotUnseal):
        keyring.unseal(secrets.Keyring([secrets.new_key()]).seal("secret"))
