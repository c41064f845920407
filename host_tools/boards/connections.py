"""Every wire between a board's processor and its parts, from the board file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from host_tools.boards.board_file import values_of
from host_tools.boards.chips import CHIPS, GPIO, I2C, SIGNALS, SPI, UART, Chip
from host_tools.errors import BoardsError

PROCESSOR = "PROCESSOR"  # of a board file
OUTSIDE = "10 kΩ to 3.3 V"
INSIDE = "the pin's own"
_PARTS = (  # name of the bus in a board file, kind, the parts on it
    ("FLASH_BUS", SPI, "both cartridges"),
    ("DISPLAY_BUS", SPI, "display, touch"),
    ("SCANNER_LINE", UART, "scanner"),
    ("PRINTER_LINE", UART, "printer"),
    ("CLOCK_BUS", I2C, "clock, gauge"),
)


@dataclass(frozen=True)
class Connection:
    """One wire.

    part, its_pin: the far end. pin: of the processor.
    kind, unit, signal: what the processor's pin does; GPIO has no unit.
    pull_up: what holds the wire high while nobody drives it; empty if somebody always does.
    """

    part: str
    its_pin: str
    pin: int
    kind: str = GPIO
    unit: int = 0
    signal: str = ""
    pull_up: str = ""

    @property
    def function(self) -> str:
        """Of the processor's pin: "SPI0 sck"."""
        return f"{self.kind}{self.unit} {self.signal}" if self.kind != GPIO else self.signal


@dataclass(frozen=True)
class Wired:
    """A board: its name, its processor, its wires in the order of the parts."""

    name: str
    chip: Chip
    connections: list[Connection]


def wired(path: Path) -> Wired:
    """Read a board file. BoardError, BoardsError if it lacks something."""
    board = values_of(path)
    try:
        chip = CHIPS.get(board[PROCESSOR])
        if chip is None:
            known = ", ".join(CHIPS)
            raise BoardsError(f"{path}: PROCESSOR is {board[PROCESSOR]!r}; pins are known of {known}")
        wires = _connections(board)
        return Wired(board["NAME"], chip, [replace(wire, pull_up=_holds(wire, chip)) for wire in wires])
    except KeyError as missing:
        raise BoardsError(f"{path}: does not say {missing.args[0]}; compare with those in hw/boards") from None
    except (TypeError, ValueError, AttributeError):
        raise BoardsError(f"{path}: a value has another shape than in hw/boards; compare them") from None


def _holds(wire: Connection, chip: Chip) -> str:
    """Its pull-up, unless the chip would start otherwise than meant."""
    return "" if wire.pin in chip.low_at_start else wire.pull_up


def _connections(board: dict[str, Any]) -> list[Connection]:
    found = []
    for name, kind, parts in _PARTS:
        bus = board[name]
        found += [_signal(parts, kind, bus["id"], signal, bus[signal]) for signal in SIGNALS[kind]]
    first, second = board["FLASH_CHIP_SELECT"]
    found += [_selects("cartridge 1", first), _selects("cartridge 2", second)]
    found += [_selects("display", board["DISPLAY_CHIP_SELECT"])]
    found += [
        Connection("display", its, board[name], signal="output")
        for its, name in (("D/C", "DISPLAY_DATA"), ("RESET", "DISPLAY_RESET"), ("LED", "DISPLAY_LIGHT"))
    ]
    found += [_selects("touch", board["TOUCH_CHIP_SELECT"])]
    found += [Connection("touch", "PENIRQ", board["TOUCH_IRQ"], signal="input", pull_up=INSIDE)]
    if board["PRINTER_BUSY"] is not None:
        found += [Connection("printer", "DTR", board["PRINTER_BUSY"], signal="input", pull_up=OUTSIDE)]
    line = board["SERIAL_LINE"]
    if "i2c_address" in line:
        found += [Connection("line bridge", "IRQ", line["irq"], signal="input", pull_up=INSIDE)]
    else:
        found += [_signal("line to the centre", UART, line["id"], signal, line[signal]) for signal in SIGNALS[UART]]
    if board["MODEM_POWER_KEY"] is not None:
        found.append(Connection("modem", "PWRKEY", board["MODEM_POWER_KEY"], signal="output"))
    if board["MAINS_SENSE"] is not None:
        found.append(Connection("supply", "mains present", board["MAINS_SENSE"], signal="input", pull_up=OUTSIDE))
    for name, pin in board["KEYS"].items():
        found.append(Connection("keys", name, pin, signal="input", pull_up=INSIDE))
    return found


def _signal(part: str, kind: str, unit: int, signal: str, pin: int) -> Connection:
    """A wire of a bus. Inputs and the lines of I2C are held high; nobody drives MISO while no chip is selected."""
    theirs = {"tx": "RX", "rx": "TX"}.get(signal, signal.upper())
    held = OUTSIDE if signal in ("rx", "miso", "scl", "sda") else ""
    return Connection(part, theirs, pin, kind, unit, signal, held)


def _selects(part: str, pin: int) -> Connection:
    """Chip selects are high until the firmware runs, so that no chip listens."""
    return Connection(part, "CS", pin, signal="output", pull_up=OUTSIDE)
