"""Voters of two territories at the same terminals: each gets the contests of their own, and every count says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from host_tools.elections.checks import MOST_BYTES, load_bytes
from host_tools.elections.election_file import read_election
from host_tools.formats.cartridge import published
from host_tools.formats.definitions import MOST_STYLES, Election
from host_tools.rolls.supplement import Changes
from host_tools.verifier import challenge, verify
from host_tools.verifying.cartridges import Cartridge
from host_tools.verifying.challenges import Given, check_challenge
from host_tools.verifying.keyring import KeyRing
from host_tools.verifying.precinct import check_precinct
from simulator.people.precinct import HOME, OFFICIAL, PAPER
from simulator.people.slip_reader import codes_on
from simulator.people.typed_numbers import OF_THE_DAY, asked_lines
from simulator.people.words import words
from tests.precinct import day as days
from tests.precinct import test_largest_elections as largest
from tests.precinct.day import ELECTION, SLOTS, Day, Snapshot, make_precinct, opened_everywhere
from tests.precinct.evening_numbers import numbers
from tests.precinct.slip_objects import object_of, payload_of
from tests.precinct.test_changed_slips import cancelled, changed
from tests.precinct.test_supplement import LATER, NEWCOMER, made, put
from tests.precinct.traces import events, marked, refusal

TOWN, VILLAGE = 1, 2  # styles: the president and the first question; the president and the second one
_STYLES = """
[[styles]]
id = "town"
name = { kk = "Қала", ru = "Город", en = "Town" }
contests = ["president", "question-1"]

[[styles]]
id = "village"
name = { kk = "Ауыл", ru = "Село", en = "Village" }
contests = ["question-2", "president"]
"""
EACH = -(-SLOTS // 8) * 8  # activation indices of a booth for each style
STYLE, INDEX = 5, 6  # keys of an activation
# Paper of each contest: handed out in the room and outside, then the votes on it; from the voters below.
_PAPER = ((2, 1, [3, 0, 0, 0, 0, 0, 0, 0, 0, 0]), (0, 1, [1, 0, 0, 0, 0]), (2, 0, [1, 1, 0, 0, 0]))
_RECEIVED = 10
_FAR = "Әулиекөл ауданының шалғай ауылдары"


def with_styles(folder: Path) -> Path:
    path = folder / "election.toml"
    path.write_text(ELECTION.read_text("utf-8") + _STYLES, "utf-8")
    return path


@pytest.fixture(scope="module")
def styled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Snapshot, Election]:
    """Officially open, of an election with two styles; voters with even numbers are of the town."""
    folder = tmp_path_factory.mktemp("styles")
    path = with_styles(folder)
    new = make_precinct(folder / "made", election=path)
    return opened_everywhere(new, tmp_path_factory.mktemp("opened"), OFFICIAL), read_election(path)


def typed(election: Election) -> list[int]:
    """What the chair types of the paper of each contest."""
    typed_in = [0] * len(OF_THE_DAY)
    for contest, (room, outside, votes) in zip(election.contests, _PAPER, strict=True):
        typed_in += [_RECEIVED, 0, outside, 0, _RECEIVED - room - outside, 0, outside, room]
        typed_in += asked_lines(contest, votes)
    return typed_in


def publish(day: Day, election: Election, objects: list[bytes], folder: Path) -> None:
    """The record of the day as a verifier gets it."""
    for at in day.booths:
        found = Cartridge(*(bytes(chip.array) for chip in at.hardware.chips))
        slots = found.records("sorted", None).records
        data = b"".join(published(found.header, slot) for slot in slots)
        (folder / f"booth-{found.header.terminal}.bin").write_bytes(data)
    (folder / "election.cbor").write_bytes(election.to_cbor())
    (folder / "precinct.cbor").write_bytes(day.provisioned.precincts[OFFICIAL].to_cbor())
    for number, data in enumerate(objects):
        (folder / f"{number}.cose").write_bytes(data)


@pytest.mark.timeout(1200)
def test_each_voter_has_the_contests_of_their_territory_and_both_verifiers_agree(
    start: Callable[..., Day], styled: tuple[Snapshot, Election], tmp_path: Path
) -> None:
    snapshot, election = styled
    day = start(snapshot)
    for terminal in day.terminals:
        day.resume(terminal)
    slips = [day.check_in(day.labels[voter], 1 + voter // 2 % 2) for voter in range(5)]
    said = [payload_of([slip]) for slip in slips]
    assert [one[STYLE] for one in said] == [TOWN, VILLAGE, TOWN, VILLAGE, TOWN]
    assert [one[INDEX] // EACH + 1 for one in said] == [one[STYLE] for one in said]
    day.vote(1, slips[0], ("Косеев", "Да"))
    printed = day.vote(1, slips[1], ("Батыров", "Нет"), challenges=1)
    day.booth(2).hardware.pull_plug()
    day.resume(day.booth(2))
    day.vote(2, slips[2], ("Косеев", ""))
    day.vote(2, slips[3], ("Косеев", "Да"))
    assert changed(day, cancelled(day, slips[4]), 2) is not None  # never used: still of the town
    given = payload_of(codes_on(day.taken[-1][1]))
    assert (given[STYLE], given[INDEX] // EACH) == (TOWN, TOWN - 1)
    gone = day.check_in(day.labels[7], 1)
    assert changed(day, cancelled(day, gone, "cancel_paper"), PAPER) is None
    day.show_id(day.labels[9])
    day.desk.sees("may_vote")
    day.desk.hands.choose(words("paper_ballot", day.desk.language) + " · Село")
    day.desk.sees("paper_given")
    day.check_in(day.labels[10], HOME)
    day.booth(1).hardware.pull_plug()  # between the last cast and the count
    day.resume(day.booth(1))
    totals = [day.close_booth(1), day.close_booth(2)]
    assert [payload_of(one)[12] for one in totals] == [[1, 1], [1, 1]]
    day.close_desk()
    codes = day.count(totals, OFFICIAL, typed(election))
    protocol = payload_of(codes)
    assert 12 not in protocol, "no equation is broken"
    assert protocol[19] == [[2, 0, 1], [2, 2, 0]]
    assert protocol[5] == [[0, 1, 0, 0, 3, 0, 0, 0], [1, 0, 3], [1, 1, 2]]
    images = [bytes(chip.array) for terminal in day.terminals for chip in terminal.hardware.chips]
    signed = [object_of(one)[1] for one in totals]
    place = day.provisioned.precincts[OFFICIAL]
    report = check_precinct(images, signed, object_of(codes)[1], election, place)
    assert report.ok, report.first_bad
    publish(day, election, [*signed, object_of(codes)[1]], tmp_path)
    assert not [text for good, text in verify.verify(tmp_path, None) if not good]
    opening = object_of(codes_on(printed[1]))[1]
    activation = object_of([slips[1]])[1]
    ring = KeyRing()
    ring.add_precinct(place, "vouched")
    ring.add_election(election)
    found = check_challenge(opening, Given(activations=[activation]), ring, election, place)
    assert found.verdict != "disagrees", found.first_bad
    assert all(good for good, _ in challenge.check(tmp_path, opening, [activation]))


def test_whoever_a_supplement_adds_votes_in_their_territory(start: Callable[..., Day], tmp_path: Path) -> None:
    day = start(make_precinct(tmp_path / "made", election=with_styles(tmp_path), booths=1))
    people = [replace(NEWCOMER, style=VILLAGE), replace(LATER, style=TOWN)]
    put(day, *made(day, Changes(added=people)))
    day.open(day.desk, OFFICIAL)
    day.show_zero_of(1)
    said = [payload_of([day.check_in(one.digits[-1], 1)]) for one in people]
    assert [(one[STYLE], one[INDEX] // EACH + 1) for one in said] == [(VILLAGE, VILLAGE), (TOWN, TOWN)]


def test_the_most_styles_of_a_large_election_live_a_whole_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight styles, each without another one of the contests; the names are as long as the tools take them."""
    monkeypatch.setattr(days, "FLASH_BYTES", 2 << 20)
    contests = [(4, 1)] * 5
    file = largest.election(tmp_path / "election.toml", contests, largest.LONG)
    for style in range(MOST_STYLES):
        has = ", ".join(f'"c{number}"' for number in range(1, len(contests) + 1) if number != style % 5 + 1)
        name = largest.three("name", tuple(words.format(f"{style + 1} {_FAR}") for words in largest.LONG))
        with file.open("a", encoding="utf-8") as stream:
            stream.write(f'[[styles]]\nid = "s{style + 1}"\n{name}\ncontests = [{has}]\n')
    made = read_election(file)
    assert load_bytes(made) > 0.85 * MOST_BYTES
    day = Day(make_precinct(tmp_path / "made", election=file, booths=1), tmp_path / "day")
    try:
        day.open_everywhere(OFFICIAL)
        for voter in (1, 2):  # of the second and the third style
            has = [at for at in range(1, len(contests) + 1) if at != voter + 1]
            lines = [" ".join(largest.LONG[1].format(f"{at}-{voter}").split()[:2]) for at in has]
            day.vote(1, day.check_in(day.labels[voter], 1), lines)
        totals = day.close_booth(1)
        day.close_desk()
        nobody = [[0] * (options + 3) for options, _ in contests]
        protocol = day.count([totals], OFFICIAL, numbers(nobody, issued=0, election=file))
    finally:
        day.unplug()
    assert not [at for at in day.terminals if "MemoryError" in at.hardware.bench.log.read_text()]
    images = [bytes(chip.array) for at in day.terminals for chip in at.hardware.chips]
    place = day.provisioned.precincts[OFFICIAL]
    report = check_precinct(images, [object_of(totals)[1]], object_of(protocol)[1], made, place)
    assert report.ok, report.first_bad
    said = payload_of(protocol)
    assert [line[0] for line in said[19]] == [0, 1, 1, 0, 0, 0, 0, 0]
    assert [votes[4] for votes in said[5]] == [0, 1, 1, 0, 0], "blank where the style lacks the contest"


def test_a_slip_of_a_style_that_is_not_or_of_another_index_opens_no_ballot(
    start: Callable[..., Day], styled: tuple[Snapshot, Election]
) -> None:
    day = start(styled[0])
    at = day.booth(1)
    day.resume(at)
    for style, index in ((0, 3), (3, 3), (VILLAGE, 3), (TOWN, EACH + 3), (3, 2 * EACH + 3), (1 << 31, 3)):
        day.idle(at)
        at.hands.scan(day.activation(style=style, index=index))
        at.sees("unknown_index")
        assert events(at.hardware)[-1] == refusal("unknown_index")
    assert marked(at.hardware, "in use") == 0
    day.idle(at)
    at.hands.scan(day.activation(style=VILLAGE, index=EACH + 3))
    at.sees("language", language="kk")
