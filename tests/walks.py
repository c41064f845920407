"""The walks of CONTRIBUTING.md as a newcomer takes them: what each step says is done to a copy of the project.

A step is a sentence that names the file and the place, and a block of code behind it:

    New file `path`:                                         the block is the file
    At the end of `path`:                                    the block comes last
    In `path`, below `words`:                                below the line that has these words, the only one
    In `path`, below each `words`:                           below every such line
    In `path`, above `words`:                                above the line
    In `path`, on the line with `words`, before `word`:      within that line, before the first such word and a space

Back quotes and runs of spaces count for nothing where words are looked for. `Run:` is followed by a block of commands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

STEP = re.compile(r"(New file|At the end of|In) `([^`]+)`(?:, ([^\n]*?))?:\n\n```\w*\n(.*?)```", re.DOTALL)
RUN = re.compile(r"^Run:\n\n```sh\n(.*?)```", re.DOTALL | re.MULTILINE)
PLACE = re.compile(r"(above|below|below each|on the line with) `(.+?)`(?:, before `(\w+)`)?")


class WalkError(AssertionError):
    """A step that cannot be done: the file is there already or not at all, or the place is not the only one."""


@dataclass(frozen=True)
class Walk:
    """One walk. steps: (how, path, where, block) in their order; commands: what it says to run."""

    title: str
    steps: list[tuple[str, str, str, str]]
    commands: list[str]


def read(text: str) -> list[Walk]:
    """All walks of the page."""
    walks = []
    for part in text.split("\n## Walk ")[1:]:
        part = part.split("\n## ")[0]
        commands = [line for block in RUN.findall(part) for line in block.splitlines()]
        walks.append(Walk(part.splitlines()[0], STEP.findall(part), commands))
    return walks


def take(step: tuple[str, str, str, str], root: Path) -> None:
    """Do one step below `root`."""
    how, name, where, block = step
    path = root / name
    if path.exists() == (how == "New file"):
        raise WalkError(f"{name}: is there already" if path.exists() else f"{name}: there is no such file")
    if how == "New file":
        path.write_text(block, "utf-8")
    elif how == "At the end of":
        path.write_text(path.read_text("utf-8") + block, "utf-8")
    else:
        lines = path.read_text("utf-8").splitlines(keepends=True)
        path.write_text("".join(_changed(lines, where, block, name)), "utf-8")


def _changed(lines: list[str], where: str, block: str, name: str) -> list[str]:
    place = PLACE.fullmatch(where)
    if not place:
        raise WalkError(f"{name}: «{where}» names no place")
    how, words, before = place.groups()
    found = [number for number, line in enumerate(lines) if _plain(words) in _plain(line)]
    if len(found) != 1 and not (found and how == "below each"):
        raise WalkError(f"{name}: «{words}» stands on {len(found)} lines")
    for number in reversed(found):
        line = lines[number]
        if how == "above":
            lines[number] = block + line
        elif how == "on the line with":
            lines[number] = re.sub(rf"`{before}`", lambda match: block.rstrip("\n") + " " + match[0], line, count=1)
        else:
            lines[number] = line + block
    return lines


def _plain(text: str) -> str:
    return " ".join(text.replace("`", "").split())
