"""Whether an object is one that this centre wants: from its bytes and the precincts alone."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from host_tools.collecting.precincts import Precincts
from host_tools.formats import cose
from host_tools.formats.objects import Protocol
from host_tools.formats.payload import MODE_NAMES, PayloadError

PROTOCOL = "P"
LARGEST = 65_535  # bytes of an object


class Reason(IntEnum):
    """Why an object is refused (formats, section 10)."""

    KIND, SIZE, DAMAGED, UNREADABLE, ELECTION, MODE, PRECINCT, SIGNATURE, NUMBER, STORE, PREDECESSOR = range(1, 12)


class Refusal(NamedTuple):
    """Not taken. text: a sentence for the people at the terminal."""

    reason: Reason
    text: str


def check_offer(kind: str, size: int) -> Refusal | None:
    """What can be said before an object comes; None when it may come."""
    if kind != PROTOCOL:
        return Refusal(Reason.KIND, "This centre collects protocols and nothing else.")
    if not 0 < size <= LARGEST:
        return Refusal(Reason.SIZE, f"An object has 1 to {LARGEST} bytes; this one has {size}.")
    return None


def check_protocol(data: bytes, precincts: Precincts) -> Protocol | Refusal:
    """The protocol in a signed object, if the desk of one of the precincts signed it for this election and mode."""
    peeked = cose.peek1(data)
    if peeked is None:
        return Refusal(Reason.UNREADABLE, "This is not a signed object.")
    try:
        protocol = Protocol.from_cbor(peeked[1])
    except PayloadError as error:
        return Refusal(Reason.UNREADABLE, f"This is not a protocol: {error}.")
    if protocol.election != precincts.election:
        return Refusal(Reason.ELECTION, "This protocol is of another election.")
    if protocol.mode != precincts.mode:
        found = MODE_NAMES[protocol.mode]
        return Refusal(
            Reason.MODE, f"This is a protocol of mode {found}; this centre collects mode {precincts.mode_name}."
        )
    precinct = precincts.by_number.get(protocol.precinct)
    if precinct is None:
        return Refusal(Reason.PRECINCT, f"Precinct {protocol.precinct} does not report to this centre.")
    if cose.verify1(data, precinct.desk) is None:
        return Refusal(Reason.SIGNATURE, f"This protocol is not signed by the desk of precinct {protocol.precinct}.")
    return protocol


def cannot_store(error: Exception) -> Refusal:
    """The object may be right, but the disk or the database failed."""
    why = error.strerror if isinstance(error, OSError) else error  # a path is nobody's business at a terminal
    return Refusal(Reason.STORE, f"The centre cannot store anything at present ({why}). Send again later.")
