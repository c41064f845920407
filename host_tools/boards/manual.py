"""The technician's manual, from the lists that the page of acceptance is made of, and the firmware's own words."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from host_tools.boards.acceptance import STEPS, Step, Steps, read_list
from host_tools.boards.connections import Wired
from host_tools.boards.cost import PARTS
from host_tools.errors import BoardsError

TROUBLES = PARTS.with_name("troubles.toml")
TEXTS = Path(__file__).parents[2] / "device" / "text" / "common.tsv"
LANGUAGES = ("Kazakh", "Russian", "English")
WIRING = "wiring"  # as a picture: the drawing of each board
_HEAD = """# The technician's manual

Made from `hw/` by `python -m host_tools.boards`; do not edit. Its steps are those of [acceptance](acceptance.md): a
terminal that has gone through this page passes that one. Tools: a soldering iron, a multimeter, a USB cable, a serial
adapter for 3.3 V, and a computer with these tools. **None of it was done on hardware yet**: the list of what is untried
stands on the page of acceptance.

"""


class Trouble(BaseModel):
    """Words of the firmware that a technician mends. text: their name; do: the first things first."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    text: str
    do: str


class Troubles(BaseModel):
    """All of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    trouble: tuple[Trouble, ...]


def page(boards: Sequence[Wired]) -> str:
    """The manual. BoardsError: a list has another shape, or names words that the firmware does not have."""
    lines = [_HEAD]
    for number, step in enumerate(read_list(STEPS, Steps).step, 1):
        lines += _step(number, step, boards)
    lines.append(
        "## What the screen says, and what to do\nThe words stand in the language that the terminal shows.\n\n"
    )
    lines.append(f"| {' | '.join(LANGUAGES)} | do |\n|{'---|' * (len(LANGUAGES) + 1)}\n")
    words = _words()
    for trouble in read_list(TROUBLES, Troubles).trouble:
        if trouble.text not in words:
            raise BoardsError(f"{TROUBLES}: the firmware has no words {trouble.text}; see {TEXTS}")
        lines.append(f"| {' | '.join(words[trouble.text])} | {trouble.do} |\n")
    return "".join(lines)


def _step(number: int, step: Step, boards: Sequence[Wired]) -> Iterator[str]:
    yield f"## {number}. {step.title}\n"
    yield from (f"{place}. {text}\n" for place, text in enumerate(step.how, 1))
    yield f"\n**Then:** {step.see}\n"
    if step.otherwise:
        yield f"\n**If not:** {step.otherwise}\n"
    if step.picture == WIRING:
        for board in boards:
            yield f"\n![Wiring of {board.name}](pictures/wiring-{board.name}.svg)\n"
        yield "\nThe tables of wires are on the page of [wiring](wiring.md), the parts on that of acceptance.\n"
    elif step.picture:
        yield f"\n![{step.title}](pictures/{step.picture})\n"
    yield "\n"


def _words() -> dict[str, tuple[str, ...]]:
    """name -> the words in each language, with … for what the firmware fills in."""
    with TEXTS.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {name: tuple(text.replace("{}", "…") for text in texts) for name, *texts in rows}
