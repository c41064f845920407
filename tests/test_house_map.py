"""The map of the house when imports have changed, when a room is new, and when an arrow runs up."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.house.imports import arrows, without_shortcuts
from tests.house.picture import GROUND, PICTURE, ROOT, UP, svg
from tests.house.plan import COMPOSING, DEVICE, HOUSES, House, placed, unplaced, way


def test_the_committed_picture_is_not_what_the_imports_give() -> None:
    assert PICTURE.read_text("utf-8") == svg(), "draw it anew: python -m tests.house.picture"
    ElementTree.fromstring(svg())


@pytest.mark.parametrize("house", HOUSES, ids=lambda house: house.name)
def test_a_room_has_no_place_on_the_map(house: House) -> None:
    assert unplaced(house, ROOT) == set()


@pytest.mark.parametrize("house", HOUSES, ids=lambda house: house.name)
def test_an_arrow_does_not_go_down(house: House) -> None:
    floors = {name: box.floor for name, box in placed(house).items()}
    known = {arrow for arrow in arrows(ROOT, house.name) if not set(arrow) & COMPOSING and set(arrow) <= set(floors)}
    assert known, "no arrows: the imports are not found"
    assert {(start, end) for start, end in known if floors[start] >= floors[end]} == set()


@pytest.mark.parametrize("house", HOUSES, ids=lambda house: house.name)
def test_a_room_is_below_the_ground(house: House) -> None:
    assert max(box.bottom for box in placed(house).values()) < GROUND


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Sources of a small house: the desk uses the terminal, the terminal uses formats when it needs them."""
    for name, source in {
        "device/desk/desk.py": "from terminal import opening\nfrom formats import cbor\n",
        "device/terminal/opening.py": "def start():\n    from formats import cbor\n",
        "device/formats/cbor.py": "import asyncio\n",
        "device/booth/booth.py": "",
        "simulator/people/hands.py": "from host_tools.formats import cbor\n",
        "host_tools/formats/cbor.py": "",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(source)
    return tmp_path


def test_an_import_inside_a_function_is_overlooked(house: Path) -> None:
    assert arrows(house, "device") == {("desk", "terminal"), ("desk", "formats"), ("terminal", "formats")}
    assert arrows(house, "simulator") == {("people", "host_tools")}


def test_a_short_cut_is_drawn(house: Path) -> None:
    assert without_shortcuts(arrows(house, "device")) == {("desk", "terminal"), ("terminal", "formats")}


def test_an_import_from_wing_to_wing_is_not_seen(house: Path) -> None:
    before = svg(house)
    (house / "device/booth/booth.py").write_text("def peek():\n    from desk.desk import voters\n")
    assert f"stroke='{UP}'" not in before
    assert f"stroke='{UP}'" in svg(house)


def test_an_arrow_crosses_a_room() -> None:
    boxes = placed(DEVICE)
    boxes["desk"].outs, boxes["crypto"].ins = ["crypto"], ["desk"]
    bends = way(DEVICE, boxes, "desk", "crypto")[1:-1]
    assert len(bends) == 2 * (boxes["crypto"].floor - boxes["desk"].floor - 1)
    for (column, top), (_, bottom) in zip(bends[::2], bends[1::2], strict=True):
        between = [box for box in boxes.values() if box.top < bottom and box.bottom > top]
        assert between
        assert all(not box.left <= column <= box.left + box.width for box in between)
