"""The power goes while a spare becomes a desk, at every write; and its note of that is damaged: it goes on, or asks."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.people.newborn import object_of
from simulator.people.precinct import TRAINING
from tests.precinct.day import Day, Snapshot, keep
from tests.precinct.desk_and_spare import PLACES, beside, open_with_slips, precinct_and_spare, take_place
from tests.precinct.test_second_opening import put_in

NOTE, TRIED = Path("data") / "place.part", Path("data") / "tried.part"
WRITTEN = ("opening-2", "training.tmpk", "taken", "device.cbor", "own_key.bin")  # in the order of writing
Made = tuple[Snapshot, Path, Path]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """(a training whose desk dies, its spare on the shelf, the same spare once it has become that desk)."""
    folder = tmp_path_factory.mktemp("cut")
    new, spare = precinct_and_spare(folder)
    day = Day(new, folder / "day")
    slips = open_with_slips(day, TRAINING)
    left = keep(day, folder / "kept", replacement=slips[0])
    day = Day(beside(left, spare), folder / "whole")
    day.mode = TRAINING
    day.desk.hardware.plug_in()
    take_place(day, day.desk, slips[0])
    day.unplug()
    return left, spare, day.provisioned.terminals[0]


def on_the_way(start: Callable[..., Day], made: Made, written: int, note: bytes | None = None) -> Day:
    """A spare whose power went behind so many writes; with 6 `data/places` is gone. note: another than the slip."""
    left, spare, whole = made
    day = start(beside(left, spare))
    day.mode = TRAINING
    place = day.provisioned.terminals[0]
    for name in WRITTEN[:written]:
        shutil.copy(whole / "data" / name, place / "data" / name)
    if written > len(WRITTEN):
        (place / PLACES).unlink()
    slip = object_of(left.also["replacement"])  # type: ignore[arg-type]
    (place / NOTE).write_bytes(slip if note is None else note)
    return day


def is_the_desk(day: Day, made: Made) -> None:
    """It has become the desk to the last byte, and goes on with the cartridge."""
    left, _, whole = made
    day.desk.sees("replacement_chips")
    place = day.provisioned.terminals[0]
    assert {name: (place / "data" / name).read_bytes() for name in WRITTEN} == {
        name: (whole / "data" / name).read_bytes() for name in WRITTEN
    }
    assert not any((place / path).exists() for path in (NOTE, TRIED, PLACES))
    put_in(day.desk, left.chips[0])
    day.resume(day.desk)


@pytest.mark.parametrize("torn", [False, True])
@pytest.mark.parametrize("written", range(len(WRITTEN) + 2))
def test_it_goes_on_by_itself(written: int, torn: bool, start: Callable[..., Day], made: Made) -> None:
    """torn: and what was being written beside is there in part."""
    day = on_the_way(start, made, written)
    place = day.provisioned.terminals[0] / "data"
    if torn:
        for name in ("own_key.bin.new", "device.cbor.new", "opening-2.new", "taken.new", "tried.part"):
            (place / name).write_bytes(b"torn")
    day.desk.hardware.plug_in()
    is_the_desk(day, made)


@pytest.mark.parametrize("written", [0, 3, len(WRITTEN)])
@pytest.mark.parametrize("how", ["empty", "altered", "text"])
def test_a_damaged_note_takes_nothing_and_the_slip_is_asked_for(
    how: str, written: int, start: Callable[..., Day], made: Made
) -> None:
    slip = object_of(made[0].also["replacement"])  # type: ignore[arg-type]
    note = {"empty": b"", "altered": slip[:60] + bytes((slip[60] ^ 1,)) + slip[61:], "text": b"17 17"}[how]
    day = on_the_way(start, made, written, note)
    day.desk.hardware.plug_in()
    take_place(day, day.desk, made[0].also["replacement"])  # type: ignore[arg-type]
    is_the_desk(day, made)


def test_a_damaged_note_behind_everything_is_removed(start: Callable[..., Day], made: Made) -> None:
    day = on_the_way(start, made, len(WRITTEN) + 1, b"damaged")
    day.desk.hardware.plug_in()
    is_the_desk(day, made)


def test_it_restarts_as_that_desk_where_nobody_pulls_the_plug(start: Callable[..., Day], made: Made) -> None:
    day = on_the_way(start, made, 0)
    day.desk.hardware.bench.may_restart = True
    day.desk.hardware.plug_in()
    day.desk.sees("replacement_chips")
    day.desk.presses("ok")
    day.desk.sees("mode_choose")
    assert day.desk.hardware.bench.restarts == 1
    day.desk.chooses("mode_official")
    day.desk.sees("package_missing")  # it is that desk in a training alone
