"""Of which ballot style each precinct is, for rolls of a compiled list: the table of a nation's precincts says it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from host_tools.rolls.errors import PackError
from host_tools.text_files import TextFileError, rows_of, text_of

COLUMNS = ("number", "style")  # any others beside them


def read_styles(path: Path, ids: Sequence[str]) -> dict[int, int]:
    """Precinct → number of its ballot style, from 1. A row without a style is left out: it has a roll of its own.

    ids: of the election's styles. PackError: another style, or a precinct twice.
    """
    found: dict[int, int] = {}
    try:
        for line, row in rows_of(text_of(path.read_bytes(), path), path, COLUMNS, with_others=True):
            where = f"{path}: line {line}"
            if not (row["number"].isascii() and row["number"].isdigit()):
                raise PackError(f"{where}: number: is no number of a precinct; write digits alone")
            if not row["style"]:
                continue
            if row["style"] not in ids:
                raise PackError(f"{where}: style: is no ballot style of the election; write {' or '.join(ids)}")
            if int(row["number"]) in found:
                raise PackError(f"{where}: number: stands in the table twice; keep one of the two")
            found[int(row["number"])] = ids.index(row["style"]) + 1
    except TextFileError as error:
        raise PackError(str(error)) from None
    return found
