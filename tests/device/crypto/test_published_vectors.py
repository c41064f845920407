"""Each primitive gives what its own standard says, on MicroPython with the terminal's heap."""

import json
from pathlib import Path

import pytest

ANSWERS = Path(__file__).with_name("crypto_answers.py")
VECTORS = Path(__file__).parents[2] / "vectors"


def cases_of(name):
    return json.loads((VECTORS / name).read_text())["cases"]


@pytest.mark.parametrize(
    ("primitive", "file", "result"),
    [
        ("sha512", "sha512.json", "digest"),
        ("hkdf", "hkdf_sha256.json", "output"),
        ("pbkdf2", "pbkdf2_sha256.json", "output"),
        ("seal", "chacha20_poly1305.json", "sealed"),
    ],
)
def test_one_result(micropython, primitive, file, result):
    cases = cases_of(file)
    expected = [case.pop(result) for case in cases]
    assert micropython(ANSWERS, [{"do": primitive, **case} for case in cases]) == expected


def test_hmac(micropython):
    cases = cases_of("hmac_sha256.json")
    expected = [case.pop("mac") for case in cases]
    macs = micropython(ANSWERS, [{"do": "hmac", **case} for case in cases])
    assert [mac[: len(short)] for mac, short in zip(macs, expected, strict=True)] == expected


def test_unseal(micropython):
    cases = cases_of("chacha20_poly1305.json")
    expected = [case.pop("plaintext") for case in cases]
    assert micropython(ANSWERS, [{"do": "unseal", **case} for case in cases]) == expected


def test_ed25519(micropython):
    cases = cases_of("ed25519.json")
    signed = micropython(ANSWERS, [{"do": "sign", "seed": c["seed"], "message": c["message"]} for c in cases])
    assert signed == [[case["public"], case["signature"]] for case in cases]
    for case in cases:
        del case["seed"]
    assert micropython(ANSWERS, [{"do": "verify", **case} for case in cases]) == [True] * len(cases)


def test_hmac_drbg(micropython):
    cases = cases_of("hmac_drbg_sha256.json")
    expected = [case.pop("returned") for case in cases]
    for case, output in zip(cases, expected, strict=True):
        case["requests"] = [(len(output) // 2, additional) for additional in case.pop("additional")]
    outputs = micropython(ANSWERS, [{"do": "drbg", **case} for case in cases])
    assert [second for _, second in outputs] == expected
