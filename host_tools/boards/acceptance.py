"""The page of a technician who accepts terminals: parts, drawings, steps, and what was never tried, all from `hw/`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from host_tools.boards.connections import Wired
from host_tools.boards.cost import PARTS
from host_tools.boards.cost import read as read_parts
from host_tools.errors import BoardsError
from host_tools.text_files import toml_of
from host_tools.validation import in_words

STEPS, UNTRIED = PARTS.with_name("acceptance.toml"), PARTS.with_name("untried.toml")
_Model = TypeVar("_Model", bound=BaseModel)
_HEAD = """# Accepting a terminal

Made from `hw/` by `python -m host_tools.boards`; do not edit. How to do each step is in the
[manual](manual.md), made from the same lists; what each page means is in [screens](screens.md); the pages look
[like this](pictures/screens.png), the slips [like this](pictures/slips.png).

"""


class Step(BaseModel):
    """One step of acceptance. do: by a technician; see: what must follow, else the terminal goes back.

    how: the same in small steps. otherwise: what to do where it is not seen. picture: a file of docs/pictures, or
    "wiring" for the drawing of each board.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: str
    do: str
    see: str
    how: tuple[str, ...] = ()
    otherwise: str = ""
    picture: str = ""


class Steps(BaseModel):
    """All steps in order."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    step: tuple[Step, ...]


class Untried(BaseModel):
    """Something that no test on hardware stands behind. first: how to try it; boards: those it is of, empty for all."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    what: str
    first: str
    boards: tuple[str, ...] = ()


class AllUntried(BaseModel):
    """The whole list. as_of: when it was last gone through."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    as_of: date
    untried: tuple[Untried, ...]


def page(boards: Sequence[Wired]) -> str:
    """The page. BoardsError: a file of `hw/` has another shape, or the list names a board that there is not."""
    steps, untried = read_list(STEPS, Steps), read_list(UNTRIED, AllUntried)
    names = {board.name for board in boards}
    for one in untried.untried:
        if strangers := set(one.boards) - names:
            raise BoardsError(f"{UNTRIED}: {one.what}: there is no board {', '.join(sorted(strangers))}")
    lines = [_HEAD, "## Parts of one terminal\n| part | desk | booth | boards |\n|---|---|---|---|\n"]
    for part in read_parts().parts:
        lines.append(f"| {part.name} | {part.desk} | {part.booth} | {', '.join(part.boards) or 'all'} |\n")
    lines.append("\n## Wires\n")
    for board in boards:
        lines.append(f"- [{board.name}](pictures/wiring-{board.name}.svg), {len(board.connections)} wires\n")
    lines.append("\n## Steps\nA terminal that does not show what stands under *see* goes back.\n\n")
    lines.append("| | step | do | see |\n|---|---|---|---|\n")
    lines += [f"| {number} | {step.title} | {step.do} | {step.see} |\n" for number, step in enumerate(steps.step, 1)]
    lines.append(
        f"\n## What nobody has tried on hardware\nAs of {untried.as_of}: the simulator imitates each part at its "
        "wires, and no board has run any of this. Try each by itself, in this order, before a terminal is accepted.\n\n"
        "| what | of | try first |\n|---|---|---|\n"
    )
    lines += [f"| {one.what} | {', '.join(one.boards) or 'all'} | {one.first} |\n" for one in untried.untried]
    return "".join(lines)


def read_list(path: Path, model: type[_Model]) -> _Model:
    """A list of `hw/`. BoardsError: it has another shape."""
    try:
        return model.model_validate(toml_of(path.read_bytes(), path)[0])
    except ValidationError as error:
        raise BoardsError(f"{path}: {in_words(error)}") from None
