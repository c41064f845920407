"""The accounts of members who issued at a desk, made again from its event log and its chips."""

from __future__ import annotations

import struct

from host_tools.findings import Report
from host_tools.formats import events
from host_tools.formats.objects import Account, Protocol
from host_tools.formats.places import desk_number, named
from host_tools.verifying.desk_images import DeskCartridge
from host_tools.verifying.event_log import read_log

_TURN = struct.Struct("<7H")  # ballots received, then what the desk had counted so far
_COUNTED = ("activations", "paper_issued", "paper_outside", "paper_spoiled", "paper_returned", "slips_returned")


def accounts_of(desk: DeskCartridge) -> list[Account]:
    """The account of each member, by the number on the card."""
    entries = [entry for entry in read_log(desk, None).entries if entry.event == events.MEMBER_ISSUES]
    turns = [(entry.detail, *_TURN.unpack_from(entry.data)) for entry in entries]
    if not turns:
        return []
    counts = desk.counts()
    ends = [turn[2:] for turn in turns[1:]] + [tuple(counts[name] for name in _COUNTED)]
    found: dict[int, list[int]] = {}
    for (holder, received, *begin), end in zip(turns, ends, strict=True):
        line = found.setdefault(holder, [0] * (len(_COUNTED) + 1))
        line[0] += received
        for at, (before, after) in enumerate(zip(begin, end, strict=True), 1):
            line[at] += after - before
    return [Account(desk_number(desk.header.terminal), holder, *found[holder]) for holder in sorted(found)]


def check_accounts(desk: DeskCartridge, protocol: Protocol | None, report: Report) -> None:
    """The protocol has the accounts that follow from the desk's log. Cells that one chip lost prove nothing."""
    if protocol is None or protocol.accounts is None:
        return
    who, number = named(desk.header.terminal), desk_number(desk.header.terminal)
    said = [one for one in protocol.accounts if one.desk == number]
    made = accounts_of(desk)
    if any(bits.least != bits.most for bits in desk.bits().values()):
        report.note(f"The accounts at {who} are not compared: its chips differ in a cell.")
    elif said != made:
        report.bad(f"The accounts of members at {who} are not those of its event log.")
    elif made:
        report.good(f"The accounts of {len(made)} members at {who} are those of its event log.")
