"""The election that a terminal is set up for: its package, opened."""

import hashlib

from formats import cbor, package, payloads
from formats.refused import Refused

_FILES = ("data/official.tmpk", "data/test.tmpk", "data/training.tmpk")  # by mode


class Contests:
    """The contests of a ballot, decoded one at a time: the names of a long ballot would fill the heap."""

    def __init__(self, encoded: list[bytes]):
        self._encoded = encoded

    def __len__(self) -> int:
        return len(self._encoded)

    def __getitem__(self, number: int) -> payloads.Contest:
        return payloads.contest(self._encoded[number])

    def __iter__(self):
        for number in range(len(self._encoded)):
            yield self[number]


class Poll:
    """One mode's election in one precinct. titles, contests, date: the election's. precinct: the definition.

    listed: voters on the list at opening; a desk puts in what supplements make of it.
    """

    MISMATCHES = ("code_other_election", "code_other_precinct", "code_other_mode")

    def __init__(self, opened: package.Package):
        election = opened.part("election")
        definition = payloads.election(election)
        self.package = opened
        self.election_hash = hashlib.sha256(election).digest()[:16]
        self.titles, self.settings, self.date = definition.title, definition.settings, definition.date
        self.contests = Contests(definition.contests)
        del election, definition
        self.precinct = payloads.decode(payloads.PRECINCT, opened.part("precinct"))
        self.listed = self.precinct.voters
        self.secrets = payloads.named("Secrets", cbor.decode(opened.part("secrets")))
        self.precinct_number, self.mode = self.precinct.precinct, self.precinct.mode
        self.is_official = self.mode == payloads.OFFICIAL
        self.terminal = opened.manifest.terminal

    def mismatch(self, payload) -> Refused | None:
        """Why a payload is not of this poll, or None. payload: of any type that begins as `payloads.Where` does."""
        theirs = payload.election, payload.precinct, payload.mode
        for value, ours, reason in zip(theirs, (self.election_hash, self.precinct_number, self.mode), self.MISMATCHES):
            if value != ours:
                return Refused(reason)
        return None

    def booth(self, number: int) -> payloads.Booth | None:
        """A booth of the precinct, None where there is none of that number."""
        for booth in self.precinct.booths:
            if booth.number == number:
                return booth
        return None

    def public_key(self) -> bytes:
        """The key that this terminal's packages say it has."""
        return self.booth(self.terminal).public_key if self.terminal else self.precinct.desk


def load(mode: int, role: str, public_key: bytes, authority: bytes) -> Poll | Refused:
    """The poll of a mode, or why its package is not taken."""
    opened = package.load(_FILES[mode], authority)
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
