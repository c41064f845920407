"""What a protocol counts of people in the desk's log: refusals to add, requests to vote at home, helpers."""

from __future__ import annotations

from collections import Counter

from host_tools.findings import Report
from host_tools.formats import events
from host_tools.formats.objects import Protocol
from host_tools.verifying.event_log import EventLog

# Field of the protocol -> event that it counts.
LOGGED = {
    "added_refused": events.ADDING_REFUSED,
    "home_requests": events.HOME_REQUESTED,
    "home_refused": events.HOME_REFUSED,
    "assisted": events.ASSISTED,
}


def check_people(log: EventLog, protocol: Protocol | None, report: Report) -> None:
    """The protocol has the numbers of the log. An entry that a power cut tore may be one of them."""
    counted = Counter(entry.event for entry in log.entries)
    report.data["people"] = {name: counted[event] for name, event in LOGGED.items()}
    if protocol is None:
        return
    for name, event in LOGGED.items():
        here, there = counted[event], protocol.fields.get(name, 0)
        if not here <= there <= here + log.torn:
            report.bad(f"Desk: {name} {here} in the event log, {there} in the protocol.")
