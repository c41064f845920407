"""Supplement files of a list (formats, section 8): what they say, and whose they are."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from host_tools.formats import cose
from host_tools.formats.objects import Where
from host_tools.formats.payload import Bytes9, Bytes16, Bytes32, Key, PayloadError, UInt

MAGIC = b"TMSUP1\0"
LARGEST_BYTES = 4096  # what a desk's heap can check a signature of
MOST_FILES = 99
Change = list[Any]  # [row number, sealed row or None where the roll has it, entries]


class SupplementPayload(Where):
    """What a supplement says. number: 1 and up; follows: hash of the roll part, or of the supplement file before.

    listed: voters on the list with this and all earlier ones applied.
    elsewhere: new cards of other desks' voters: begin of a tag, number of the desk.
    """

    KIND: ClassVar[str] = "U2"
    number: Annotated[UInt, Key(4)]
    added: Annotated[list[Change], Key(5)]
    removed: Annotated[list[Bytes16], Key(6)]
    follows: Annotated[Bytes32, Key(7)]
    listed: Annotated[UInt, Key(8)]
    elsewhere: Annotated[list[Bytes9] | None, Key(9)] = None


def read_supplement(file: bytes, authority: bytes) -> SupplementPayload:
    """The payload of a supplement file. Raises PayloadError if invalid or not signed by this authority."""
    if not file.startswith(MAGIC):
        raise PayloadError("this is no supplement")
    content = cose.verify1(file[len(MAGIC) :], authority)
    if content is None:
        raise PayloadError("the supplement is not signed by this election authority, or was altered")
    return SupplementPayload.from_cbor(content)
