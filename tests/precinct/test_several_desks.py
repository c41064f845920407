"""A precinct with two desks: each has its part of the list, and a booth takes slips of both."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from host_tools.elections.demo_roll import demo_voters
from host_tools.formats.label import make_label
from host_tools.formats.packages import open_package
from host_tools.provisioning.loading import LoadingError, load_supplement
from host_tools.provisioning.plan import OFFICIAL
from host_tools.rolls import supplement
from host_tools.rolls.errors import SupplementError
from host_tools.rolls.layout import RollVoter
from host_tools.rolls.roll_view import RollView, open_row
from host_tools.rolls.supplement import Changes
from simulator.people.words import words
from tests.precinct.day import AUTHORITY, VOTERS, Day, Snapshot, keep, make_precinct
from tests.precinct.slip_objects import payload_of
from tests.precinct.traces import events, marked, refusal, without_log

FIRST, SECOND = 0, 6  # voters of the first and the second desk's part: places on the roll
PUBLIC = bytes(AUTHORITY.verify_key)
DESK, INDEX = 7, 6  # keys of an activation


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Two desks and two booths, officially open; each desk has seen the booths' zero reports."""
    new = make_precinct(tmp_path_factory.mktemp("desks") / "made", desks=2)
    day = Day(new, tmp_path_factory.mktemp("opened") / "day")
    day.open_everywhere(OFFICIAL)
    return keep(day, tmp_path_factory.mktemp("kept") / "kept")


@pytest.fixture
def day(opened: Snapshot, tmp_path: Path) -> Iterator[Day]:
    one = Day(opened, tmp_path / "day")
    for at in [*one.desks, *one.booths]:
        one.resume(at)
    yield one
    one.unplug()


def test_a_voter_of_the_other_desk_is_told_which_and_nothing_more(day: Day) -> None:
    names = [voter.name for voter in demo_voters(VOTERS, 1)]
    before = without_log(day.desk.hardware)
    day.show_id(day.labels[SECOND])
    day.desk.sees("other_desk", 2)
    assert refusal("other_desk", "check_in_refused") in events(day.desk.hardware)
    assert names[SECOND].split()[0] not in day.desk.hands.screen.aloud
    day.show_id(day.labels[FIRST], at=day.desks[1])
    day.desks[1].sees("other_desk", 1)
    assert without_log(day.desk.hardware) == before
    assert marked(day.desks[1].hardware, "marked") == 0


def test_no_desk_has_anything_of_another_part_but_tags(opened: Snapshot) -> None:
    packages = {number: (place / "data" / "official.tmpk") for number, place in opened.provisioned.terminals.items()}
    first, second = (open_package(packages[number].read_bytes(), PUBLIC) for number in (0, 102))
    for package, others in ((first, opened.labels[SECOND:]), (second, opened.labels[:SECOND])):
        view = RollView.of(package.parts["roll"])
        assert len(view.rows) == SECOND
        assert not any(open_row(view, label, package.secrets) for label in others)
        assert len(package.parts["desks"]) == 8 + 9 * 2 * SECOND  # a label and a number of each voter
    assert first.secrets.wrap_key != second.secrets.wrap_key
    assert second.secrets.card_secret is None


def test_a_desk_neither_takes_back_nor_exchanges_slips_of_another(day: Day) -> None:
    slip = day.check_in(day.labels[SECOND], 1, desk=2)
    day.menu(day.desk, "slip_back", day.role_cards[0])
    day.desk.sees("slip_back_show")
    day.desk.hands.scan(slip)
    day.desk.sees("slip_of_desk", 2)


def test_another_desk_than_the_first_neither_adds_nor_counts(day: Day) -> None:
    at = day.desks[1]
    day.idle(at)
    at.hands.scan(day.role_cards[0].texts[0])
    at.sees("polls")
    assert not at.hands.screen.shows(words("action_add_voter", at.language))
    at.presses("back")


def test_a_package_of_another_desk_is_refused(opened: Snapshot, tmp_path: Path) -> None:
    day = Day(opened, tmp_path / "day")
    places = day.provisioned.terminals
    other = (places[0] / "data" / "official.tmpk").read_bytes()
    (places[102] / "data" / "official.tmpk").write_bytes(other)
    at = day.desks[1]
    at.hardware.plug_in()
    at.sees("package_role")
    day.unplug()


def test_a_booth_takes_slips_of_both_desks_and_none_twice(day: Day) -> None:
    first = day.check_in(day.labels[FIRST], 1)
    second = day.check_in(day.labels[SECOND], 1, desk=2)
    assert [payload_of([code])[DESK] for code in (first, second)] == [1, 2]
    assert payload_of([first])[INDEX] < 8 <= payload_of([second])[INDEX]
    for code in (first, second):
        day.vote(1, code, ("Косеев", "Да", "Нет"))
    day.idle(day.booth(1))
    day.booth(1).hands.scan(second)
    day.booth(1).sees("already_cast")


def test_a_slip_with_another_desks_number_opens_no_booth(day: Day) -> None:
    day.check_in(day.labels[FIRST], 1)
    key = day.device_key(102)
    for changes in ({"desk": 2, "index": 0}, {"desk": 1, "index": 0}, {"desk": 1, "index": 9}):
        day.idle(day.booth(1))
        day.booth(1).hands.scan(day.activation(key, **changes))
        day.booth(1).sees("unknown_index", language="kk")


def test_a_supplement_adds_nobody_at_two_desks(opened: Snapshot, tmp_path: Path) -> None:
    places = opened.provisioned.terminals
    first, second = (open_package((places[at] / "data" / "official.tmpk").read_bytes(), PUBLIC) for at in (0, 102))
    newcomer = RollVoter((make_label("900101300007", 11),), "New Voter", 1990)
    there = RollVoter((opened.labels[SECOND],), "Old Voter", 1990)
    with pytest.raises(SupplementError, match="first desk alone"):
        supplement.build(second, [], Changes(added=[newcomer]), AUTHORITY)
    with pytest.raises(SupplementError, match="desk 2 already"):
        supplement.build(first, [], Changes(added=[there]), AUTHORITY)
    file = tmp_path / "1.tmsup"
    file.write_bytes(supplement.build(first, [], Changes(added=[newcomer]), AUTHORITY))
    with pytest.raises(LoadingError, match="first desk alone"):
        load_supplement(places[102], file)
