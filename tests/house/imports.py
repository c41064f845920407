"""Who imports whom, room by room: a folder of `device/`, `simulator/` or `host_tools/`, or a file beside them.

Read from the sources, without running them; imports inside functions count.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

HOUSES = ("device", "simulator", "host_tools")
Arrow = tuple[str, str]  # the room that imports, the room that is imported


def rooms(root: Path, house: str) -> set[str]:
    """The folders with Python files in them, and the files beside them by their names without ending."""
    folders = {path.relative_to(root / house).parts[0] for path in (root / house).rglob("*.py")}
    return {name.removesuffix(".py") for name in folders} - {"__init__"}


def arrows(root: Path, house: str) -> set[Arrow]:
    """All arrows between rooms of one house; one to another house has that house's name as its end."""
    known, found = rooms(root, house), set()
    for path in sorted((root / house).rglob("*.py")):
        room = path.relative_to(root / house).parts[0].removesuffix(".py")
        for name in _imported(path.read_text("utf-8")):
            first, _, rest = name.partition(".")
            inside = first if house == "device" else rest.partition(".")[0] if first == house else ""
            end = inside if inside in known else first if first in HOUSES and first != house else ""
            if end and end != room:
                found.add((room, end))
    return found


@cache
def _imported(source: str) -> frozenset[str]:
    """Full names of what is imported; of `from a import b` both a and a.b, because b may be a module."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(found)


def without_shortcuts(found: set[Arrow]) -> set[Arrow]:
    """Only the arrows that no longer way stands for: from A to C goes where A leads to B and B to C."""
    after: dict[str, set[str]] = {}
    for start, end in found:
        after.setdefault(start, set()).add(end)
    return {(start, end) for start, end in found if not _leads(after, after[start] - {end}, end)}


def _leads(after: dict[str, set[str]], starts: set[str], end: str) -> bool:
    seen, new = set(), set(starts)
    while new:
        seen |= new
        new = set().union(*(after.get(room, set()) for room in new)) - seen
    return end in seen
