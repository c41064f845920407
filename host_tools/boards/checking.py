"""A board's wiring against what its processor can do."""

from __future__ import annotations

from collections import defaultdict

from host_tools.boards.chips import GPIO, UART
from host_tools.boards.connections import Connection, Wired


def faults(board: Wired) -> list[str]:
    """What cannot work: pins used twice, or for what they cannot do; lines used twice. Empty if all can."""
    found = []
    by_pin: dict[int, list[Connection]] = defaultdict(list)
    by_line: dict[tuple[str, int], set[str]] = defaultdict(set)
    for wire in board.connections:
        by_pin[wire.pin].append(wire)
        if wire.kind != GPIO:
            by_line[wire.kind, wire.unit].add(wire.part)
        why = board.chip.why_not(wire.kind, wire.unit, wire.signal, wire.pin)
        if why:
            found.append(f"{wire.part} {wire.its_pin}: {why}")
    for pin, wires in sorted(by_pin.items()):
        if len(wires) > 1:
            found.append(f"GPIO {pin} is used twice: {', '.join(f'{wire.part} {wire.its_pin}' for wire in wires)}")
    for (kind, unit), parts in sorted(by_line.items()):
        if len(parts) > 1:
            way_out = "give each its own" + (", or a bridge to the line to the centre" if kind == UART else "")
            found.append(f"{kind}{unit} is used by {' and '.join(sorted(parts))}: {way_out}")
    return found


def cautions(board: Wired) -> list[str]:
    """Pins that work if the board does what the datasheet asks."""
    careful = board.chip.careful
    return [
        f"GPIO {wire.pin} ({wire.part} {wire.its_pin}) {careful[wire.pin]}"
        for wire in board.connections
        if wire.pin in careful
    ]


def free(board: Wired) -> list[int]:
    """Pins that nothing uses and that need no care."""
    used = {wire.pin for wire in board.connections}
    chip = board.chip
    return [pin for pin in chip.pins if pin not in used and pin not in chip.taken and pin not in chip.careful]
