"""The key that was born in a precinct: from the desk's signed slip to the definition without one (formats, section 2).

The slip lies beside the definition, as `<name>.key.cose` beside `<name>.cbor`.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from host_tools.formats import cose
from host_tools.formats.definitions import Precinct
from host_tools.formats.objects import KeySlip
from host_tools.formats.payload import PayloadError
from host_tools.formats.points import IDENTITY, add, is_key, multiply, multiply_base

_SUFFIX = ".key.cose"


def checked(data: bytes, precinct: Precinct) -> KeySlip:
    """What a key slip says. PayloadError unless this precinct's desk signed it for this very definition."""
    signed = cose.verify1(data, precinct.desk)
    if signed is None:
        raise PayloadError("the key slip is not signed by the desk of this precinct")
    said = KeySlip.from_cbor(signed)
    if said.definition != sha256(precinct.to_cbor()).digest():
        raise PayloadError("the key slip is of another definition of the precinct")
    if (said.election, said.precinct, said.mode) != (precinct.election, precinct.precinct, precinct.mode):
        raise PayloadError("the key slip is of another election, precinct or mode")
    if precinct.holders is None or (len(said.commitments), said.holders) != precinct.holders:
        raise PayloadError("the key slip is for another number of holders than the definition")
    if not all(map(is_key, said.commitments)):
        raise PayloadError("the key slip holds a point that is none of the group")
    return said


def with_key(precinct: Precinct, data: bytes) -> Precinct:
    """The definition with the key that the desk's slip announces. PayloadError as for `checked`."""
    return precinct.model_copy(update={"announced": checked(data, precinct).commitments[0]})


def beside(definition: Path) -> Path:
    """Where the key slip of a definition lies."""
    return definition.with_name(definition.stem + _SUFFIX)


def read_precinct(path: Path) -> Precinct:
    """The definition in a file, with the key of the slip beside it where there is one.

    PayloadError: it is no definition, or the slip is not the one of its desk. OSError as reading has it.
    """
    return completed(Precinct.from_cbor(path.read_bytes()), path)


def completed(precinct: Precinct, path: Path) -> Precinct:
    """A definition that was read from `path`, with the key of the slip beside it. PayloadError as `read_precinct`."""
    slip = beside(path)
    if precinct.key is not None or not slip.exists():
        return precinct
    try:
        return with_key(precinct, slip.read_bytes())
    except PayloadError as error:
        raise PayloadError(f"{slip}: {error}") from error


def share_fits(commitments: list[bytes], index: int, share: int) -> bool:
    """Whether a share is the one that the commitments are of."""
    expected = IDENTITY
    for commitment in reversed(commitments):
        expected = add(multiply(index, expected), commitment)
    return multiply_base(share) == expected
