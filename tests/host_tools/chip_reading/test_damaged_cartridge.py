"""A cartridge read through a CH341A: whole, without contact, with cells that waver, with the programmer pulled out."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from typer.testing import CliRunner

from host_tools.chip_reading import ch341a
from host_tools.cli import app
from host_tools.formats import cartridge
from host_tools.verifying.booth import check_booth
from host_tools.verifying.cartridges import Cartridge
from simulator.hardware.parts.w25q128 import SECTOR_BYTES, W25Q128
from tests.host_tools.chip_reading.programmer_on_bus import PACKET_BYTES, Bus, Programmer
from tests.host_tools.small_precinct import SmallPrecinct

BOOTH = 1
PACKETS_OF_A_SECTOR = 2 + -(-(4 + SECTOR_BYTES) // (PACKET_BYTES - 1))  # chip select falls, rises


class Wavering(W25Q128):
    """Some cells hold too little charge to read the same twice. cells: their addresses."""

    def __init__(self, size_bytes: int, cells: frozenset[int]) -> None:
        super().__init__(size_bytes)
        self.cells, self.draw = cells, random.Random(7)

    def transfer(self, data: bytes) -> bytes:
        first = self._address + self._data_bytes if self._command == 0x03 and len(self._header) == 4 else None
        answer = bytearray(super().transfer(data))
        for at in range(len(answer)) if first is not None else ():
            if first + at in self.cells and self.draw.random() < 0.4:
                answer[at] ^= 1 << self.draw.randrange(8)
        return bytes(answer)


def chip_with(content: bytes, kind: type[W25Q128] = W25Q128, **how: object) -> W25Q128:
    size = max(1 << 16, 1 << (len(content) - 1).bit_length())
    chip = kind(size, **how)  # type: ignore[arg-type]
    chip.array[: len(content)] = content
    return chip


def read(folder: Path, device: Programmer, *options: str, name: str = "a.img") -> tuple[int, str, Path]:
    """(exit status, what was said, the image's path) of the command on a bus with this programmer."""
    path = folder / name
    outcome = CliRunner().invoke(app, ["cartridge", "read", str(path), *options], obj=Bus(device))
    assert not outcome.exception or isinstance(outcome.exception, SystemExit), outcome.exception
    return outcome.exit_code, " ".join(outcome.output.split()), path


@pytest.fixture(scope="module")
def place() -> SmallPrecinct:
    return SmallPrecinct()


def test_a_whole_chip_is_read_byte_for_byte_and_nothing_is_written_to_it(tmp_path: Path, place: SmallPrecinct) -> None:
    other, chip = chip_with(b"other"), chip_with(bytes(place.image(BOOTH)))
    status, said, path = read(tmp_path, Programmer(chips=(other, chip)), "--select", "1")
    assert (status, path.read_bytes()) == (0, bytes(chip.array))
    assert "gave the same bytes twice" in said and "booth 1 of precinct" in said
    assert chip.journal == [] and path.stat().st_mode & 0o077 == 0
    assert json.loads((tmp_path / "a.img.report.json").read_text())["ok"]


def test_a_chip_that_sleeps_or_is_still_erasing_is_read(tmp_path: Path) -> None:
    chip = chip_with(b"\x5a" * 5000)
    device = Programmer(chips=(chip,))
    bus = Bus(device)
    programmer = ch341a.Ch341a(*(ch341a.programmers(bus) or []))
    assert programmer.open()
    programmer.exchange(b"\x06")
    programmer.exchange(b"\x20\x00\x00\x00")  # the last sector's erase has just begun
    assert chip.busy
    programmer.close()
    assert CliRunner().invoke(app, ["cartridge", "read", str(tmp_path / "b.img")], obj=bus).exit_code == 0
    assert (tmp_path / "b.img").read_bytes()[:5000] == b"\xff" * SECTOR_BYTES + b"\x5a" * (5000 - SECTOR_BYTES)
    chip._asleep = True
    assert CliRunner().invoke(app, ["cartridge", "read", str(tmp_path / "c.img")], obj=bus).exit_code == 0


def test_contact_that_comes_back_costs_nothing(tmp_path: Path) -> None:
    chip = chip_with(b"\x5a" * (1 << 16))
    device = Programmer(chips=(chip,), lifted=range(300, 500))
    assert read(tmp_path, device)[0] == 0
    assert (tmp_path / "a.img").read_bytes() == bytes(chip.array)


def test_cells_that_waver_are_named_and_the_rest_is_there(tmp_path: Path) -> None:
    chip = chip_with(b"\x5a" * (1 << 16), Wavering, cells=frozenset(range(0x3000, 0x3100)))
    status, said, path = read(tmp_path, Programmer(chips=(chip,)))
    assert status == 1 and "1 of 16 sectors read differently each time" in said and "0x3000 to 0x3fff" in said
    got = path.read_bytes()
    assert got[:0x3000] + got[0x3100:] == bytes(chip.array[:0x3000] + chip.array[0x3100:])
    right = sum(byte == 0x5A for byte in got[0x3000:0x3100])
    assert right > 200, "most readings of most cells are right"


def test_of_a_chip_that_goes_dark_all_before_is_saved_and_the_other_gives_every_ballot(
    tmp_path: Path, place: SmallPrecinct
) -> None:
    content = bytes(place.image(BOOTH))
    sorted_at = cartridge.regions(place.header(BOOTH))["sorted"].begin
    chip = chip_with(content)
    dark_from = 2 * PACKETS_OF_A_SECTOR * (sorted_at // SECTOR_BYTES)
    status, said, path = read(tmp_path, Programmer(chips=(chip,), lifted=range(dark_from, 1 << 40)))
    assert status == 1 and "could not be read and are left as ones" in said and "sorted" in said
    got = path.read_bytes()
    assert got[: sorted_at - SECTOR_BYTES] == content[: sorted_at - SECTOR_BYTES]
    assert got[-SECTOR_BYTES:] == b"\xff" * SECTOR_BYTES
    other = bytes(chip_with(content).array)
    result, report = check_booth(Cartridge(got, other), place.sealed_totals(BOOTH))
    assert result.cast == 5
    assert not report.ok, "a chip that says less than the other is reported"


def test_a_programmer_that_is_pulled_out_leaves_what_was_read(tmp_path: Path) -> None:
    chip = chip_with(b"\x5a" * (1 << 16))
    status, _, path = read(tmp_path, Programmer(chips=(chip,), unplugged_after=2_000))
    lost = json.loads((tmp_path / "a.img.report.json").read_text())["data"]["lost_sectors"]
    assert status == 1 and lost == list(range(lost[0], 1 << 16, SECTOR_BYTES)) and 0 < lost[0]
    assert path.read_bytes() == b"\x5a" * lost[0] + b"\xff" * ((1 << 16) - lost[0])


@pytest.mark.parametrize(
    ("device", "way_out"),
    [
        (Programmer(vendor=0x0416), "no CH341A is plugged in"),
        (Programmer(open_error=13), "cannot be opened"),
        (Programmer(claim_error=16), "cannot be opened"),
        (Programmer(chips=()), "no chip answers"),
    ],
)
def test_without_a_programmer_or_a_chip_nothing_is_written(tmp_path: Path, device: Programmer, way_out: str) -> None:
    status, said, path = read(tmp_path, device)
    assert status == 2 and way_out in said
    assert list(path.parent.iterdir()) == []


def test_an_earlier_reading_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.img").write_bytes(b"earlier")
    status, said, path = read(tmp_path, Programmer(chips=(chip_with(b"x"),)))
    assert status == 2 and "is there already" in said
    assert path.read_bytes() == b"earlier"


def test_a_port_that_is_not_there_is_said_with_the_way_out(tmp_path: Path) -> None:
    status, said, path = read(tmp_path, Programmer(), "--port", str(tmp_path / "tty"))
    assert status == 2 and "there is no such port; is the cable in?" in said and not path.exists()
