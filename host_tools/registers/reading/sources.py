"""What a list is compiled from: five files with signed manifests, in clear as offices hand them over, or sealed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from host_tools.privacy.vault import CLEAR, SUFFIX, Vault
from host_tools.registers.errors import VoterRegisterError
from host_tools.registers.profiles import PROFILES
from host_tools.registers.reading import manifest, tables

_SUFFIXES = (".parquet", f".parquet{SUFFIX}", ".csv", f".csv{SUFFIX}")  # the first that is there is taken


@dataclass
class Sources:
    """Files to compile from, by profile name; whose manifests are trusted; what opens sealed ones."""

    files: dict[str, Path]
    trusted: set[str]
    vault: Vault = CLEAR

    @classmethod
    def of_folder(cls, folder: Path, trusted: set[str], vault: Vault) -> Sources:
        """The files of a folder, by their usual names."""
        files = {}
        for name in PROFILES:
            paths = [folder / f"{name}{suffix}" for suffix in _SUFFIXES]
            files[name] = next((path for path in paths if path.exists()), folder / f"{name}.csv")
        return cls(files, trusted, vault)

    def manifests(self) -> dict[str, manifest.Manifest]:
        """Signed manifests of all files; their content is checked later, beside the reading."""
        found = {name: manifest.read(path, self.trusted) for name, path in self.files.items()}
        for name, one in found.items():
            if one.profile != name:
                raise VoterRegisterError(f"{self.files[name]}: its manifest is for profile {one.profile}, not {name}")
            if one.encoding != "utf-8":
                raise VoterRegisterError(
                    f"{self.files[name]}: encoded as {one.encoding}; `tamga registers check --accept` writes UTF-8"
                )
            if not self.files[name].exists():
                raise VoterRegisterError(f"{self.files[name]}: there is no such file")
            if one.rows == 0:
                raise VoterRegisterError(
                    f"{self.files[name]}: the register is empty; nothing is compiled from an empty register"
                )
        return found

    def tables(self, manifests: dict[str, manifest.Manifest]) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Precincts and addresses, checked against their manifests. Raises VoterRegisterError."""
        for name in ("precincts", "addresses"):
            with self.vault.as_file(self.files[name]) as data:
                manifest.check_content(self.files[name], manifests[name], data)
        return tables.read(self.files["precincts"], self.files["addresses"], self.vault)
