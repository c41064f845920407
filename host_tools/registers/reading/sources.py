"""What a list is compiled from: files with signed manifests, in clear as offices hand them over, or sealed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from host_tools.privacy.vault import CLEAR, Vault
from host_tools.privacy.working_files import SUFFIX, clear_name
from host_tools.registers.classes import REGISTERS
from host_tools.registers.errors import VoterRegisterError
from host_tools.registers.profiles import PROFILES
from host_tools.registers.reading import manifest, tables
from host_tools.registers.reading.manifest import Manifest
from host_tools.registers.reading.trust import Trusted

_SUFFIXES = (".parquet", f".parquet{SUFFIX}", ".csv", f".csv{SUFFIX}")
DISPENSABLE = ("interior", "pension")  # a country may have no such register
OLDEST_DAYS = 366  # before the election day: registers are renewed twice a year
APART_DAYS = 31  # between two registers, before it is reported


@dataclass
class Sources:
    """Files to compile from, by profile name; whose manifests are trusted; what opens sealed ones."""

    files: dict[str, Path]
    trusted: Trusted
    vault: Vault = CLEAR

    @classmethod
    def of_folder(
        cls,
        folder: Path,
        trusted: Trusted,
        vault: Vault,
        take: Collection[str] = (),
        without: Collection[str] = (),
    ) -> Sources:
        """The files of a folder, by their usual names. Raises VoterRegisterError where more than one could be meant.

        take: names of files to take where a folder has several of one profile.
        without: registers that there are none of.
        """
        if wrong := [name for name in without if name not in DISPENSABLE]:
            raise VoterRegisterError(f"--without {wrong[0]}: only {' or '.join(DISPENSABLE)} can be done without")
        files = {name: _only_file(folder, name, take) for name in PROFILES if name not in without}
        found = {path.name for path in files.values()}
        if unknown := [name for name in take if name not in found]:
            raise VoterRegisterError(f"--take {unknown[0]}: {folder} has no such file of a register")
        return cls(files, trusted, vault)

    @property
    def registers(self) -> list[str]:
        """The registers that there are."""
        return [name for name in REGISTERS if name in self.files]

    @property
    def quick_to_read(self) -> bool:
        """Whether reading again takes less than keeping what was read: all registers are Parquet."""
        return all(clear_name(self.files[name]).suffix == ".parquet" for name in self.registers)

    def manifests(self) -> dict[str, Manifest]:
        """Signed manifests of all files; their content is checked later, beside the reading."""
        found = {}
        for name, path in self.files.items():
            one = manifest.read(path, self.trusted)
            if one.profile != name:
                raise VoterRegisterError(f"{path}: its manifest is for profile {one.profile}, not {name}")
            if one.encoding != "utf-8":
                raise VoterRegisterError(
                    f"{path}: encoded as {one.encoding}; `tamga registers check --accept` writes a file to compile from"
                )
            if not path.exists():
                raise VoterRegisterError(f"{path}: there is no such file")
            if one.rows == 0:
                raise VoterRegisterError(f"{path}: the register is empty; nothing is compiled from an empty register")
            found[name] = one
        return found

    def tables(self, manifests: dict[str, Manifest]) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Precincts and addresses, checked against their manifests. Raises VoterRegisterError."""
        for name in ("precincts", "addresses"):
            with self.vault.as_file(self.files[name], vouched=True) as data:
                manifest.check_content(self.files[name], manifests[name], data)
        return tables.read(self.files["precincts"], self.files["addresses"], self.vault)


def _only_file(folder: Path, name: str, take: Collection[str]) -> Path:
    paths = [path for path in (folder / f"{name}{suffix}" for suffix in _SUFFIXES) if path.exists()]
    if chosen := [path for path in paths if path.name in take]:
        paths = chosen
    if len(paths) > 1:
        names = " and ".join(path.name for path in paths)
        raise VoterRegisterError(f"{folder}: has {names}: say which with --take, or move one away")
    if not paths and name in DISPENSABLE:
        raise VoterRegisterError(
            f"{folder}: there is no {name}.parquet or {name}.csv; if there is no such register, say --without {name}"
        )
    return paths[0] if paths else folder / f"{name}.csv"


def wrong_dates(manifests: dict[str, Manifest], day: dt.date) -> list[str]:
    """In words, every manifest whose data are of no state before an election on `day`."""
    found = []
    for name, one in manifests.items():
        age = (day - dt.date.fromisoformat(one.date)).days
        if age < 0:
            found.append(f"{name}: state of {one.date}, after the election day {day}")
        elif name in REGISTERS and age > OLDEST_DAYS:
            found.append(f"{name}: state of {one.date}, {age} days before the election day")
    return found


def in_words(sources: Sources, manifests: dict[str, Manifest]) -> list[str]:
    """One line per file, and what is odd about them together: for a person to read before anything is compiled."""
    lines = [
        f"{name}: {sources.files[name].name}, {one.source}, state of {one.date}, {one.rows} records, "
        f"responsible: {one.responsible_person}, SHA-256 {one.sha256[:16]}…"
        for name, one in manifests.items()
    ]
    lines += [f"{name}: there is no such register (--without)" for name in REGISTERS if name not in sources.files]
    dates = [dt.date.fromisoformat(manifests[name].date) for name in sources.registers]
    if (apart := (max(dates) - min(dates)).days) > APART_DAYS:
        lines.append(f"note: the registers' states are {apart} days apart: people moved and died between them")
    if several := sources.trusted.for_everything:
        lines.append(
            f"note: {several} trusted keys may sign any register; a line `PROFILE KEY` limits a key to its own"
        )
    return lines
