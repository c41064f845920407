"""The election that a terminal is set up for, read from its package."""

import asyncio
import hashlib
import os

from formats import cbor, cose, package, payloads
from formats.refused import Refused

PART = ".part"  # ends the name of a file that a computer brings, until all are here
_FURTHER_DESKS = 100  # numbers of terminals: the second desk is 102, booths have smaller ones
PLACES = "data/places"  # of a district's spare: packages of each of its places, one behind the other
FILES = ("data/official.tmpk", "data/test.tmpk", "data/training.tmpk")  # packages, by mode


class Contests:
    """The contests of a ballot, decoded one at a time: the names of a long ballot would fill the heap.

    The last one is kept: a voter stays with it for many pages. They are no iterable on purpose, since the variable of a
    loop holds a contest while the next one is decoded, and two long ones do not fit.
    """

    def __init__(self, encoded: list[bytes]):
        self._encoded = encoded
        self._number = -1
        self._contest: payloads.Contest | None = None
        self._shape: list[tuple[int, int]] | None = None

    def __len__(self) -> int:
        return len(self._encoded)

    def forget(self) -> None:
        """Free the contest that is kept: nobody looks at one for a while."""
        self._number, self._contest = -1, None

    def __getitem__(self, number: int) -> payloads.Contest:
        if number != self._number:
            self._contest = None  # before the next one takes its room
            self._number, self._contest = number, payloads.contest(self._encoded[number])
        return self._contest

    def each(self, look) -> list:
        """What `look` returns of each contest, one after the other."""
        found = []
        for number in range(len(self)):
            found.append(look(self[number]))
        return found

    async def in_turn(self, look) -> list:
        """The same, giving way to other tasks between two: decoding a contest takes 25 ms."""
        found = []
        for number in range(len(self)):
            found.append(look(self[number]))
            await asyncio.sleep_ms(0)
        return found

    async def learn_shape(self) -> None:
        """Find out what `shape` returns, giving way to other tasks."""
        if self._shape is None:
            self._shape = await self.in_turn(_shape_of)

    def shape(self) -> list[tuple[int, int]]:
        """(positions, votes allowed) of each. Decoding all contests takes long, so it is kept."""
        if self._shape is None:
            self._shape = self.each(_shape_of)
            self.forget()
        return self._shape


def _shape_of(contest: payloads.Contest) -> tuple[int, int]:
    """Positions are its options, and a blank per vote allowed."""
    return len(contest.options) + contest.votes_allowed, contest.votes_allowed


class Poll:
    """One mode's election in one precinct.

    opened: the terminal's package.

    `titles`, `contests`, `date` and `settings` come from the election, `precinct` is the precinct's definition.
    `key` is the precinct's key, compressed, from the definition or from a slip of the desk.
    `listed` is the number of voters on the list at opening; a desk updates it from supplements.
    `desks` are all desks of the precinct, and `desk` is the number of this one, from 1, or 0 at a booth; a desk's
    `voters` and `listed` are those of its part of the roll. `place` is what slips call this terminal: a text id, and
    the number in its words.
    `styles` are the ballot styles by number from 1; without any, everybody has all contests, and style 1.
    """

    MISMATCHES = ("code_other_election", "code_other_precinct", "code_other_mode")

    def __init__(self, opened: package.Package):
        election = opened.part("election")
        definition = payloads.election(election)
        self.package = opened
        self.election_hash = hashlib.sha256(election).digest()[:16]
        self.titles, self.settings, self.date = definition.title, definition.settings, definition.date
        self.contests = Contests(definition.contests)
        self.styles: list[payloads.Style] = payloads.all_named("Style", definition.styles or [])
        del election, definition
        self.precinct = payloads.decode(payloads.PRECINCT, opened.part("precinct"))
        self.key = self.precinct.key  # None until a slip of the desk tells it
        self.key_slip: payloads.KeySlip | None = None
        self.secrets = payloads.named("Secrets", cbor.decode(opened.part("secrets")))
        self.precinct_number, self.mode = self.precinct.precinct, self.precinct.mode
        self.is_official = self.mode == payloads.OFFICIAL
        self.terminal = number = opened.manifest.terminal
        precinct = self.precinct
        self.desks = precinct.desks or [payloads.DeskPart(1, precinct.desk, precinct.voters)]
        self.desk = number - _FURTHER_DESKS if number > _FURTHER_DESKS else 0 if number else 1
        self.place = ("slip_desk_number", self.desk) if precinct.desks else ("slip_desk", 0)
        if not self.desk:
            self.place = "slip_booth", number
        own = [one.voters for one in self.desks if one.number == self.desk]
        self.listed = self.voters = own[0] if own else precinct.voters

    def desk_of(self, key_id: bytes) -> payloads.DeskPart | None:
        """The desk of the precinct whose key has this id."""
        for one in self.desks:
            if cose.key_id(one.public_key) == key_id:
                return one
        return None

    def terminal_of(self, desk: int) -> int:
        """The terminal's number of another desk than the first one. desk: from 2."""
        return _FURTHER_DESKS + desk

    def share(self, booth: int, desk: int) -> tuple[int, int]:
        """(first, how many) of a booth's activation indices of each style that a desk gives: its part of the voters.

        Slips of two desks never have the same index, and together they are not more than the booth has. The first one
        begins a byte of bits.

        booth, desk: numbers.
        """
        slots, parts = self.booth(booth).slots, self.desks
        if len(parts) == 1:
            return 0, self.numbers(slots)
        before = sum([one.voters for one in parts if one.number < desk])
        own = sum([one.voters for one in parts if one.number == desk])
        first, end = [slots * voters // self.precinct.voters // 8 * 8 for voters in (before, before + own)]
        if parts[-1].number == desk:
            end = self.numbers(slots)
        return first, end - first

    def giver(self, booth: int, index: int) -> int:
        """The number of the desk that gives an activation index of a booth."""
        within = index % self.numbers(self.booth(booth).slots)
        return [one.number for one in self.desks if self.share(booth, one.number)[0] <= within][-1]

    def take_key(self, slip: payloads.KeySlip) -> None:
        """The key was born in the precinct: take it from a slip that was checked."""
        self.key_slip, self.key = slip, slip.commitments[0]

    def mismatch(self, payload) -> Refused | None:
        """Why a payload does not belong to this poll, or None. payload: any type that begins like `payloads.Where`."""
        theirs = payload.election, payload.precinct, payload.mode
        for value, ours, reason in zip(theirs, (self.election_hash, self.precinct_number, self.mode), self.MISMATCHES):
            if value != ours:
                return Refused(reason)
        return None

    def booth(self, number: int) -> payloads.Booth | None:
        """The precinct's booth with this number, or None."""
        for booth in self.precinct.booths:
            if booth.number == number:
                return booth
        return None

    def numbers(self, slots: int) -> int:
        """How many activation indices a booth has for each style. slots: of the booth."""
        return (slots + 7) // 8 * 8 if self.styles else slots

    def style_of(self, booth: int, index: int) -> int:
        """The ballot style that an activation index of a booth is for. One that is no style's has none here either."""
        return index // self.numbers(self.booth(booth).slots) + 1

    def contests_of(self, style: int):
        """The numbers of a style's contests, from 0, ascending."""
        return self.styles[style - 1].contests if self.styles else range(len(self.contests))

    def public_key(self) -> bytes:
        """This terminal's public key according to its package."""
        if not self.desk:
            return self.booth(self.terminal).public_key
        return b"".join([one.public_key for one in self.desks if one.number == self.desk])


def is_there() -> bool:
    """Has this terminal the package of any mode, whole or not? No while a computer still brings files."""
    try:
        names = os.listdir("data")
    except OSError:  # a board that was just flashed
        return False
    return any(["data/" + name in FILES for name in names]) and not any([name.endswith(PART) for name in names])


def has_places() -> bool:
    """Is this a spare that has not taken its place yet, or not to the end?"""
    try:
        names = os.listdir("data")
    except OSError:
        return False
    return "places" in names or "place" + PART in names


def load(mode: int, role: str, public_key: bytes, authority: bytes) -> Poll | Refused:
    """The poll of a mode, or why its package is refused.

    mode: official, test or training.
    role: "desk" or "booth".
    public_key: of this terminal.
    authority: public key of the authority.
    """
    opened = package.load(FILES[mode], authority)
    if isinstance(opened, Refused):
        return opened
    if opened.manifest.role != role or opened.manifest.mode != mode:
        return Refused("package_role")
    poll = Poll(opened)
    if (
        poll.mode != mode
        or poll.precinct.election != poll.election_hash
        or poll.precinct_number != opened.manifest.precinct
    ):
        return Refused("package_damaged")
    return poll if poll.public_key() == public_key else Refused("package_role")
