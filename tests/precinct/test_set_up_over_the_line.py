"""A board that was just flashed becomes a terminal over its serial line, whatever is pulled, wrong, or exchanged."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from nacl.signing import SigningKey
from PIL import Image
from pyzbar.pyzbar import decode
from typer.testing import CliRunner

from host_tools.collecting.ports import opened_port
from host_tools.formats.objects import TerminalKey
from host_tools.keys.randomness import seeded
from host_tools.provisioning import own_keys
from host_tools.provisioning.at_line import LineError, NewTerminal
from host_tools.provisioning.bringing import Bench, BringingError, bring
from host_tools.provisioning.cli import terminals
from host_tools.provisioning.compiling import SIMULATOR_CODE
from host_tools.provisioning.device_book import DeviceBook
from host_tools.provisioning.firmware import IMAGE_NAME
from host_tools.provisioning.new_terminals import device_of, make_terminals
from host_tools.provisioning.provision import provision
from host_tools.provisioning.writing import DEVICE_BOOK
from simulator.hardware.ports import ESP32_STOCK
from simulator.people.newborn import PRESSES, injected, switched_on
from simulator.people.terminal import Terminal
from simulator.people.words import words
from tests.precinct.day import AUTHORITY, CENTRE
from tests.precinct.serial_port import SERIAL_LINE, Port
from tests.precinct.test_first_start import PLAN

AT_SHIPPING = 1_790_000_000


class Workbench:
    """A board with a role's image and nothing else, its technician, and the folders that provisioning made."""

    def __init__(self, folder: Path) -> None:
        self.made = make_terminals(PLAN, AUTHORITY, folder / "made", code=SIMULATOR_CODE)
        self.board = folder / "board"
        self.said: list[str] = []
        self.at: Terminal | None = None
        self.presses, self.looks = True, 0

    def flash(self, terminal: int) -> None:
        """The board has what an image has: MicroPython with main and board, and the ROM partition."""
        shutil.rmtree(self.board, ignore_errors=True)
        self.board.mkdir()
        for name in ("main.py", "board.py", IMAGE_NAME):
            shutil.copy(self.made[terminal] / name, self.board / name)
        self.switch_on()

    def switch_on(self) -> None:
        if self.at:
            self.at.hardware.pull_plug()
        self.at = switched_on(self.board)
        self.at.hardware.bench.may_restart = True
        self.port = Port(self.at.hardware)

    def press(self) -> bool:
        """Somebody does what the page asks, once; then nobody waits any longer."""
        if self.presses and self.at and any("press OK" in line for line in self.said):
            for left in range(PRESSES, 0, -1):
                self.at.sees("own_key_press", left)
                self.at.presses("ok")
            self.presses, self.looks = False, 10
        self.looks -= 1
        return self.looks > 0

    def bring(self, terminal: int, progress: Callable[[str, int, int], None] = lambda *_: None) -> TerminalKey:
        self.looks = 10
        bench = Bench(self.said.append, progress, lambda: self.now_s, self.press)
        return bring(self.made[terminal], NewTerminal(self.port, "COM7"), bench)

    @property
    def now_s(self) -> int:
        assert self.at
        return AT_SHIPPING + self.at.hardware.bench.clock.now_us // 1_000_000

    def provision(self) -> None:
        """The second run, with the desk's key as if it had been shown."""
        folder = self.made[0].parents[1]
        own_keys.take(folder, injected(self.made[0], b"desk".ljust(32)))
        provision(PLAN, AUTHORITY, bytes(CENTRE.verify_key), folder, random_bytes=seeded(b"line"), demo=True)

    def brought(self) -> str:
        record = DeviceBook(self.made[0].parents[1] / DEVICE_BOOK).find("TM-00017-1")
        return record.brought if record else ""


@pytest.fixture
def workbench(tmp_path: Path) -> Workbench:
    return Workbench(tmp_path)


@pytest.fixture
def named(workbench: Workbench) -> Workbench:
    """A booth with a name and a key of its own, and packages that wait for it."""
    workbench.flash(1)
    workbench.bring(1)
    workbench.provision()
    return workbench


def test_a_flashed_board_becomes_a_terminal_that_votes(named: Workbench) -> None:
    at, folder = named.at, named.made[0].parents[1]
    assert at and any("run tamga provision again" in line for line in named.said)
    kept = (named.board / "data" / own_keys.OWN_KEY_FILE).read_bytes()
    shown = own_keys.checked((folder / own_keys.OWN_KEYS / "booth-1.cose").read_bytes())
    assert bytes(SigningKey(kept).verify_key) == shown.public_key
    assert not named.brought()

    said = named.bring(1)
    assert said == shown and named.brought()
    for name in ("official", "test", "training"):
        package = f"data/{name}.tmpk"
        assert (named.board / package).read_bytes() == (named.made[1] / package).read_bytes()
    at.sees("mode_choose")
    assert abs(at.hardware.clock_chip.now.timestamp() - named.now_s) < 60
    assert NewTerminal(named.port, "COM7").who() is None, "a terminal with an election answers nobody"


def test_a_districts_spare_gets_all_its_places_at_once(named: Workbench) -> None:
    data, places = named.made[1] / "data", b""
    for path in sorted(data.glob("*.tmpk")):
        content = path.read_bytes()
        places += f"17 1 {path.name} {len(content)}\n".encode() + content
        path.unlink()
    (data / "places").write_bytes(places)
    named.bring(1)
    assert named.at
    named.at.sees("place_show")
    assert (named.board / "data" / "places").read_bytes() == places


def test_cable_and_power_fail_in_the_middle_of_a_file(named: Workbench) -> None:
    sent: list[int] = []

    def pulled_at(share: float, pull: Callable[[], None]) -> Callable[[str, int, int], None]:
        def progress(name: str, size: int, done: int) -> None:
            sent.append(done)
            if name.endswith("official.tmpk") and done >= size * share:
                pull()

        return progress

    def cable() -> None:
        named.port.spoils = lambda data: b""

    assert named.at
    with pytest.raises(LineError, match="it goes on where it stopped"):
        named.bring(1, pulled_at(0.4, cable))
    named.switch_on()
    assert not (named.board / "data" / "official.tmpk").exists()
    with pytest.raises(LineError, match="it goes on where it stopped"):
        named.bring(1, pulled_at(0.8, named.at.hardware.pull_plug))
    named.switch_on()
    named.at.sees("own_key_give")
    sent.clear()
    named.bring(1, pulled_at(2, cable))
    size = (named.made[1] / "data" / "official.tmpk").stat().st_size
    assert len(sent) < 3 + 0.7 * size / 200, "what was there was not sent again"
    named.at.sees("mode_choose")


def test_flash_that_keeps_something_else(named: Workbench) -> None:
    goes_wrong = 2

    def spoil(name: str, size: int, done: int) -> None:
        nonlocal goes_wrong
        part = named.board / f"{name}.part"
        if name.endswith("test.tmpk") and done == size and goes_wrong and part.exists():
            content = bytearray(part.read_bytes())
            content[100] ^= 1
            part.write_bytes(content)
            goes_wrong -= 1

    with pytest.raises(LineError, match="sent twice"):
        named.bring(1, spoil)
    assert not goes_wrong and not named.brought()
    assert not [path for path in (named.board / "data").glob("*.tmpk")], "nothing counts before all is there"
    goes_wrong = 1
    named.bring(1, spoil)
    assert not goes_wrong and named.brought()


def test_the_wrong_terminal_stops_it(named: Workbench) -> None:
    other = named.made[1].parent / "booth-2"
    shutil.copytree(named.made[1], other)
    device = device_of(other)
    (other / "data" / "device.cbor").write_bytes(device.model_copy(update={"serial_number": "TM-00017-2"}).to_cbor())
    named.made[2] = other
    with pytest.raises(BringingError, match="this terminal is TM-00017-1"):
        named.bring(2)
    with pytest.raises(BringingError, match=r"an image for a booth, and .* is a desk"):
        named.bring(0)
    assert named.at
    named.at.hardware.clock_chip.absent = True
    with pytest.raises(BringingError, match="its battery"):
        named.bring(1)
    named.at.hardware.pull_plug()
    with pytest.raises(BringingError, match="no terminal answers"):
        named.bring(1)
    assert not named.brought()


def test_a_file_that_nobody_said_keeps_no_name(named: Workbench) -> None:
    """What came of it before an interruption must not be an election."""
    line = NewTerminal(named.port, "COM7")
    content = (named.made[1] / "data" / "training.tmpk").read_bytes()
    line.bring("data/training.tmpk", content[:1000], lambda _: None)
    line.bring("data/line.json", b"{}", lambda _: None)
    line.keep({"data/line.json": b"{}"})
    assert (named.board / "data" / "line.json").read_bytes() == b"{}"
    assert not (named.board / "data" / "training.tmpk").exists()


def test_an_image_whose_console_keeps_the_line(workbench: Workbench) -> None:
    """It starts, says what it lacks, and takes files by other ways."""
    workbench.flash(1)
    at = workbench.at
    assert at
    at.hardware.pull_plug()
    at.hardware.bench.port = ESP32_STOCK
    at.hardware.plug_in()
    at.sees("device_missing")
    with pytest.raises(BringingError, match="no terminal answers"):
        workbench.bring(1)


# The command lives by the computer's time: on a busy one much of the terminal's goes by while it starts.
BESIDE_A_PERSON_MS = 6 * 60 * 60 * 1000


def test_the_command_at_the_simulators_own_port(workbench: Workbench) -> None:
    workbench.flash(1)
    at = workbench.at
    assert at
    hardware = at.hardware
    hardware.bench.wire_uart(SERIAL_LINE, hardware.cable)  # in the place of the test's port
    hardware.cable.plug(hardware.bench)
    given = ["bring", str(workbench.made[1]), "--port", hardware.cable.path, "--baudrate", "115200"]
    with ThreadPoolExecutor(1) as technician:
        running = technician.submit(CliRunner().invoke, terminals, given)
        for left in range(PRESSES, 0, -1):
            asked = words("own_key_press", "kk", left)
            hardware.wait(lambda: running.done() or at.hands.screen.shows(asked), BESIDE_A_PERSON_MS)  # noqa: B023
            if running.done():
                break
            at.presses("ok")
        hardware.wait(running.done, BESIDE_A_PERSON_MS)
    result, folder = running.result(), workbench.made[0].parents[1]
    assert result.exit_code == 0, result.output
    shown = own_keys.checked((folder / own_keys.OWN_KEYS / "booth-1.cose").read_bytes())
    assert shown.public_key.hex() in result.output
    with Image.open(folder / "case-labels" / "TM-00017-1.png") as label:
        (code,) = decode(label)
    assert code.data.decode() == f"TM-00017-1 {shown.public_key.hex()}"


def test_a_port_that_cannot_be_opened(tmp_path: Path) -> None:
    make_terminals(PLAN, AUTHORITY, tmp_path / "made", code=SIMULATOR_CODE)
    booth = tmp_path / "made" / "terminals" / "booth-1"
    result = CliRunner().invoke(terminals, ["bring", str(booth), "--port", str(tmp_path / "ttyUSB9")])
    assert result.exit_code == 2 and "there is no such port" in result.output
    near, far = os.openpty()
    try:
        with opened_port(os.ttyname(far), 115_200):
            result = CliRunner().invoke(terminals, ["bring", str(booth), "--port", os.ttyname(far)])
        assert result.exit_code == 2 and "another program has this port" in result.output
    finally:
        os.close(near)
        os.close(far)
