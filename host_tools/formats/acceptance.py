"""A test deck and the acceptance of terminals by it: signed objects of the host (formats, section 3)."""

from __future__ import annotations

from typing import Annotated, ClassVar, NamedTuple

from host_tools.formats.definitions import Role
from host_tools.formats.objects import PaperLine, PositiveInt, StyleLine, Where
from host_tools.formats.payload import Bytes16, Bytes32, Int, Key, Part, Payload, Text, UInt


class DeckBooth(NamedTuple):
    """What a booth must report. spoiled: slips of voters who changed their minds."""

    booth: PositiveInt
    cast: UInt
    spoiled: UInt


class Deck(Where):
    """What must come out of a precinct's test: everything that its protocol says and that people can cause.

    electronic, paper, papers, fields: as keys 5, 6, 16 and 7 of a protocol, but without the ballots of styles that do
    not have a contest. languages: sessions at booths in each. styles: as key 19.
    """

    KIND: ClassVar[str] = "X3"
    booths: Annotated[list[DeckBooth], Key(4)]
    electronic: Annotated[list[list[UInt]], Key(5)]
    paper: Annotated[list[list[UInt]], Key(6)]
    papers: Annotated[list[PaperLine], Key(7)]
    fields: Annotated[dict[Text, Int], Key(8)]
    languages: Annotated[dict[Text, UInt], Key(9)]
    styles: Annotated[list[StyleLine] | None, Key(10)] = None


class Difference(NamedTuple):
    """A number that is not the deck's. contest, line: ids; contest is "" for what belongs to none of them."""

    contest: Text
    line: Text
    due: Int
    found: Int


class AcceptedTerminal(NamedTuple):
    """A terminal of the test, and what its slips say that runs there; None if no slip of it was shown."""

    serial_number: Text
    role: Role
    image: Bytes32
    shown: Bytes32 | None


class AcceptedPrecinct(Part):
    """One precinct's test. deck, protocol: SHA-256 of the objects. faults: sentences about what is no number."""

    precinct: Annotated[UInt, Key(1)]
    deck: Annotated[Bytes32, Key(2)]
    protocol: Annotated[Bytes32, Key(3)]
    terminals: Annotated[list[AcceptedTerminal], Key(4)]
    differences: Annotated[list[Difference], Key(5)]
    faults: Annotated[list[Text], Key(6)]

    @property
    def is_good(self) -> bool:
        """Whether its terminals may be used."""
        return not self.differences and not self.faults


class Acceptance(Payload):
    """What tests came to, and who stands for it. people: their names. made_s: seconds since 1970 UTC."""

    KIND: ClassVar[str] = "X4"
    election: Annotated[Bytes16, Key(1)]
    made_s: Annotated[UInt, Key(2)]
    people: Annotated[list[Text], Key(3)]
    precincts: Annotated[list[AcceptedPrecinct], Key(4)]
