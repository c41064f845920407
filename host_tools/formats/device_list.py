"""The list of terminals that a centre gets, signed by the authority. Formats document, section 3, *Device list*."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from host_tools.formats.definitions import Role
from host_tools.formats.payload import Bytes32, Key, Part, Payload, Text, UInt

_Name = Annotated[Text, Field(min_length=1, max_length=100)]


class ListedDevice(Part):
    """One terminal. terminal: 0 the desk, else the booth. firmware: what its slips name."""

    serial_number: Annotated[_Name, Key(1)]
    role: Annotated[Role, Key(2)]
    precinct: Annotated[UInt, Key(3)]
    terminal: Annotated[UInt, Key(4)]
    public_key: Annotated[Bytes32, Key(5)]
    firmware: Annotated[Bytes32, Key(6)]


class DeviceList(Payload):
    """All terminals, by precinct and number."""

    KIND: ClassVar[str] = "D3"
    devices: Annotated[list[ListedDevice], Key(1)]
