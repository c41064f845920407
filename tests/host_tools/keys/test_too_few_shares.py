"""The precinct key: k shares make it, fewer make something else, and no file ever holds it."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from host_tools.formats import codes, shamir
from host_tools.formats.points import L, multiply_base
from host_tools.keys import cards, ceremony, printing
from host_tools.keys.randomness import seeded

SECRET = bytes(range(32))


@given(st.integers(0, L - 1), st.integers(1, 6), st.integers(0, 4), st.binary(min_size=1, max_size=8))
@settings(max_examples=50)
def test_any_k_of_n_make_the_secret(secret, k, more, seed):
    shares = shamir.split(secret, k, k + more, seeded(seed))
    assert all(shamir.combine(list(some)) == secret for some in itertools.combinations(shares, k))


def test_fewer_shares_make_another_key():
    shares = shamir.split(123456789, 3, 5, seeded(b"x"))
    assert all(shamir.combine(list(some)) != 123456789 for some in itertools.combinations(shares, 2))
    with pytest.raises(ValueError, match="different indices"):
        shamir.combine([shares[0], shares[0]])


@pytest.mark.parametrize(("k", "n"), [(1, 5), (6, 5), (0, 0), (3, 16)])
def test_a_ceremony_where_one_would_be_enough_or_none_is_refused(k, n):
    with pytest.raises(ceremony.CeremonyError, match="at least 2 must be needed"):
        ceremony.hold_ceremony(bytes(16), 17, 0, SECRET, k, n)


def test_the_whole_key_stands_in_no_file(tmp_path):
    made = ceremony.hold_ceremony(bytes(16), 17, 0, SECRET, 3, 5, seeded(b"ceremony"))
    shares = [cards.open_key_card(codes.parse(card.texts[0]).data, card.pin, SECRET) for card in made.cards]
    secret = shamir.combine([share for share in shares[:3] if share])
    assert multiply_base(secret) == made.public
    printing.write_cards(made.cards, tmp_path)
    printing.write_pin_letters(made.cards, tmp_path)
    written = [path.read_bytes() for path in tmp_path.iterdir()]
    for form in (secret.to_bytes(32, "little"), secret.to_bytes(32, "big")):
        assert not any(form in content or form.hex().encode() in content.lower() for content in written)


def test_a_card_picture_reads_back_and_does_not_show_its_pin(tmp_path):
    from host_tools.verifying.pictures import open_pages, read_texts

    made = ceremony.hold_ceremony(bytes(16), 17, 0, SECRET, 2, 3, seeded(b"cards"))
    for card, path in zip(made.cards, printing.write_cards(made.cards, tmp_path), strict=True):
        assert read_texts(open_pages(path)[0]) == list(card.texts)
        assert card.pin not in card.title
    with pytest.raises(FileExistsError):
        printing.write_cards(made.cards, tmp_path)
