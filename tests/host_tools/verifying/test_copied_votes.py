"""Sealed votes that were copied, made twice with one random number, or hold what no vote is made of."""

from __future__ import annotations

from host_tools.findings import Report
from host_tools.formats import cartridge, points
from host_tools.formats.opening import pairs
from host_tools.verifying.booth import BoothResult, check_booth
from host_tools.verifying.cartridges import Cartridge
from host_tools.verifying.desk_images import DeskCartridge
from host_tools.verifying.joined import check_joined
from tests.host_tools.good_day import GoodDay

_ORDER_2 = (-1 % points.P).to_bytes(32, "little")


def closed(place: GoodDay, booth: int) -> tuple[BoothResult, Report]:
    image = bytes(place.image(booth))
    return check_booth(Cartridge(image, image), place.sealed_totals(booth), bytes(place.booths[booth].verify_key))


def test_a_vote_copied_to_another_booth() -> None:
    place = GoodDay()
    copied = place.slot(2, place.published(1)[0])
    place.records[2] = sorted([place.records[2][0], copied])
    results = {}
    for booth in (1, 2):
        results[booth, place.openings[booth]], report = closed(place, booth)
        assert report.ok, "each booth by itself is in order"
    report = Report("precinct")
    check_joined([], results, place.precinct, place.election, report)
    assert report.first_bad == "8 sealed votes of booth 2 stand at another booth, too."


def test_a_random_number_used_twice() -> None:
    place = GoodDay()
    record = place.published(1)[0]
    place.records[1][0] = place.slot(1, record[:64] * 2 + record[128:])
    place.records[1].sort()
    _, report = closed(place, 1)
    assert "Two sealed votes of this booth begin with the same point" in report.first_bad


def test_a_record_with_a_point_of_small_order() -> None:
    """Twice the torsion adds up to nothing: the sums look clean, the records are not."""
    place = GoodDay()
    for at in (0, 1):
        record = place.published(1)[at]
        place.records[1][at] = place.slot(1, points.add(record[:32], _ORDER_2) + record[32:])
    place.records[1].sort()
    _, report = closed(place, 1)
    assert report.first_bad == "2 records hold points that are not of the prime-order group."


def test_two_ballots_in_one_slot() -> None:
    place = GoodDay()
    first, second = place.image(1), place.image(1)
    other = place.record(1, (1, 0, 0, 1, 1, 0, 0, 0))
    at = cartridge.regions(place.header(1))["sorted"].begin
    second[at : at + len(other)] = other
    images = Cartridge(bytes(first), bytes(second))
    _, report = check_booth(images, place.sealed_totals(1))
    bad = " ".join(finding.text for finding in report.findings if finding.level == "bad")
    assert "6 ballots, but 5 activations are marked cast" in bad
    assert "not in ascending order" in bad


def test_the_sums_of_an_honest_booth_are_points_of_the_group() -> None:
    assert all(points.is_point(point) for pair in pairs(GoodDay().sealed_totals(1).totals) for point in pair)


def test_an_activation_used_in_two_openings() -> None:
    place = GoodDay()
    result, _ = closed(place, 1)
    desk = DeskCartridge(bytes(place.desk_image()), bytes(place.desk_image()))
    report = Report("precinct")
    check_joined([desk], {(1, bytes(16)): result, (1, bytes([1] * 16)): result}, place.precinct, place.election, report)
    assert any("were used in more than one opening of booth 1" in finding.text for finding in report.findings)
