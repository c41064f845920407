"""A flashed board becomes a district's spare desk over its serial line, and gets newer places; whatever is pulled."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from host_tools.formats.definitions import Device
from host_tools.provisioning import own_keys
from host_tools.provisioning.at_line import LineError, NewTerminal
from host_tools.provisioning.bringing import BringingError
from host_tools.provisioning.compiling import SIMULATOR_CODE
from host_tools.provisioning.new_terminals import images_of, make_spare
from host_tools.provisioning.plan import VERSION
from host_tools.provisioning.provision import Provisioned
from host_tools.provisioning.spare_places import gather_places
from simulator.people.precinct import TRAINING
from tests.precinct.day import AUTHORITY, Day, Snapshot, keep, make_precinct
from tests.precinct.desk_and_spare import PLACES, SERIAL, beside, open_with_slips, take_place
from tests.precinct.test_second_opening import put_in
from tests.precinct.test_set_up_over_the_line import Workbench
from tests.precinct.test_spare_terminal import PUBLIC
from tests.precinct.test_training import CARDS
from tests.precinct.traces import marked


class SpareBench(Workbench):
    """A board with a desk's image, and the folder of a district's spare desk that it shall become."""

    def __init__(self, folder: Path) -> None:
        image = images_of(VERSION, AUTHORITY, code=SIMULATOR_CODE)["desk"]
        device = Device(role="desk", serial_number=SERIAL, authority=PUBLIC)
        self.made = {0: make_spare(folder / "district", "spare-desk", device, image)}
        self.board = folder / "board"
        self.said: list[str] = []
        self.at = None
        self.presses, self.looks = True, 0

    @property
    def spare(self) -> Path:
        return self.made[0]

    def gather(self, precincts: list[Provisioned]) -> None:
        assert gather_places([one.folder for one in precincts], self.spare, PUBLIC) == SERIAL

    def board_has(self) -> bytes:
        return (self.board / PLACES).read_bytes()

    def folder_has(self) -> bytes:
        return (self.spare / PLACES).read_bytes()


Made = tuple[SpareBench, list[Snapshot]]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """The board has shown its key; two precincts name it, and its places lie in its folder."""
    bench = SpareBench(tmp_path)
    bench.flash(0)
    said = bench.bring(0)
    assert any("it has no packages yet" in line for line in bench.said)
    assert own_keys.checked((tmp_path / "district" / own_keys.OWN_KEYS / "spare-desk.cose").read_bytes()) == said
    precincts = [make_precinct(tmp_path / str(number), number, number, spare_desk=said) for number in (17, 18)]
    bench.gather([one.provisioned for one in precincts])
    return bench, precincts


def pulled_at(share: float, pull: Callable[[], object]) -> Callable[[str, int, int], None]:
    """Pull something once this share of the places is over the line."""

    def progress(name: str, size: int, done: int) -> None:
        if name == PLACES.as_posix() and done >= size * share:
            pull()

    return progress


def test_it_has_its_places_after_cable_and_power_failed_and_becomes_a_desk(
    made: Made, start: Callable[..., Day], tmp_path: Path
) -> None:
    bench, (precinct, _) = made
    with pytest.raises(LineError, match="it goes on where it stopped"):
        bench.bring(0, pulled_at(0.3, lambda: setattr(bench.port, "spoils", lambda data: b"")))
    bench.switch_on()
    assert bench.at and not (bench.board / PLACES).exists()
    bench.at.sees("own_key_give")
    with pytest.raises(LineError, match="it goes on where it stopped"):
        bench.bring(0, pulled_at(0.7, bench.at.hardware.pull_plug))
    bench.switch_on()
    bench.at.sees("own_key_give")
    bench.bring(0)
    bench.at.sees("replacement_show", language="ru")
    assert bench.board_has() == bench.folder_has()
    bench.at.hardware.pull_plug()

    day = start(precinct)
    slip = open_with_slips(day, TRAINING)[0]
    day.check_in(CARDS[0], 1)
    day.idle(day.desk)
    left = keep(day, tmp_path / "died")
    day = start(beside(left, bench.board))
    day.mode = TRAINING
    day.desk.hardware.plug_in()
    take_place(day, day.desk, slip)
    put_in(day.desk, left.chips[0])
    day.resume(day.desk)
    day.show_id(CARDS[0])
    day.desk.sees("already_marked")
    assert marked(day.desk.hardware, "marked") == 1


def test_newer_places_are_brought_and_the_older_ones_stay_until_then(
    made: Made, start: Callable[..., Day], tmp_path: Path
) -> None:
    """Supplements come after the places did; at *back* the spare answers a computer. The desk dies in between."""
    bench, precincts = made
    bench.bring(0)
    older = bench.folder_has()
    data = precincts[0].provisioned.folder / "terminals" / "desk" / "data"
    (data / "official.sup-1").write_bytes(b"the list has changed since" * 99)
    bench.gather([one.provisioned for one in precincts])
    assert bench.at and bench.folder_has() != older
    bench.at.sees("replacement_show", language="ru")
    assert NewTerminal(bench.port, "COM7").who() is None, "a spare that waits for a slip answers nobody"
    with pytest.raises(BringingError, match="no terminal answers"):
        bench.bring(0)
    bench.at.presses("back")
    bench.at.sees("own_key_give", language="ru")
    with pytest.raises(LineError, match="it goes on where it stopped"):
        bench.bring(0, pulled_at(0.5, bench.at.hardware.pull_plug))
    assert bench.board_has() == older and (bench.board / "data" / "places.part").exists()
    half = tmp_path / "half"
    shutil.copytree(bench.board, half)

    bench.switch_on()
    bench.at.sees("replacement_show", language="ru")
    bench.at.presses("back")
    bench.at.sees("own_key_give", language="ru")
    bench.bring(0)
    bench.at.sees("replacement_show", language="ru")
    assert bench.board_has() == bench.folder_has() and not (bench.board / "data" / "places.part").exists()
    bench.at.hardware.pull_plug()

    day = start(precincts[0])
    slip = open_with_slips(day, TRAINING)[0]
    left = keep(day, tmp_path / "died")
    day = start(beside(left, half))
    day.mode = TRAINING
    day.desk.hardware.plug_in()
    take_place(day, day.desk, slip)
    put_in(day.desk, left.chips[0])
    day.resume(day.desk)
    assert not list((day.provisioned.terminals[0] / "data").glob("*.part"))


def test_places_of_another_spare_are_not_brought(made: Made, tmp_path: Path) -> None:
    bench, _ = made
    other = tmp_path / "other" / "terminals" / "spare-desk"
    shutil.copytree(bench.spare, other)
    device = Device(role="desk", serial_number="TM-D0006-D", authority=PUBLIC)
    (other / "data" / "device.cbor").write_bytes(device.to_cbor())
    bench.made[1] = other
    with pytest.raises(BringingError, match=f"this terminal is {SERIAL}"):
        bench.bring(1)
    assert not (bench.board / PLACES).exists()
