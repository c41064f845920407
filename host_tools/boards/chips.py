"""What each pin of a processor can do, for boards to be checked against.

Sources: RP2350 datasheet, section 1.2.3 (GPIO functions) and erratum RP2350-E9; ESP32-S3 datasheet, sections 2.3.5
(IO MUX and GPIO matrix), 2.6 (strapping pins) and 2.2 (pins of modules with octal memory).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

UART, SPI, I2C, GPIO = "UART", "SPI", "I2C", "GPIO"
# Signals of the buses, as `machine` names them.
SIGNALS = {UART: ("tx", "rx"), SPI: ("sck", "mosi", "miso"), I2C: ("scl", "sda")}


@dataclass(frozen=True)
class Chip:
    """A processor on its module.

    name: as a board's PROCESSOR says it.
    pins: numbers of the GPIO that a board can use.
    units: how many there are of each kind of bus, numbered from 0.
    taken: pins that the module itself needs, with what for.
    careful: pins that need care, with what a board must do.
    low_at_start: those of them that nothing may hold high while the chip starts.
    carries: (kind, unit, signal, pin) -> whether the pin can carry that signal.
    """

    name: str
    pins: range
    units: dict[str, int]
    taken: dict[int, str]
    careful: dict[int, str]
    low_at_start: frozenset[int]
    carries: Callable[[str, int, str, int], bool]

    def why_not(self, kind: str, unit: int, signal: str, pin: int) -> str | None:
        """Why a pin cannot carry a signal; None if it can. unit: ignored for GPIO."""
        if pin not in self.pins:
            return f"{self.name} has no GPIO {pin}"
        if pin in self.taken:
            return f"GPIO {pin} is {self.taken[pin]}"
        if kind == GPIO:
            return None
        if unit >= self.units[kind]:
            return f"{self.name} has {self.units[kind]} {kind}s, numbered from 0: there is no {kind}{unit}"
        return None if self.carries(kind, unit, signal, pin) else f"GPIO {pin} cannot be {signal} of {kind}{unit}"


def _rp2350(kind: str, unit: int, signal: str, pin: int) -> bool:
    """Functions repeat every 8 or 16 pins."""
    if kind == UART:
        return (pin + 4 >> 3) % 2 == unit and pin % 4 == SIGNALS[UART].index(signal)
    if kind == SPI:
        return (pin >> 3) % 2 == unit and pin % 4 == {"miso": 0, "sck": 2, "mosi": 3}[signal]
    return (pin >> 1) % 2 == unit and pin % 2 == {"sda": 0, "scl": 1}[signal]


RP2350B = Chip(
    "rp2350b",
    range(48),
    {UART: 2, SPI: 2, I2C: 2},
    {},
    {
        0: "may be chip select of PSRAM on the core board: see its schematic",
        23: "may be a button of the core board: see its schematic",
        25: "may be a light of the core board: see its schematic",
        47: "may be chip select of PSRAM on the core board: see its schematic",
    },
    frozenset(),
    _rp2350,
)
ESP32S3 = Chip(
    "esp32s3",
    range(49),
    {UART: 3, SPI: 3, I2C: 2},
    {pin: "not led out" for pin in range(22, 26)}
    | {pin: "flash or octal memory inside the module" for pin in range(26, 38)}
    | {19: "USB D-", 20: "USB D+"},
    {
        0: "is looked at when the chip starts, low starts its loader: must be high or open then",
        3: "is looked at when the chip starts: chooses the source of JTAG, and only if an eFuse is burnt",
        45: "is looked at when the chip starts: must be low or open then",
        46: "is looked at when the chip starts with 0 low: must be low or open then",
    },
    frozenset({45, 46}),
    lambda kind, unit, signal, pin: unit > 0 if kind == SPI else True,  # a matrix; SPI0 reads the flash
)
CHIPS = {chip.name: chip for chip in (RP2350B, ESP32S3)}
