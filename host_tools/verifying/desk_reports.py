"""The desks of a precinct that has several: their signed reports, and the protocol's line for each (formats, 7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256

from host_tools.findings import Report
from host_tools.formats.definitions import Precinct
from host_tools.formats.objects import BoothLine, DeskCounts, DeskReport, EndedLine, Protocol, StyleLine
from host_tools.formats.places import named, terminal_of_desk
from host_tools.verifying.keyring import KeyRing
from host_tools.verifying.slips import verified_payload

FIELD_OF = {name: f"{name}_recorded" for name in ("issued", "outside", "spoiled", "withdrawn")}
"""Fields of a protocol that have another name than in a desk's counts."""


def genuine_reports(reports: Sequence[bytes], ring: KeyRing, report: Report) -> dict[bytes, DeskReport]:
    """The genuine reports by their hash. reports: signed objects; one may be there several times."""
    found: dict[bytes, DeskReport] = {}
    for data in reports:
        payload, slip = verified_payload("J", data, ring)
        if isinstance(payload, DeskReport):
            found[sha256(data).digest()] = payload
        else:
            report.bad(f"A desk's report is not genuine: {slip.first_bad}")
    return found


def problems(protocol: Protocol, precinct: Precinct) -> list[str]:
    """Where a protocol does not have a line for each desk, or one has what it must not have."""
    due = [one.number for one in precinct.desks] if precinct.desks else None
    said = None if protocol.desks is None else [line.desk for line in protocol.desks]
    if said != due:
        return [f"its desks are {said or 'none'}, the precinct's are {due or 'one'}"]
    found = [] if (protocol.accounts is None) == (due is None) else ["its accounts are not there as its desks are"]
    for line in protocol.desks or ():
        if line.desk == 1 and line.report is not None:
            found.append("the first desk has no report, it is the protocol")
        if line.desk > 1 and line.report is None and any(line.counts):
            found.append(f"desk {line.desk} has no report, and numbers")
    return found


def check_reports(
    protocol: Protocol, reports: Mapping[bytes, DeskReport], precinct: Precinct, report: Report
) -> dict[int, DeskReport]:
    """The report of each desk that the protocol counts, by the desk's number; what does not fit is in `report`."""
    counted: dict[int, DeskReport] = {}
    for line in protocol.desks or ():
        if line.report is None:
            continue
        said = reports.get(line.report)
        who = named(terminal_of_desk(line.desk))
        if said is None:
            report.absent.append(f"report of {who}")
        elif said.accounts != [one for one in protocol.accounts or () if one.desk == line.desk]:
            report.bad(f"The accounts of members at {who} are not what its report says.")
        elif said.desk != line.desk or tuple(said.counts) != line.counts:
            report.bad(f"The protocol's line of {who} is not what its report says.")
        else:
            counted[line.desk] = said
    for one in reports.values():
        if one not in counted.values():
            report.bad(f"There is a report of {named(terminal_of_desk(one.desk))} that the protocol does not count.")
    if counted and report.ok:
        report.good(f"The protocol counts {len(counted)} desks by their signed reports.")
    lines = {(line.booth, line.opening): line.issued for line in protocol.booths}
    given: dict[tuple[int, bytes], int] = {}
    for said in counted.values():
        for at in said.booths:
            given[at.booth, at.opening] = given.get((at.booth, at.opening), 0) + at.issued
    for (booth, opening), issued in given.items():
        if issued > lines.get((booth, opening), 0):
            report.bad(
                f"Desks gave {issued} slips for booth {booth}, opening {opening[:4].hex()}, the protocol has less."
            )
    return counted


def as_one_desk(protocol: Protocol, reports: Mapping[int, DeskReport], desk: int) -> Protocol | None:
    """The protocol with the numbers of one desk alone, to hold against its chips; None where nobody said them.

    reports: those that the protocol counts, by the desk's number; the first desk has what the others have not.
    """
    lines = {line.desk: line for line in protocol.desks or ()}
    others = [reports.get(line.desk) for line in lines.values() if line.desk > 1 and line.report is not None]
    mine = reports.get(desk)
    if desk not in lines or (mine is None if desk > 1 else None in others):
        return None
    counts = lines[desk]
    fields = {FIELD_OF.get(name, name): count for name, count in zip(DeskCounts._fields, counts.counts, strict=True)}
    known = [one for one in others if one]
    return protocol.model_copy(
        update={
            "fields": {**protocol.fields, **fields},
            "booths": _booths(protocol.booths, mine, known),
            "ended": _ended(protocol.ended or [], mine, known) or None,
            "styles": _styles(protocol.styles, mine, known),
        }
    )


def _booths(lines: Sequence[BoothLine], mine: DeskReport | None, others: Sequence[DeskReport]) -> list[BoothLine]:
    if mine is not None:
        issued = {(line.booth, line.opening): line.issued for line in mine.booths}
        newest = {line.booth: line.opening for line in mine.booths}
        there = [
            line for line in lines if issued.get((line.booth, line.opening)) or line.opening == newest.get(line.booth)
        ]
        return [line._replace(issued=issued[line.booth, line.opening]) for line in there]
    found = []
    for line in lines:
        elsewhere = [
            at.issued for one in others for at in one.booths if (at.booth, at.opening) == (line.booth, line.opening)
        ]
        found.append(line._replace(issued=line.issued - sum(elsewhere)))
    return found


def _ended(lines: Sequence[EndedLine], mine: DeskReport | None, others: Sequence[DeskReport]) -> list[EndedLine]:
    if mine is not None:
        own = {at.opening: at.exchanged for at in mine.booths}
        return [line._replace(exchanged=own.get(line.opening, 0)) for line in lines]
    found = []
    for line in lines:
        elsewhere = [at.exchanged for one in others for at in one.booths if at.opening == line.opening]
        found.append(line._replace(exchanged=line.exchanged - sum(elsewhere)))
    return found


def _styles(
    lines: list[StyleLine] | None, mine: DeskReport | None, others: Sequence[DeskReport]
) -> list[StyleLine] | None:
    if lines is None:
        return None
    if mine is not None:
        return [
            line._replace(issued=one[0], outside=one[1]) for line, one in zip(lines, mine.styles or (), strict=False)
        ]
    found = []
    for at, line in enumerate(lines):
        there = [one.styles[at] for one in others if one.styles]
        issued, outside = (sum(one[place] for one in there) for place in (0, 1))
        found.append(line._replace(issued=line.issued - issued, outside=line.outside - outside))
    return found
