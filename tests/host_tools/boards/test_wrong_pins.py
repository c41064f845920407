"""A board that uses a pin twice, or for what its processor cannot do with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from nacl.signing import SigningKey
from typer.testing import CliRunner

from host_tools.boards import __main__ as pages
from host_tools.boards import board_file, checking, connections
from host_tools.boards.chips import CHIPS, I2C, SPI, UART
from host_tools.cli import app
from host_tools.provisioning import firmware
from host_tools.provisioning.new_terminals import DEVICE

RP2350 = board_file.BOARDS / "tamga_rp2350.py"
S3 = board_file.BOARDS / "tamga_s3.py"


def altered(folder: Path, board: Path, change: str) -> Path:
    path = folder / "board.py"
    path.write_text(f"{board.read_text()}\n{change}\n")
    return path


@pytest.mark.parametrize("path", sorted(board_file.BOARDS.glob("*.py")), ids=lambda path: path.stem)
def test_our_boards_have_no_conflict(path: Path) -> None:
    assert checking.faults(connections.wired(path)) == []


def test_documents_are_what_the_boards_say() -> None:
    for path, text in pages.pages().items():
        assert path.read_text(encoding="utf-8") == text, f"run: python -m host_tools.boards ({path.name})"


@pytest.mark.parametrize(
    ("board", "change", "said"),
    [
        (RP2350, "PRINTER_BUSY = 5", "GPIO 5 is used twice: printer TX, printer DTR"),
        (RP2350, "PRINTER_BUSY = 48", "rp2350b has no GPIO 48"),
        (RP2350, 'CLOCK_BUS = {"id": 1, "scl": 33, "sda": 32}', "GPIO 33 cannot be scl of I2C1"),
        (RP2350, 'SCANNER_LINE = {"id": 1, "tx": 8, "rx": 9}', "UART1 is used by printer and scanner"),
        (
            RP2350, 'SERIAL_LINE = {"id": 2, "tx": 0, "rx": 1}',
            "rp2350b has 2 UARTs, numbered from 0: there is no UART2",
        ),
        (S3, "PRINTER_BUSY = 30", "GPIO 30 is flash or octal memory inside the module"),
        (S3, 'KEYS = {"up": 19}', "GPIO 19 is USB D-"),
    ],
)  # fmt: skip
def test_what_cannot_work_is_said_and_not_provisioned(tmp_path: Path, board: Path, change: str, said: str) -> None:
    path = altered(tmp_path, board, change)
    result = CliRunner().invoke(app, ["board", "check", str(path)])
    assert result.exit_code == 1 and said in result.output
    with pytest.raises(board_file.BoardError, match="tamga board check"):
        firmware.collect(DEVICE, path, "booth", "1", SigningKey(bytes(32)), "x64")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ('PROCESSOR = "z80"', "PROCESSOR is 'z80'; pins are known of rp2350b, esp32s3"),
        ("KEYS = 5", "a value has another shape"),
        ('CLOCK_BUS = {"id": 0}', "does not say scl"),
    ],
)
def test_a_board_that_is_none(tmp_path: Path, change: str, said: str) -> None:
    result = CliRunner().invoke(app, ["board", "wiring", str(altered(tmp_path, S3, change)), "--out", str(tmp_path)])
    assert result.exit_code == 2 and said in result.output.replace("\n", " ")


def test_nothing_holds_a_pin_high_that_must_be_low_when_the_chip_starts() -> None:
    held = {wire.pin for wire in connections.wired(S3).connections if wire.pull_up}
    assert not held & CHIPS["esp32s3"].low_at_start


@pytest.mark.parametrize(
    ("kind", "unit", "signal", "pins"),
    [
        (UART, 0, "tx", {0, 12, 16, 28, 32, 44}),
        (UART, 1, "rx", {5, 9, 21, 25, 37, 41}),
        (SPI, 0, "sck", {2, 6, 18, 22, 34, 38}),
        (SPI, 1, "miso", {8, 12, 24, 28, 40, 44}),
        (I2C, 0, "sda", {0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44}),
    ],
)
def test_pins_of_the_rp2350_as_its_datasheet_lists_them(kind: str, unit: int, signal: str, pins: set[int]) -> None:
    chip = CHIPS["rp2350b"]
    assert {pin for pin in chip.pins if chip.carries(kind, unit, signal, pin)} == pins
