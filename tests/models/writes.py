"""Every write of a terminal that an act of the polls consists of: one table for the models and for the chips' journals.

A model names each of its writes by a row of this table; a journal of the simulated chips is turned into the same names
(`journal.py`). What the table does not know is in neither.
"""

from __future__ import annotations

from dataclasses import dataclass

BOOTH, DESK, EITHER = "booth", "desk", "either"


@dataclass(frozen=True)
class Write:
    """role: whose act it is. region: of the cartridge (docs/formats.md, section 6), or a file of the terminal."""

    name: str
    role: str
    region: str
    meaning: str


WRITES = (
    Write("USED", BOOTH, "in use", "the activation is in use"),
    Write("SLIP_ENTRY", BOOTH, "intents", "a slip is about to hang in the printer: its number"),
    Write("SLIP_STARTED", BOOTH, "slips", "the slip's mark started"),
    Write("CAST_ENTRY", BOOTH, "intents", "a cast is about to happen: activation, slot, hash of the record, slip"),
    Write("RECORD", BOOTH, "ballots", "the sealed ballot"),
    Write("RECORD_VOID", BOOTH, "ballots", "zeros over a slot that took no whole record"),
    Write("CAST_BIT", BOOTH, "cast", "the activation is spent"),
    Write("CANCELLED", BOOTH, "cancelled", "no ballot is ever cast with the activation"),
    Write("SLIP_ENDED", BOOTH, "slips", "what became of the slip: cast, spoiled, challenged or cancelled"),
    Write("CAST_FORGOTTEN", BOOTH, "intents", "zeros over the entry of a cast"),
    Write("SLIP_FORGOTTEN", BOOTH, "intents", "zeros over the entry of a slip"),
    Write(
        "TORN_FORGOTTEN", BOOTH, "intents", "zeros over an entry that the power may have torn: its kind is not certain"
    ),
    Write("CLOSING", BOOTH, "states", "the mark closing"),
    Write("SORTED_COPY", BOOTH, "sorted", "a ballot in its place of the sorted region"),
    Write("SORTED", BOOTH, "states", "the mark sorted"),
    Write("BALLOTS_ERASED", BOOTH, "ballots", "the places where ballots had been cast, erased"),
    Write("CLEARED", BOOTH, "states", "the mark cleared"),
    Write("CHECK_IN_ENTRY", DESK, "intents", "a check-in is about to happen, or an exchange: what it marks"),
    Write("ADDED_HASH", DESK, "added", "the hash of an added voter's number"),
    Write("HOUR", DESK, "hours", "one more in this hour"),
    Write("ISSUED", DESK, "issued", "the activation went out"),
    Write("PAPER", DESK, "paper", "a paper ballot went out, here, to a home, or for a slip"),
    Write("MARKED", DESK, "marked", "the voter is marked"),
    Write(
        "EXCHANGED", DESK, "exchanged", "a slip of an opening that ended was exchanged, or one that its booth cancelled"
    ),
    Write("CHECK_IN_FORGOTTEN", DESK, "intents", "zeros over the entry of a check-in or exchange"),
    Write("PAPER_SPOILED", DESK, "spoiled", "a paper ballot came back spoiled"),
    Write("PAPER_RETURNED", DESK, "returned", "a voter gave the paper ballots back and left"),
    Write("PAPER_WITHDRAWN", DESK, "withdrawn", "a paper ballot is defective"),
    Write("PAPER_TAKEN", DESK, "papers taken", "a voter was seen leaving with paper"),
    Write("TYPED_IN", DESK, "typed in", "a check-in whose number was typed is over"),
    Write("SLIP_TAKEN", DESK, "slips taken", "a voter was seen leaving with the slip"),
    Write("SLIP_RETURNED", DESK, "voided", "a slip came back unused"),
    Write("OPENING_BEGUN", EITHER, "file", "an opening is about to happen: number, new identity, begun"),
    Write("HEADER_ERASED", EITHER, "header", "what an interrupted opening left in the first sector, erased"),
    Write("HEADER_WRITTEN", EITHER, "header", "the header, with the opening's identity"),
    Write("OPENING_STANDS", EITHER, "file", "the opening counts: its zero slip is on paper"),
    Write("OPENED", EITHER, "states", "the mark opened"),
    Write("PAUSED", EITHER, "states", "suspended, or taken up again"),
    Write("CLOSED", EITHER, "states", "the mark closed"),
    Write("TEST_ERASED", EITHER, "every region", "a finished test or training, erased"),
    Write("PROTOCOL_KEPT", DESK, "file", "a signed protocol, whole"),
    Write("COUNTED", DESK, "log", "number and hash of a protocol, before anybody sees it"),
    Write("RECEIPT_KEPT", DESK, "file", "the centre's receipt"),
)
BY_NAME = {write.name: write for write in WRITES}


def promela() -> str:
    """What the models include as `writes.pml`."""
    return "mtype = { " + ", ".join(write.name for write in WRITES) + " };\n"
