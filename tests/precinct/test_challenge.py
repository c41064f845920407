"""A voter who challenges the booth: what comes out on paper, what counts, and the plug pulled in the middle."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PIL import Image

from host_tools.elections.election_file import read_election
from host_tools.formats import ballot_record
from host_tools.provisioning.plan import OFFICIAL
from host_tools.verifying.challenges import Given, check_challenge
from host_tools.verifying.code_list import codes_of
from host_tools.verifying.keyring import KeyRing
from simulator.people.precinct import PowerWentOff
from simulator.people.slip_reader import BALLOT, CHALLENGED, CODE, OPENING, codes_on, kind_of
from tests.precinct.day import ELECTION, VOTE, Day, Snapshot
from tests.precinct.slip_objects import object_of, payload_of
from tests.precinct.traces import ballots, events, header_of, marked, regions

LANGUAGE = "en"
CHOICE = ("Koseev", "Yes", "No")


@pytest.fixture(scope="module")
def challenged(opened: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Day, list[Image.Image]]]:
    """A day on which one voter challenged twice and then cast, and the slips of it."""
    day = Day(opened, tmp_path_factory.mktemp("challenged"))
    day.resume(day.booth(1))
    day.vote(1, day.activation(index=5), CHOICE, LANGUAGE, challenges=2)
    day.idle(day.booth(1))
    yield day, list(day.booth(1).hardware.printer.slips)
    day.unplug()


def of_kind(slips: list[Image.Image], kind: str) -> list[Image.Image]:
    return [slip for slip in slips if kind_of(slip) == kind]


def test_every_ballot_has_its_strip_and_every_challenge_its_opening(challenged: tuple[Day, list[Image.Image]]) -> None:
    kinds = [kind_of(slip) for slip in challenged[1]]
    assert kinds == [CODE, CHALLENGED, OPENING] * 2 + [CODE, BALLOT]
    assert not [codes_on(slip) for slip in of_kind(challenged[1], CHALLENGED) if codes_on(slip)]


def test_a_challenged_ballot_is_recomputed_from_paper_alone_and_does_not_count(
    challenged: tuple[Day, list[Image.Image]],
) -> None:
    day, slips = challenged
    election, precinct = read_election(ELECTION), day.provisioned.precincts[OFFICIAL]
    ring = KeyRing()
    ring.add_precinct(precinct, "vouched")
    ring.add_election(election)
    strips = [object_of(codes_on(slip))[1] for slip in of_kind(slips, CODE)]
    activation = object_of([day.activation(index=5)])[1]
    header = header_of(day.booth(1).hardware)
    begin, end = regions(day.booth(1).hardware)["ballots"]
    area = bytes(day.booth(1).hardware.chips[0].array[begin:end])
    slots = [area[at : at + header[6]] for at in range(0, len(area) - header[6] + 1, header[6])]
    size = ballot_record.record_bytes(election.shape)
    published = codes_of([slot[:size] for slot in slots if slot.strip(b"\xff")], 1, precinct)
    assert len(published) == 1
    for number, opening in enumerate(of_kind(slips, OPENING)):
        report = check_challenge(
            object_of(codes_on(opening))[1], Given([strips[number]], [activation], published), ring, election, precinct
        )
        assert report.verdict == "agrees", report.first_bad
        assert [name in str(report.findings) for name in CHOICE] == [True] * 3
    said = [payload_of(codes_on(slip))[6] for slip in of_kind(slips, CODE)]
    assert len(set(said)) == 3, "a fresh seed each time"
    assert published == {said[2]}, "the ballot that was cast, and no other"
    assert (ballots(day.booth(1).hardware), marked(day.booth(1).hardware, "cast")) == (1, 1)


def test_the_totals_say_how_often_the_booth_was_challenged(booth: Day) -> None:
    booth.vote(1, booth.activation(index=3), CHOICE, LANGUAGE, changes=1, challenges=1)
    assert payload_of(booth.closed_totals(1))[5] == [1, 1, 1, 1, 0]


def test_challenges_and_changes_have_one_limit(booth: Day) -> None:
    at = booth.at_review(booth.activation(index=2), LANGUAGE, CHOICE)
    for left in (2, 1, 0):
        booth.print_ballot(at, LANGUAGE)
        booth.challenge(at, LANGUAGE)
        if left:
            at.sees("review", language=LANGUAGE)
    at.sees("spoiled_limit", 3, language=LANGUAGE)


def test_who_takes_the_challenge_back_still_casts(booth: Day) -> None:
    at = booth.at_review(booth.activation(index=2), LANGUAGE, CHOICE)
    booth.print_ballot(at, LANGUAGE)
    at.presses("down")
    at.sees("challenge", language=LANGUAGE)
    at.presses("back")
    at.sees("compare", language=LANGUAGE)
    at.presses("ok")
    at.sees("cast_done", language=LANGUAGE)
    assert ballots(at.hardware) == 1


@pytest.mark.parametrize("chip", [0, 1])
def test_the_plug_is_pulled_at_every_write_of_a_challenge(
    start: Callable[..., Day], opened: Snapshot, chip: int
) -> None:
    """Its end is stored before anything is said: spoiled or challenged, never both, never cast; the slip stays good."""
    day = start(opened)
    at, found = day.booth(1), []
    for operation, torn in ((1, True), (1, "after"), (2, True), (2, "after")):
        if not at.hardware.bench.powered:
            day.resume(at)
        day.at_review(day.activation(index=4), "ru", VOTE)
        at.presses("ok")
        at.sees("compare", language="ru")
        at.presses("down")
        at.sees("challenge", language="ru")
        at.hardware.chips[chip].cut_at(operation, torn)
        with pytest.raises(PowerWentOff):
            at.presses("ok")
            at.sees("challenge_done", language="ru")
            at.hardware.rest(20_000)
        at.hardware.plug_in()
        at.hands.expect("Электр")
        found.append(events(at.hardware)[-1])
        at.presses("ok")
        day.idle(at)
        assert (ballots(at.hardware), marked(at.hardware, "cast")) == (0, 0)
    assert found[0] in (("recovered", 1), ("recovered", 4)), "the mark is torn: what the chips show decides"
    assert found[2] == ("recovered", 2 if chip else 4), "its end was stored; a torn entry on the second chip is gone"
    day.vote(1, day.activation(index=4), VOTE)
    cast, spoiled, spent, challenges, cancelled = payload_of(day.closed_totals(1))[5]
    assert (cast, spoiled + challenges, spent, cancelled) == (1, 4, 1, 0) and challenges >= 2
