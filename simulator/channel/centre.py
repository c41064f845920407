"""The centre of the region in this process, at the far end of the desk's serial cable: it does as `tamga collect`."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from nacl.signing import SigningKey

from host_tools.collecting.centre import Centre
from host_tools.collecting.checks import Refusal
from host_tools.collecting.partials import Partials
from host_tools.collecting.precincts import Precincts
from host_tools.collecting.proof import LineKey, Proof
from host_tools.collecting.receiver import Notice, Receiver, What
from host_tools.collecting.store import Row
from host_tools.formats import cose, styles
from host_tools.formats.definitions import Blank, Contest, Election
from host_tools.formats.objects import Protocol
from host_tools.formats.payload import MODE_NAMES
from simulator.people.precinct import OFFICIAL, Precinct
from simulator.people.saying import Said, plain, said

WAITING, LISTENING, RECEIVING, INTERRUPTED, RECEIVED, REFUSED = (
    "waiting", "listening", "receiving", "interrupted", "received", "refused",
)  # fmt: skip


class CollectingCentre:
    """Its journals, one for each mode, in a folder; what it has is there again after a restart.

    precinct: whose desk sends.
    election: for the table of what was received.
    changed: called whenever `as_data` is new, in the thread of the desk.
    mode: of the journal that was looked at last.
    """

    def __init__(
        self,
        precinct: Precinct,
        folder: Path,
        key: SigningKey,
        election: Election | None = None,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self.precinct, self.folder, self.election = precinct, folder, election
        self._changed = changed
        self.mode = OFFICIAL
        self.entries: list[Row] = []
        self.state, self.refusal = WAITING, plain("")
        self.records = (0, 0)
        self.heard_bytes = self.said_bytes = 0
        self._key, self._partials = key, Partials()
        self.look(self.mode)

    def look(self, mode: int) -> None:
        """Open the journal of a mode and see what it has."""
        self.mode = mode
        if not self._store.exists():
            self.entries, self.state = [], WAITING
            return
        centre = self._centre()
        with closing(centre.store):
            self.entries = centre.store.protocols()
        self.state = RECEIVED if self.entries else WAITING

    def clear(self, mode: int) -> None:
        """A test or a training was erased at the terminals: delete it here too."""
        if mode != OFFICIAL:
            shutil.rmtree(self.folder / MODE_NAMES[mode], ignore_errors=True)
        self.records, self.heard_bytes, self.said_bytes = (0, 0), 0, 0
        self.look(OFFICIAL)
        self._changed()

    @property
    def _store(self) -> Path:
        return self.folder / MODE_NAMES[self.mode]

    def _centre(self) -> Centre:
        """For one thread."""
        place = self.precinct.provisioned.precincts[self.mode]
        known = Precincts(place.election, self.mode, {place.precinct: place})
        return Centre(self._store, self._key, known, self.precinct.clock)

    @contextmanager
    def listening(self, mode: int) -> Iterator[None]:
        """Sit at the far end of the desk's cable. In the desk's thread, as all that it hears comes from there."""
        self.look(mode)
        centre = self._centre()
        proof = Proof(centre.precincts, LineKey(self._key))
        receiver = Receiver(centre, self._partials, proof, self._noticed)
        cable = self.precinct.desk.hardware.cable
        self.state, self.refusal, self.records = LISTENING, plain(""), (0, 0)
        self.heard_bytes = self.said_bytes = 0

        def answer(data: bytes) -> bytes:
            self.heard_bytes += len(data)
            said = receiver.receive(data)
            self.said_bytes += len(said)
            return said

        cable.answered_by(answer)
        self._changed()
        try:
            with closing(centre.store):
                yield
        finally:
            cable.answered_by(None)
            receiver.leave()
            if self.state == RECEIVING:
                self.state = INTERRUPTED
            elif self.state == LISTENING:
                self.state = RECEIVED if self.entries else WAITING
            self._changed()

    def _noticed(self, notice: Notice) -> None:
        self.records = notice.records
        if notice.refusal:
            self.state, self.refusal = REFUSED, _in_all(notice.refusal)
        elif notice.entry and notice.entry.kind == "P" and notice.what != What.OFFERED:
            self.state = RECEIVED
            if notice.entry not in self.entries:
                self.entries.append(notice.entry)
        else:
            self.state = RECEIVING
        self._changed()

    # --- for people -------------------------------------------------------------------------------------------------

    def says(self) -> Said:
        """What it has, or why it has nothing, in a sentence."""
        if self.state == REFUSED:
            return said("centre_refused", self.refusal)
        if self.state in (RECEIVING, INTERRUPTED):
            return said("centre_records", *self.records)
        if not self.entries:
            return said("centre_nothing")
        newest = self.entries[-1]
        return said("centre_has", newest.version, newest.precinct, newest.number, self._time(newest)[11:16])

    def as_data(self) -> dict[str, object]:
        """What a page needs to show it."""
        newest = self.entries[-1] if self.entries else None
        return {
            "type": "centre", "state": self.state, "records": list(self.records),
            "refusal": self.refusal, "says": self.refusal.says,
            "heard_bytes": self.heard_bytes, "said_bytes": self.said_bytes,
            "protocols": [self._entry(entry) for entry in self.entries],
            "result": self._result(newest) if newest and self.election else [],
        }  # fmt: skip

    def _entry(self, entry: Row) -> dict[str, object]:
        place = self.precinct.provisioned.precincts[self.mode]
        return {
            "number": entry.version, "precinct": entry.precinct, "mode": MODE_NAMES[self.mode], "journal": entry.number,
            "received": self._time(entry), "hash": entry.hash.hex(), "bytes": len(entry.object),
            "signed": cose.verify1(entry.object, place.desk) is not None,
        }  # fmt: skip

    def _time(self, entry: Row) -> str:
        minutes_east = self.precinct.provisioned.precincts[self.mode].minutes_east
        zone = timezone(timedelta(minutes=minutes_east))
        return datetime.fromtimestamp(entry.received_s, UTC).astimezone(zone).isoformat(timespec="seconds")

    def _result(self, entry: Row) -> list[dict[str, Any]]:
        """The table of each contest, as it is in the signed protocol."""
        payload = cose.verify1(entry.object, self.precinct.provisioned.precincts[self.mode].desk)
        if payload is None or self.election is None:
            return []
        protocol = Protocol.from_cbor(payload)
        return [
            {"title": contest.title, "lines": _lines(contest, styles.electronic(protocol, self.election, at), paper)}
            for at, (contest, paper) in enumerate(zip(self.election.contests, protocol.paper, strict=True))
        ]


def _in_all(refusal: Refusal) -> Said:
    """The centre's own words in English; why, by its number, in the other languages."""
    return Said({**said(f"reason_{refusal.reason.name.lower()}").says, "en": refusal.text})


def _lines(contest: Contest, electronic: Sequence[int], paper: Sequence[int]) -> list[dict[str, Any]]:
    """A line for each option, then blank ballots, votes not used if several are allowed, and invalid ballots.

    electronic: options, then the blank positions; the k-th of these counts the ballots with k votes not given or more.
    paper: options, blank, every answer marked, invalid. A number that nobody has counted is None.
    """
    options = len(contest.options)
    lines: list[dict[str, Any]] = [
        {"names": option.names, "electronic": e, "paper": p}
        for option, e, p in zip(contest.options, electronic[:options], paper[:options], strict=True)
    ]
    on_paper = paper[options] if contest.blank == Blank.OWN_LINE else None
    lines.append({"rest": "blank", "electronic": electronic[-1], "paper": on_paper})
    if contest.votes_allowed > 1:
        lines.append({"rest": "unused", "electronic": sum(electronic[options:]), "paper": None})
    if contest.referendum:
        lines.append({"rest": "uncounted", "electronic": None, "paper": paper[options + 1]})
    lines.append({"rest": "invalid", "electronic": None, "paper": paper[options + 2]})
    return lines
