"""Protocols that supersede others: followed back to number 1 by their hashes, or told where the chain breaks."""

from __future__ import annotations

import pytest

from host_tools.findings import Report
from host_tools.formats import cose
from host_tools.verifying.precinct import check_precinct
from host_tools.verifying.protocols import newest
from tests.host_tools.small_precinct import SmallPrecinct


@pytest.fixture(scope="module")
def place() -> SmallPrecinct:
    return SmallPrecinct()


def check(place: SmallPrecinct, protocol: bytes, *earlier: bytes) -> Report:
    totals = [place.totals(1), place.totals(2)]
    return check_precinct([], totals, protocol, place.election, place.precinct, earlier=earlier)


def test_a_chain_of_three_is_followed_to_its_beginning(place: SmallPrecinct) -> None:
    first = place.protocol()
    second = place.correction_of(first)
    third = place.correction_of(second, version=3, correction="A line was read wrongly.")
    report = check(place, third, second, third, first)
    assert report.ok, report.first_bad
    said = " ".join(finding.text for finding in report.findings)
    assert "supersedes number 2 by its hash. The reason given: A line was read wrongly." in said
    assert "supersedes number 1 by its hash. The reason given: A box was counted twice." in said
    assert newest([second, first, third], place.precinct) == third


def test_without_the_one_before_it_is_not_taken(place: SmallPrecinct) -> None:
    second = place.correction_of(place.protocol())
    assert "which was not given" in check(place, second).first_bad
    assert "which was not given" in check(place, second, place.protocol(log_head=b"x" * 16)).first_bad


def test_one_before_it_that_the_desk_did_not_sign(place: SmallPrecinct) -> None:
    forged = cose.sign1(place.protocol_payload().to_cbor(), place.booths[1])
    assert "is not genuine" in check(place, place.correction_of(forged), forged).first_bad


def test_a_number_that_is_skipped(place: SmallPrecinct) -> None:
    first = place.protocol()
    assert "names number 1" in check(place, place.correction_of(first, version=3), first).first_bad


def test_electronic_votes_that_change_with_a_correction(place: SmallPrecinct) -> None:
    counts = place.counts()
    first = place.protocol(electronic=[[counts[0] - 1, counts[1] + 1, counts[2]], counts[3:]])
    assert "other electronic votes than number 1" in check(place, place.correction_of(first), first).first_bad


def test_a_second_number_one_beside_the_chain(place: SmallPrecinct) -> None:
    first, other = place.protocol(), place.protocol(log_head=b"x" * 16)
    assert "another protocol number 1" in check(place, place.correction_of(first), first, other).first_bad
