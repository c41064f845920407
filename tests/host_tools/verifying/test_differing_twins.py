"""The two chips of a cartridge do not say the same."""

import pytest

from host_tools.formats import cartridge
from host_tools.verifying.booth import check_booth
from host_tools.verifying.cartridges import Cartridge, CartridgeError
from host_tools.verifying.chip_images import pair_images
from tests.host_tools.small_precinct import SmallPrecinct

BOOTH = 1


@pytest.fixture(scope="module")
def place() -> SmallPrecinct:
    return SmallPrecinct()


def check(place: SmallPrecinct, image_a: bytes, image_b: bytes):
    return check_booth(Cartridge(bytes(image_a), bytes(image_b)), place.sealed_totals(BOOTH))


def slot_at(place: SmallPrecinct, region: str, slot: int) -> int:
    header = place.header(BOOTH)
    return cartridge.regions(header)[region].begin + slot * header.slot_bytes


def test_a_bit_that_fell_in_one_copy_costs_no_ballot(place):
    damaged = place.image(BOOTH)
    at = slot_at(place, "sorted", 1) + 700
    damaged[at] &= damaged[at] - 1
    result, report = check(place, damaged, place.image(BOOTH))
    assert report.ok, report.first_bad
    assert result.cast == 5
    assert report.data["differences"] == {"sorted": 1}
    assert any("one chip only (slots 1)" in finding.text for finding in report.findings)


def test_the_same_ballot_damaged_on_both_chips_is_told(place):
    images = [place.image(BOOTH), place.image(BOOTH)]
    for image, offset in zip(images, (10, 90), strict=True):
        image[slot_at(place, "sorted", 0) + offset] ^= 0x04
    result, report = check(place, *images)
    assert result.cast == 4
    assert "no whole record on either chip (slots 0)" in report.first_bad


def test_a_ballot_torn_by_a_power_cut_and_voided_is_no_ballot(place):
    images = [place.image(BOOTH, closed=False) for _ in range(2)]
    for image in images:
        at = slot_at(place, "ballots", 7)
        image[at : at + place.header(BOOTH).slot_bytes] = bytes(place.header(BOOTH).slot_bytes)
    result, report = check_booth(Cartridge(*map(bytes, images)), None)
    assert report.ok, report.first_bad
    assert (result.cast, report.data["void"]) == (5, [7])


def test_a_ballot_stuffed_into_both_chips_has_no_valid_tag(place):
    images = [place.image(BOOTH), place.image(BOOTH)]
    stolen = place.records[2][0]
    for image in images:
        at = slot_at(place, "sorted", 5)
        image[at : at + len(stolen)] = stolen
    result, report = check(place, *images)
    assert result.cast == 5
    assert not report.ok


def test_a_ballot_copied_with_its_tag_stands_twice(place):
    images = [place.image(BOOTH), place.image(BOOTH)]
    for image in images:
        at = slot_at(place, "sorted", 5)
        image[at : at + len(place.records[BOOTH][0])] = place.records[BOOTH][0]
    result, report = check(place, *images)
    assert result.cast == 5
    assert "stand more than once" in report.first_bad


def test_a_ballot_removed_from_both_chips_is_missed_in_every_number(place):
    images = [place.image(BOOTH), place.image(BOOTH)]
    for image in images:
        at = slot_at(place, "sorted", 2)
        image[at : at + place.header(BOOTH).slot_bytes] = b"\xff" * place.header(BOOTH).slot_bytes
    _, report = check(place, *images)
    wrong = " ".join(finding.text for finding in report.findings if finding.level == "bad")
    for words in ("5 activations are marked cast", "ballots cast", "hash of all records", "sums of positions"):
        assert words in wrong


def test_an_activation_marked_on_one_chip_only_does_not_count(place):
    ahead = place.image(BOOTH)
    ahead[cartridge.regions(place.header(BOOTH))["in use"].begin] &= 0xBF
    images = Cartridge(bytes(ahead), bytes(place.image(BOOTH)))
    assert images.in_use() == 6
    assert images.differences() == {"in use": 1}


def test_an_altered_log_does_not_lead_to_the_signed_head(place):
    images = [place.image(BOOTH), place.image(BOOTH)]
    for image in images:
        image[cartridge.regions(place.header(BOOTH))["log"].begin + 4] ^= 0x01
    _, report = check(place, *images)
    assert any("event log does not lead to the head" in finding.text for finding in report.findings)


def test_a_header_lost_on_one_chip_is_read_from_the_other(place):
    blank = place.image(BOOTH)
    blank[:512] = b"\xff" * 512
    found, problems = pair_images([bytes(blank), bytes(place.image(BOOTH))])
    assert ([booth for booth, _ in found], problems) == ([BOOTH], [])
    assert found[BOOTH, place.openings[BOOTH]].header == place.header(BOOTH)


def test_chips_of_two_booths_are_not_taken_for_one(place):
    with pytest.raises(CartridgeError, match="different cartridges"):
        Cartridge(bytes(place.image(1)), bytes(place.image(2)))
    with pytest.raises(CartridgeError, match="neither image"):
        Cartridge(b"\xff" * 4096, b"\xff" * 4096)


@pytest.mark.parametrize("image", [b"", b"TAMGACT1", b"TAMGACT1\xff", b"TAMGACT1\xff\xff"])
def test_images_cut_within_their_header_are_told(image):
    with pytest.raises(CartridgeError, match="neither image begins with a whole header"):
        Cartridge(image, image)
