"""The report on terminals that were read back after the day (formats, section 13): a signed object for everybody."""

from __future__ import annotations

from typing import Annotated, ClassVar, NamedTuple

from pydantic import Field

from host_tools.formats.objects import PositiveInt
from host_tools.formats.payload import Bytes16, Bytes32, Key, Mode, Payload, Text, UInt

NOT_READ = bytes(32)  # in place of an image's hash, where there was none to read


class ReadBackLine(NamedTuple):
    """One terminal. terminal: 0 the desk, else the booth. firmware: h(manifest) that was read, or NOT_READ.

    problems: sentences; empty where it is as it must be.
    """

    precinct: PositiveInt
    terminal: UInt
    firmware: Bytes32
    problems: list[Text]


class ReadBack(Payload):
    """publication: h(signed list of the publication) whose terminals these are. made_s: seconds since 1970 UTC.

    chosen: how they were chosen, in words: the seed and part, or who named them.
    """

    KIND: ClassVar[str] = "Y2"
    election: Annotated[Bytes16, Key(1)]
    mode: Annotated[Mode, Key(3)]
    publication: Annotated[Bytes32, Key(4)]
    made_s: Annotated[UInt, Key(5)]
    chosen: Annotated[Annotated[Text, Field(min_length=1, max_length=500)], Key(6)]
    lines: Annotated[Annotated[list[ReadBackLine], Field(min_length=1)], Key(7)]
