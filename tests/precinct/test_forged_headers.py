"""A cartridge whose header somebody else wrote, with a right checksum: refused in words, and no bit of it changes."""

from __future__ import annotations

import random
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import cbor2
import pytest

from simulator.people.terminal import Terminal
from simulator.people.words import words
from tests.precinct.day import Day, Snapshot
from tests.precinct.traces import header_of

SAID = ("chip_foreign", "chips_differ", "list_changed", "opened_otherwise", "power_nothing", "mode_choose")
WRONG: list[object] = [None, [], {}, "text", b"", -1, 0, 1, 9, 65_000, 1 << 40]  # None: the field is missing
SHAPES: list[object] = [7, [], {}, {0: "H2"}, {0: "A2", 1: b""}, [[[[]]]]]  # in place of the whole map
OPENINGS = 17
TAKEN = f"{OPENINGS}: 9"  # by a terminal that has lost its file: nothing it knows speaks against so many openings
IN_EVERY_RUN = 7


def page(content: object) -> bytes:
    """The bytes at address 0, as docs/formats.md, section 6, has them."""
    body = cbor2.dumps(content, canonical=True)
    return b"TAMGACT1" + len(body).to_bytes(2, "little") + body + sha256(body).digest()[:8]


def forged(whole: dict, chance: random.Random) -> list[tuple[str, bytes]]:
    """(what is wrong, header): every field with every wrong value, other shapes, and single wrong bytes."""
    found = [(f"{key}: {value!r}", page(_with(whole, key, value))) for key in whole for value in WRONG]
    found += [(repr(shape), page(shape)) for shape in SHAPES]
    good = page(whole)
    for at in range(0, len(good), 3):
        wrong = bytearray(good)
        wrong[at] ^= 1 << chance.randrange(8)
        found.append((f"byte {at}", bytes(wrong)))
    chance.shuffle(found)
    return [(what, header) for what, header in found if header != good]


def _with(whole: dict, key: int, value: object) -> dict:
    changed = {**whole, key: value}
    if value is None:
        del changed[key]
    return changed


def what_it_says(at: Terminal) -> str:
    """The first of SAID that comes on the screen."""
    found: list[str] = []

    def stands(screen) -> bool:  # type: ignore[no-untyped-def]
        found[:] = [name for name in SAID if screen.shows(words(name, at.language))]
        return bool(found)

    at.hands.wait_for(stands, " | ".join(SAID))
    return found[0]


@pytest.mark.parametrize("part", [0, *(pytest.param(part, marks=pytest.mark.long) for part in range(1, 4))])
@pytest.mark.parametrize("number", [0, 1], ids=["desk", "booth"])
def test_is_refused_in_words(start: Callable[..., Day], opened: Snapshot, number: int, part: int) -> None:
    """On both chips alike, at a terminal that knows its opening, and at one that has lost its file of it."""
    day = start(opened)
    at, chips = day.terminals[number], day.terminals[number].hardware.chips
    file = Path(day.provisioned.terminals[number]) / "data" / "opening-0"
    known, before = file.read_bytes(), [bytes(chip.array) for chip in chips]
    whole = header_of(at.hardware)
    lost = ("openings: 65000, the file is lost", page(_with(whole, OPENINGS, 65_000)))
    sweep = [lost, *forged(whole, random.Random(number))]
    for tried, (what, header) in enumerate(sweep[:IN_EVERY_RUN] if part == 0 else sweep[IN_EVERY_RUN + part :: 4]):
        for chip, image in zip(chips, before, strict=True):
            chip.array[:] = header + image[len(header) :]
        images = [bytes(chip.array) for chip in chips]
        file.write_bytes(known)
        if tried % 2 == 0 and what != TAKEN:
            file.unlink()
        at.hardware.plug_in()
        said = what_it_says(at)
        at.hardware.pull_plug()
        assert said not in ("power_nothing", "mode_choose"), (what, said)
        assert [bytes(chip.array) for chip in chips] == images, what
    print(f"{at.name}, part {part}: {tried + 1} forged headers")
