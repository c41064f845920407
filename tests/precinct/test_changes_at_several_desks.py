"""The list of several desks is changed after packing: a new card is one desk's, and the others send it there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from host_tools.formats.label import make_label
from host_tools.formats.packages import Package, open_package
from host_tools.formats.places import terminal_of_desk
from host_tools.provisioning.loading import LoadingError, load_supplement
from host_tools.provisioning.plan import OFFICIAL
from host_tools.rolls import supplement
from host_tools.rolls.errors import SupplementError
from host_tools.rolls.layout import RollVoter
from host_tools.rolls.supplement import Changes
from simulator.people.precinct import PAPER
from tests.precinct.day import AUTHORITY, Day, Snapshot
from tests.precinct.test_supplement import NUMBER
from tests.precinct.three_desks import SECOND, THIRD
from tests.precinct.traces import marked

PUBLIC = bytes(AUTHORITY.verify_key)
NEWCOMER = RollVoter((NUMBER, make_label(NUMBER, 11)), "New Voter", 1990)


def package_at(snapshot: Snapshot, desk: int) -> Package:
    """The official package of a desk."""
    folder = snapshot.provisioned.terminals[terminal_of_desk(desk)]
    return open_package((folder / "data" / "official.tmpk").read_bytes(), PUBLIC)


def load(day: Day, desk: int, made: bytes) -> None:
    """Put the next supplement onto a desk, as the workbench does."""
    folder = day.provisioned.terminals[terminal_of_desk(desk)]
    file = folder.parent / "next.tmsup"
    file.write_bytes(made)
    load_supplement(folder, file)


def test_a_newcomer_is_sent_to_the_first_desk(start: Callable[..., Day], three_desks_new: Snapshot) -> None:
    day, changes = start(three_desks_new), Changes(added=[NEWCOMER])
    for desk in (1, 2, 3):
        load(day, desk, supplement.build(package_at(three_desks_new, desk), [], changes, AUTHORITY))
    for at in day.desks:
        day.open(at, OFFICIAL)
    for at in day.desks[1:]:
        for card in NEWCOMER.digits:
            day.show_id(card, at=at)
            at.sees("other_desk", 1)
        day.show_id(make_label(NUMBER, 12), at=at)  # a card of this person that no list knows
        at.sees("not_on_roll")
        assert marked(at.hardware, "marked") == 0
    day.check_in(NEWCOMER.digits[1], PAPER)


def test_a_supplement_without_new_cards_of_others_is_taken(
    start: Callable[..., Day], three_desks_new: Snapshot
) -> None:
    """As they were made before desks sent newcomers: key 9 is not there, so nobody knows the card at this desk."""
    day, second = start(three_desks_new), package_at(three_desks_new, 2)
    made = supplement.build(second, [], Changes(removed=[day.labels[SECOND]]), AUTHORITY)
    assert supplement.read(made, PUBLIC).elsewhere is None
    load(day, 2, made)
    load(day, 1, supplement.build(package_at(three_desks_new, 1), [], Changes(added=[NEWCOMER]), AUTHORITY))
    at = day.desks[1]
    day.open(at, OFFICIAL)
    for card, said in ((NEWCOMER.digits[0], "not_on_roll"), (day.labels[SECOND], "taken_off")):
        day.show_id(card, at=at)
        at.sees(said)


def test_one_file_of_changes_is_for_every_desk(three_desks_new: Snapshot) -> None:
    labels = three_desks_new.labels
    changes = Changes(
        [NEWCOMER], [labels[SECOND]], [(labels[THIRD], make_label(labels[THIRD][2:14], 5))]
    )  # the first desk's, the second's and the third's
    said = []
    for desk in (1, 2, 3):
        payload = supplement.read(supplement.build(package_at(three_desks_new, desk), [], changes, AUTHORITY), PUBLIC)
        cards = sum(len(entries) for _, _, entries in payload.added)
        said.append((cards, len(payload.removed), sorted(card[-1] for card in payload.elsewhere or ())))
    assert said == [(2, 0, [3]), (0, 1, [1, 1, 3]), (1, 1, [1, 1])]
    with pytest.raises(SupplementError, match="nothing changes at this desk"):
        supplement.build(package_at(three_desks_new, 3), [], Changes(removed=[labels[SECOND]]), AUTHORITY)


def test_a_supplement_adds_nobody_at_two_desks(
    start: Callable[..., Day], three_desks_new: Snapshot, tmp_path: Path
) -> None:
    day, (first, second) = start(three_desks_new), [package_at(three_desks_new, desk) for desk in (1, 2)]
    old = three_desks_new.labels[SECOND]
    for cards in ((old,), (make_label(old[2:14], 77),)):  # with another card, too
        there = RollVoter(cards, "Old Voter", 1990)
        with pytest.raises(SupplementError, match="desk 2 already"):
            supplement.build(first, [], Changes(added=[there]), AUTHORITY)
        with pytest.raises(SupplementError, match="on the roll already"):
            supplement.build(second, [], Changes(added=[there]), AUTHORITY)
    with pytest.raises(LoadingError, match="first desk alone"):
        load(day, 2, supplement.build(first, [], Changes(added=[NEWCOMER]), AUTHORITY))


def test_a_reissued_card_is_sent_to_the_desk_that_has_its_voter(
    start: Callable[..., Day], three_desks_new: Snapshot, tmp_path: Path
) -> None:
    old = three_desks_new.labels[SECOND]
    fresh, newest = (make_label(old[2:14], serial) for serial in (1, 2))
    day = start(three_desks_new)
    for number, folder in day.provisioned.terminals.items():
        if number and number <= len(day.booths):
            continue
        package, files = open_package((folder / "data" / "official.tmpk").read_bytes(), PUBLIC), list[bytes]()
        for pair in ((old, fresh), (fresh, newest)):  # the second is of a card that no package knows
            files.append(supplement.build(package, files, Changes(replaced=[pair]), AUTHORITY))
            file = tmp_path / f"{number}-{len(files)}.tmsup"
            file.write_bytes(files[-1])
            load_supplement(folder, file)
        if number != 102:
            there = RollVoter((newest,), "Old Voter", 1990)
            with pytest.raises(SupplementError, match=r"desk 2 already|first desk alone"):
                supplement.build(package, files, Changes(added=[there]), AUTHORITY)
    for at in day.desks:
        day.open(at, OFFICIAL)
    for card in (newest, fresh):
        day.show_id(card)
        day.desk.sees("other_desk", 2)
    day.issue_here(day.desks[1])
    for card in (old, fresh):
        day.show_id(card, at=day.desks[1])
        day.desks[1].sees("taken_off")
    day.check_in(newest, PAPER, desk=2)
