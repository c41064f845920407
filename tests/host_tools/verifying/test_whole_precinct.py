"""Everything in order: the checks agree, from pictures and from cartridges, open or closed."""

import pytest

from host_tools.verifying.booth import check_booth
from host_tools.verifying.cartridges import Cartridge
from host_tools.verifying.precinct import check_precinct
from tests.host_tools.small_precinct import SmallPrecinct


@pytest.fixture(scope="module")
def place() -> SmallPrecinct:
    return SmallPrecinct()


def all_images(place: SmallPrecinct) -> list[bytes]:
    return [bytes(place.image(booth)) for booth in (2, 1, 2, 1)]


def test_a_precinct_in_order_agrees_in_everything(place):
    totals = [place.totals(1), place.totals(2)]
    report = check_precinct(all_images(place), totals, place.protocol(), place.election, place.precinct, place.secret())
    assert report.ok, report.first_bad
    assert report.data["opened"] == place.counts()
    assert not [finding for finding in report.findings if "differ" in finding.text]


@pytest.mark.parametrize("closed", [True, False])
def test_a_cartridge_gives_the_sums_of_its_booth_before_and_after_closing(place, closed):
    image = bytes(place.image(1, closed))
    totals = place.sealed_totals(1) if closed else None
    result, report = check_booth(Cartridge(image, image), totals, bytes(place.booths[1].verify_key))
    assert report.ok, report.first_bad
    assert report.verdict == ("agrees" if closed else "unproven")
    assert (result.cast, result.spoiled, result.spent) == (5, 1, 6)


def test_without_sealed_totals_the_twins_vouch_for_each_other(place):
    image = bytes(place.image(1))
    result, report = check_booth(Cartridge(image, image), None)
    assert report.ok, report.first_bad
    assert report.verdict == "unproven"
    assert result.cast == 5


def test_totals_of_a_booth_that_was_never_closed_are_not_believed(place):
    image = bytes(place.image(1, closed=False))
    _, report = check_booth(Cartridge(image, image), place.sealed_totals(1))
    assert "not through with closing: the marks closing, sorted, cleared" in report.first_bad


def test_reprinted_totals_differ_in_their_log_head_and_still_count_once(place):
    totals = [place.totals(1), place.totals(1, log_head=bytes(16)), place.totals(2)]
    report = check_precinct([], totals, place.protocol(), place.election, place.precinct)
    assert report.ok, report.first_bad
