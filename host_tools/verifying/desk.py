"""A desk's two chip images: what it marked and counted, recomputed and compared with the protocol."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from host_tools.findings import Report
from host_tools.formats import desk_cartridge as layout
from host_tools.formats.cartridge import INTENT_BYTES, LOG_ENTRY_BYTES, MARK_BYTES, STATE_AT
from host_tools.formats.definitions import Precinct
from host_tools.formats.objects import Protocol
from host_tools.verifying.event_log import read_log

# Field of the protocol that is recorded -> what is counted on the chips.
RECORDED = {name: name for name in ("marked", "activations", "paper_issued", "added")}
RECORDED |= {"outside_recorded": "paper_outside", "spoiled_recorded": "paper_spoiled"}


class DeskCartridge:
    """Two images of one desk's cartridge. A bit counts as marked when it is 0 on both."""

    def __init__(self, image_a: bytes, image_b: bytes) -> None:
        """ValueError: of different size, or without one header that both agree on."""
        headers = [found for found in map(layout.read_header, (image_a, image_b)) if found]
        if len(image_a) != len(image_b) or not headers or headers[0] != headers[-1]:
            raise ValueError("the two images are not of one desk's cartridge; read both chips out again")
        self.header, self.header_page = headers[0]
        self.images = (image_a, image_b)
        self.regions = layout.regions(self.header)

    def counts(self) -> dict[str, int]:
        """What the protocol takes from the desk's records."""
        header = self.header
        issued = sum(self._bits(f"issued {booth}", header.indices) for booth in range(1, header.booths + 1))
        return {
            "marked": self._bits("marked", header.rows),
            "activations": issued,
            "paper_issued": self._bits("paper", header.rows),
            "paper_outside": self._bits("outside", header.rows),
            "paper_spoiled": self._bits("spoiled", header.rows),
            "added": self._bits("marked", header.added, (header.rows - header.added) // 8),
        }

    def by_hour(self) -> list[int]:
        """Voters marked in each hour of local time, and last while the time was not known."""
        header = self.header
        return [self._bits("hours", header.rows, hour * header.row_bytes) for hour in range(layout.HOURS)]

    def has_mark(self, number: int) -> bool:
        """Is a state mark set, on either chip, by most of its bits?"""
        at = STATE_AT + number * MARK_BYTES
        ones = [int.from_bytes(image[at : at + MARK_BYTES], "big").bit_count() for image in self.images]
        return min(ones) < MARK_BYTES * 4

    def pauses(self) -> int:
        """Changes between open and suspended."""
        marks = range(layout.FIRST_PAUSE, layout.LAST_PAUSE + 1)
        return next((number - layout.FIRST_PAUSE for number in marks if not self.has_mark(number)), len(marks))

    def links(self) -> int:
        """Entries that still join a voter with an activation."""
        parts = [self._region("intents", chip).reshape(-1, INTENT_BYTES) for chip in (0, 1)]
        pending = [(part != 0xFF).any(axis=1) & (part != 0).any(axis=1) for part in parts]
        return int((pending[0] | pending[1]).sum())

    def log_entries(self, chip: int) -> list[bytes]:
        """The 64-byte entries of one chip's event log, blank ones too."""
        region = self._region("log", chip).tobytes()
        return [region[at : at + LOG_ENTRY_BYTES] for at in range(0, len(region), LOG_ENTRY_BYTES)]

    def _region(self, name: str, chip: int) -> np.ndarray:
        region = self.regions[name]
        return np.frombuffer(self.images[chip], np.uint8, region.size, region.begin)

    def _bits(self, name: str, count: int, skipped_bytes: int = 0) -> int:
        both = (self._region(name, 0) | self._region(name, 1))[skipped_bytes:]
        return int(np.unpackbits(~both, bitorder="little")[:count].sum())


def is_desk(image: bytes) -> bool:
    """Does an image begin with a desk's header?"""
    return layout.read_header(image) is not None


def check_desk(images: Sequence[bytes], precinct: Precinct, protocol: Protocol | None, report: Report) -> None:
    """Add to a report what a desk's images say. protocol: genuine, or None."""
    if len(images) != 2:
        report.bad(f"The desk has {len(images)} chip images instead of 2.")
        return
    try:
        desk = DeskCartridge(*images)
    except ValueError as trouble:
        report.bad(f"Desk: {trouble}.")
        return
    header = desk.header
    same = (header.election, header.precinct, header.mode) == (precinct.election, precinct.precinct, precinct.mode)
    if not report.expect(same, "Desk: its cartridge is of this precinct.", "Desk: its cartridge is of another one."):
        return
    counts, hours = desk.counts(), desk.by_hour()
    report.data["desk"] = {**counts, "by hour": hours}
    report.expect(desk.has_mark(layout.CLOSED_MARK), "Desk: closed.", "Desk: it was never closed.")
    if desk.pauses():
        report.note(f"Desk: voting was suspended {(desk.pauses() + 1) // 2} times.")
    report.expect(not desk.links(), "Desk: nothing joins voters and slips.", "Desk: an act was left in the middle.")
    given = counts["activations"] + counts["paper_issued"] + counts["paper_outside"]
    report.expect(
        counts["marked"] == given,
        f"Desk: {given} voters are marked, as many as slips and papers went out.",
        f"Desk: {counts['marked']} voters are marked, but {given} slips and papers went out.",
    )
    if sum(hours) != counts["marked"]:
        report.note(f"Desk: turnout by hour adds up to {sum(hours)}, not to {counts['marked']}: cells may be worn.")
    log = read_log(desk, precinct.desk)
    report.expect(
        not log.wrong_signatures,
        f"Desk: the event log has {len(log.heads) - 1} entries, {log.signatures} of its heads signed.",
        f"Desk: {log.wrong_signatures} signed heads of the event log do not hold.",
    )
    if protocol is None:
        return
    wrong = {field: (counts[name], protocol.fields.get(field, 0)) for field, name in RECORDED.items()}
    wrong = {name: both for name, both in wrong.items() if both[0] != both[1]}
    told = ", ".join(f"{name} {here} on the chips, {there} in the protocol" for name, (here, there) in wrong.items())
    report.expect(not wrong, "Desk: the protocol has the numbers that its chips have.", f"Desk: {told}.")
    report.expect(protocol.log_head in log.heads, "Desk: its event log leads to the protocol's head.",
                  "Desk: the protocol's head is not in its event log.")  # fmt: skip
