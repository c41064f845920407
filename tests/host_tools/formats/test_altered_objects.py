"""One bit of a signed or an encrypted object is not what it was."""

from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from host_tools.formats import cose

KEY = SigningKey(b"k" * 32)
SIGNED = cose.sign1(b"payload of some length", KEY)
ENCRYPTED = cose.encrypt0(b"k" * 32, bytes(12), b"s" * 32, {cose.CARD_HEADER: {0: "K2", 4: 1}})


def flipped(data: bytes, bit: int) -> bytes:
    altered = bytearray(data)
    altered[bit // 8] ^= 1 << bit % 8
    return bytes(altered)


def test_unaltered_objects_give_what_was_put_in():
    assert cose.verify1(SIGNED, bytes(KEY.verify_key)) == b"payload of some length"
    assert cose.decrypt0(ENCRYPTED, b"k" * 32) == b"s" * 32
    assert cose.peek0(ENCRYPTED) == {1: 24, cose.CARD_HEADER: {0: "K2", 4: 1}}


@given(st.integers(0, len(SIGNED) * 8 - 1))
def test_no_bit_of_a_signed_object_can_change(bit):
    assert cose.verify1(flipped(SIGNED, bit), bytes(KEY.verify_key)) is None


@given(st.integers(0, len(ENCRYPTED) * 8 - 1))
def test_no_bit_of_an_encrypted_object_can_change_header_included(bit):
    assert cose.decrypt0(flipped(ENCRYPTED, bit), b"k" * 32) is None


def test_another_key_opens_and_verifies_nothing():
    assert cose.verify1(SIGNED, bytes(SigningKey(bytes(32)).verify_key)) is None
    assert cose.decrypt0(ENCRYPTED, bytes(32)) is None
