"""The place of a field in a TOML file, because tomllib does not report it."""

from __future__ import annotations

import re

Path = tuple[str | int, ...]
_HEADER = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.\-]+)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"^\s*([A-Za-z0-9_.\-]+)\s*=")


def field_lines(text: str) -> dict[Path, int]:
    """Line number by path, such as ("contests", 0, "options", 2, "name"), for tables and the keys in them."""
    lines: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    for number, line in enumerate(text.splitlines(), 1):
        header = _HEADER.match(line)
        if header:
            table = _resolve(header[2].split("."), counts, is_array=header[1] == "[[")
            lines.setdefault(table, number)
            continue
        key = _KEY.match(line)
        if key:
            lines.setdefault((*table, *key[1].split(".")), number)
    return lines


def line_of(path: Path, lines: dict[Path, int]) -> int:
    """The line of a field, or of the nearest thing around it; 0 if there is none."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return 0


def _resolve(names: list[str], counts: dict[Path, int], is_array: bool) -> Path:
    """The path of a table header; names that are arrays of tables mean their last element."""
    path: Path = ()
    for i, name in enumerate(names):
        path = (*path, name)
        if i == len(names) - 1 and is_array:
            counts[path] = counts.get(path, 0) + 1
        if path in counts:
            path = (*path, counts[path] - 1)
    return path
