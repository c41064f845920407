"""One of several desks dies, or one whose list was changed: the spare is that desk, or says what it lacks."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from host_tools.formats import people
from host_tools.provisioning.spare_places import gather_places
from simulator.people.precinct import OFFICIAL, TRAINING
from simulator.people.signers import AGREES, DISSENTS
from tests.precinct.day import VOTE, Day, Snapshot, election_with, keep
from tests.precinct.desk_and_spare import SERIAL, beside, open_with_slips, precinct_and_spare, take_place
from tests.precinct.evening_numbers import numbers
from tests.precinct.test_second_opening import put_in
from tests.precinct.test_signed_by_people import NO_PAPER, objects, signatures
from tests.precinct.test_spare_terminal import PUBLIC
from tests.precinct.test_supplement import LABEL, NEWCOMER, Changes, cards, put
from tests.precinct.test_supplement import made as supplements
from tests.precinct.test_training import CARDS
from tests.precinct.three_desks import SHARED_SLOTS
from tests.precinct.traces import marked

SECOND = 102


def test_the_second_of_two_desks_is_replaced_and_the_first_counts_its_report(
    start: Callable[..., Day], tmp_path: Path
) -> None:
    new, spare = precinct_and_spare(tmp_path, (17,), desks=2, slots=SHARED_SLOTS)
    day = start(new)
    slips = open_with_slips(day, TRAINING)
    second = len(day.desks) - 1
    day.desk_of = {label: 1 + (at >= len(CARDS) // 2) for at, label in enumerate(CARDS)}
    waits = day.check_in(CARDS[-1], 1)
    day.idle(day.desks[second])
    left = keep(day, tmp_path / "died")
    day = start(beside(left, spare, SECOND))
    day.mode, day.desk_of = TRAINING, {label: 1 + (at >= len(CARDS) // 2) for at, label in enumerate(CARDS)}
    for at in (day.desk, *day.booths):
        day.resume(at)
    at = day.desks[second]
    at.hardware.plug_in()
    take_place(day, at, slips[SECOND])
    put_in(at, left.chips[SECOND])
    day.resume(at)
    day.issuing = {one.name for one in day.desks}
    day.vote(1, waits, VOTE)
    day.show_id(CARDS[-1], at=at)
    at.sees("already_marked")
    day.vote(1, day.check_in(CARDS[-2], 1), VOTE)
    assert marked(at.hardware, "marked") == 2
    assert (day.provisioned.terminals[SECOND] / "data" / "device.cbor").read_bytes() == (
        left.provisioned.terminals[SECOND] / "data" / "device.cbor"
    ).read_bytes()


def test_people_sign_with_their_cards_at_the_spare(start: Callable[..., Day], tmp_path: Path) -> None:
    """The list of who may sign lies in the dead desk's files alone; the slip has it, in as many codes as it takes."""
    election = election_with(tmp_path, signatures_needed=2)
    new, spare = precinct_and_spare(tmp_path, (17,), booths=1, election=election)
    day = start(new)
    slip = open_with_slips(day, OFFICIAL)[0]
    assert len(slip) == 2
    cards, issued = day.signing_cards, dict(day.key_cards)
    day.vote(1, day.check_in(day.labels[0], 1), VOTE)
    totals = [day.close_booth(1)]
    day.close_desk()
    left = keep(day, tmp_path / "died")
    day = start(beside(left, spare))
    day.signing_cards, day.key_cards = cards, issued
    day.desk.hardware.plug_in()
    take_place(day, day.desk, slip)
    put_in(day.desk, left.chips[0])
    day.resume(day.desk)
    texts = day.count(totals, OFFICIAL, numbers(paper=NO_PAPER, issued=0), verdicts=[AGREES, DISSENTS])
    said = signatures(objects([*texts, *day.signature_codes])["W"])
    assert [one.verdict for one in said.signers] == [people.AGREES, people.DISSENTS]


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Snapshot, Path, Path]:
    """(an official day whose list had a supplement, its spare without it, the spare with it)."""
    folder = tmp_path_factory.mktemp("changed")
    new, without = precinct_and_spare(folder, (17,))
    day = Day(new, folder / "day")
    put(day, *supplements(day, Changes(added=[NEWCOMER], removed=cards(day.labels[3]))))
    sup = day.provisioned.terminals[0] / "data" / "official.sup-1"
    desk = new.provisioned.folder / "terminals" / "desk" / "data"
    shutil.copy(sup, desk / sup.name)
    spare = folder / "again"
    shutil.copytree(without, spare)
    assert gather_places([new.provisioned.folder], spare, PUBLIC) == SERIAL
    slips = open_with_slips(day, OFFICIAL)
    return keep(day, folder / "kept", replacement=slips[0]), without, spare


def taken(start: Callable[..., Day], left: Snapshot, spare: Path) -> Day:
    day = start(beside(left, spare))
    day.desk.hardware.plug_in()
    take_place(day, day.desk, left.also["replacement"])  # type: ignore[arg-type]
    put_in(day.desk, left.chips[0])
    return day


def test_a_supplement_goes_along(start: Callable[..., Day], changed: tuple[Snapshot, Path, Path]) -> None:
    left, _, spare = changed
    day = taken(start, left, spare)
    day.resume(day.desk)
    day.show_id(day.labels[3])
    day.desk.sees("taken_off")
    assert day.check_in(LABEL, 1).startswith("TM1:A")
    day.idle(day.desk)


def test_a_spare_without_the_supplement_says_that_the_list_is_another(
    start: Callable[..., Day], changed: tuple[Snapshot, Path, Path]
) -> None:
    left, spare, _ = changed
    day = taken(start, left, spare)
    chips = [bytes(chip.array) for chip in day.desk.hardware.chips]
    day.desk.hardware.plug_in()
    day.desk.sees("list_changed")
    assert [bytes(chip.array) for chip in day.desk.hardware.chips] == chips
