"""A board file as data: its assignments of literals are read, nothing in it is run.

It is Python because the device imports it; on the host it comes from whoever made the board and is not trusted.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

from host_tools.errors import BoardsError

BOARDS = Path(__file__).parents[2] / "hw" / "boards"
_MOST_BYTES = 1 << 16


class BoardError(BoardsError):
    """A board file that cannot be read as data. The message names the file, the line and the way out."""


def board_named(name: str) -> Path:
    """The path of a board file, or of one of ours by its bare name. BoardError lists ours where there is none."""
    path = Path(name)
    ours = BOARDS / f"{name}.py"
    found = path if path.is_file() else ours
    if found.is_file():
        return found
    known = ", ".join(sorted(board.stem for board in BOARDS.glob("*.py")))
    raise BoardError(f"{name}: there is no such board file; ours are {known}")


def values_of(board: Path) -> dict[str, Any]:
    """Values by name. BoardError for anything but assignments of literals."""
    source = board.read_bytes()
    try:
        if len(source) > _MOST_BYTES:
            raise ValueError
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise BoardError(f"{board}: is no board file; compare with those in hw/boards") from None
    values: dict[str, Any] = {}
    for node in tree.body:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue  # the docstring
        if not isinstance(node, ast.Assign):
            raise BoardError(f"{board}: line {node.lineno}: is no assignment; a board file holds data alone")
        try:
            value = ast.literal_eval(node.value)
            for target in node.targets:
                values.update(_named(target, value))
        except (ValueError, TypeError, RecursionError):
            raise BoardError(f"{board}: line {node.lineno}: is no plain value; write numbers, texts, lists") from None
    return values


def value_of(board: Path, name: str) -> str:
    """A text in a board file. BoardError if it is missing."""
    value = values_of(board).get(name)
    if not isinstance(value, str):
        raise BoardError(f'{board}: does not say {name}; add {name} = "…" as in hw/boards')
    return value


def _named(target: ast.expr, value: Any) -> dict[str, Any]:
    if isinstance(target, ast.Name):
        return {target.id: value}
    if isinstance(target, ast.Tuple) and len(target.elts) == len(value):
        pairs = zip(target.elts, value, strict=True)
        return {key: item for one, part in pairs for key, item in _named(one, part).items()}
    raise ValueError
