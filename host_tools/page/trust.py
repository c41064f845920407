"""What a page checks slips against: the authority's key, and definitions with the signed lists that vouch for them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from host_tools.errors import PageError, os_words
from host_tools.formats import key_slip
from host_tools.formats.definitions import Election, Precinct
from host_tools.formats.payload import MODE_NAMES, PayloadError
from host_tools.keys.files import load_public
from host_tools.verifying.keyring import AUTHORITY_FILE
from host_tools.verifying.vouching import genuine_manifests, hashes_of, key_name


@dataclass
class Trust:
    """Files as they were published. precincts: by election hash, number and mode, as the page looks them up."""

    authority: bytes
    elections: list[bytes] = field(default_factory=list)
    precincts: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def content(self) -> dict[str, Any]:
        """As the page holds it."""
        elections = [b64encode(one).decode() for one in self.elections]
        return {"authority": self.authority.hex(), "elections": elections, "precincts": self.precincts}


def load(folders: Iterable[Path], authority: Path | None = None) -> Trust:
    """The trust of one or more precincts' public folders. PageError: a file is missing, or not signed by the authority.

    authority: its key from elsewhere; else that of the first folder.
    """
    folders = list(folders)
    public = load_public(authority or folders[0] / AUTHORITY_FILE)
    trust = Trust(public)
    for folder in folders:
        _add(folder, trust)
    if not trust.precincts:
        raise PageError(
            f"{folders[0]} has no precinct definition (precinct-<mode>.cbor): give the public folder of a precinct"
        )
    return trust


def _add(folder: Path, trust: Trust) -> None:
    for mode, name in enumerate(MODE_NAMES):
        definition = folder / f"precinct-{name}.cbor"
        if not definition.exists():
            continue
        manifest, election, precinct = (
            _read(path) for path in (folder / f"{name}.manifest.cose", folder / "election.cbor", definition)
        )
        place = _vouched(definition, manifest, election, precinct, trust.authority)
        if place.mode != mode:
            raise PageError(
                f"{definition} is the definition of another mode than its name says: take it as it was published"
            )
        if election not in trust.elections:
            trust.elections.append(election)
        slip = _key_slip(place, definition)
        trust.precincts[f"{place.election.hex()}:{place.precinct}:{mode}"] = {
            "manifest": b64encode(manifest).decode(),
            "precinct": b64encode(precinct).decode(),
            "election": trust.elections.index(election),
            **({} if slip is None else {"slip": b64encode(slip).decode()}),
        }


def _key_slip(place: Precinct, definition: Path) -> bytes | None:
    """The slip with the key that was born in the precinct, where it is filed already; a phone can read it, too."""
    slip = key_slip.beside(definition)
    if place.key is not None or not slip.exists():
        return None
    data = _read(slip)
    try:
        key_slip.checked(data, place)
    except PayloadError as error:
        raise PageError(f"{slip}: {error}") from error
    return data


def _vouched(path: Path, manifest: bytes, election: bytes, precinct: bytes, authority: bytes) -> Precinct:
    """The precinct definition, if the authority signed a list that names both definitions."""
    genuine = genuine_manifests([manifest], [authority])
    if not genuine:
        raise PageError(
            f"{path.parent}: the signed list of {path.name} is not signed by the authority {key_name(authority)}: "
            "take the files as the commission published them, or give its key with --authority"
        )
    for part, data in (("election", election), ("precinct", precinct)):
        if hashes_of(genuine[0]).get(part) != sha256(data).digest():
            raise PageError(f"{path.parent}: the {part} definition is not the one that the authority signed")
    try:
        Election.from_cbor(election)
        return Precinct.from_cbor(precinct)
    except PayloadError as error:
        raise PageError(f"{path}: {error}") from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PageError(f"{path} cannot be read ({os_words(error)}): a page needs the whole public folder") from error
