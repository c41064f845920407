"""Somebody changed a number: in the totals, in the protocol, or in both."""

from hashlib import sha256

import pytest

from host_tools.formats import cose, opening, points
from host_tools.formats.definitions import Blank
from host_tools.formats.objects import BoothLine, Tally
from host_tools.keys.randomness import seeded
from host_tools.verifying.equations import breaches
from host_tools.verifying.precinct import check_precinct
from tests.host_tools.small_precinct import SmallPrecinct


@pytest.fixture(scope="module")
def place() -> SmallPrecinct:
    return SmallPrecinct()


def check(place: SmallPrecinct, totals: list[bytes], protocol: bytes):
    return check_precinct([], totals, protocol, place.election, place.precinct)


def both(place: SmallPrecinct) -> list[bytes]:
    return [place.totals(1), place.totals(2)]


def test_one_vote_moved_from_a_to_against_all_breaks_the_proof(place):
    counts = place.counts()
    moved = [counts[0] - 1, counts[1] + 1, counts[2]]
    report = check(place, both(place), place.protocol(electronic=[moved, counts[3:]]))
    assert "opening proof does not hold" in report.first_bad


def test_every_byte_of_the_proof_matters(place):
    proof = bytearray(place.protocol_payload().proof)
    for at in (0, 31, 32, 63):
        altered = proof.copy()
        altered[at] ^= 1
        report = check(place, both(place), place.protocol(proof=bytes(altered)))
        assert "opening proof does not hold" in report.first_bad


def test_totals_of_a_booth_left_out_are_missed(place):
    report = check(place, [place.totals(1)], place.protocol())
    assert report.first_bad == "Sealed totals of booths 2 are missing."


def test_totals_with_other_numbers_are_not_those_in_the_protocol(place):
    report = check(place, [place.totals(1, tally=Tally(6, 1, 6, 0, 0)), place.totals(2)], place.protocol())
    assert "line of booth 1 is not that of its sealed totals" in report.first_bad


def test_two_different_totals_of_one_booth_are_told(place):
    report = check(place, [*both(place), place.totals(1, tally=Tally(5, 2, 6, 0, 0))], place.protocol())
    assert report.first_bad == "Booth 1 has two different sealed totals."


def test_totals_that_are_no_points_or_too_few_are_told_and_do_not_crash(place):
    totals = place.sealed_totals(1).totals
    no_points = b"\xff" * 64 + totals[64:]
    for broken, words in ((no_points, "not of the group"), (totals[:-64], "8 positions"), (b"", "8 positions")):
        report = check(place, [place.totals(1, totals=broken), place.totals(2)], place.protocol())
        assert words in report.first_bad


def test_a_precinct_where_nobody_voted_at_booths_has_a_proof_too(place):
    empty = SmallPrecinct()
    empty.records = {booth: [] for booth in empty.records}
    identity = [(points.IDENTITY, points.IDENTITY)] * 8
    t = opening.transcript(empty.election.hash16, 17, 0, empty.keys.public, identity, [0] * 8)
    proof = opening.prove(empty.secret(), t, identity, [0] * 8, seeded(b"empty"))
    lines = [
        BoothLine(booth, 0, 1, 1, sha256(empty.totals(booth)).digest(), 1, empty.openings[booth], 1, 0)
        for booth in empty.records
    ]
    fields = {**empty.protocol_payload().fields, "electronic": 0, "activations": 2, "marked": 6}
    protocol = empty.protocol(booths=lines, electronic=[[0] * 3, [0] * 5], proof=proof, fields=fields)
    report = check(empty, both(empty), protocol)
    assert report.ok, report.first_bad


def test_a_breach_without_a_reason_is_bad_and_with_a_reason_is_told(place):
    first, second = place.protocol_payload().papers
    papers = [first._replace(room=4), second]
    report = check(place, both(place), place.protocol(papers=papers, reason=None))
    bad = [finding.text for finding in report.findings if finding.level == "bad"]
    assert any("one: room = 4 is more than issued = 3" in text for text in bad)
    report = check(place, both(place), place.protocol(papers=papers, reason="one ballot of the next room"))
    assert report.ok
    assert any("one ballot of the next room" in finding.text for finding in report.findings)


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("listed", "on_list = 19, but listed + added - certificates = 20"),
        ("on_list", "on_list = 20, but listed + added - certificates = 19"),
        ("activations", "activations = 10, but activations of all booths = 9"),
        (
            "marked",
            "marked + slips exchanged and changed = 14, but activations + issued_recorded + outside_recorded = 13",
        ),
        ("issued_recorded", "one: issued = 3, but issued_recorded = 4"),
        ("outside_recorded", "two: outside = 1, but outside_recorded = 2"),
        ("slips_returned", "electronic + slips returned, exchanged, cancelled = 10 is more than activations = 9"),
        ("electronic", "electronic = 8, but ballots cast at all booths = 7"),
    ],
)
def test_each_equation_notices_a_number_that_is_one_too_high(place, field, words):
    fields = {**place.protocol_payload().fields}
    fields[field] += 3 if field == "slips_returned" else 1
    report = check(place, both(place), place.protocol(fields=fields, reason=None))
    assert any(words in finding.text for finding in report.findings if finding.level == "bad")


def test_blanks_in_a_contest_that_allows_none(place):
    contests = [contest.model_copy(update={"blank": Blank.NOT_ALLOWED}) for contest in place.election.contests]
    found = breaches(place.protocol_payload(), place.election.model_copy(update={"contests": contests}))
    blanks = [breach for breach in found if "electronic blanks" in breach.text]
    assert [breach.text.split(",")[0] for breach in blanks] == [
        f"electronic blanks of {contest.id} = {count}"
        for contest, count in zip(contests, (place.counts()[2], place.counts()[-1]), strict=True)
        if count
    ]
    assert blanks and not any(breach.by_people for breach in blanks)


def test_a_list_below_nobody_is_a_breach_that_reads(place):
    """1,083 listed, 1,370 certificates issued, 1 accepted: -286 voters."""
    fields = {**place.protocol_payload().fields, "listed": 1083, "added": 1, "certificates": 1370, "on_list": -286}
    report = check(place, both(place), place.protocol(fields=fields, reason=None))
    assert any("on_list = -286 is less than nobody" in finding.text for finding in report.findings)


def test_what_the_desk_recorded_and_what_people_counted(place):
    fields = {**place.protocol_payload().fields, "spoiled_recorded": 2}
    report = check(place, both(place), place.protocol(fields=fields, reason=None))
    found = [finding.text for finding in report.findings if "recorded" in finding.text]
    assert len(found) == 1 and "paper ballots spoiled = 1, but spoiled_recorded = 2" in found[0]


@pytest.mark.parametrize(
    ("tally", "words"),
    [
        ({"cast": 7}, "ballots cast and slips cancelled at booth 1 = 7 is more than activations spent at booth 1 = 6"),
        ({"issued": 5}, "activations spent at booth 1 = 6 is more than activations issued for booth 1 = 5"),
    ],
)
def test_each_booth_by_itself(place, tally, words):
    first, second = place.protocol_payload().booths
    report = check(place, both(place), place.protocol(booths=[first._replace(**tally), second], reason=None))
    assert any(words in finding.text for finding in report.findings if finding.level == "bad")


def test_a_protocol_with_a_line_too_few_does_not_fit_the_election(place):
    report = check(place, both(place), place.protocol(paper=[[2, 1, 1], [2, 2, 0, 1, 0, 0]]))
    assert "one has 3 paper lines instead of 5" in report.first_bad


def test_a_protocol_signed_by_a_booth_is_not_genuine(place):
    forged = cose.sign1(place.protocol_payload().to_cbor(), place.booths[1])
    report = check(place, both(place), forged)
    assert "booth 1 of precinct 17 signed it, but must not sign a protocol" in report.first_bad


def test_test_votes_do_not_count_as_official_ones(place):
    rehearsal = SmallPrecinct(mode=1)
    report = check(place, [rehearsal.totals(1), rehearsal.totals(2)], rehearsal.protocol())
    assert "is from test mode, and the keys are for official mode" in report.first_bad
