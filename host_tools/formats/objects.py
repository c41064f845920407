"""What crosses between terminals, paper and host (formats, section 2), as models with `to_cbor` and `from_cbor`."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, NamedTuple

from pydantic import Field

from host_tools.formats.payload import Bytes, Bytes16, Bytes32, Bytes64, Key, Mode, Payload, Text, UInt

PositiveInt = Annotated[int, Field(strict=True, ge=1, lt=1 << 32)]


class Where(Payload):
    """What the payloads of a voting day begin with."""

    election: Annotated[Bytes16, Key(1)]
    precinct: Annotated[UInt, Key(2)]
    mode: Annotated[Mode, Key(3)]


class Tally(NamedTuple):
    """Ballots of one terminal."""

    cast: UInt
    spoiled: UInt
    spent: UInt


class Activation(Where):
    """Permission to vote once at one booth."""

    KIND: ClassVar[str] = "A1"
    booth: Annotated[PositiveInt, Key(4)]
    style: Annotated[UInt, Key(5)]
    index: Annotated[UInt, Key(6)]


class ZeroReport(Where):
    """That a terminal was empty at opening."""

    KIND: ClassVar[str] = "Z1"
    terminal: Annotated[UInt, Key(4)]
    tally: Annotated[Tally, Key(5)]
    firmware: Annotated[Bytes32, Key(6)]
    log_head: Annotated[Bytes16, Key(7)]
    serial_number: Annotated[Text, Key(8)]


class SealedTotals(Where):
    """A booth's sums, still sealed. totals: 64 bytes a position; records: hash of all of them in sorted order."""

    KIND: ClassVar[str] = "S1"
    booth: Annotated[PositiveInt, Key(4)]
    tally: Annotated[Tally, Key(5)]
    totals: Annotated[Bytes, Key(6)]
    records: Annotated[Bytes32, Key(7)]
    tag_key: Annotated[Bytes32, Key(8)]
    log_head: Annotated[Bytes16, Key(9)]
    firmware: Annotated[Bytes32, Key(10)]


class BoothLine(NamedTuple):
    """One booth in a protocol. totals: hash of its sealed-totals object."""

    booth: UInt
    cast: UInt
    spoiled: UInt
    spent: UInt
    totals: Bytes32


class Protocol(Where):
    """The precinct's result."""

    KIND: ClassVar[str] = "P1"
    booths: Annotated[list[BoothLine], Key(4)]
    electronic: Annotated[list[list[UInt]], Key(5)]
    paper: Annotated[list[list[UInt]], Key(6)]
    fields: Annotated[dict[Text, UInt], Key(7)]
    proof: Annotated[Bytes64, Key(8)]
    log_head: Annotated[Bytes16, Key(9)]
    firmware: Annotated[Bytes32, Key(10)]
    version: Annotated[PositiveInt, Key(11)]
    reason: Annotated[Text | None, Key(12)] = None


class Receipt(Where):
    """That the centre has a protocol. received_s: seconds since 1970 UTC."""

    KIND: ClassVar[str] = "R1"
    protocol: Annotated[Bytes32, Key(4)]
    received_s: Annotated[Annotated[int, Field(strict=True, ge=0)], Key(5)]
    journal_number: Annotated[UInt, Key(6)]


class RoleCard(Payload):
    """A person's right to open and close. role: 0 chair, 1 member."""

    KIND: ClassVar[str] = "C1"
    election: Annotated[Bytes16, Key(1)]
    precinct: Annotated[UInt, Key(2)]
    role: Annotated[Literal[0, 1], Key(4)]
    holder: Annotated[UInt, Key(5)]
    salt: Annotated[Bytes16, Key(6)]
    iterations: Annotated[PositiveInt, Key(7)]
    check: Annotated[Bytes16, Key(8)]


class KeyCardHeader(Where):
    """What a key card says in clear."""

    KIND: ClassVar[str] = "K1"
    index: Annotated[PositiveInt, Key(4)]
    k: Annotated[PositiveInt, Key(5)]
    n: Annotated[PositiveInt, Key(6)]
    salt: Annotated[Bytes16, Key(7)]
    iterations: Annotated[PositiveInt, Key(8)]


SLIP_KINDS: dict[str, type[Payload]] = {
    "A": Activation,
    "Z": ZeroReport,
    "S": SealedTotals,
    "P": Protocol,
    "R": Receipt,
    "C": RoleCard,
}
