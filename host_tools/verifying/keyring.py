"""Which keys may sign what: gathered from precinct definitions, packages and public key files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from host_tools.errors import VerifyingError
from host_tools.formats import cose, packages
from host_tools.formats.definitions import Election, Precinct
from host_tools.formats.payload import PayloadError
from host_tools.keys.files import KeyFileError, load_public


class KeyRingError(VerifyingError):
    """A file that gives no keys. The message names it and the way out."""


@dataclass(frozen=True)
class Signer:
    """A key and what it may sign. terminal: 0 desk, else booth, None for authority and centre."""

    public: bytes
    title: str
    kinds: str
    terminal: int | None = None
    precinct: Precinct | None = None


@dataclass
class KeyRing:
    """Keys and definitions that slips are checked against."""

    signers: list[Signer] = field(default_factory=list)
    elections: dict[bytes, Election] = field(default_factory=dict)
    precincts: list[Precinct] = field(default_factory=list)

    def candidates(self, key_id: bytes) -> list[Signer]:
        """The signers with this key id: one for each mode that a terminal takes part in."""
        return [signer for signer in self.signers if cose.key_id(signer.public) == key_id]

    def add_precinct(self, precinct: Precinct) -> None:
        """Its desk, booths and centre."""
        self.precincts.append(precinct)
        place = f"precinct {precinct.precinct}"
        self.signers.append(Signer(precinct.desk, f"the desk of {place}", "APZ", 0, precinct))
        for booth in precinct.booths:
            title = f"booth {booth.number} of {place}"
            self.signers.append(Signer(booth.public_key, title, "SZ", booth.number, precinct))
        self.signers.append(Signer(precinct.centre, "the centre", "R", None, precinct))

    def add_election(self, election: Election) -> None:
        """An election definition, so that results can be told by name."""
        self.elections[election.hash16] = election


def load(paths: Iterable[Path]) -> KeyRing:
    """The keys of files and folders: `*.pub`, `precinct*.cbor`, `election*.cbor`, `*.tmpk`.

    A package counts only when the public key of its authority is among the files. KeyRingError: a useless file.
    """
    ring, package_paths = KeyRing(), []
    for path in _files(paths):
        if path.suffix == ".tmpk":
            package_paths.append(path)
        elif path.suffix == ".pub":
            try:
                ring.signers.append(Signer(load_public(path), f"the key in {path.name}", "CR"))
            except KeyFileError as trouble:
                raise KeyRingError(str(trouble)) from trouble
        else:
            _add_definition(ring, path)
    for path in package_paths:
        _add_package(ring, path)
    return ring


def _files(paths: Iterable[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(item for item in path.iterdir() if item.suffix in (".pub", ".cbor", ".tmpk"))
        elif path.is_file():
            found.append(path)
        else:
            raise KeyRingError(f"{path}: there is no such file or folder")
    return found


def _add_definition(ring: KeyRing, path: Path) -> None:
    data = path.read_bytes()
    try:
        ring.add_precinct(Precinct.from_cbor(data))
        return
    except PayloadError:
        pass
    try:
        ring.add_election(Election.from_cbor(data))
    except PayloadError as trouble:
        raise KeyRingError(f"{path}: no precinct or election definition; give the folder `public`") from trouble


def _add_package(ring: KeyRing, path: Path) -> None:
    data = path.read_bytes()
    reason = "give its authority's public key too"
    for signer in [signer for signer in ring.signers if "C" in signer.kinds]:
        try:
            package = packages.open_package(data, signer.public)
        except packages.PackageError as trouble:
            reason = str(trouble)
            continue
        ring.add_precinct(package.precinct)
        ring.add_election(package.election)
        return
    raise KeyRingError(f"{path}: {reason}")
