"""CBOR that means something but is not the one encoding of it, and payloads with fields too many or too few."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from host_tools.formats import cbor
from host_tools.formats.objects import Activation, SealedTotals
from host_tools.formats.payload import PayloadError
from tests.host_tools.small_precinct import SmallPrecinct

KEYS = st.one_of(st.integers(-(2**64), 2**64 - 1), st.text(max_size=9), st.binary(max_size=9))
VALUES = st.recursive(
    st.one_of(KEYS, st.booleans(), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=5), st.dictionaries(KEYS, inner, max_size=5)),
    max_leaves=20,
)


@given(VALUES)
def test_every_value_has_one_encoding_that_reads_back(value):
    assert cbor.decode(cbor.encode(value)) == value


@given(st.binary(max_size=40))
def test_whatever_is_accepted_is_the_encoding_of_what_it_gives(data):
    try:
        value = cbor.decode(data)
    except cbor.CborError:
        return
    assert cbor.encode(value) == data


@pytest.mark.parametrize(
    "encoding",
    [
        "1800",  # 0 in two bytes
        "a218180120",  # a map of one pair and a half
        "a22001181802",  # -1 before 24: sorted by length, as RFC 7049 did
        "9f01ff",  # indefinite length
        "f90000",  # a float
        "f7",  # undefined
        "0101",  # two values
        "a201010102",  # a key twice
        "c249010000000000000000",  # a big integer
        "a1f501",  # true as a key
        "",
    ],
)
def test_other_encodings_are_refused(encoding):
    with pytest.raises(cbor.CborError):
        cbor.decode(bytes.fromhex(encoding))


def test_map_keys_stand_in_the_order_of_their_bytes():
    pairs = ("181802", "19010004", "2001", "4005", "616103")
    assert cbor.encode({-1: 1, 24: 2, "a": 3, 256: 4, b"": 5}).hex() == "a5" + "".join(pairs)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({10: 1}, "unknown field 10"),
        ({3: 3}, "mode"),
        ({4: 0}, "booth"),
        ({4: True}, "booth"),
        ({1: bytes(15)}, "election"),
        ({1: "x" * 16}, "election"),
        ({6: None}, "index"),
    ],
)
def test_a_payload_with_something_wrong_names_the_field(change, words):
    where = SmallPrecinct().where
    slip = Activation(**where, booth=1, style=0, index=3, desk=1, opening=bytes(16), nonce=bytes(16))
    good = slip.to_map()
    with pytest.raises(PayloadError, match=words):
        Activation.from_cbor(cbor.encode({0: "A2", **good, **change}))
    del good[2]
    with pytest.raises(PayloadError, match="precinct"):
        Activation.from_cbor(cbor.encode({0: "A2", **good}))


def test_payloads_of_an_older_or_newer_kind_are_refused():
    payload = SmallPrecinct().sealed_totals(1)
    assert SealedTotals.from_cbor(payload.to_cbor()) == payload
    with pytest.raises(PayloadError, match="expected kind S2, found 'S1'"):
        SealedTotals.from_cbor(cbor.encode({0: "S1", **payload.to_map()}))
