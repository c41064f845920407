"""A signed object is the one that another COSE library makes, and nothing is one that the strict reading is not."""

from __future__ import annotations

from hashlib import sha256

import cbor2
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey
from pycose.algorithms import EdDSA
from pycose.headers import KID, Algorithm
from pycose.keys.curves import Ed25519
from pycose.keys.okp import OKPKey
from pycose.messages.sign1message import Sign1Message

from host_tools.formats import cbor, cose

KEY = SigningKey(sha256(b"signed by another library").digest())
PUBLIC = bytes(KEY.verify_key)
PAYLOADS = st.one_of(st.binary(max_size=600), st.sampled_from([0, 23, 24, 255, 256, 65_535, 65_536]).map(bytes))


def by_pycose(payload: bytes) -> bytes:
    message = Sign1Message(phdr={Algorithm: EdDSA}, uhdr={KID: cose.key_id(PUBLIC)}, payload=payload)
    message.key = OKPKey(crv=Ed25519, x=PUBLIC, d=bytes(KEY))
    return bytes(message.encode())


def by_parsing(data: bytes) -> tuple[bytes, bytes] | None:
    """(key id, payload) as a strict CBOR reader finds them."""
    try:
        value = cbor.decode(data)
    except cbor.CborError:
        return None
    if not isinstance(value, cbor.Tag) or value.tag != 18 or not isinstance(value.value, list) or len(value.value) != 4:
        return None
    protected, headers, payload, signature = value.value
    if protected != b"\xa1\x01\x27" or not isinstance(headers, dict) or list(headers) != [4]:
        return None
    sizes = [len(item) if isinstance(item, bytes) else None for item in (headers[4], signature)]
    return (headers[4], payload) if sizes == [8, 64] and isinstance(payload, bytes) else None


@given(PAYLOADS)
def test_the_same_bytes_as_pycose(payload: bytes) -> None:
    signed = cose.sign1(payload, KEY)
    assert signed == by_pycose(payload)
    assert cose.peek1(signed) == by_parsing(signed) == (cose.key_id(PUBLIC), payload)
    assert cose.verify1(signed, PUBLIC) == payload


@given(PAYLOADS, st.data())
def test_a_changed_object_is_read_as_a_strict_reader_reads_it(payload: bytes, choices: st.DataObject) -> None:
    signed = bytearray(cose.sign1(payload, KEY))
    for _ in range(choices.draw(st.integers(1, 3))):
        at = choices.draw(st.one_of(st.integers(0, min(len(signed) - 1, 22)), st.integers(0, len(signed) - 1)))
        change = choices.draw(st.sampled_from(["flip", "cut", "grow"]))
        if change == "flip":
            signed[at] ^= choices.draw(st.integers(1, 255))
        elif change == "cut" and len(signed) > 1:
            del signed[at]
        else:
            signed[at:at] = choices.draw(st.binary(min_size=1, max_size=3))
    assert cose.peek1(bytes(signed)) == by_parsing(bytes(signed))


KEYS = st.one_of(st.integers(-(1 << 64), (1 << 64) - 1), st.binary(max_size=30), st.text(max_size=30))
VALUES = st.recursive(
    st.one_of(KEYS, st.booleans(), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=5), st.dictionaries(KEYS, inner, max_size=6)),
    max_leaves=20,
)


@given(VALUES)
def test_keys_stand_in_the_order_of_their_encodings(value: object) -> None:
    def keys(item: object) -> None:
        if isinstance(item, dict):
            encodings = [cbor2.dumps(key) for key in item]
            assert encodings == sorted(encodings)
            for inner in item.values():
                keys(inner)
        elif isinstance(item, list):
            for inner in item:
                keys(inner)

    decoded = cbor.decode(cbor.encode(value))
    assert decoded == value
    keys(decoded)
