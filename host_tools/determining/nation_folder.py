"""The folder that describes a nation before the day, and gathers its signed objects afterwards.

authority.pub             the election authority's public key
election.cbor             the election definition
territory.csv             precinct,district,region
definitions/              precinct definitions (*.cbor) and the signed lists that vouch for them (*.cose)
firmware/                 the signed register of images (keepers.cose, register-*.cose), or before there is one
                          signed firmware manifests (*.tmf): what may have run
objects/                  protocols, sealed totals and rulings (*.cose); both may have folders
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from host_tools.determining import territory
from host_tools.determining.nation import Commission
from host_tools.errors import DeterminingError
from host_tools.formats import cose
from host_tools.formats.definitions import Election, FirmwareManifest, Precinct
from host_tools.formats.key_slip import completed
from host_tools.formats.payload import MODE_NAMES, PayloadError
from host_tools.keys.files import load_public
from host_tools.verifying import images
from host_tools.verifying.vouching import genuine_manifests, hashes_of

MOST_OBJECT_BYTES = 1 << 22
OBJECTS = "objects"
DESCRIBED = ("authority.pub", "election.cbor", "territory.csv", "definitions", "firmware")


class NationFolderError(DeterminingError):
    """A folder that does not describe a nation. The message names the file and the way out."""


def load(folder: Path, mode: int = 0) -> Commission:
    """What is fixed before the day; every definition is vouched for by the authority.

    folder: as above. mode: 0 official, 1 test, 2 training. NationFolderError, KeyFileError, TerritoryError,
    RegisterError otherwise.
    """
    authority = load_public(folder / "authority.pub")
    election = _election(folder / "election.cbor")
    definitions = _definitions(folder / "definitions", authority, election, mode)
    known = _images(folder / "firmware", authority)
    return Commission(election, definitions, territory.load(folder / "territory.csv"), authority, known)


def objects(folder: Path) -> Iterator[bytes]:
    """Every object in the folder `objects`, in no order that matters."""
    for path in sorted((folder / OBJECTS).rglob("*.cose")):
        if path.stat().st_size > MOST_OBJECT_BYTES:
            raise NationFolderError(f"{path}: has more than {MOST_OBJECT_BYTES:,} bytes; no object of ours has so many")
        yield path.read_bytes()


def _election(path: Path) -> Election:
    try:
        return Election.from_cbor(path.read_bytes())
    except PayloadError as error:
        raise NationFolderError(
            f"{path}: no election definition ({error}); copy it from a precinct's `public`"
        ) from error


def _definitions(folder: Path, authority: bytes, election: Election, mode: int) -> dict[int, Precinct]:
    """Definitions of one mode by precinct number."""
    lists = genuine_manifests([path.read_bytes() for path in folder.rglob("*.cose")], [authority])
    vouched = {(one.precinct, one.mode): hashes_of(one) for one in lists}
    found: dict[int, Precinct] = {}
    for path in sorted(folder.rglob("*.cbor")):
        data = path.read_bytes()
        try:
            precinct = completed(Precinct.from_cbor(data), path)
        except PayloadError:
            continue  # the election's, which a public folder holds too
        if precinct.mode != mode:
            continue
        if precinct.election != election.hash16:
            raise NationFolderError(f"{path}: precinct {precinct.precinct} is of another election; take it away")
        if vouched.get((precinct.precinct, mode), {}).get("precinct") != sha256(data).digest():
            words = f"the authority's signed list does not name this definition of precinct {precinct.precinct}"
            raise NationFolderError(f"{path}: {words}; put {MODE_NAMES[mode]}.manifest.cose of that precinct beside it")
        if found.setdefault(precinct.precinct, precinct) != precinct:
            raise NationFolderError(f"{path}: there is another definition of precinct {precinct.precinct}; keep one")
    if not found:
        raise NationFolderError(f"{folder}: holds no definition of mode {MODE_NAMES[mode]}; --mode chooses another")
    return found


def _images(folder: Path, authority: bytes) -> frozenset[bytes] | None:
    """What slips of the registered images name; None where no register is there.

    With a register the signed manifests alone register nothing. RegisterError: too few keepers have signed it.
    """
    if (folder / images.KEEPERS).exists():
        return images.read(folder, authority).hashes
    paths = sorted(folder.rglob("*.tmf")) if folder.is_dir() else []
    found = set()
    for path in paths:
        payload = cose.verify1(path.read_bytes(), authority)
        try:
            FirmwareManifest.from_cbor(payload or b"")
        except PayloadError as error:
            raise NationFolderError(f"{path}: no firmware manifest that this authority signed") from error
        found.add(sha256(payload or b"").digest())
    return frozenset(found) if found else None
