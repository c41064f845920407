"""Faults of the two ballot cartridges."""

from __future__ import annotations

import random

from simulator.channel.fault import Fault, Value, plain
from simulator.hardware.terminal import TerminalHardware

WORN_SEED, WORN_REGION_BYTES = 7, 256 << 10  # cells are worn where ballots and marks lie, at the chip's beginning


_TORN: dict[str, bool | str] = {"before": False, "torn": True, "after": "after"}


def _wear(hardware: TerminalHardware, chip: int, count: Value) -> None:
    source = random.Random(WORN_SEED + chip)
    size = min(WORN_REGION_BYTES, hardware.chips[chip].size_bytes)
    cells = {(source.randrange(4096, size), source.randrange(8)): source.randrange(2) for _ in range(int(float(count)))}
    hardware.chips[chip].stuck_bits = cells


def _flip(hardware: TerminalHardware, chip: int, place: Value) -> None:
    address, bit = str(place).replace(",", " ").split()
    hardware.chips[chip].flip(int(address, 0) % hardware.chips[chip].size_bytes, int(bit) % 8)


def _cut(hardware: TerminalHardware, chip: int, text: Value) -> None:
    words = str(text).split()
    if not words:
        hardware.chips[chip].forget_cut()
        return
    torn: bool | str = _TORN.get(words[1] if len(words) > 1 else "torn", True)
    hardware.chips[chip].cut_at(max(1, int(words[0])), torn)


def flash(chip: int, part: str) -> tuple[Fault, ...]:
    """The faults of one cartridge chip. chip: 0 or 1; part: its name."""
    return (
        plain(part, "absent", "Cartridge out", "It says that a cartridge is missing and does not go on without it."),
        plain(part, "slow", "Slow chip", "The datasheet's longest times are waited for."),
        plain(part, "read_only", "Takes no writes", "The vote is not cast, and it says so."),
        Fault(part, "wear", "Worn cells", "slider", "Records are read back; what a worn cell hit goes elsewhere.",
              lambda hardware, count: _wear(hardware, chip, count),
              lambda hardware: len(hardware.chips[chip].stuck_bits),
              rest=0, maximum=2000, step=10, unit="cells"),
        Fault(part, "flip", "A bit loses its charge", "text", "The other cartridge's copy is used.",
              lambda hardware, place: _flip(hardware, chip, place), example="0x1010 3"),
        Fault(part, "cut_at", "Power cut in write number …", "text", "All or nothing: after power it says which.",
              lambda hardware, text: _cut(hardware, chip, text),
              lambda hardware: str(hardware.chips[chip].cut_in or ""),
              rest="", example="2 torn"),
    )  # fmt: skip
