"""A terminal that dies in the middle of the day: a spare goes on with its files and its cartridge."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from host_tools.errors import ProvisioningError
from host_tools.provisioning.spare import take_place
from tests.precinct.day import AUTHORITY, VOTE, Day, Snapshot, keep
from tests.precinct.traces import ballots

PUBLIC = bytes(AUTHORITY.verify_key)


def spare_of(terminal: Path, folder: Path, role_from: Path | None = None) -> Path:
    """A spare as it lies on the shelf: firmware and nothing in `data/`."""
    shutil.copytree(role_from or terminal, folder, ignore=shutil.ignore_patterns("data"))
    (folder / "data").mkdir()
    return folder


def died(start: Callable[..., Day], opened: Snapshot, folder: Path) -> Snapshot:
    """Booth 1 has one ballot and never starts again."""
    day = start(opened)
    day.resume(day.booth(1))
    day.vote(1, day.activation(), VOTE)
    return keep(day, folder / "died")


def test_a_spare_booth_goes_on_with_every_ballot(start: Callable[..., Day], opened: Snapshot, tmp_path: Path) -> None:
    left = died(start, opened, tmp_path)
    dead = left.provisioned.terminals[1]
    spare = spare_of(dead, tmp_path / "booth-spare")
    assert take_place(dead, spare, PUBLIC) == "TM-00017-1"
    day = start(replace(left, provisioned=replace(left.provisioned, terminals=left.provisioned.terminals | {1: spare})))
    at = day.booth(1)
    at.hardware.plug_in()
    at.sees("power_nothing")
    at.presses("ok")
    at.hands.scan(day.activation())
    at.sees("already_cast")  # what the dead one took is not taken again
    day.vote(1, day.activation(index=6), VOTE)
    assert ballots(at.hardware) == 2
    day.close_booth(1)


def test_a_dead_desk_that_comes_back_beside_its_spare_lets_nobody_vote_twice(
    start: Callable[..., Day], opened: Snapshot, tmp_path: Path
) -> None:
    """The spare has its files and its cartridge; the dead one comes back without, or on blank ones."""
    day = start(opened)
    day.resume(day.desk)
    before = day.check_in(day.labels[0], 1)
    day.idle(day.desk)
    left = keep(day, tmp_path / "died")
    dead = left.provisioned.terminals[0]
    spare = spare_of(dead, tmp_path / "spare" / "desk")
    take_place(dead, spare, PUBLIC)
    places = left.provisioned.terminals | {0: spare}
    day = start(replace(left, provisioned=replace(left.provisioned, terminals=places)))
    day.resume(day.desk)
    day.resume(day.booth(1))
    day.vote(1, before, VOTE)  # the slip of before is good
    day.show_id(day.labels[0])
    day.desk.sees("already_marked")
    day.vote(1, day.check_in(day.labels[1], 1), VOTE)
    beside = start(replace(left, chips={}))  # the dead one, switched on once more
    beside.ask_to_open(beside.desk)
    beside.desk.sees("opened_before")
    assert all(set(chip.array) == {0xFF} for chip in beside.desk.hardware.chips)


def test_a_spare_without_the_files_leaves_the_cartridge_as_it_is(
    start: Callable[..., Day], opened: Snapshot, tmp_path: Path
) -> None:
    day = start(replace(opened, chips=opened.chips | {1: opened.chips[2]}))
    at = day.booth(1)
    at.hardware.plug_in()
    at.sees("chip_foreign")
    at.presses("ok")
    assert [bytes(chip.array) for chip in at.hardware.chips] == opened.chips[2]


def test_an_unfit_spare_is_refused_and_left_as_it_was(opened: Snapshot, tmp_path: Path) -> None:
    dead, desk = opened.provisioned.terminals[1], opened.provisioned.terminals[0]
    with pytest.raises(ProvisioningError, match="firmware of a desk"):
        take_place(dead, spare_of(dead, tmp_path / "a", desk), PUBLIC)
    altered = spare_of(dead, tmp_path / "b")
    (altered / "main.py").write_bytes(b"")
    with pytest.raises(ProvisioningError, match="altered"):
        take_place(dead, altered, PUBLIC)
    with pytest.raises(ProvisioningError, match="key of its own"):
        take_place(dead, opened.provisioned.terminals[2], PUBLIC)
    damaged = tmp_path / "dead"
    shutil.copytree(dead, damaged)
    (damaged / "data" / "own_key.bin").write_bytes(b"short")
    spare = spare_of(dead, tmp_path / "c")
    with pytest.raises(ProvisioningError, match="Nobody can sign"):
        take_place(damaged, spare, PUBLIC)
    assert list((spare / "data").iterdir()) == []
