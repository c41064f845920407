"""What an election is and who takes part (formats, section 3): definitions, manifests and a terminal's own identity."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self

from pydantic import AfterValidator, Field, model_validator

from host_tools.formats import ballot_record
from host_tools.formats.ballot_record import Shape
from host_tools.formats.objects import PositiveInt, Where
from host_tools.formats.payload import Bytes16, Bytes32, Int, Key, Mode, Part, Payload, PayloadError, Text, UInt
from host_tools.formats.places import FIRST_DESK, MOST_DESKS, desk_number, is_desk, terminal_of_desk

LANGUAGES = ("kk", "ru", "en")
MOST_POSITIONS = 127  # of a ballot
MOST_STYLES = 8  # of an election: each takes bits of its own on the chips
MOST_INDICES = 1 << 16  # of a booth, all styles together
MOST_HOLDERS = 15  # a commission has no more members


def _in_all_languages(names: dict[str, str]) -> dict[str, str]:
    if set(names) != set(LANGUAGES):
        raise ValueError("a name stands in kk, ru and en")
    return names


Names = Annotated[dict[Text, Text], AfterValidator(_in_all_languages)]


class Blank:
    """What a ballot without a mark is in a contest: not taken, a line of its own, or an invalid one."""

    NOT_ALLOWED: Literal[0] = 0
    OWN_LINE: Literal[1] = 1
    INVALID: Literal[2] = 2


class PercentOf:
    """What the percents of a contest's lines are of: all ballots, its valid ballots, or the votes of its lines."""

    BALLOTS: Literal[0] = 0
    VALID: Literal[1] = 1
    VOTES: Literal[2] = 2


class Option(Part):
    """One line of a contest."""

    id: Annotated[Text, Key(1)]
    names: Annotated[Names, Key(2)]
    against_all: Annotated[Literal[True] | None, Key(3)] = None


class Contest(Part):
    """One question. Positions: its options, then as many blank ones as votes are allowed.

    blank: what a ballot without a mark is. referendum: ballots on paper with every answer marked are valid and not
    counted, a line of their own. colour: what people call its ballots by. percent_of: None for all ballots.
    """

    id: Annotated[Text, Key(1)]
    title: Annotated[Names, Key(2)]
    votes_allowed: Annotated[Annotated[int, Field(strict=True, ge=1, le=MOST_POSITIONS)], Key(3)]
    blank: Annotated[Literal[0, 1, 2], Key(4)]
    options: Annotated[list[Option], Key(5)]
    referendum: Annotated[Literal[True] | None, Key(6)] = None
    colour: Annotated[Names | None, Key(7)] = None
    percent_of: Annotated[Literal[1, 2] | None, Key(8)] = None

    @property
    def positions(self) -> int:
        """Ciphertexts that it takes."""
        return len(self.options) + self.votes_allowed


class Style(Part):
    """A ballot style: what the voters of a territory vote on. contests: numbers from 0, ascending."""

    id: Annotated[Text, Key(1)]
    names: Annotated[Names, Key(2)]
    contests: Annotated[list[UInt], Key(3)]


class Election(Payload):
    """Election definition. date: YYYY-MM-DD. styles: numbered from 1; None where everybody has every contest."""

    KIND: ClassVar[str] = "E2"
    id: Annotated[Text, Key(1)]
    title: Annotated[Names, Key(2)]
    date: Annotated[Text, Key(3)]
    contests: Annotated[list[Contest], Key(4)]
    settings: Annotated[dict[Text, Any], Key(5)]
    styles: Annotated[list[Style] | None, Key(6)] = None

    @model_validator(mode="after")
    def _styles_are_of_its_contests(self) -> Self:
        if self.styles is None:
            return self
        if not 1 <= len(self.styles) <= MOST_STYLES:
            raise ValueError(f"an election has 1 to {MOST_STYLES} ballot styles, or none")
        for style in self.styles:
            known = [number for number in range(len(self.contests)) if number in style.contests]
            if not style.contests or style.contests != known:
                raise ValueError("a ballot style has contests of the election in their order, each once")
        if {number for style in self.styles for number in style.contests} != set(range(len(self.contests))):
            raise ValueError("a contest is in no ballot style")
        return self

    @property
    def style_count(self) -> int:
        """How many ballot styles there are: 1 where there is none in the definition."""
        return len(self.styles or ()) or 1

    def numbers(self, slots: int) -> int:
        """Activation indices that a booth has for each style. slots: of the booth."""
        return (slots + 7) // 8 * 8 if self.styles else slots

    def indices(self, slots: int) -> int:
        """Activation indices of a booth."""
        return self.numbers(slots) * self.style_count

    def contests_of(self, style: int) -> list[int]:
        """The contests of a style, from 0; of one that there is not, none. style: from 1."""
        if not self.styles:
            return list(range(len(self.contests))) if style == 1 else []
        return list(self.styles[style - 1].contests) if 0 < style <= len(self.styles) else []

    @property
    def hash16(self) -> bytes:
        """What slips name the election by."""
        return sha256(self.to_cbor()).digest()[:16]

    @property
    def positions(self) -> int:
        """Ciphertexts of a ballot."""
        return sum(contest.positions for contest in self.contests)

    @property
    def shape(self) -> Shape:
        """What a ballot's proof needs to know of the contests."""
        return tuple(ballot_record.Contest(contest.positions, contest.votes_allowed) for contest in self.contests)


class Booth(NamedTuple):
    """A booth of a precinct. slots: ballots it can store, and activation indices it knows."""

    number: PositiveInt
    public_key: Bytes32
    slots: PositiveInt


class DeskPart(NamedTuple):
    """A desk of a precinct that has several. voters: on its part of the roll."""

    number: PositiveInt
    public_key: Bytes32
    voters: PositiveInt


class Hours(NamedTuple):
    """When voting begins and ends, in minutes after local midnight."""

    opens: UInt
    closes: UInt


class Holders(NamedTuple):
    """Of the key of a precinct where it is born there: how many cards open the totals, and how many there are."""

    needed: PositiveInt
    all: PositiveInt


SpecialKind = Literal["hospital", "detention", "military", "remote", "ship", "abroad"]
"""Where a precinct is closed before its hour, once everybody on its list has voted: rest homes and hospitals, places of
detention, military units, remote places, ships at sea, missions abroad (Constitutional Law art. 38(3))."""


class Precinct(Where):
    """Precinct definition. minutes_east: of UTC; hours: where they are not the election's.

    key: H, compressed, where the host made it; None where it is born in the precinct: then `holders` says for whom.
    people: names of chair and members as the protocol prints them, in the order of their role cards, the chair first.
    kind: of a special precinct; None for an ordinary one.
    desks: where there are several, each in the order of its number; the first one is `desk`.
    announced: the key of the desk's slip, where the key is born in the precinct and the slip is known; no field of the
    definition (`formats.key_slip` gives it).
    """

    KIND: ClassVar[str] = "N2"
    names: Annotated[Names, Key(4)]
    key: Annotated[Bytes32 | None, Key(5)] = None
    desk: Annotated[Bytes32, Key(6)]
    booths: Annotated[list[Booth], Key(7)]
    voters: Annotated[UInt, Key(8)]
    minutes_east: Annotated[Int, Key(9)]
    centre: Annotated[Bytes32, Key(10)]
    hours: Annotated[Hours | None, Key(11)] = None
    holders: Annotated[Holders | None, Key(12)] = None
    people: Annotated[list[Text] | None, Key(13)] = None
    kind: Annotated[SpecialKind | None, Key(14)] = None
    desks: Annotated[list[DeskPart] | None, Key(15)] = None
    announced: Bytes32 | None = None

    @model_validator(mode="after")
    def _key_has_one_source(self) -> Self:
        if (self.key is None) != (self.holders is not None):
            raise ValueError("a precinct has its key here, or holders for whom its desk makes one")
        if self.holders is not None and not 2 <= self.holders.needed <= self.holders.all <= MOST_HOLDERS:
            raise ValueError(f"at least 2 of at most {MOST_HOLDERS} holders open the totals")
        return self

    @model_validator(mode="after")
    def _desks_share_the_roll(self) -> Self:
        if self.desks is None:
            return self
        if not 2 <= len(self.desks) <= MOST_DESKS or [one.number for one in self.desks] != [
            *range(1, len(self.desks) + 1)
        ]:
            raise ValueError(f"a precinct names its desks where it has 2 to {MOST_DESKS}, numbered from 1")
        if self.desks[0].public_key != self.desk or sum(one.voters for one in self.desks) != self.voters:
            raise ValueError("the first desk is the precinct's, and the desks' parts are the whole roll")
        return self

    @property
    def every_desk(self) -> list[DeskPart]:
        """All desks, where there is one, too."""
        return self.desks or [DeskPart(1, self.desk, self.voters)]

    @property
    def terminals(self) -> list[int]:
        """The numbers of all terminals (`places`); none where people count by hand."""
        if not self.booths:
            return []
        further = [terminal_of_desk(one.number) for one in self.every_desk[1:]]
        return [FIRST_DESK, *(booth.number for booth in self.booths), *further]

    def share(self, slots: int, numbers: int, desk: int) -> tuple[int, int]:
        """(first, how many) of a booth's activation indices of each style that a desk gives: its part of the voters.

        slots: of the booth. numbers: its indices for each style. desk: from 1.
        """
        if self.desks is None:
            return 0, numbers
        before = sum(one.voters for one in self.desks if one.number < desk)
        own = sum(one.voters for one in self.desks if one.number == desk)
        first, end = (slots * voters // self.voters // 8 * 8 for voters in (before, before + own))
        return first, (numbers if desk == len(self.desks) else end) - first

    @property
    def has_key(self) -> bool:
        """Is H known, from the definition or from the desk's slip?"""
        return (self.key or self.announced) is not None

    @property
    def sealing_key(self) -> bytes:
        """H, compressed. PayloadError where the key is born in the precinct and the desk's slip was not given."""
        key = self.key or self.announced
        if key is None:
            raise PayloadError(
                f"precinct {self.precinct}: its key was born there, and the desk's key slip is missing: file it beside "
                "the definition with tamga precinct key"
            )
        return key

    def terminal_key(self, terminal: int) -> bytes | None:
        """The public key of a desk or a booth (`places`), or None if there is no such terminal."""
        if is_desk(terminal):
            return next((one.public_key for one in self.every_desk if one.number == desk_number(terminal)), None)
        return next((booth.public_key for booth in self.booths if booth.number == terminal), None)


class Item(NamedTuple):
    """A part of a package or a file of a firmware: its name, size in bytes and SHA-256."""

    name: Text
    size: UInt
    hash: Bytes32


Role = Literal["booth", "desk"]


class Manifest(Payload):
    """What a package holds. terminal: as `places` has its number."""

    KIND: ClassVar[str] = "M2"
    role: Annotated[Role, Key(1)]
    precinct: Annotated[UInt, Key(2)]
    mode: Annotated[Mode, Key(3)]
    terminal: Annotated[UInt, Key(4)]
    parts: Annotated[list[Item], Key(5)]


class FirmwareManifest(Payload):
    """Every file of a terminal's software."""

    KIND: ClassVar[str] = "F2"
    role: Annotated[Role, Key(1)]
    version: Annotated[Text, Key(2)]
    files: Annotated[list[Item], Key(3)]


class Device(Payload):
    """Who a terminal is. Its signing key is not here: the terminal makes that, and shows the public half alone."""

    KIND: ClassVar[str] = "D2"
    role: Annotated[Role, Key(1)]
    serial_number: Annotated[Text, Key(2)]
    authority: Annotated[Bytes32, Key(3)]


class OpenedHeader(Where):
    """What the headers of all cartridges say of the opening. openings: of the terminal, this one included."""

    opening: Annotated[Bytes16, Key(16)]
    openings: Annotated[PositiveInt, Key(17)]


class CartridgeHeader(OpenedHeader):
    """Sizes of a ballot cartridge's regions (formats, section 6), and the opening that it is of."""

    KIND: ClassVar[str] = "H2"
    terminal: Annotated[UInt, Key(4)]
    slots: Annotated[UInt, Key(5)]
    slot_bytes: Annotated[UInt, Key(6)]
    positions: Annotated[UInt, Key(7)]
    indices: Annotated[UInt, Key(8)]
    slips: Annotated[UInt, Key(9)]
    intents: Annotated[UInt, Key(10)]
    log_entries: Annotated[UInt, Key(11)]
    record_version: Annotated[PositiveInt, Key(18)]
    styles: Annotated[PositiveInt | None, Key(19)] = None


class Secrets(Part):
    """What a terminal shares with the host. A booth has the first only."""

    role_secret: Annotated[Bytes32, Key(1)]
    card_secret: Annotated[Bytes32 | None, Key(2)] = None
    lookup_key: Annotated[Bytes32 | None, Key(3)] = None
    wrap_key: Annotated[Bytes32 | None, Key(4)] = None


class RollRow(Part):
    """The data of a voter that the desk shows, and the ballot style where the election has styles."""

    name: Annotated[Text, Key(1)]
    birth_year: Annotated[Annotated[int, Field(strict=True, ge=1800, le=2200)], Key(2)]
    style: Annotated[Annotated[int, Field(strict=True, ge=1, le=MOST_STYLES)] | None, Key(3)] = None
