"""The election that a terminal is set up for: its package, opened."""

import hashlib

from formats import cbor, package
from formats.election import (
    BOOTHS,
    CONTESTS,
    DATE,
    DESK_KEY,
    ELECTION,
    LISTED,
    MODE,
    OFFICIAL,
    PRECINCT,
    SETTINGS,
    TITLE,
)

_FILES = ("data/official.tmpk", "data/test.tmpk", "data/training.tmpk")  # by mode


class Contests:
    """The contests of a ballot, decoded one at a time: the names of a long ballot would fill the heap."""

    def __init__(self, contests: list):
        self._encoded = [cbor.encode(contest) for contest in contests]

    def __len__(self) -> int:
        return len(self._encoded)

    def __getitem__(self, number: int) -> dict:
        return cbor.decode(self._encoded[number])

    def __iter__(self):
        for number in range(len(self._encoded)):
            yield self[number]


class Poll:
    """One mode's election in one precinct. titles, contests, date: the election's. precinct: the definition's map.

    listed: voters on the list at opening; a desk puts in what supplements make of it.
    """

    def __init__(self, opened: package.Package):
        election = opened.part("election")
        definition = cbor.decode(election)
        self.package = opened
        self.election_hash = hashlib.sha256(election).digest()[:16]
        self.titles, self.settings, self.date = definition[TITLE], definition[SETTINGS], definition[DATE]
        self.contests = Contests(definition[CONTESTS])
        del election, definition
        self.precinct = cbor.decode(opened.part("precinct"))
        self.listed = self.precinct[LISTED]
        self.secrets = cbor.decode(opened.part("secrets"))
        self.precinct_number, self.mode = self.precinct[PRECINCT], self.precinct[MODE]
        self.is_official = self.mode == OFFICIAL
        self.terminal = opened.manifest[package.TERMINAL]

    def where(self) -> dict:
        """What every signed object begins with."""
        return {ELECTION: self.election_hash, PRECINCT: self.precinct_number, MODE: self.mode}

    def mismatch(self, payload: dict) -> str | None:
        """Why a signed object is not of this poll, or None."""
        if payload.get(ELECTION) != self.election_hash:
            return "code_other_election"
        if payload.get(PRECINCT) != self.precinct_number:
            return "code_other_precinct"
        return None if payload.get(MODE) == self.mode else "code_other_mode"

    def booth(self, number: int) -> list | None:
        """[number, public key, slots] of a booth."""
        for booth in self.precinct[BOOTHS]:
            if booth[0] == number:
                return booth
        return None

    def public_key(self) -> bytes:
        """The key that this terminal's packages say it has."""
        return self.booth(self.terminal)[1] if self.terminal else self.precinct[DESK_KEY]


def load(mode: int, role: str, public_key: bytes, authority: bytes) -> Poll | str:
    """The poll of a mode, or why its package is not taken."""
    opened = package.load(_FILES[mode], authority)
    if isinstance(opened, str):
        return opened
    if opened.manifest[package.ROLE] != role or opened.manifest[package.MODE] != mode:
        return "package_role"
    poll = Poll(opened)
    if (
        poll.mode != mode
        or poll.precinct[ELECTION] != poll.election_hash
        or poll.precinct_number != opened.manifest[package.PRECINCT]
    ):
        return "package_damaged"
    return poll if poll.public_key() == public_key else "package_role"
