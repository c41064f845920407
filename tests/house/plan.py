"""The plan of the three houses: which room stands on which floor, and where its box and its arrows lie in the picture.

What stands on which floor is said here and by nobody else; the arrows are what the sources say (`imports`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tests.house.imports import Arrow, arrows, rooms, without_shortcuts

# They know every room, or every room knows them: no arrows.
COMPOSING = {"start", "identity", "main", "memory", "last_page", "cli"}
WINGS = ("desk", "booth")
WALL_WIDTH = 92  # between the wings
STEP, PORT_GAP, LANE = 14, 15, 5  # from a bend to the boxes; between arrows at one edge, and in one gap


@dataclass(frozen=True)
class Look:
    """Colours of one house: of its ground, of its rooms' frames, of its arrows."""

    ground: str
    frame: str
    arrow: str


@dataclass(frozen=True)
class House:
    """One folder of the project. floors: from the top, each with rooms as (name, what it holds). Lengths in pixels."""

    name: str
    title: str
    left: int
    width: int
    look: Look
    floors: tuple[tuple[tuple[str, str], ...], ...]
    floor_gap: int
    room_height: int = 76
    room_gap: int = 26
    margin: int = 40
    top: int = 206


@dataclass
class Box:
    """A room in the picture. outs, ins: rooms at the other ends of its arrows, from left to right."""

    left: int
    top: int
    width: int
    height: int
    floor: int
    outs: list[str] = field(default_factory=list)
    ins: list[str] = field(default_factory=list)

    @property
    def middle(self) -> int:
        return self.left + self.width // 2

    @property
    def bottom(self) -> int:
        return self.top + self.height

    def port(self, others: list[str], other: str) -> int:
        """Where on an edge the arrow to or from one of the others stands."""
        return self.middle + (2 * others.index(other) - len(others) + 1) * PORT_GAP


SIMULATOR = House("simulator", "chips, people and five faces", 30, 340, Look("#f3f1fa", "#8f83bd", "#7566ad"), (
    (("lie", "make lie: altered firmware"),),
    (("pictures", "docs/pictures"), ("measure", "make bench")),
    (("front", "make run"), ("demo", "make demo")),
    (("channel", "commands of scripts and page"),),
    (("people", "eyes, hands, officials, precinct"),),
    (("hardware", "bench, clock, lines, parts/"),),
), floor_gap=55)  # fmt: skip
DEVICE = House("device", "the firmware of a terminal", 400, 600, Look("#f4f6f8", "#8a97a3", "#6b7882"), (
    (("desk", "who may vote|roll/  count/"), ("booth", "what is voted|ballots/")),
    (("terminal", "what both do: open, officials, print, read, suspend"),),
    (("paper", "slips on the printer"), ("screens", "pages on the panel"), ("link", "to the centre")),
    (("storage", "cartridge"), ("drivers", "one per part"), ("text", "words, letters")),
    (("formats", "CBOR, COSE, QR codes, packages: docs/formats.md"),),
    (("crypto", "signing, sealing, random numbers"),),
), floor_gap=50)  # fmt: skip
HOST = House("host_tools", "tools of a commission", 1030, 420, Look("#eff6f1", "#7aa88a", "#54886a"), (
    (("firmware", ""), ("deck", ""), ("fleet", ""), ("rehearsal", "")),
    (("provisioning", ""),),
    (("audit", ""), ("contract", ""), ("paper_precincts", "")),
    (("rolls", ""), ("page", ""), ("publishing", ""), ("chip_reading", "")),
    (("labels", ""), ("elections", ""), ("determining", "")),
    (("registers", ""), ("usb_printing", ""), ("collecting", "")),
    (("privacy", ""), ("verifying", ""), ("fonts", ""), ("boards", "")),
    (("keys", ""), ("paper", ""), ("installing", ""), ("arithmetic", ""), ("verifier", "")),
    (("whole_files", ""), ("formats", ""), ("picture_files", ""), ("lean_processes", "")),
    (
        ("console", ""), ("file_stamps", ""), ("folder_lock", ""), ("hash_chain", ""), ("text_files", ""),
        ("validation", ""),
    ),
    (("findings", ""), ("errors", ""), ("text_rules", ""), ("overwriting", ""), ("certificates", ""), ("full_age", "")),
), floor_gap=29, room_height=40, room_gap=18, margin=34)  # fmt: skip
HOUSES = (SIMULATOR, DEVICE, HOST)


def unplaced(house: House, root: Path) -> set[str]:
    """Rooms of the sources without a place in the plan, and places without a room."""
    there = rooms(root, house.name) - COMPOSING
    return there ^ {name for floor in house.floors for name, _ in floor}


def placed(house: House) -> dict[str, Box]:
    """Every room's box. A floor takes the whole width; the wings leave room for the wall between them."""
    boxes: dict[str, Box] = {}
    top = house.top
    for number, floor in enumerate(house.floors):
        is_wings = floor[0][0] in WINGS
        gap, height = (WALL_WIDTH, house.room_height + 34) if is_wings else (house.room_gap, house.room_height)
        width = (house.width - 2 * house.margin - gap * (len(floor) - 1)) // len(floor)
        for place, (name, _) in enumerate(floor):
            boxes[name] = Box(house.left + house.margin + place * (width + gap), top, width, height, number)
        top += height + house.floor_gap
    return boxes


def shown(house: House, boxes: dict[str, Box], root: Path) -> list[Arrow]:
    """The arrows to draw: down without short cuts, and every one that does not go down. The boxes learn their ends."""
    known = {arrow for arrow in arrows(root, house.name) if set(arrow) <= set(boxes)}
    down = {(start, end) for start, end in known if boxes[start].floor < boxes[end].floor}
    found = sorted(without_shortcuts(down) | (known - down))
    for start, end in found:
        boxes[start].outs.append(end)
        boxes[end].ins.append(start)
    for box in boxes.values():
        for ends in (box.outs, box.ins):
            ends.sort(key=lambda name: (boxes[name].middle, name))
    return found


def way(house: House, boxes: dict[str, Box], start: str, end: str) -> list[tuple[int, int]]:
    """Points of an arrow down, from the lower edge of a box to the upper edge of another, through gaps on its way."""
    upper, lower = boxes[start], boxes[end]
    points = [(upper.port(upper.outs, end), upper.bottom)]
    wanted = (upper.middle + lower.middle) // 2
    for floor in range(upper.floor + 1, lower.floor):
        here = sorted((box for box in boxes.values() if box.floor == floor), key=lambda box: box.left)
        gaps = [house.left + 20, house.left + house.width - 20]
        gaps += [box.left + box.width + house.room_gap // 2 for box in here[:-1]]
        column = min(gaps, key=lambda gap: (abs(gap - wanted), gap))
        column += LANE * (upper.outs.index(end) - len(upper.outs) // 2)
        points += [(column, here[0].top - STEP), (column, here[0].bottom + STEP)]
    return [*points, (lower.port(lower.ins, start), lower.top)]
