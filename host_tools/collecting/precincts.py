"""The precincts that a centre collects from: one election, one mode, their definitions in a folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from host_tools.errors import CollectingError, os_words
from host_tools.formats.definitions import Election, Precinct
from host_tools.formats.key_slip import read_precinct
from host_tools.formats.payload import MODE_NAMES, PayloadError


class PrecinctsError(CollectingError):
    """A folder that cannot be used. The message names the file and says why."""


@dataclass(frozen=True)
class Precincts:
    """Definitions by precinct number, all of one election and mode. settings: of the election, where it is known."""

    election: bytes
    mode: int
    by_number: dict[int, Precinct] = field(repr=False)
    settings: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def centre(self) -> bytes:
        """The public key that signs the receipts of all of them."""
        return next(iter(self.by_number.values())).centre

    @property
    def mode_name(self) -> str:
        """For people."""
        return MODE_NAMES[self.mode]


def load(folder: Path, centre_key: bytes, election: Path | None = None) -> Precincts:
    """All definitions (`*.cbor`) of a folder.

    centre_key: this centre's public key, which every definition must name, or terminals would not trust its receipts.
    election: the definition of the election, which says how many people sign.
    """
    found = read(folder)
    for path, precinct in found.values():
        if precinct.centre != centre_key:
            raise PrecinctsError(
                f"{path}: precinct {precinct.precinct} names another centre; its desk would not trust our receipts"
            )
    first_path, first = next(iter(found.values()))
    for path, precinct in found.values():
        if (precinct.election, precinct.mode) != (first.election, first.mode):
            raise PrecinctsError(
                f"{path}: of another election or mode than {first_path.name}; give each its own folder"
            )
    settings = _settings(election, first.election) if election else {}
    by_number = {number: precinct for number, (_, precinct) in found.items()}
    return Precincts(first.election, first.mode, by_number, settings)


def _settings(path: Path, election: bytes) -> dict[str, Any]:
    try:
        said = Election.from_cbor(path.read_bytes())
    except OSError as error:
        raise PrecinctsError(f"{path}: cannot be read: {os_words(error)}") from error
    except PayloadError as error:
        raise PrecinctsError(f"{path}: not an election definition ({error})") from error
    if said.hash16 != election:
        raise PrecinctsError(f"{path}: of another election than the precincts")
    return said.settings


def read(folder: Path) -> dict[int, tuple[Path, Precinct]]:
    """(file, definition) of every precinct in a folder, by number; with its key where a slip lies beside the file."""
    found: dict[int, tuple[Path, Precinct]] = {}
    for path in sorted(folder.glob("*.cbor")):
        try:
            precinct = read_precinct(path)
        except OSError as error:
            raise PrecinctsError(f"{path}: cannot be read: {os_words(error)}") from error
        except PayloadError as error:
            raise PrecinctsError(f"{path}: not a precinct definition ({error})") from error
        if precinct.precinct in found:
            raise PrecinctsError(
                f"{path}: precinct {precinct.precinct} stands in {found[precinct.precinct][0].name} too"
            )
        found[precinct.precinct] = (path, precinct)
    if not found:
        raise PrecinctsError(f"{folder}: no precinct definitions (*.cbor) in it")
    return found
