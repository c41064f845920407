"""The compiled look at CBOR takes what Python would refuse, or another library lies in its place."""

import functools
import shutil
from unittest.mock import patch

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from host_tools.formats import cbor, ed25519, plain_cbor
from tests.host_tools.formats.test_other_encodings import VALUES

DEEP = functools.reduce(lambda inner, _: [inner], range(20), 1)  # deeper than its stack
LOOK = plain_cbor.compiled()
needs_it = pytest.mark.skipif(not (LOOK or shutil.which("gcc")), reason="nothing compiles it here")


def decoded(data, look):
    with patch.object(cbor, "_IS_PLAIN", look):
        try:
            return cbor.decode(data)
        except cbor.CborError as error:
            return str(error)


@needs_it
@given(VALUES, st.lists(st.tuples(st.integers(0, 200), st.integers(0, 255)), max_size=3), st.integers(0, 3))
@example("\N{LATIN SMALL LETTER A WITH DIAERESIS}", [(1, 0xFF)], 0)  # not UTF-8
@example(DEEP, [], 0)
def test_altered_bytes_are_the_same_value_or_the_same_error_with_it_and_without(value, changes, cut):
    data = bytearray(cbor.encode(value))
    for at, byte in changes:
        data[at % len(data)] = byte
    data = bytes(data[: len(data) - cut])
    assert decoded(data, LOOK) == decoded(data, None)


@needs_it
@given(VALUES)
def test_it_takes_what_signed_objects_are_made_of(value):
    data = cbor.encode(value)
    assert LOOK(data, len(data))


def test_another_library_in_its_place_is_not_asked(tmp_path):
    assert plain_cbor.compiled(tmp_path) is None
    helper = ed25519.PREFIX / ed25519.HELPER
    if helper.exists():
        shutil.copyfile(helper, tmp_path / "plain_cbor.so")
    assert plain_cbor.compiled(tmp_path / ".") is None
