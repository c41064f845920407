"""The plan of a precinct, which provisioning carries out."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from itertools import islice, pairwise
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from host_tools.elections.place_names import fault_of_person, fault_of_precinct, tidied
from host_tools.elections.roll import Voter
from host_tools.errors import ProvisioningError
from host_tools.formats import cartridge, label
from host_tools.formats.definitions import MOST_INDICES, Election, Hours, SpecialKind
from host_tools.formats.objects import TerminalKey
from host_tools.formats.places import MOST_DESKS, desk_number, is_desk, terminal_of_desk
from host_tools.full_age import FULL_AGE_YEARS, of_full_age
from host_tools.keys.ceremony import DEFAULT_K, DEFAULT_N
from host_tools.rolls.layout import RollVoter
from host_tools.text_rules import tidy
from host_tools.validation import in_words

OFFICIAL, TEST, TRAINING = 0, 1, 2
ADDED_VOTERS = 0.1  # of the roll, with room for at least fifty
LEAST_ADDED_VOTERS = 50
LEAST_SHARE = 16  # slips of a booth for each of several desks: a share begins at a multiple of 8
_DAY_MINUTES = 24 * 60
VERSION = "0.1.0"  # of the firmware
PREFIX = "TM"  # of serial numbers
_SERIAL_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,23}")


class PlanError(ProvisioningError):
    """A plan that cannot be carried out. The message gives the reason and the way out."""


class PrecinctPlan(BaseModel):
    """One precinct of one election.

    slots: ballots that a booth can store, by default every voter of the precinct with room for additions.
    holders, needed: members who get key cards, and how many of them open the totals. key_here: the precinct's key is
    made here and its cards printed, for rehearsals and benches; else the desk makes it in the precinct. minutes_east:
    of UTC; that and `hours` are by default what the election's settings say. labels: 24-digit label by personal number,
    for voters who have one. packed: in place of `voters`, how many stand on a roll that `tamga roll pack` makes; the
    desk's packages are then loaded from there. people: names of chair and members, in the order of their role cards,
    the chair first; the protocol prints them under the lines for signatures. desks: each has a part of the roll, in the
    order of `voters` or of the packed list, parts as even as can be. kind: of a special precinct. spare: serial number
    of the district's spare, which is the last booth of each of its precincts. spare_desk: the key slip of the
    district's spare desk, for which the precinct's desks print their replacement slips.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, frozen=True)

    election: Election
    number: Annotated[int, Field(ge=1, le=0xFFFFFFFF)]
    names: dict[str, str]
    booths: Annotated[int, Field(ge=1, le=20)] = 2
    voters: list[Voter] = []
    desks: Annotated[int, Field(ge=1, le=MOST_DESKS)] = 1
    packed: Annotated[int, Field(ge=1, le=0xFFFF)] | None = None
    labels: Mapping[str, str] = {}
    slots: Annotated[int, Field(ge=1)] | None = None
    needed: int = DEFAULT_K
    holders: int = DEFAULT_N
    key_here: bool = True
    people: tuple[str, ...] = ()
    minutes_east: Annotated[int, Field(ge=-720, le=840)] | None = None
    hours: Hours | None = None
    kind: SpecialKind | None = None
    spare: str | None = None
    spare_desk: TerminalKey | None = None
    serial_prefix: str = PREFIX
    version: str = VERSION

    @field_validator("names")
    @classmethod
    def _tidied(cls, names: dict[str, str]) -> dict[str, str]:
        names = tidied(names)
        if fault := fault_of_precinct(names):
            raise PlanError(f"the precinct's name in {fault[0]}: {fault[1]}")
        return names

    @field_validator("people")
    @classmethod
    def _people_can_be_printed(cls, people: tuple[str, ...]) -> tuple[str, ...]:
        people = tuple(map(tidy, people))
        for number, name in enumerate(people, 1):
            if fault := fault_of_person(name):
                raise PlanError(f"the name of person {number} of the commission: {fault}")
        return people

    @model_validator(mode="after")
    def _check(self) -> Self:
        if set(self.names) != {"kk", "ru", "en"}:
            raise PlanError("a precinct needs its name in kk, ru and en")
        if self.hours is not None and not 0 <= self.hours.opens < self.hours.closes < _DAY_MINUTES:
            raise PlanError("a precinct opens before it closes, both on one day")
        desks = [self.spare_desk.serial_number] if self.spare_desk else []
        for serial in [self.spare, *desks] if self.spare else desks:
            if fault := fault_of_spare(serial, self.serial_prefix):
                raise PlanError(fault)
        if self.spare_desk is not None and self.spare_desk.role != "desk":
            raise PlanError(f"{self.spare_desk.serial_number} is a booth; give the key slip of a spare desk")
        if self.spare_desk is not None and self.spare_desk.serial_number == self.spare:
            raise PlanError(f"{self.spare} cannot be a spare booth and a spare desk; give each a number of its own")
        if self.spare and self.booths < 2:
            raise PlanError("a district's spare is the last booth of a precinct, beside those that open: give --booths")
        if len(self.people) > self.holders:
            raise PlanError(
                f"{len(self.people)} names for {self.holders} role cards: give a card to each, or fewer names"
            )
        most = cartridge.most_slots(self.election.shape)
        if self.slots is not None and self.slots > most:
            raise PlanError(f"a booth stores at most {most} ballots of this election, not {self.slots}")
        day = datetime.date.fromisoformat(self.election.date)
        if young := sum(not of_full_age(voter.birth_date, day) for voter in self.voters):
            raise PlanError(f"voters of the roll who are not {FULL_AGE_YEARS} on {day}: {young}; take them out")
        styles = self.election.styles
        if strange := sum((voter.style or 0) not in range(1, len(styles) + 1) for voter in self.voters if styles):
            raise PlanError(f"voters of the roll without a ballot style of the election: {strange}; correct the roll")
        if self.election.indices(self.booth_slots) > MOST_INDICES:
            raise PlanError(
                f"a booth has too many activations for {len(styles or ())} ballot styles: fewer ballots each"
            )
        if self.desks > 1 and self.booth_slots < LEAST_SHARE * self.desks:
            raise PlanError(f"{self.desks} desks share {self.booth_slots} slips of a booth: give it more ballots")
        if self.desks > 1 and self.listed < self.desks:
            raise PlanError(f"{self.desks} desks for {self.listed} voters: each needs a part of the roll")
        if self.packed is not None and self.voters:
            raise PlanError("the voters come either from a list or from a packed roll, not from both")
        booths = self.booths - bool(self.spare)  # a spare may never come
        if self.slots is None and self.listed > booths * most:
            raise PlanError(f"{booths} booths store {booths * most} ballots of {self.listed}; add one")
        if self.packed is not None:
            return self
        if self.election.settings.get("number_cards") is not True and not self.labels:
            raise PlanError("no card would open the roll: give --labels, or set number_cards in the election file")
        return self

    @property
    def listed(self) -> int:
        """Voters on the roll."""
        return len(self.voters) if self.packed is None else self.packed

    @property
    def utc_offset_minutes(self) -> int:
        """Minutes of local time east of UTC."""
        return (
            self.minutes_east
            if self.minutes_east is not None
            else self.election.settings.get("utc_offset_minutes", 300)
        )

    @property
    def booth_slots(self) -> int:
        """Slots of each booth."""
        if self.slots is not None:
            return self.slots
        wanted = self.listed + max(LEAST_ADDED_VOTERS, round(self.listed * ADDED_VOTERS))
        return min(wanted, cartridge.most_slots(self.election.shape))

    def serial_number(self, terminal: int) -> str:
        """A terminal's serial number: prefix, precinct, and D for the desk, D2 for a second, or the booth's number.

        The district's spare has one of its own.
        """
        if self.spare and self.is_spare(terminal):
            return self.spare
        number = f"D{desk_number(terminal) if terminal else ''}" if is_desk(terminal) else terminal
        return f"{self.serial_prefix}-{self.number:05d}-{number}"

    def is_spare(self, terminal: int) -> bool:
        """Whether a terminal is the district's spare."""
        return bool(self.spare) and terminal == self.booths

    @property
    def terminals(self) -> list[int]:
        """The numbers of all terminals (`places`)."""
        return [0, *range(1, self.booths + 1), *map(terminal_of_desk, range(2, self.desks + 1))]

    def part_sizes(self) -> list[int]:
        """Voters on each desk's part of the roll; they follow each other in its order."""
        ends = [self.listed * desk // self.desks for desk in range(self.desks + 1)]
        return [end - begin for begin, end in pairwise(ends)]

    def roll_parts(self) -> list[list[RollVoter]]:
        """Each desk's part of the roll."""
        rows = iter(self.roll_voters())
        return [list(islice(rows, size)) for size in self.part_sizes()]

    def roll_voters(self) -> list[RollVoter]:
        """The roll with everything that a voter's card may say."""
        with_numbers = self.election.settings.get("number_cards") is True
        rows = []
        for voter in self.voters:
            digits = [voter.number] if with_numbers else []
            if voter.number in self.labels:
                digits.append(_checked_label(voter.number, self.labels[voter.number]))
            rows.append(RollVoter(tuple(digits), voter.name, voter.birth_date.year, voter.style))
        return rows


def plan_of(**fields: Any) -> PrecinctPlan:
    """A plan of values that a person gave. PlanError names the field that does not fit."""
    try:
        return PrecinctPlan(**fields)
    except ValidationError as error:
        raise PlanError(f"{in_words(error)}; correct it") from None


def fault_of_spare(serial_number: str, serial_prefix: str) -> str | None:
    """Why a district's spare cannot be called so; None if it can. serial_prefix: of the precincts' terminals."""
    if not _SERIAL_NUMBER.fullmatch(serial_number):
        return f"the spare's serial number {serial_number}: write Latin letters, digits, hyphens, 24 at most"
    if re.match(rf"{serial_prefix}-[0-9]+-", serial_number):
        return f"the spare's serial number {serial_number} is that of a precinct's terminal; give it its own"
    return None


def _checked_label(number: str, text: Any) -> str:
    if not label.label_is_valid(text) or text[2:14] != number:
        raise PlanError(f"the label of {number} is not a label of that number; make it again with tamga labels")
    return str(text)
