"""terminals.json: which terminals were provisioned, with what, kept with TinyDB."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from pydantic import BaseModel
from tinydb import TinyDB, where


class TerminalRecord(BaseModel):
    """One provisioned terminal; keys and hashes in hexadecimal. packages: hash by file name."""

    serial_number: str
    role: str
    precinct: int
    terminal: int
    public_key: str
    firmware_version: str
    firmware_hash: str
    packages: dict[str, str]


class Register:
    """The register in one file. A serial number stands once; provisioning it again replaces its record."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._database = TinyDB(path, indent=1, sort_keys=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def put(self, record: TerminalRecord) -> None:
        """Add or replace a record."""
        self._database.upsert(record.model_dump(), where("serial_number") == record.serial_number)

    def find(self, serial_number: str) -> TerminalRecord | None:
        """The record of a terminal."""
        found = self._database.get(where("serial_number") == serial_number)
        return TerminalRecord.model_validate(found) if found else None

    def by_public_key(self, public_key: bytes) -> TerminalRecord | None:
        """The terminal that signs with a key."""
        found = self._database.get(where("public_key") == public_key.hex())
        return TerminalRecord.model_validate(found) if found else None

    def of_precinct(self, precinct: int) -> list[TerminalRecord]:
        """All terminals of a precinct, the desk first."""
        found = [TerminalRecord.model_validate(row) for row in self._database.search(where("precinct") == precinct)]
        return sorted(found, key=lambda record: record.terminal)

    def everything(self) -> list[TerminalRecord]:
        """All terminals by precinct and number."""
        found = [TerminalRecord.model_validate(row) for row in self._database.all()]
        return sorted(found, key=lambda record: (record.precinct, record.terminal))
