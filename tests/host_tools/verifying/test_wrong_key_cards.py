"""Opening the sums at an audit with the wrong cards or PINs."""

import pytest

from host_tools.formats import codes
from host_tools.keys.randomness import seeded
from host_tools.verifying.sums import OpeningError, precinct_secret
from tests.host_tools.small_precinct import SmallPrecinct


@pytest.fixture(scope="module")
def place() -> SmallPrecinct:
    return SmallPrecinct()


def cards_and_pins(place: SmallPrecinct, *indices: int) -> tuple[list[bytes], list[str]]:
    chosen = [place.keys.cards[i - 1] for i in indices]
    return [codes.parse(card.texts[0]).data for card in chosen], [card.pin for card in chosen]


def test_any_two_of_the_three_cards_give_the_key(place):
    keys = {
        precinct_secret(*cards_and_pins(place, *pair), place.card_secret, place.precinct.key)
        for pair in ((1, 2), (3, 1), (2, 3))
    }
    assert len(keys) == 1


def test_a_wrong_pin_names_the_card(place):
    cards, pins = cards_and_pins(place, 1, 2)
    with pytest.raises(OpeningError, match="key card 2 does not open"):
        precinct_secret(cards, [pins[0], "000000"], place.card_secret, place.precinct.key)


def test_one_card_shown_twice_is_one_card(place):
    with pytest.raises(OpeningError, match="1 different key cards are not enough"):
        precinct_secret(*cards_and_pins(place, 1, 1), place.card_secret, place.precinct.key)


def test_cards_without_the_package_secret_open_nothing(place):
    with pytest.raises(OpeningError, match="does not open"):
        precinct_secret(*cards_and_pins(place, 1, 2), bytes(32), place.precinct.key)


def test_cards_of_the_rehearsal_are_not_those_of_the_election(place):
    rehearsal = SmallPrecinct(mode=1, random=seeded(b"rehearsal"))
    with pytest.raises(OpeningError, match="not those of this precinct"):
        precinct_secret(*cards_and_pins(rehearsal, 1, 2), rehearsal.card_secret, place.precinct.key)
