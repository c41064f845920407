"""A terminal's event log as NIST SP 1500-101, and back: everything that is needed to follow its chain is in it.

The format's `Hash` is the chain behind an event, its `Details` the 48 bytes that were chained, both hexadecimal; the
device's `Details` is the chain before the first event. What the format cannot say is in our own page: docs/events.md.
"""

from __future__ import annotations

import struct
import time
from collections.abc import Iterator
from typing import Any

from host_tools.formats import readiness
from host_tools.formats.definitions import Precinct
from host_tools.formats.events import BOOT, EVENTS, OPENED, SIGNED_HEAD
from host_tools.formats.places import is_desk
from host_tools.verifying.event_log import CHAIN_BYTES, CONTENT_BYTES, DATA_AT, Entry, EventLog, chain, check_signatures

_NAMESPACE = "EventLogging."
_FAILURES = ("trouble", "failed", "refused", "wrong", "damaged", "lost", "stuck")
_DESK, _BOOTH = "electronic-poll-book", "electronic-cast-paper"
_HASH = "SHA-256, its first 16 bytes, over the chain before and the event"


def document(log: EventLog, precinct: Precinct, terminal: int) -> dict[str, Any]:
    """The log of one terminal (`places`). The same log gives the same document."""
    newest_s = max((entry.seconds for entry in log.entries), default=0)
    device = _object("Device") | {
        "Id": f"{precinct.precinct}-{terminal}",
        "Type": _DESK if is_desk(terminal) else _BOOTH,
        "HashType": "other",
        "OtherHashType": _HASH,
        "Details": log.heads[0].hex(),
        "Event": [_event(entry) for entry in log.entries],
    }
    said = {"ElectionId": precinct.election.hex(), "GeneratedTime": _time(newest_s), "Device": [device]}
    return _object("ElectionEventLog") | said


def read(said: Any) -> tuple[int, int, EventLog] | str:
    """(precinct, terminal, log) of a document, its chain followed; a sentence where it does not hold.

    The log is not compared with anything that a terminal signed: see `problems`.
    """
    try:
        (device,) = said["Device"]
        precinct, terminal = (int(part) for part in device["Id"].split("-"))
        log = EventLog([bytes.fromhex(device["Details"])])
        for place, event in enumerate(device["Event"]):
            content, after = bytes.fromhex(event["Details"]), bytes.fromhex(event["Hash"])
            if len(content) != CONTENT_BYTES or chain(log.heads[-1], content) != after:
                return f"its chain breaks at event {place}"
            sequence, seconds, number, detail = struct.unpack_from("<IIHH", content)
            entry = Entry(place, sequence, seconds, number, detail, content[DATA_AT:], content + after, 0)
            if event != _event(entry):
                return f"event {place} does not say what was chained"
            log.entries.append(entry)
            log.heads.append(after)
    except (KeyError, TypeError, ValueError, AttributeError):
        return "it is no event log as tamga cartridge log writes them"
    return precinct, terminal, log


def problems(said: Any, log: EventLog, precinct: Precinct, terminal: int, named: set[bytes]) -> Iterator[str]:
    """Why a log whose chain holds is not the one of this terminal.

    named: log heads in the terminal's protocols or sealed totals; one of them must be in the log.
    """
    public = precinct.terminal_key(terminal)
    if public is None or said.get("ElectionId") != precinct.election.hex():
        yield "it is of another election, or of a terminal that the precinct does not have"
        return
    check_signatures(log, public)
    if log.wrong_signatures or not log.signed_heads:
        yield "it has no head that the terminal signed, or a wrong one"
    if not named & set(log.heads):
        yield "what the terminal signed names another log"


def _event(entry: Entry) -> dict[str, Any]:
    known = EVENTS.get(entry.event)
    name = known.name if known else "unknown"
    is_neutral = entry.event == SIGNED_HEAD or known is None
    failed = any(word in name for word in _FAILURES)
    return _object("Event") | {
        "Id": str(entry.event),
        "Type": name,
        "Description": _description(entry),
        "Disposition": "na" if is_neutral else "failure" if failed else "success",
        "Sequence": str(entry.sequence),
        "TimeStamp": _time(entry.seconds),
        "Details": entry.whole[:CONTENT_BYTES].hex(),
        "Hash": entry.whole[CONTENT_BYTES : CONTENT_BYTES + CHAIN_BYTES].hex(),
    }


def _description(entry: Entry) -> str:
    words = f"detail {entry.detail}"
    return f"{words}; {readiness.of_start(entry.data)}" if entry.event in (BOOT, OPENED) else words


def _object(kind: str) -> dict[str, Any]:
    return {"@type": _NAMESPACE + kind}


def _time(seconds: int) -> str:
    """The format wants a time: one that nobody knows is the first second of 1970."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
