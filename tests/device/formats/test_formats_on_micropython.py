"""The formats on MicroPython: their standards' vectors, and 200 random cases each against other libraries."""

import hashlib
import json
import random
from pathlib import Path

import base45
import cbor2
import nacl.signing
import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from pycose.headers import KID, Algorithm
from pycose.keys import OKPKey
from pycose.messages import Sign1Message

ANSWERS = Path(__file__).with_name("format_answers.py")
VECTORS = Path(__file__).parents[2] / "vectors"
CASES = 200


@pytest.fixture
def dice():
    return random.Random(2004)


def random_value(dice, depth=0):
    kind = dice.randrange(7 if depth < 4 else 5)
    if kind == 0:
        return dice.choice([-1, 1]) * dice.getrandbits(dice.randrange(1, 64))
    if kind == 1:
        return dice.randbytes(dice.choice([0, 5, 23, 24, 255, 256, 300]))
    if kind == 2:
        return "".join(dice.choice("aZ \u04d9\u049b\u6c34\U0001f5f3") for _ in range(dice.randrange(30)))
    if kind in (3, 4):
        return dice.choice([True, False, None])
    items = [random_value(dice, depth + 1) for _ in range(dice.randrange(30 if depth == 0 else 4))]
    if kind == 5:
        return items
    return {dice.choice([dice.randrange(-300, 300), str(i), bytes([i])]): item for i, item in enumerate(items)}


def test_cbor_vectors(micropython):
    vectors = json.loads((VECTORS / "cbor.json").read_text())
    answers = micropython(ANSWERS, [{"do": "cbor", **case} for case in vectors["cases"]])
    assert answers == [[case["encoding"], True, True] for case in vectors["cases"]]
    refused = vectors["refused"] + vectors["refused_more"]
    answers = micropython(ANSWERS, [{"do": "cbor_again", "encoding": case["encoding"]} for case in refused])
    assert [case for case, answer in zip(refused, answers, strict=True) if answer != "refused"] == []


def test_cbor_against_cbor2(micropython, dice):
    encodings = [deterministic(random_value(dice)) for _ in range(CASES)]
    answers = micropython(ANSWERS, [{"do": "cbor_again", "encoding": data.hex()} for data in encodings])
    assert answers == [data.hex() for data in encodings]


def deterministic(value):
    """The encoding of a value by cbor2 piece by piece, because its own canonical form sorts keys by length first."""
    if isinstance(value, dict):
        pairs = sorted((cbor2.dumps(key), deterministic(item)) for key, item in value.items())
        return head(0xA0, len(pairs)) + b"".join(key + item for key, item in pairs)
    if isinstance(value, list):
        return head(0x80, len(value)) + b"".join(deterministic(item) for item in value)
    return cbor2.dumps(value)


def head(major, count):
    number = cbor2.dumps(count)
    return bytes([number[0] | major]) + number[1:]


def test_altered_cbor_is_refused_or_another_value(micropython, dice):
    encodings = []
    while len(encodings) < CASES:
        data = bytearray(deterministic(random_value(dice)))
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        encodings.append(data.hex())
    answers = micropython(ANSWERS, [{"do": "cbor_again", "encoding": encoding} for encoding in encodings])
    assert all(answer in ("refused", encoding) for answer, encoding in zip(answers, encodings, strict=True))


def test_base45_vectors(micropython):
    cases = json.loads((VECTORS / "base45.json").read_text())["cases"]
    answers = micropython(ANSWERS, [{"do": "base45_encode", "data": case["data"]} for case in cases])
    assert answers == [case["text"] for case in cases]
    answers = micropython(ANSWERS, [{"do": "base45_decode", "text": case["text"]} for case in cases])
    assert answers == [case["data"] for case in cases]


def test_base45_against_base45(micropython, dice):
    data = [dice.randbytes(length) for length in range(CASES)]
    answers = micropython(ANSWERS, [{"do": "base45_encode", "data": item.hex()} for item in data])
    assert answers == [base45.b45encode(item).decode() for item in data]
    answers = micropython(ANSWERS, [{"do": "base45_decode", "text": text} for text in answers])
    assert answers == [item.hex() for item in data]


@pytest.mark.parametrize("text", ["A", "AAAA", "GGW", ":::", "ZZ", "V5", "bb8", "AB\n", "\u04d8AB", "AB_"])
def test_base45_that_no_bytes_have(micropython, text):
    assert micropython(ANSWERS, [{"do": "base45_decode", "text": text}]) == ["refused"]


def test_signed_objects_are_read_by_pycose(micropython, dice):
    seeds = [dice.randbytes(32) for _ in range(CASES)]
    payloads = [dice.randbytes(dice.randrange(300)) for _ in range(CASES)]
    answers = micropython(
        ANSWERS,
        [{"do": "sign1", "seed": s.hex(), "payload": p.hex()} for s, p in zip(seeds, payloads, strict=True)],
    )
    for seed, payload, answer in zip(seeds, payloads, answers, strict=True):
        tagged = cbor2.loads(bytes.fromhex(answer))
        assert tagged.tag == 18
        # CoseMessage.decode of pycose 1.1 wants a list and a dict, where cbor2 6 gives frozen ones inside a tag.
        protected, headers, content, signature = tagged.value
        parts = [protected, dict(headers), content, signature]
        message = Sign1Message.from_cose_obj(parts, allow_unknown_attributes=False)
        public = bytes(nacl.signing.SigningKey(seed).verify_key)
        message.key = OKPKey(crv="ED25519", x=public)
        assert message.payload == payload
        assert message.verify_signature()


def test_objects_signed_by_pycose_are_verified(micropython, dice):
    cases = []
    expected = []
    for i in range(CASES):
        key = nacl.signing.SigningKey(dice.randbytes(32))
        payload = dice.randbytes(dice.randrange(200))
        kid = hashlib.sha256(bytes(key.verify_key)).digest()[:8]
        message = Sign1Message({Algorithm: -8}, {KID: kid}, payload)
        message.key = OKPKey(crv="ED25519", x=bytes(key.verify_key), d=bytes(key))
        data = bytearray(message.encode())
        if i % 2:
            data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        cases.append({"do": "verify1", "data": data.hex(), "public": bytes(key.verify_key).hex()})
        expected.append(None if i % 2 else payload.hex())
    assert micropython(ANSWERS, cases) == expected


def encrypted_object(key, nonce, plaintext, salt):
    """COSE_Encrypt0 as a key card carries it, by the host's libraries."""
    protected = cbor2.dumps({1: 24, -70001: {0: "K2", 7: salt}})
    sealed = ChaCha20Poly1305(key).encrypt(nonce, plaintext, cbor2.dumps(["Encrypt0", protected, b""]))
    return cbor2.dumps(cbor2.CBORTag(16, [protected, {5: nonce}, sealed]))


def test_objects_encrypted_by_cryptography_open(micropython, dice):
    cases = []
    expected = []
    for _ in range(CASES):
        key, nonce, salt = dice.randbytes(32), dice.randbytes(12), dice.randbytes(16)
        plaintext = dice.randbytes(dice.randrange(150))
        data = encrypted_object(key, nonce, plaintext, salt).hex()
        cases += [{"do": "salt", "data": data}, {"do": "decrypt0", "data": data, "key": key.hex()}]
        expected += [salt.hex(), plaintext.hex()]
    assert micropython(ANSWERS, cases) == expected


def test_wrong_key_or_altered_object_does_not_open(micropython, dice):
    key, nonce = dice.randbytes(32), dice.randbytes(12)
    data = encrypted_object(key, nonce, bytes(32), b"").hex()
    altered = [
        data[: 2 * i] + f"{int(data[2 * i : 2 * i + 2], 16) ^ 1:02x}" + data[2 * i + 2 :] for i in range(len(data) // 2)
    ]
    cases = [{"do": "decrypt0", "data": item, "key": key.hex()} for item in altered]
    opened = micropython(ANSWERS, [*cases, {"do": "decrypt0", "data": data, "key": "00" * 32}])
    assert opened == [None] * len(opened)
