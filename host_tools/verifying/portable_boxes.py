"""Portable boxes in the desks' logs: what left and came back, beside ballots handed out outside (docs/events.md)."""

from __future__ import annotations

from collections.abc import Sequence

from host_tools.findings import Report
from host_tools.formats import events
from host_tools.formats.objects import Protocol
from host_tools.verifying.event_log import EventLog


def check_boxes(logs: Sequence[EventLog], protocol: Protocol | None, report: Report) -> None:
    """People count here, so a difference is a remark; a desk that takes back what never left is a fault.

    logs: of every desk: a box may carry ballots for voters of all of them. protocol: None if a log is missing.
    """
    parts = [_check_log(log, report) for log in logs]
    taken, brought = (sum(part[place] for part in parts) for place in (0, 1))
    given = protocol.fields.get("outside_recorded", 0) if protocol is not None else None
    if taken and given is not None and taken - brought != given:
        report.note(
            f"Desk: portable boxes took {taken} sets of ballots and brought {brought} back, "
            f"but {given} voters got paper outside."
        )


def _check_log(log: EventLog, report: Report) -> tuple[int, int]:
    """Sets of ballots that boxes of one desk took, and brought back."""
    out: dict[bytes, int] = {}
    taken = brought = 0
    for entry in log.entries:
        count, seal = int.from_bytes(entry.data[:2], "little"), bytes(entry.data[2 : events.BOX_BYTES])
        if entry.event == events.BOX_LEFT:
            if seal in out:
                report.bad(f"Desk: the portable box {_said(seal)} left twice and did not come back in between.")
            out[seal], taken = count, taken + count
        elif entry.event == events.BOX_BACK:
            if count > out.pop(seal, -1):
                report.bad(f"Desk: the portable box {_said(seal)} came back with {count} sets that it did not take.")
            elif entry.detail:
                report.note(f"Desk: the portable box {_said(seal)} came back with another seal.")
            brought += count
    if out:
        report.note(f"Desk: portable boxes that did not come back: {', '.join(map(_said, out))}.")
    return taken, brought


def _said(seal: bytes) -> str:
    return ascii(seal.rstrip(b"\0").decode("ascii", "replace"))[1:-1]
