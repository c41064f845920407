"""The accounts of members who issued at a desk, made again from its event log and its chips."""

from __future__ import annotations

import struct

from host_tools.findings import Report
from host_tools.formats import events
from host_tools.formats.definitions import Election
from host_tools.formats.objects import Account, Protocol
from host_tools.formats.places import desk_number, named
from host_tools.verifying.desk_images import DeskCartridge
from host_tools.verifying.event_log import read_log

# Ballots received, then what the desk had counted so far and ballots given out, then what the member before gave back.
_TURN = struct.Struct("<9H")
_COUNTED = ("activations", "paper_issued", "paper_outside", "paper_spoiled", "paper_returned", "slips_returned")


def accounts_of(desk: DeskCartridge, election: Election) -> list[Account]:
    """The account of each member, by the number on the card."""
    entries = [entry for entry in read_log(desk, None).entries if entry.event == events.MEMBER_ISSUES]
    turns = [(entry.detail, *_TURN.unpack_from(entry.data)) for entry in entries]
    if not turns:
        return []
    counts = desk.counts()
    ends = [turn[2:] for turn in turns[1:]] + [(*(counts[name] for name in _COUNTED), _given_out(desk, election), 0)]
    found: dict[int, list[int]] = {}
    for (holder, received, *begin, _), (*end, unused) in zip(turns, ends, strict=True):
        turn = (received, *(after - before for before, after in zip(begin, end, strict=True)), unused)
        found[holder] = [sum(pair) for pair in zip(found.get(holder, [0] * len(turn)), turn, strict=True)]
    return [Account(desk_number(desk.header.terminal), holder, *found[holder]) for holder in sorted(found)]


def _given_out(desk: DeskCartridge, election: Election) -> int:
    """Paper ballots of all contests that left the desk: each voter's are those of the style."""
    contests = [len(style.contests) for style in election.styles or ()] or [len(election.contests)]
    given = (desk.given(name) for name in ("paper", "swapped", "outside"))
    return sum(bits.least * count for of in given for bits, count in zip(of, contests, strict=False))


def check_accounts(desk: DeskCartridge, protocol: Protocol | None, election: Election, report: Report) -> None:
    """The protocol has the accounts that follow from the desk's log. Cells that one chip lost prove nothing."""
    if protocol is None or protocol.accounts is None:
        return
    who, number = named(desk.header.terminal), desk_number(desk.header.terminal)
    said = [one for one in protocol.accounts if one.desk == number]
    made = accounts_of(desk, election)
    if any(bits.least != bits.most for bits in desk.bits().values()):
        report.note(f"The accounts at {who} are not compared: its chips differ in a cell.")
    elif said != made:
        report.bad(f"The accounts of members at {who} are not those of its event log.")
    elif made:
        report.good(f"The accounts of {len(made)} members at {who} are those of its event log.")
