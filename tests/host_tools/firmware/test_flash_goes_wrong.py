"""An image on a board that is the wrong one, goes away, keeps something else, or is protected: `tamga flash`.

The failures of people's reports: esptool 1019 and 662, esp-idf 9274 (written, and flash holds other bytes).
"""

from __future__ import annotations

import json
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from host_tools.boards import uf2
from host_tools.boards.flash_layout import LAYOUTS
from host_tools.firmware import making
from host_tools.firmware.cli_flash import flash_command
from tests.host_tools.firmware.boot_rom import FLASH, SECTOR, BootBus, Chip

PROGRAM = bytes(range(256)) * 24  # a sector and a half
ROM = bytes(reversed(range(256))) * 40
LAYOUT = LAYOUTS["rp2350b"]
app = typer.Typer()  # the whole tree of `tamga` takes longer to build than a board to flash
app.command()(flash_command)


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As `make firmware` writes one, of few sectors."""
    data = uf2.written({LAYOUT.flash: PROGRAM, LAYOUT.flash + LAYOUT.rom_at: ROM})
    hashes = [sha256(part).hexdigest() for part in (data, PROGRAM, ROM, b"list")]
    made = making.Made("tamga-rp2350", "booth", "production", "0.1.0", *hashes)
    path = tmp_path_factory.mktemp("images") / "booth.uf2"
    path.with_suffix(".json").write_text(json.dumps(asdict(made)))
    path.write_bytes(data)
    return path


def flashed(image: Path, *chips: Chip, options: tuple[str, ...] = ()) -> Result:
    return CliRunner().invoke(app, [str(image), *options], obj=BootBus(*chips))


def held(chip: Chip, image: Path) -> bool:
    """The chip's flash holds the image, and nothing else in its sectors."""
    for start, content in uf2.parts_of(image.read_bytes()).items():
        for at in range(0, len(content), SECTOR):
            piece = content[at : at + SECTOR].ljust(SECTOR, b"\xff")
            if chip.flash.get((start + at - FLASH) // SECTOR, b"\xff" * SECTOR) != piece:
                return False
    return True


def test_a_good_board_holds_the_image_and_is_started(image: Path) -> None:
    chip = Chip()
    chip.sector(FLASH)[:] = b"older".ljust(SECTOR, b"\0")
    chip.sector(FLASH + (5 << 20))[:4] = b"data"
    result = flashed(image, chip)
    assert result.exit_code == 0, result.output
    assert "stepping A4" in result.output and "read back whole" in result.output
    assert held(chip, image) and chip.restarted
    assert chip.sector(FLASH + (5 << 20))[:4] == b"data", "the writable file system outlives it"
    chip.commands.clear()
    assert "0 sectors written" in flashed(image, chip).output and 0x03 not in chip.commands
    assert flashed(image, chip, options=("--erase-files",)).exit_code == 0
    assert chip.sector(FLASH + (5 << 20))[:4] == b"\xff" * 4 and held(chip, image)


def test_a_cable_that_is_pulled_anywhere_and_a_second_run(image: Path) -> None:
    whole = Chip()
    flashed(image, whole)
    for place in (0, 1, 2, 3, 4, 7, len(whole.commands) // 2, len(whole.commands) - 2):
        chip = Chip(dead_after=place)
        result = flashed(image, chip)
        assert result.exit_code == 2 and not chip.restarted, place
        assert "cable" in result.output or "cannot be opened" in result.output
        chip.dead_after, chip.waits_for = None, None
        assert flashed(image, chip).exit_code == 0 and held(chip, image) and chip.restarted


def test_flash_that_keeps_other_bytes_is_written_once_more_slowly(image: Path) -> None:
    once = Chip(weak={FLASH + 300: 1})
    assert flashed(image, once).exit_code == 0 and held(once, image)
    always = Chip(weak={FLASH + 300: 99})
    result = flashed(image, always)
    assert result.exit_code == 2 and not always.restarted
    assert "differs from 0x1000012c" in result.output.replace("\n", "")


@pytest.mark.parametrize(("chip", "words"), [
    (Chip(protected=True), "protected"),
    (Chip(rom=b"Mu\2\2"), "stepping A2, with E9"),
    (Chip(rom=b"Mu\2\3"), "stepping A3, with E16"),
    (Chip(rom=b"Mu\2\x09"), "not known here"),
    (Chip(rom=b"Mu\1\2"), "no RP2350"),
    (Chip(package=1), "RP2350A with 30 pins"),
    (Chip(product=0x0003), "What is plugged in: RP2040"),
    (Chip(taken=True), "another program has it"),
])  # fmt: skip
def test_the_wrong_board_is_left_as_it_is(image: Path, chip: Chip, words: str) -> None:
    result = flashed(image, chip)
    assert result.exit_code == 2 and words in " ".join(result.output.split())
    assert not chip.restarted and not any(set(sector) - {0xFF} for sector in chip.flash.values())


def test_two_boards_and_an_old_one_for_a_workbench(image: Path) -> None:
    old, other = Chip(rom=b"Mu\2\2"), Chip()
    assert "several boards" in flashed(image, old, other).output
    result = flashed(image, old, other, options=("--port", "1-1.4", "--old-chip"))
    assert result.exit_code == 0 and held(old, image) and not other.commands
    assert "stepping A2" in result.output


def test_an_image_that_was_altered(image: Path, tmp_path: Path) -> None:
    for path in image.parent.glob(f"{image.stem}*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    altered = tmp_path / image.name
    altered.write_bytes(altered.read_bytes()[:-1] + b"\0")
    chip = Chip()
    result = flashed(altered, chip)
    assert result.exit_code == 2 and "is not the image" in " ".join(result.output.split()) and not chip.commands
