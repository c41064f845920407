"""What the desk's log says of portable boxes: differences of people are remarks, a box out of nowhere is a fault."""

from __future__ import annotations

import pytest

from host_tools.findings import Report
from host_tools.formats import events
from host_tools.verifying.event_log import Entry, EventLog
from host_tools.verifying.portable_boxes import check_boxes
from tests.host_tools.small_precinct import SmallPrecinct

SEAL, OTHER = b"KZ-0012345", b"KZ-0012346"
LEFT, BACK = events.BOX_LEFT, events.BOX_BACK
# Events with detail, sets of ballots and seal; the verdict, and what is said. One voter got paper outside.
CASES: dict[str, tuple[list[tuple[int, int, int, bytes]], str, str]] = {
    "all brought back but one": ([(LEFT, 0, 7, SEAL), (BACK, 0, 6, SEAL)], "agrees", ""),
    "two handed out, one marked": ([(LEFT, 0, 7, SEAL), (BACK, 0, 5, SEAL)], "agrees", "took 7 sets of ballots and "),
    "another seal": ([(LEFT, 0, 7, SEAL), (BACK, 1, 6, SEAL)], "agrees", "KZ-0012345 came back with another seal"),
    "still out": ([(LEFT, 0, 1, SEAL)], "agrees", "that did not come back: KZ-0012345"),
    "more brought back": ([(LEFT, 0, 7, SEAL), (BACK, 0, 8, SEAL)], "disagrees", "with 8 sets that it did not take"),
    "back without leaving": ([(BACK, 0, 0, OTHER)], "disagrees", "KZ-0012346 came back with 0 sets"),
    "back twice": ([(LEFT, 0, 7, SEAL), (BACK, 0, 6, SEAL), (BACK, 0, 0, SEAL)], "disagrees", "did not take"),
    "left twice": ([(LEFT, 0, 7, SEAL), (LEFT, 0, 7, SEAL)], "disagrees", "left twice"),
}


@pytest.mark.parametrize("case", CASES)
def test_portable_box_that_differs(case: str) -> None:
    entries, verdict, words = CASES[case]
    log = EventLog([bytes(16)])
    for at, (event, detail, sets, seal) in enumerate(entries):
        data = (sets.to_bytes(2, "little") + seal).ljust(36, b"\0")
        log.entries.append(Entry(at, at, 0, event, detail, data, b"", 0))
    report = Report("desk")
    made = SmallPrecinct()
    fields = {**made.protocol_payload().fields, "outside_recorded": 1}
    check_boxes([log], made.protocol_payload(fields=fields), report)
    said = " ".join(finding.text for finding in report.findings)
    assert words in said and bool(words) == bool(said)
    assert (report.verdict == "disagrees") == (verdict == "disagrees")
