"""The register of images: which may run in a polling station. Formats document, section 3, *Register of images*.

Each keeper signs the whole register as an object of its own; it counts with as many signatures as the authority's
list of keepers asks for.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from host_tools.formats.definitions import Role
from host_tools.formats.payload import Bytes32, Key, Part, Payload, Text, UInt

_Name = Annotated[Text, Field(min_length=1, max_length=200)]
_Date = Annotated[Text, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]


class Keepers(Payload):
    """Who keeps the register, signed by the authority. needed: how many of them must sign."""

    KIND: ClassVar[str] = "F3"
    needed: Annotated[UInt, Key(1)]
    keepers: Annotated[list[Bytes32], Key(2)]


class Image(Part):
    """One image. Hashes are SHA-256.

    image: of the file for the boot loader. program, rom: of MicroPython's part and of the ROM image. firmware: what
    slips name. materials: of its bill of materials.
    """

    image: Annotated[Bytes32, Key(1)]
    program: Annotated[Bytes32, Key(2)]
    rom: Annotated[Bytes32, Key(3)]
    firmware: Annotated[Bytes32, Key(4)]
    board: Annotated[_Name, Key(5)]
    role: Annotated[Role, Key(6)]
    version: Annotated[_Name, Key(7)]
    reason: Annotated[_Name, Key(8)]
    date: Annotated[_Date, Key(9)]
    materials: Annotated[Bytes32, Key(10)]


class ImageRegister(Payload):
    """All images, oldest first. number: from 1, one more with each change. previous: h of the payload before."""

    KIND: ClassVar[str] = "F4"
    number: Annotated[UInt, Key(1)]
    previous: Annotated[Bytes32 | None, Key(2)] = None
    images: Annotated[list[Image], Key(3)]
