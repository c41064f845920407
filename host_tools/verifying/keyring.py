"""Which keys may sign what: it follows from a key's role and its place in a definition, never from a file's ending."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from host_tools.errors import VerifyingError
from host_tools.formats import cose, packages
from host_tools.formats.definitions import Election, Precinct
from host_tools.formats.key_slip import completed
from host_tools.formats.payload import PayloadError
from host_tools.formats.places import terminal_of_desk
from host_tools.formats.points import is_key
from host_tools.keys.files import KeyFileError, load_public
from host_tools.verifying.images import Register
from host_tools.verifying.vouching import Standing, standing_of

_ENDINGS = (".pub", ".cbor", ".tmpk", ".cose")
AUTHORITY_FILE = "authority.pub"  # of a public folder


class KeyRingError(VerifyingError):
    """A file that gives no keys. The message names it and the way out."""


@dataclass(frozen=True)
class Signer:
    """A key and what it may sign. terminal: 0 desk, else booth, None for authority and centre.

    precinct: in whose definition it is, None for the authority. standing: who vouches for that definition.
    """

    public: bytes
    title: str
    kinds: str
    terminal: int | None = None
    precinct: Precinct | None = None
    standing: Standing = "unvouched"


@dataclass
class KeyRing:
    """Keys and definitions that slips are checked against. images: the register of images, where it was given."""

    signers: list[Signer] = field(default_factory=list)
    elections: dict[bytes, Election] = field(default_factory=dict)
    precincts: list[Precinct] = field(default_factory=list)
    images: Register | None = None

    @property
    def authorities(self) -> list[bytes]:
        """Public keys of election authorities."""
        return [signer.public for signer in self.signers if signer.precinct is None]

    def candidates(self, key_id: bytes) -> list[Signer]:
        """The signers with this key id: one for each mode that a terminal takes part in."""
        return [signer for signer in self.signers if cose.key_id(signer.public) == key_id]

    def add_authority(self, public: bytes, title: str = "the election authority") -> None:
        """An election authority: it signs role cards, and the lists that definitions stand in."""
        if public not in self.authorities:
            self.signers.append(Signer(public, title, "C", standing="vouched"))

    def add_precinct(self, precinct: Precinct, standing: Standing = "unvouched") -> None:
        """Its desk, booths and centre; without booths its key cards, which sign protocols alone."""
        self.precincts.append(precinct)
        place = f"precinct {precinct.precinct}"
        who, kinds = ("desk", "APZGW78") if precinct.booths else ("key cards", "P")
        self._add(Signer(precinct.desk, f"the {who} of {place}", kinds, 0, precinct, standing))
        for desk in precinct.every_desk[1:]:
            title, number = f"desk {desk.number} of {place}", terminal_of_desk(desk.number)
            self._add(Signer(desk.public_key, title, "AZ7J8", number, precinct, standing))
        for booth in precinct.booths:
            title = f"booth {booth.number} of {place}"
            self._add(Signer(booth.public_key, title, "SZVOB7", booth.number, precinct, standing))
        self._add(Signer(precinct.centre, "the centre", "RI", None, precinct, standing))

    def _add(self, signer: Signer) -> None:
        if is_key(signer.public):
            self.signers.append(signer)

    def add_election(self, election: Election) -> None:
        """An election definition, so that results can be reported by name."""
        self.elections[election.hash16] = election


def load(paths: Iterable[Path], authorities: Iterable[Path] = ()) -> KeyRing:
    """The keys of files and folders: precinct and election definitions, signed lists, packages, `authority.pub`.

    authorities: files of election authorities' public keys, beside those that are called `authority.pub`. A package
    counts only with the key of its authority. KeyRingError: a useless file.
    """
    paths = list(paths)
    found = _files(paths)
    ring = KeyRing()
    others = []
    for path in [*authorities, *(path for path in found if path.suffix == ".pub")]:
        try:
            public = load_public(path)
        except KeyFileError as error:
            raise KeyRingError(str(error)) from error
        if path in authorities or path.name == AUTHORITY_FILE:
            ring.add_authority(public)
        else:
            others.append((path, public))
    manifests = [path.read_bytes() for path in found if path.suffix == ".cose"]
    for path in found:
        if path.suffix == ".cbor":
            _add_definition(ring, path, manifests)
    for path in found:
        if path.suffix == ".tmpk":
            _add_package(ring, path)
    for path, public in others:
        if path in paths and not ring.candidates(cose.key_id(public)):
            raise KeyRingError(
                f"{path}: nobody says whose key this is; give the definitions that it stands in, or an authority's key "
                "with --authority"
            )
    return ring


def _files(paths: Iterable[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(item for item in path.iterdir() if item.suffix in _ENDINGS)
        elif path.is_file():
            found.append(path)
        else:
            raise KeyRingError(f"{path}: there is no such file or folder")
    return found


def _add_definition(ring: KeyRing, path: Path, manifests: list[bytes]) -> None:
    data = path.read_bytes()
    try:
        precinct = completed(Precinct.from_cbor(data), path)
    except PayloadError:
        precinct = None
    if precinct is not None:
        ring.add_precinct(precinct, standing_of(precinct, manifests, ring.authorities))
        return
    try:
        ring.add_election(Election.from_cbor(data))
    except PayloadError as error:
        raise KeyRingError(f"{path}: no precinct or election definition; give the folder `public`") from error


def _add_package(ring: KeyRing, path: Path) -> None:
    data = path.read_bytes()
    reason = "give its authority's public key too"
    for public in ring.authorities:
        try:
            package = packages.open_package(data, public)
            precinct, election = package.precinct, package.election
        except KeyError:
            reason = "is a package without a precinct or an election; take the one that provisioning made"
            continue
        except (packages.PackageError, PayloadError) as error:
            reason = str(error)
            continue
        ring.add_precinct(precinct, "vouched")
        ring.add_election(election)
        return
    raise KeyRingError(f"{path}: {reason}")
