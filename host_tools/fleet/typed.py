"""What somebody typed: seals and spares of terminals, and terminals whose slip nobody could read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from host_tools.text_files import TextFileError, rows_of, text_of

COLUMNS = ("serial_number", "precinct", "terminal", "seals", "spare", "findings")
_YES, _NO = ("yes", "1", "+"), ("no", "0", "-", "")


@dataclass(frozen=True)
class Typed:
    """One line. precinct, terminal: None if they are left empty. findings: "" if every part works, or nobody looked."""

    serial_number: str
    precinct: int | None
    terminal: int | None
    seals: str
    is_spare: bool
    findings: str


def read_typed(path: Path) -> dict[str, Typed]:
    """The lines by serial number. TextFileError names the line that cannot be used."""
    found: dict[str, Typed] = {}
    for row in rows_of(text_of(path.read_bytes(), path), path, COLUMNS):
        fields = row.fields
        serial, spare = fields["serial_number"], fields["spare"].lower()
        if not serial:
            raise TextFileError(path, row.line, "the serial number is missing", "it stands on the case label")
        if serial in found:
            raise TextFileError(path, row.line, f"{serial} stands there twice", "keep one line of it")
        if spare not in _YES + _NO:
            raise TextFileError(path, row.line, f"spare is {spare!r}", "write yes or no")
        precinct, terminal = (_number(path, row.line, name, fields[name]) for name in ("precinct", "terminal"))
        found[serial] = Typed(serial, precinct, terminal, fields["seals"], spare in _YES, fields["findings"])
    return found


def _number(path: Path, line: int, name: str, text: str) -> int | None:
    if text and not (text.isascii() and text.isdigit() and len(text) < 10):
        raise TextFileError(path, line, f"{name} is {text!r}", "write a number, 0 for the desk, or nothing")
    return int(text) if text else None
