"""A board's wiring as a picture (SVG) and as a table (Markdown), both from the board file."""

from __future__ import annotations

from html import escape

from host_tools.boards.connections import OUTSIDE, Connection, Wired

# The boxes of the picture: title, the parts whose wires end there, supply. Left of the processor, and right of it.
_SHARED = {
    "Touch, XPT2046": "SCK, MOSI, MISO: those of the display",
    "SC16IS750, line to the centre": "SDA, SCL: those of the clock",
}
_LEFT = (
    ("Scanner", ("scanner",), "5 V"),
    ("Printer", ("printer",), "5 to 9 V, of its own"),
    ("Keys, to ground", ("keys",), ""),
    ("Line to the centre", ("line to the centre",), ""),
    ("SC16IS750, line to the centre", ("line bridge",), "3.3 V"),
    ("Modem on that line, if there is one", ("modem",), "4 V 2 A, of its own"),
)
_RIGHT = (
    ("Ballot cartridges, W25Q128", ("both cartridges", "cartridge 1", "cartridge 2"), "3.3 V"),
    ("Display", ("display, touch", "display"), "3.3 V"),
    ("Touch, XPT2046", ("touch",), "3.3 V"),
    ("DS3231 clock, own cell", ("clock",), "3.3 V"),
)
_SHARED = {  # wires that another box has already
    "Touch, XPT2046": "SCK, MOSI, MISO: those of the display",
    "SC16IS750, line to the centre": "SDA, SCL: those of the clock",
}
_ROW, _HEAD, _GAP, _TOP = 22, 30, 18, 64
_WIDTH, _BOX, _CHIP = 980, 250, 260
_NOTES = (
    f"↑ red: a pull-up of {OUTSIDE}, beside the processor. Ground of all parts together.",
    "Each supply has 100 nF at the part; the printer's has 1,000 µF, and its own wire.",
)
_STYLE = """
text { font: 13px sans-serif; fill: #1c2733 }
.title { font-weight: bold } .name { font: bold 18px sans-serif } .note { fill: #5b6875; font-size: 12px }
.box { fill: #ffffff; stroke: #41566b } .chip { fill: #e8eef4; stroke: #1c2733 } .wire { stroke: #41566b; fill: none }
.held { fill: #b3261e; font-size: 12px }
""".strip()


def picture(board: Wired) -> str:
    """An SVG: the processor between its parts, one line per wire, in red what holds it high."""
    sides = [_side(board, _LEFT, left=True), _side(board, _RIGHT, left=False)]
    bottom = max(end for _, end in sides)
    middle = (_WIDTH - _CHIP) // 2
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {bottom + 58}" role="img">',
        f"<title>Wiring of {escape(board.name)}</title><style>{_STYLE}</style>",
        f'<rect width="{_WIDTH}" height="{bottom + 58}" fill="#f7f9fb"/>',
        _text(20, 34, f"{board.name}: {board.chip.name}", "name"),
        f'<rect class="chip" x="{middle}" y="{_TOP}" width="{_CHIP}" height="{bottom - _TOP}" rx="6"/>',
        *[line for lines, _ in sides for line in lines],
        *[_text(20, bottom + 26 + 18 * row, note, "note") for row, note in enumerate(_NOTES)],
        "</svg>",
    ]) + "\n"  # fmt: skip


def _side(board: Wired, boxes: tuple[tuple[str, tuple[str, ...], str], ...], left: bool) -> tuple[list[str], int]:
    """(lines of SVG, where the last box ends)."""
    lines, y = [], _TOP
    box_x = 20 if left else _WIDTH - 20 - _BOX
    chip_edge = (_WIDTH - _CHIP) // 2 if left else (_WIDTH + _CHIP) // 2
    box_edge = box_x + _BOX if left else box_x
    for title, parts, supply in boxes:
        wires = [wire for wire in board.connections if wire.part in parts]
        if not wires:
            continue
        shared = _SHARED.get(title)
        height = _HEAD + _ROW * (len(wires) + bool(shared))
        lines.append(f'<rect class="box" x="{box_x}" y="{y}" width="{_BOX}" height="{height}" rx="4"/>')
        lines.append(_text(box_x + 10, y + 20, title, "title"))
        if supply:
            lines.append(_text(box_x + _BOX - 10, y + 20, supply, "note", "end"))
        for row, wire in enumerate(wires):
            at = y + _HEAD + _ROW * row + 8
            lines.append(f'<path class="wire" d="M{box_edge} {at}H{chip_edge}"/>')
            lines.append(_text(box_edge + (-8 if left else 8), at + 4, _far_end(wire), "", "end" if left else "start"))
            inside = f"GPIO {wire.pin}", wire.function
            label = " · ".join(inside if left else inside[::-1])
            lines.append(_text(chip_edge + (8 if left else -8), at + 4, label, "", "start" if left else "end"))
            if wire.pull_up == OUTSIDE:
                lines.append(_text((box_edge + chip_edge) // 2, at - 3, "↑", "held", "middle"))
        if shared:
            lines.append(_text(box_x + 10, y + height - 12, shared, "note"))
        y += height + _GAP
    return lines, y - _GAP + 10


def _far_end(wire: Connection) -> str:
    return f"{wire.its_pin} {wire.part[-1]}" if wire.part.startswith("cartridge") else wire.its_pin


def _text(x: int, y: int, text: str, kind: str = "", anchor: str = "start") -> str:
    return f'<text x="{x}" y="{y}" class="{kind}" text-anchor="{anchor}">{escape(text)}</text>'


def table(board: Wired) -> str:
    """Markdown: one line per wire, in the order of the processor's pins."""
    lines = ["| GPIO | does | to | pull-up |", "|---|---|---|---|"]
    for wire in sorted(board.connections, key=lambda one: one.pin):
        lines.append(f"| {wire.pin} | {wire.function} | {wire.part}: {wire.its_pin} | {wire.pull_up or '–'} |")
    return "\n".join(lines) + "\n"
