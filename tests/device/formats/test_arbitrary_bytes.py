"""Properties of the formats on any input: what is written is read again, and nonsense is refused in the agreed way."""

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats import base45, cbor, codes, cose, encrypted, utf8

keys = st.one_of(st.integers(-(2**64), 2**64 - 1), st.binary(max_size=40), st.text(max_size=40))
scalars = st.one_of(keys, st.booleans(), st.none())
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=6),
        st.dictionaries(keys, inner, max_size=6),
        st.builds(cbor.Tag, st.integers(0, 2**64 - 1), inner),
    ),
    max_leaves=20,
)
kinds = st.sampled_from(codes.IN_CODES)


def depth(value):
    if isinstance(value, cbor.Tag):
        return 1 + depth(value.value)
    if isinstance(value, dict):
        return 1 + max((depth(item) for item in value.values()), default=0)
    if isinstance(value, list):
        return 1 + max((depth(item) for item in value), default=0)
    return 0


@given(values)
def test_cbor_is_read_as_it_was_written(value):
    if depth(value) > 8:
        with pytest.raises(cbor.CborError):
            cbor.encode(value)
    else:
        assert cbor.decode(cbor.encode(value)) == value


@given(st.dictionaries(keys, scalars, max_size=30))
def test_cbor2_reads_our_cbor(value):
    assert cbor2.loads(cbor.encode(value)) == value


@given(st.binary(max_size=200))
def test_cbor_of_any_bytes(data):
    try:
        value = cbor.decode(data)
    except cbor.CborError:
        return
    assert cbor.encode(value) == data


@given(
    st.one_of(st.floats(), st.just(2**64), st.just(-(2**64) - 1), st.just("\ud800"), st.just({None: 1}), st.just({1}))
)
def test_values_without_an_encoding(value):
    with pytest.raises(cbor.CborError):
        cbor.encode([value])


@given(st.one_of(st.binary(max_size=12), st.text(max_size=6).map(lambda text: text.encode())))
def test_utf8_is_what_python_says(data):
    try:
        data.decode()
    except UnicodeDecodeError:
        assert not utf8.is_utf8(data)
    else:
        assert utf8.is_utf8(data)


@given(st.binary(max_size=300))
def test_base45_is_read_as_it_was_written(data):
    text = base45.encode(data)
    assert base45.decode(text) == data
    assert set(text) <= set(base45.ALPHABET.decode())


@given(st.one_of(st.text(max_size=50), st.text(alphabet=base45.ALPHABET.decode(), max_size=50)))
def test_base45_of_any_text(text):
    try:
        data = base45.decode(text)
    except ValueError:
        return
    assert base45.encode(data) == text


@given(st.binary(max_size=200), st.binary(min_size=32, max_size=32))
def test_cose_of_any_bytes(data, key):
    assert cose.peek1(data) is None
    assert cose.verify1(data, key) is None
    assert encrypted.peek0(data) is None
    assert encrypted.decrypt0(data, key) is None


@given(values, values, values, values)
def test_cose_of_any_parts(a, b, c, d):
    for tagged in (cbor.Tag(18, [a, b, c, d]), cbor.Tag(16, [a, b, c])):
        if depth(tagged) <= 8:
            data = cbor.encode(tagged)
            assert cose.verify1(data, bytes(32)) is None
            assert encrypted.decrypt0(data, bytes(32)) is None


@given(kinds, st.binary(min_size=1, max_size=3000), st.randoms(use_true_random=False))
def test_codes_in_any_order_with_repeats(kind, data, dice):
    texts = codes.split(kind, data)
    assert all(len(text) <= codes.LONGEST and set(text) <= set(base45.ALPHABET.decode()) for text in texts)
    assert max(map(len, texts)) - min(map(len, texts)) <= 3
    order = [*texts, dice.choice(texts)] if len(texts) > 1 else list(texts)
    dice.shuffle(order)
    assembler = codes.Assembler()
    results = [assembler.add(codes.parse(text)) for text in order]
    assert [result for result in results if isinstance(result, bytes)] == [data]
    assert results.count(codes.REPEATED_PART) == len(order) - len(texts)
    assert assembler.missing() == []


@given(
    st.one_of(
        st.text(max_size=80),
        st.text(max_size=80).map(lambda text: "TM1:" + text),
        st.tuples(kinds, st.integers(0, 120), st.integers(0, 120), st.text(base45.ALPHABET.decode(), max_size=40)).map(
            lambda fields: "TM1:{}:{}/{}:{}".format(*fields)
        ),
    )
)
def test_code_of_any_text(text):
    code = codes.parse(text)
    if isinstance(code, codes.Code):
        assert 1 <= code.part <= code.parts <= codes.MOST_PARTS
        codes.Assembler().add(code)
    else:
        assert code in (codes.NOT_OURS, codes.DAMAGED)
