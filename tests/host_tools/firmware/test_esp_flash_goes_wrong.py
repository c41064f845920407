"""An ESP32-S3 that is another chip, too small, silent, pulled out, or keeps other bytes: `tamga flash` by its port.

esptool is the real one; the chip at the other end of a pseudo-terminal is ours.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from host_tools.boards import uf2
from host_tools.boards.board_file import BOARDS
from host_tools.boards.flash_layout import LAYOUTS, processor_of
from host_tools.findings import Report
from host_tools.firmware import comparing, esp_image, esp_loader, making, materials
from host_tools.firmware.cli_flash import flash_command
from host_tools.provisioning.new_terminals import DEVICE
from tests.host_tools.firmware.esp_rom import C3, EspChip, EspLine

LAYOUT = LAYOUTS["esp32s3"]
TABLE = BOARDS.parent / "esp32s3" / "board" / "partitions.csv"
ROM = bytes(reversed(range(256))) * 40
app = typer.Typer()
app.command()(flash_command)


def table(lines: Iterable[str]) -> bytes:
    """A partition table as ESP-IDF's gen_esp32part.py writes it, but for the sum at its end."""
    rows = [[field.strip() for field in line.split(",")] for line in lines if line.strip() and line[0] != "#"]
    packed = (
        struct.pack("<2sBBII16sI", b"\xaa\x50", kind == "data", 0, int(at, 0), int(size, 0), name.encode(), 0)
        for name, kind, _, at, size, *_ in rows
    )
    return b"".join(packed).ljust(0xC00, b"\xff")


def program(chip: int = 9, lines: Iterable[str] = ()) -> bytes:
    """Boot loader, table and program as one, as the recipe's build makes it."""
    head = struct.pack("<4BIB3xHB9x", 0xE9, 3, 2, 0x4F, 0x403C9880, 0xEE, chip, 0)
    whole = head.ljust(0x8000, b"\xff") + table(lines or TABLE.read_text().splitlines())
    return whole.ljust(0x10000, b"\xff") + bytes(range(256)) * 20


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = uf2.written({0: program(), LAYOUT.rom_at: ROM}, uf2.ESP32_S3)
    hashes = [sha256(part).hexdigest() for part in (data, program(), ROM, b"list")]
    made = making.Made("tamga-s3", "booth", "production", "0.1.0", *hashes)
    path = tmp_path_factory.mktemp("images") / "booth.uf2"
    path.with_suffix(".json").write_text(json.dumps(asdict(made)))
    path.write_bytes(data)
    return path


@pytest.fixture(autouse=True)
def hasty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """esptool tries less often, and waits longer for a simulated chip on a busy computer."""
    settings = tmp_path / "esptool.cfg"
    settings.write_text("[esptool]\ntimeout = 3\nsync_timeout = 1\nconnect_attempts = 1\nwrite_block_attempts = 1\n")
    monkeypatch.setenv("ESPTOOL_CFGFILE", str(settings))


def flashed(image: Path, chip: EspChip, *options: str) -> Result:
    with EspLine(chip) as port:
        return CliRunner().invoke(app, [str(image), "--port", port, *options])


def said(result: Result) -> str:
    return " ".join(result.output.split())


def held(chip: EspChip) -> bool:
    return chip.flash.startswith(program()) and chip.flash[LAYOUT.rom_at :].startswith(ROM)


def test_a_good_board_holds_the_image_and_is_started(image: Path) -> None:
    chip = EspChip()
    chip.flash[LAYOUT.files_at : LAYOUT.files_at + 4] = b"data"
    result = flashed(image, chip)
    assert result.exit_code == 0, result.output
    assert "ESP32-S3 v0.2, 16 MiB of flash, 8 MiB of memory" in said(result)
    assert "2 of 2 parts written, all compared" in said(result) and held(chip) and chip.restarted
    assert chip.flash[LAYOUT.files_at :].startswith(b"data"), "the writable file system outlives it"
    assert "0 of 2 parts written" in said(flashed(image, chip))
    assert flashed(image, chip, "--erase-files").exit_code == 0
    assert held(chip) and not chip.flash[LAYOUT.files_at :].strip(b"\xff")


def test_a_cable_that_is_pulled_while_it_is_written_and_a_second_run(image: Path) -> None:
    whole = EspChip()
    flashed(image, whole)
    for place in (3, whole.commands.index(0x03) + 2):
        chip = EspChip(dead_after=place)
        result = flashed(image, chip)
        assert result.exit_code == 2 and not chip.restarted, place
        assert "hold BOOT" in said(result)
        chip.dead_after = None
        assert flashed(image, chip).exit_code == 0 and held(chip) and chip.restarted


def test_flash_that_keeps_other_bytes_is_written_once_more_slowly(image: Path) -> None:
    once = EspChip(weak={LAYOUT.rom_at + 300: 1})
    assert flashed(image, once).exit_code == 0 and held(once)
    always = EspChip(weak={LAYOUT.rom_at + 300: 99})
    result = flashed(image, always)
    assert result.exit_code == 2 and not always.restarted
    assert "differs in the part at 0x300000" in said(result) and "in no book" in said(result)


@pytest.mark.parametrize(("chip", "words"), [
    (EspChip(number=C3), "this is an ESP32-C3"),
    (EspChip(number=None), "this is an ESP32, and"),
    (EspChip(octal_memory=0), "0 MiB of memory beside it"),
    (EspChip(flash_number=0x1740EF), "8 MiB of flash"),
    (EspChip(flash_number=0), "0 MiB of flash"),
    (EspChip(silent=True), "no boot loader answers: hold BOOT, tap RESET"),
])  # fmt: skip
def test_the_wrong_board_is_left_as_it_is(image: Path, chip: EspChip, words: str) -> None:
    result = flashed(image, chip)
    assert result.exit_code == 2 and words in said(result), result.output
    assert not chip.restarted and not chip.flash.strip(b"\xff")


def test_a_port_that_is_not_there_and_options_of_another_board(image: Path) -> None:
    result = CliRunner().invoke(app, [str(image), "--port", str(image.parent / "ttyNone")])
    assert result.exit_code == 2 and "no such port" in said(result)
    for option in ("--by-drive", "--old-chip"):
        result = CliRunner().invoke(app, [str(image), option])
        assert result.exit_code == 2 and "are for an RP2350" in said(result)


def test_two_boards_and_none(image: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for count, words in ((0, "is seen: name its serial port"), (2, "several boards are plugged in (/dev/a0, /dev/a1)")):
        ports = [type("Port", (), {"device": f"/dev/a{number}", "vid": 0x303A})() for number in range(count)]
        monkeypatch.setattr(esp_loader.list_ports, "comports", lambda ports=ports: ports)
        assert words in said(CliRunner().invoke(app, [str(image)]))


def test_the_table_of_the_recipe_is_that_of_the_layout() -> None:
    assert esp_image.fault_of(program(), LAYOUT) == ""


@pytest.mark.parametrize(("other", "words"), [
    (b"", "no MicroPython for an ESP32-S3"),
    (bytes(0x20000), "no MicroPython for an ESP32-S3"),
    (program(chip=5), "the chip with the number 5"),
    (program(lines=["factory, app, factory, 0x10000, 0x1F0000", "vfs, data, fat, 0x200000, 0x600000"]), "romfs"),
    (program(lines=["romfs, data, 0x8f, 0x300000, 0x100000", "vfs, data, fat, 0x400000, 0x400000"]), "vfs"),
])  # fmt: skip
def test_a_micropython_that_is_none_for_this_board(other: bytes, words: str) -> None:
    """Stock builds have another table; a terminal of theirs would never find its firmware."""
    assert words in esp_image.fault_of(other, LAYOUT)
    with pytest.raises(making.ImageError, match=r"hw/esp32s3/README\.md"):
        making.make(DEVICE, BOARDS / "tamga_s3.py", "booth", "0.1.0", "production", other)


def test_an_image_is_made_of_a_program_that_was_built_elsewhere(tmp_path: Path) -> None:
    made, data, rom = making.make(DEVICE, BOARDS / "tamga_s3.py", "booth", "0.1.0", "production", program())
    assert processor_of(data) == "esp32s3" and uf2.parts_of(data, uf2.ESP32_S3)[0] == program()
    (tmp_path / "sources.txt").write_text(f"esp-idf 5.4 {'ab' * 32}\n")
    sources = materials.sources_of(tmp_path / "sources.txt", materials.GENERIC)
    bill = json.loads(making.write(made, data, rom, sources, tmp_path).with_suffix(".cdx.json").read_text())
    assert bill["components"][0]["purl"] == "pkg:generic/esp-idf@5.4"
    report = Report("flash")
    flash = program().ljust(LAYOUT.rom_at, b"\xff") + rom + b"\xff" * 256
    comparing.with_flash(data, flash, report)
    assert report.verdict == "agrees" and len(report.findings) == 2
