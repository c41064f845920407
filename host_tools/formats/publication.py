"""The signed list of everything that was published at one moment (formats, section 13)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from host_tools.formats.definitions import Item
from host_tools.formats.objects import PositiveInt
from host_tools.formats.payload import Bytes16, Bytes32, Key, Mode, Payload, UInt

NOTHING_BEFORE = bytes(32)  # what the first publication follows


class Publication(Payload):
    """number: 1 and up. made_s: seconds since 1970 UTC. follows: h(list of the publication before), or zeros.

    files: everything in the directory but this list, by path.
    """

    KIND: ClassVar[str] = "V2"
    election: Annotated[Bytes16, Key(1)]
    mode: Annotated[Mode, Key(3)]
    number: Annotated[PositiveInt, Key(4)]
    made_s: Annotated[UInt, Key(5)]
    follows: Annotated[Bytes32, Key(6)]
    files: Annotated[list[Item], Key(7)]
