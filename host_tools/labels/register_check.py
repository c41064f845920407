"""Checks a register of labels from its journal alone, and counts how far the work is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from host_tools.formats import cbor, cose
from host_tools.hash_chain import START, ChainError, Entry, follow
from host_tools.labels.register import ISSUED, REISSUED, REVOKED, SPOILED, STATUSES, Event, LabelRegister, content_of

_STATUS_AFTER = {"issue": ISSUED, "reissue": ISSUED, "spoil": SPOILED, "revoke": REVOKED, "replace": REISSUED}


class Progress(NamedTuple):
    """One district. eligible: citizens who should have a label; the others: labels by their state."""

    district: str
    eligible: int
    issued: int
    spoiled: int
    revoked: int
    reissued: int

    @property
    def percent(self) -> float:
        """How much of the district has a label that counts."""
        return 100 * self.issued / self.eligible if self.eligible else 0.0


def faults(register: LabelRegister, authority: bytes | None = None) -> list[str]:
    """Everything that does not hold, in words; empty when all does. In bounded memory.

    Walks the whole journal: the chain, the labels that follow from it, one label that counts a person, and, with the
    authority's public key, every signed head; that there is none is a fault.
    """
    found, chains, last, end = [], {}, 0, START
    heads = dict(register.rows("SELECT number, signed FROM head"))
    try:
        for event, chain in follow(_kept(register)):
            last, end = event.number, chain
            if event.number in heads:
                chains[event.number] = chain
    except ChainError as error:
        return [str(error)]
    if not register.ends_with(last, end):
        found.append("the journal does not end where these tools left it: events were changed, added or taken off")
    if authority is not None and not heads:
        found.append("no head of the journal is signed: issue or change with --signing-key, or it was taken off")
    for number, signed in heads.items():
        if authority is None:
            break
        payload = cose.verify1(signed, authority)
        content = cbor.decode(payload) if payload is not None else {}
        if (content.get(0), content.get(1), content.get(2)) != ("L1", number, chains.get(number)):
            found.append(f"the signed head after event {number} does not stand for this journal")
    table, follows = "SELECT person, serial, status FROM label", _followed()
    if any(register.rows(f"SELECT * FROM ({one} EXCEPT {other}) LIMIT 1").fetchone()
           for one, other in ((table, follows), (follows, table))):  # fmt: skip
        found.append("the table of labels does not follow from the journal")
    twice = f"SELECT person FROM ({follows}) WHERE status = ? GROUP BY person HAVING count(*) > 1 LIMIT 1"
    if register.rows(twice, (ISSUED,)).fetchone():
        found.append("somebody has two labels that count")
    return found


def signed_up_to(register: LabelRegister) -> tuple[int, int]:
    """(the last event with a signed head or 0, events in all). Later ones are authenticated only by the key."""
    last = register.rows("SELECT coalesce(max(number), 0) FROM head").fetchone()[0]
    return int(last), int(register.rows("SELECT coalesce(max(number), 0) FROM event").fetchone()[0])


def _kept(register: LabelRegister) -> Iterator[Entry[Event]]:
    for *fields, chain in register.rows("SELECT * FROM event ORDER BY number"):
        event = Event(*fields)
        yield Entry(f"event {event.number}", event, content_of(event), chain)


def _followed() -> str:
    """A query of person, serial and status as they follow from the last event of each label.

    SQLite sorts in files of its own beyond its cache, so that millions of labels need no more memory than a few; they
    hold what the register holds. Of a group it gives the row that has the maximum.
    """
    cases = " ".join(f"WHEN '{act}' THEN '{status}'" for act, status in _STATUS_AFTER.items())
    last = "SELECT person, serial, act, max(number) FROM event GROUP BY person, serial"
    return f"SELECT person, serial, CASE act {cases} END AS status FROM ({last})"


def progress(register: LabelRegister) -> list[Progress]:
    """How far each district is, by name."""
    eligible = dict(register.rows("SELECT district, citizens FROM eligible"))
    counts: dict[str, dict[str, int]] = {district: {} for district in eligible}
    query = "SELECT district, status, count(*) FROM label GROUP BY district, status"
    for district, state, number in register.rows(query):
        counts.setdefault(district, {})[state] = number
    return [
        Progress(district, eligible.get(district, 0), *(counts[district].get(state, 0) for state in STATUSES))
        for district in sorted(counts)
    ]
