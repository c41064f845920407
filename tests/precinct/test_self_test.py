"""Self-tests of a terminal whose parts fail in turn: each is named on the page and on the signed slip."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from host_tools.fleet import board
from host_tools.fleet.gathering import gather
from host_tools.fleet.known import known_from
from host_tools.formats import readiness
from host_tools.formats.objects import Readiness
from host_tools.formats.readiness import FINDINGS
from host_tools.verifying.keyring import KeyRing
from host_tools.verifying.slips import verify_slip
from simulator.hardware.parts.modem import ABSENT, SEARCHING, Modem
from simulator.hardware.parts.modem_classes import CLASSES
from simulator.hardware.parts.modem_far_end import Program
from simulator.hardware.terminal import TerminalHardware
from simulator.people.precinct import OFFICIAL, PowerWentOff
from simulator.people.slip_reader import codes_on
from simulator.people.words import words
from tests.golden_picture import compare
from tests.precinct.day import VOTE, Day, Snapshot
from tests.precinct.self_testing import Technician, key_named, said_on
from tests.precinct.slip_objects import object_of
from tests.precinct.test_sending_by_modem import SETTINGS
from tests.precinct.test_sending_trouble import SERIAL_LINE
from tests.precinct.traces import events

LEFT = 3  # of the keys in alphabetical order


def findings(said: Readiness) -> list[tuple[str, int]]:
    return [(FINDINGS[fault.number - 1].name, fault.detail) for fault in said.faults]


@pytest.fixture(scope="module")
def booth_before_opening(new: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """One booth at its first page, for all tests of this module: each leaves it there, with sound parts."""
    day = Day(new, tmp_path_factory.mktemp("self_test"))
    day.booth(1).hardware.plug_in()
    day.booth(1).sees("mode_choose")
    yield day
    day.unplug()


def test_a_sound_terminal_shows_a_green_page_and_signs_that_it_is_ready(booth_before_opening: Day) -> None:
    day = booth_before_opening
    at = day.booth(1)
    technician = Technician(day, at)
    technician.works_through()
    at.sees("self_test_good")
    compare(at.hardware.display.image(), "self_test_good")
    slip = technician.prints()
    said = said_on(slip, day, 1)
    precinct = day.provisioned.precincts[OFFICIAL]
    assert said.faults == [] and (said.role, said.serial_number, said.state) == ("booth", "TM-00017-1", "ready")
    assert (said.election, said.precinct, said.terminal) == (precinct.election, 17, 1)
    assert said.measures[0] == 0b111111 and said.measures[2] == 1 and max(said.measures[1]) < 15
    assert [chip[0] for chip in said.measures[4:6]] == [512, 512]
    assert all(40 <= chip[2] <= 60 and 700 <= chip[3] <= 1500 for chip in said.measures[4:6])
    ring = KeyRing()
    ring.add_precinct(precinct, "vouched")
    report = verify_slip("7", object_of(codes_on(slip))[1], ring)
    assert report.ok and any("Every part works" in one.text for one in report.findings)
    at.sees("mode_choose")
    assert all(chip.array[:4096] == b"\xff" * 4096 for chip in at.hardware.chips)


@dataclass
class Fault:
    """damage: what fails, and heal: mends it. wrong: what is to be named. person: what the technician cannot do."""

    damage: Callable[[TerminalHardware], Any]
    heal: Callable[[TerminalHardware], Any]
    wrong: list[tuple[str, int]]
    person: dict[str, Any] = field(default_factory=dict)


def set_to(part: str, name: str, value: Any) -> Callable[[TerminalHardware], None]:
    """Sets an attribute of a part, `chips` meaning the second chip."""

    def act(hardware: TerminalHardware) -> None:
        found = hardware.chips[1] if part == "chips" else getattr(hardware, part)
        setattr(found, name, value)

    return act


def whole(_: TerminalHardware) -> None:
    pass


FAULTS = {
    "silent scanner": Fault(
        set_to("scanner", "silent", True), set_to("scanner", "silent", False), [("scanner_missing", 0)]
    ),
    "scanner reads nothing": Fault(whole, whole, [("scanner_unread", 0)], {"shows_code": False}),
    "no paper": Fault(
        set_to("printer", "paper_left_mm", 0.0), lambda hw: hw.printer.load_paper(), [("printer_paper_out", 0)]
    ),
    "open cover": Fault(
        set_to("printer", "cover_open", True), set_to("printer", "cover_open", False), [("printer_cover", 0)]
    ),
    "hot printer": Fault(lambda hw: hw.printer.overheat(60_000), whole, [("printer_hot", 0)]),
    "dead key": Fault(whole, whole, [("key_dead", LEFT)], {"dead_keys": ("left",)}),
    "dead corner": Fault(whole, whole, [("corner_dead", 2)], {"silent_corners": (1,)}),
    "corner is off": Fault(whole, whole, [("corner_off", 3)], {"beside": {2: 40}}),
    "worn chip": Fault(set_to("chips", "slow", True), set_to("chips", "slow", False), [("chip_worn", 2)]),
    "chip takes nothing": Fault(
        set_to("chips", "read_only", True), set_to("chips", "read_only", False), [("chip_wrong", 2)]
    ),
    "missing chip": Fault(set_to("chips", "absent", True), set_to("chips", "absent", False), [("chip_absent", 2)]),
    "clock that drifts": Fault(
        lambda hw: hw.clock_chip.drifts(20_000), lambda hw: hw.clock_chip.drifts(0), [("clock_drifts", 1200)]
    ),
    "silent clock": Fault(
        set_to("clock_chip", "absent", True), set_to("clock_chip", "absent", False), [("clock_silent", 0)]
    ),
    "low battery": Fault(
        lambda hw: hw.gauge.set_charge(9.0, -10.0), lambda hw: hw.gauge.set_charge(90.0, 10.0), [("supply_low", 0)]
    ),
}


@pytest.mark.parametrize("which", FAULTS)
def test_a_faulty_part_is_named_on_page_slip_and_board(booth_before_opening: Day, which: str, tmp_path: Path) -> None:
    day, fault = booth_before_opening, FAULTS[which]
    at = day.booth(1)
    fault.damage(at.hardware)
    technician = Technician(day, at, **fault.person)
    technician.works_through(scanner_answers=which != "silent scanner")
    shown = [(name, key_named("left", at.language) if name == "key_dead" else detail) for name, detail in fault.wrong]
    for name, detail in shown:
        if name != "clock_drifts":  # to the millisecond
            at.sees(name, detail)
    if which == "dead corner":
        compare(at.hardware.display.image(), "self_test_dead_corner")
    at.hardware.rest(500)
    assert not at.hands.screen.shows(words("self_test_good", at.language))
    fault.heal(at.hardware)
    slip = technician.prints()
    said = said_on(slip, day, 1)
    if which == "clock that drifts":
        ((name, detail),) = findings(said)
        assert name == "clock_drifts" and abs(detail - 1200) < 250
    else:
        assert findings(said) == fault.wrong
    at.sees("mode_choose")
    assert on_the_board(slip, day, tmp_path) == ", ".join(readiness.words(*fault) for fault in said.faults)


def on_the_board(slip: Image.Image, day: Day, folder: Path) -> str:
    """What `tamga fleet` says is wrong with booth 1, of a picture of its slip and the precinct's definition."""
    slip.save(folder / "slip.png")
    ring = KeyRing()
    ring.add_precinct(day.provisioned.precincts[OFFICIAL], "vouched")
    rows = board.rows_of(gather([folder], ring), {}, known_from(ring, [], None, None))
    (row,) = (row for row in rows if row.serial_number)
    assert (row.precinct, row.terminal, row.standing) == (17, 1, board.NOT_READY)
    return ", ".join(row.cells[name].words for name in ("clock", "parts") if row.cells[name].light == "bad")


def test_a_clock_whose_battery_was_empty(start: Callable[..., Day], new: Snapshot) -> None:
    day = start(new, unix_seconds=None)
    at = day.booth(1)
    at.hardware.plug_in()
    at.sees("clock_unknown")
    at.presses("ok")
    at.sees("mode_choose")
    technician = Technician(day, at)
    technician.works_through()
    at.sees("clock_stopped")
    said = said_on(technician.prints(), day, 1)
    assert findings(said) == [("clock_stopped", 0)] and said.time_s is None


@pytest.mark.parametrize("page", ["self_test_keys", "touch_cross", "self_test_scan", "self_test_good"])
def test_every_page_can_be_left_and_nothing_is_printed(booth_before_opening: Day, page: str) -> None:
    at = booth_before_opening.booth(1)
    slips = len(at.hardware.printer.slips)
    technician = Technician(booth_before_opening, at)
    technician.begins()
    if page == "self_test_keys":
        at.sees(page, ", ".join(words("key_names", at.language).split()))
        at.presses("back", "back")  # the first one is a key that answers
    else:
        technician.presses_every_key()
        if page == "touch_cross":
            at.sees("touch_cross", 1, 4)
        else:
            technician.touches_every_corner()
            if page == "self_test_good":
                technician.shows_a_code()
            at.sees(page)
        at.presses("back")
    at.sees("mode_choose")
    assert len(at.hardware.printer.slips) == slips


def test_a_booth_at_open_polls_erases_nothing_logs_it_and_goes_on(start: Callable[..., Day], opened: Snapshot) -> None:
    day = start(opened)
    at = day.booth(1)
    day.resume(at)
    for chip in at.hardware.chips:
        chip.forbid_erase = True
    technician = Technician(day, at, shows_code=False)
    technician.works_through()
    at.sees("scanner_unread")
    said = said_on(technician.prints(), day, 1)
    assert said.state == "open" and said.openings == 1 and findings(said) == [("scanner_unread", 0)]
    assert [chip[2:] for chip in said.measures[4:6]] == [[None, None]] * 2
    day.idle(at)
    assert events(at.hardware)[-1] == ("self_tested", 1)
    day.vote(1, day.activation(), VOTE)


def test_a_desk_says_which_roll_it_has(start: Callable[..., Day], opened: Snapshot) -> None:
    day = start(opened)
    day.resume(day.desk)
    technician = Technician(day, day.desk)
    technician.works_through()
    day.desk.sees("self_test_good")
    said = said_on(technician.prints(), day, 0)
    assert said.role == "desk" and said.terminal == 0 and said.listed == 12 and said.roll is not None
    assert findings(said) == []


@dataclass
class Line:
    """How a modem fails before the opening. patient: the technician waits for it. said: (finding, detail), measure."""

    fails: Callable[[Modem], None]
    patient: bool
    said: tuple[list[tuple[str, int]], int]


LINES = {
    "in its network": Line(lambda modem: None, True, ([], 1)),
    "no SIM card": Line(lambda modem: setattr(modem, "sim", ABSENT), True, ([("line_trouble", 11)], 2)),
    "searches": Line(lambda modem: setattr(modem, "registration", SEARCHING), False, ([("line_trouble", 13)], 2)),
}


@pytest.mark.parametrize("which", LINES)
def test_a_desk_tries_its_modem_before_the_opening(start: Callable[..., Day], new: Snapshot, which: str) -> None:
    day, line = start(new), LINES[which]
    at = day.desk
    modem = CLASSES["sim800"](Program(lambda: None))
    at.hardware.bench.wire_uart(SERIAL_LINE, modem)
    (day.provisioned.terminals[0] / "data" / "line.json").write_text(json.dumps(SETTINGS["sim800"]))
    line.fails(modem)
    at.hardware.plug_in()
    at.sees("mode_choose")
    technician = Technician(day, at)
    technician.works_through()
    if not line.patient:
        at.sees("modem_network")
        at.hardware.rest(10_000)
        at.presses("ok")
    found, measure = line.said
    at.sees("line_trouble" if found else "self_test_good", *(detail for _, detail in found))
    said = said_on(technician.prints(), day, 0)
    assert findings(said) == found and said.measures[11] == measure and not modem.is_connected
    assert not any(command.startswith(("AT+CIP", "ATD")) for command in modem.commands)  # nothing that costs


# The page of each chip is programmed and its sector erased: two operations, on one chip after the other.
@pytest.mark.parametrize("torn", [True, False, "after"])
@pytest.mark.parametrize(("chip", "operation"), [(0, 1), (0, 2), (1, 1), (1, 2)])
def test_the_power_goes_at_each_write_and_the_polls_open_all_the_same(
    start: Callable[..., Day], new: Snapshot, chip: int, operation: int, torn: bool | str
) -> None:
    day = start(new)
    at = day.booth(1)
    at.hardware.plug_in()
    at.sees("mode_choose")
    at.hardware.chips[chip].cut_at(operation, torn)
    technician = Technician(day, at)
    with pytest.raises(PowerWentOff):
        technician.works_through()
    day.open(at)
    day.idle(at)
    assert at.hands.screen.shows(words("show_slip", at.language))
