"""The map of the house, docs/pictures/house.svg, drawn from the imports: `python -m tests.house.picture` draws it anew.

An arrow that does not go down is drawn in red.
"""

from __future__ import annotations

import itertools
from html import escape
from pathlib import Path

from tests.house.imports import arrows
from tests.house.plan import DEVICE, HOST, HOUSES, SIMULATOR, Box, House, placed, shown, way

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / "docs" / "pictures" / "house.svg"
WIDTH, HEIGHT, EAVES, GROUND = 1480, 1088, 112, 970  # pixels; the last two are where the houses begin and end
INK, SOFT, UP = "#1f2933", "#5b6770", "#c0262d"
WINGS = {"desk": ("#fdf0d9", "#d59a3a"), "booth": ("#dcf1f0", "#3f9a96")}
CENTRED, BOLD = "text-anchor='middle'", "text-anchor='middle' font-weight='600'"
CROSSING = (
    "An arrow means: imports. What is reached through a third room has no arrow of its own. Between desk and booth "
)
CROSSING += "there is none: only paper crosses."
SHARING = "The simulator imports host tools and runs the device's files on MicroPython. Host and device share a "
SHARING += "specification and vectors, never code."


def text(left: int, top: int, words: str, size: int, colour: str = INK, more: str = CENTRED) -> str:
    return f"<text x='{left}' y='{top}' font-size='{size}' fill='{colour}' {more}>{escape(words, quote=False)}</text>"


def path(line: str, colour: str, end: str) -> str:
    return f"<path d='{line}' fill='none' stroke='{colour}' stroke-width='2' marker-end='url(#{end})'/>"


def markers() -> str:
    """Heads of arrows, one per colour, and one that points back."""
    shape = "viewBox='0 0 10 10' refY='5' markerWidth='7' markerHeight='7' orient='auto'"
    heads = {house.name: house.look.arrow for house in HOUSES} | {"up": UP, "forth": SOFT}
    lines = [
        f"<marker id='{name}' {shape} refX='9'><path d='M0,1 L10,5 L0,9 z' fill='{colour}'/></marker>"
        for name, colour in heads.items()
    ]
    back = f"<marker id='back' {shape} refX='1'><path d='M10,1 L0,5 L10,9 z' fill='{SOFT}'/></marker>"
    return "\n".join(["<defs>", *lines, back, "</defs>"])


def arrow(house: House, boxes: dict[str, Box], start: str, end: str) -> str:
    if boxes[start].floor >= boxes[end].floor:
        here, there = boxes[start], boxes[end]
        return path(f"M{here.middle},{here.top} L{there.middle},{there.bottom}", UP, "up")
    points = way(house, boxes, start, end)
    line = f"M{points[0][0]},{points[0][1]}"
    for (left, top), (right, bottom) in itertools.pairwise(points):
        half = (top + bottom) // 2
        line += f" C{left},{half} {right},{half} {right},{bottom}" if left != right else f" L{right},{bottom}"
    return path(line, house.look.arrow, house.name)


def room(house: House, name: str, holds: str, box: Box) -> list[str]:
    fill, frame = WINGS.get(name, ("#ffffff", house.look.frame))
    lines = [line for line in holds.split("|") if line]
    name, size = (f"{name}/", 20) if lines else (name, min(15, box.width * 10 // (7 * len(name))))  # inside its frame
    first = box.top + box.height // 2 + 6 - 11 * len(lines)
    return [
        f"<rect x='{box.left}' y='{box.top}' width='{box.width}' height='{box.height}' rx='10' fill='{fill}' "
        f"stroke='{frame}' stroke-width='2'/>",
        text(box.middle, first, name, size, more=BOLD),
        *(text(box.middle, first + 22 * number, line, 15, SOFT) for number, line in enumerate(lines, 1)),
    ]


def storeys(house: House, root: Path) -> list[str]:
    """One house: its ground, its name, its arrows and over them its rooms."""
    boxes, middle = placed(house), house.left + house.width // 2
    holds = {name: words for floor in house.floors for name, words in floor}
    return [
        f"<rect x='{house.left}' y='{EAVES}' width='{house.width}' height='{GROUND - EAVES}' rx='16' "
        f"fill='{house.look.ground}'/>",
        text(middle, EAVES + 42, f"{house.name}/", 26, more=BOLD),
        text(middle, EAVES + 68, house.title, 16, SOFT),
        *(arrow(house, boxes, start, end) for start, end in shown(house, boxes, root)),
        *(part for name, box in boxes.items() for part in room(house, name, holds[name], box)),
    ]


def roof() -> list[str]:
    """start.py, which knows every room of the device, and the boards that it reads."""
    left, right, middle = DEVICE.left - 22, DEVICE.left + DEVICE.width + 22, DEVICE.left + DEVICE.width // 2
    return [
        f"<path d='M{left},{EAVES - 6} L{middle},14 L{right},{EAVES - 6} z' fill='#e4e9ed' stroke='#e4e9ed' "
        "stroke-width='8' stroke-linejoin='round'/>",
        text(middle, 66, "start.py", 20, more=BOLD),
        text(middle, 92, "composes a terminal from parts and pins in hw/boards/", 15, SOFT),
    ]


def wall() -> list[str]:
    """Between the wings: no import, and a slip of paper with its code in the slit of the wall."""
    desk, booth = (placed(DEVICE)[wing] for wing in ("desk", "booth"))
    middle, half = (desk.left + desk.width + booth.left) // 2, (desk.top + desk.bottom) // 2
    squares = ((0, 0), (2, 0), (1, 1), (0, 2), (2, 2), (3, 1), (3, 3), (1, 3))
    halves = ((desk.top - 8, 30), (desk.bottom - 34, 42))
    return [
        *(f"<rect x='{middle - 3}' y='{top}' width='6' height='{high}' rx='3' fill='{INK}'/>" for top, high in halves),
        f"<path d='M{desk.left + desk.width + 8},{half - 6} H{booth.left - 8}' stroke='{SOFT}' stroke-width='2' "
        "stroke-dasharray='4 4' marker-start='url(#back)' marker-end='url(#forth)'/>",
        f"<path d='M{middle - 13},{half - 27} h26 v38 l-4.3,4 l-4.3,-4 l-4.3,4 l-4.3,-4 l-4.3,4 l-4.5,-4 z' "
        f"fill='#ffffff' stroke='{INK}' stroke-width='1.5'/>",
        *(
            f"<rect x='{middle - 8 + 4 * column}' y='{half - 21 + 4 * row}' width='4' height='4' fill='{INK}'/>"
            for column, row in squares
        ),
        f"<path d='M{middle - 8},{half + 3} h16' stroke='{INK}' stroke-width='1.5'/>",
    ]


def between(root: Path) -> list[str]:
    """What joins the houses, and how to read the picture."""
    parts = [text(WIDTH // 2, GROUND + 86, CROSSING, 16, SOFT)]
    if any(end == "host_tools" for _, end in arrows(root, "simulator")):
        start, end = SIMULATOR.left + SIMULATOR.width // 2, HOST.left + HOST.width // 2
        line = f"M{start},{GROUND} v16 q0,14 14,14 H{end - 14} q14,0 14,-14 v-14"
        parts += [path(line, SIMULATOR.look.arrow, "simulator"), text(WIDTH // 2, GROUND + 58, SHARING, 16, SOFT)]
    return parts


def svg(root: Path = ROOT) -> str:
    """The whole picture; the same imports give the same text."""
    houses = [part for house in HOUSES for part in storeys(house, root)]
    font = "font-family='Noto Sans, Segoe UI, Helvetica, Arial, sans-serif'"
    lines = [
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' {font}>",
        "<title>The rooms of device/, simulator/ and host_tools/, and who imports whom</title>",
        markers(),
        f"<rect width='{WIDTH}' height='{HEIGHT}' rx='24' fill='#ffffff'/>",
    ]
    return "\n".join([*lines, *houses, *roof(), *wall(), *between(root), "</svg>", ""])


if __name__ == "__main__":
    PICTURE.write_text(svg(), "utf-8")
