"""The seal of a replacement slip, by docs/formats.md alone and with other libraries: the firmware opens the same."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nacl.bindings import (
    crypto_aead_chacha20poly1305_ietf_encrypt,
    crypto_scalarmult_ed25519_base_noclamp,
    crypto_scalarmult_ed25519_noclamp,
)
from nacl.signing import SigningKey

ANSWERS = Path(__file__).with_name("format_answers.py")
VECTOR = Path(__file__).parents[2] / "vectors" / "replacement.json"


def sealed(case: dict[str, Any]) -> tuple[str, str]:
    """(point, sealed seed) of a slip, in hexadecimal. case: seeds of desk and spare, r, and the place."""
    number = bytes.fromhex(case["r"])
    spare = bytes(SigningKey(bytes.fromhex(case["spare_seed"])).verify_key)
    point = crypto_scalarmult_ed25519_base_noclamp(number)
    shared = crypto_scalarmult_ed25519_noclamp(number, spare)
    salt = b"TM2 replacement" + bytes.fromhex(case["election"])
    secret = hmac.digest(salt, shared + point + spare, hashlib.sha512)
    place = case["precinct"].to_bytes(4, "little") + bytes((case["mode"],)) + case["terminal"].to_bytes(4, "little")
    key = hmac.digest(secret, place + b"\x01", hashlib.sha512)[:32]
    content = bytes.fromhex(case["desk_seed"])
    return point.hex(), crypto_aead_chacha20poly1305_ietf_encrypt(content, None, bytes(12), key).hex()


def asked(case: dict[str, Any], **changes: Any) -> dict[str, Any]:
    names = ("spare_seed", "point", "sealed", "election", "precinct", "mode", "terminal")
    return {"do": "replaced", **{name: case[name] for name in names}, **changes}


def test_the_seal_is_computed_again_from_the_page_alone(micropython: Callable[..., list[Any]]) -> None:
    case = json.loads(VECTOR.read_text())
    assert sealed(case) == (case["point"], case["sealed"])
    others: list[dict[str, Any]] = [
        {"spare_seed": "55" * 32}, {"precinct": 18}, {"mode": 2}, {"terminal": 102}, {"election": "ee" * 16},
    ]  # fmt: skip
    answers = micropython(ANSWERS, [asked(case), *(asked(case, **change) for change in others)])
    assert answers == [case["desk_seed"]] + [None] * len(others)
