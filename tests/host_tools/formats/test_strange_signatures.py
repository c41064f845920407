"""Signatures that one library takes and another might not: the answer is libsodium's, with lib25519 and without."""

from __future__ import annotations

from pathlib import Path

import nacl.exceptions
import pytest
from nacl.bindings import crypto_sign_open
from nacl.signing import SigningKey

from host_tools.formats import ed25519
from host_tools.formats.points import L, P, multiply_base

KEY = SigningKey(bytes(32))
PUBLIC = bytes(KEY.verify_key)
MESSAGE = b"a protocol"
SIGNATURE = KEY.sign(MESSAGE).signature
R, S = SIGNATURE[:32], SIGNATURE[32:]
ORDER_8 = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
IDENTITY, ZERO = bytes([1]) + bytes(31), bytes(32)
STRANGE = {
    "right": (MESSAGE, SIGNATURE, PUBLIC),
    "another message": (MESSAGE + b"s", SIGNATURE, PUBLIC),
    "empty message": (b"", KEY.sign(b"").signature, PUBLIC),
    "s above L": (MESSAGE, R + (int.from_bytes(S, "little") + L).to_bytes(32, "little"), PUBLIC),
    "signs everything": (MESSAGE, IDENTITY + ZERO, IDENTITY),
    "key of order 8": (MESSAGE, ORDER_8 + ZERO, ORDER_8),
    "R of order 8": (MESSAGE, ORDER_8 + S, PUBLIC),
    "R not canonical": (MESSAGE, (P + 1).to_bytes(32, "little") + S, PUBLIC),
    "key not canonical": (MESSAGE, SIGNATURE, (P + 1).to_bytes(32, "little")),
    "key off the curve": (MESSAGE, SIGNATURE, bytes([2]) + bytes(31)),
    "another key": (MESSAGE, SIGNATURE, multiply_base(7)),
    "short signature": (MESSAGE, SIGNATURE[:63], PUBLIC),
    "short key": (MESSAGE, SIGNATURE, PUBLIC[:31]),
}


def by_libsodium(message: bytes, signature: bytes, public: bytes) -> bool:
    try:
        return crypto_sign_open(signature + message, public) == message
    except (nacl.exceptions.BadSignatureError, nacl.exceptions.ValueError):
        return False


@pytest.mark.parametrize("name", STRANGE)
@pytest.mark.parametrize("fast", [True, False])
def test_answers_are_those_of_libsodium(name: str, fast: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not fast:
        monkeypatch.setattr(ed25519, "_fast", lambda: None)
    assert ed25519.is_signed(*STRANGE[name]) == by_libsodium(*STRANGE[name]) == (name in ("right", "empty message"))


def test_another_library_under_the_name_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ed25519, "PREFIX", tmp_path)
    monkeypatch.setattr(ed25519, "_load", lambda folder: lambda signed, public: True)
    ed25519._fast.cache_clear()
    try:
        assert ed25519._fast() is None and not ed25519.is_signed(*STRANGE["another message"])
    finally:
        ed25519._fast.cache_clear()


def test_lib25519_is_used_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    if ed25519._fast() is None:
        pytest.skip("lib25519 is not there")
    monkeypatch.setattr(ed25519, "crypto_sign_open", lambda signed, public: pytest.fail("libsodium was asked"))
    assert ed25519.is_signed(*STRANGE["right"])


@pytest.mark.parametrize("shows_its_names", [True, False])
def test_whoever_signs_thousands_makes_the_same_signatures(shows_its_names, monkeypatch):
    assert ed25519._sodium_signs()
    if not shows_its_names:
        monkeypatch.setattr(ed25519, "_sodium_signs", lambda: None)
    sign = ed25519.signer(KEY)
    assert [sign(message) for message in (b"", MESSAGE, bytes(5000))] == [
        KEY.sign(message).signature for message in (b"", MESSAGE, bytes(5000))
    ]
