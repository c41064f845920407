"""The device book, terminals.json: which terminals were provisioned, with what. Kept with TinyDB."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ValidationError
from tinydb import TinyDB, where
from tinydb.storages import Storage

from host_tools.errors import ProvisioningError
from host_tools.folder_lock import alone_in
from host_tools.formats.places import SPARE_DESK
from host_tools.text_files import TextFileError, json_of
from host_tools.whole_files import write_text

_MOST_BYTES = 1 << 28  # a nation has 30,000 terminals


class DeviceBookError(ProvisioningError):
    """A file that is no device book. The message names it."""


class TerminalRecord(BaseModel):
    """One provisioned terminal; keys and hashes in hexadecimal. packages: hash by file name.

    brought: day on which the terminal itself had all of it and read it back; "" until then. spare: a district's, with
    a record in each of its precincts; as its last booth, or as the spare of its desks (`SPARE_DESK`).
    """

    serial_number: str
    role: str
    precinct: int
    terminal: int
    public_key: str
    firmware_version: str
    firmware_hash: str
    packages: dict[str, str]
    brought: str = ""
    spare: bool = False

    @property
    def whose(self) -> tuple[str, int]:
        """What stands once in a book: a terminal, or one of the places that a spare has."""
        return self.serial_number, self.precinct if self.spare else 0


class _WholeFile(Storage):
    """TinyDB's own storage writes over the old text, and a full disk would leave half of it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> dict[str, dict[str, Any]] | None:
        """The tables; None where there is no file yet."""
        try:
            content = json_of(self._path.read_bytes(), self._path, _MOST_BYTES)
        except FileNotFoundError:
            return None
        except TextFileError:
            raise _no_book(self._path) from None
        if not isinstance(content, dict) or not all(isinstance(table, dict) for table in content.values()):
            raise _no_book(self._path)
        return content

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Replace them all at once."""
        write_text(self._path, json.dumps(data, indent=1, sort_keys=True) + "\n")


def _no_book(path: Path) -> DeviceBookError:
    return DeviceBookError(f"{path}: is no device book; give the terminals.json that provisioning writes")


class DeviceBook:
    """The device book in one file. A serial number stands once, a spare's once for each of its precincts; provisioning
    it again replaces its record.

    DeviceBookError from every method where the file is something else. OSError from `put`: nothing was written.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._lock = ExitStack()
        self._database = TinyDB(path, storage=_WholeFile)

    def __enter__(self) -> Self:
        """Nobody else changes the book until the block ends: a change reads the whole and writes the whole."""
        self._lock.enter_context(alone_in(self._path.parent, wait=True))
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()
        self._lock.close()

    def put(self, record: TerminalRecord) -> None:
        """Add or replace a record."""
        same = where("serial_number") == record.serial_number
        if record.spare:
            same &= where("precinct") == record.precinct
        self._database.upsert(record.model_dump(), same)

    def put_many(self, records: Iterable[TerminalRecord]) -> None:
        """Add records of terminals that are not in the book yet, all or none."""
        self._database.insert_multiple([record.model_dump() for record in records])

    def find(self, serial_number: str) -> TerminalRecord | None:
        """The record of a terminal."""
        found = self._database.get(where("serial_number") == serial_number)
        return self._record(found) if found else None

    def by_public_key(self, public_key: bytes) -> TerminalRecord | None:
        """The terminal that signs with a key."""
        found = self._database.get(where("public_key") == public_key.hex())
        return self._record(found) if found else None

    def of_precinct(self, precinct: int) -> list[TerminalRecord]:
        """All terminals of a precinct, the desk first; a spare desk is none of them."""
        here = (where("precinct") == precinct) & (where("terminal") != SPARE_DESK)
        found = [self._record(row) for row in self._database.search(here)]
        return sorted(found, key=lambda record: record.terminal)

    def everything(self) -> list[TerminalRecord]:
        """All terminals by precinct and number."""
        found = [self._record(row) for row in self._database.all()]
        return sorted(found, key=lambda record: (record.precinct, record.terminal))

    def _record(self, row: Any) -> TerminalRecord:
        try:
            return TerminalRecord.model_validate(row)
        except ValidationError:
            raise _no_book(self._path) from None
