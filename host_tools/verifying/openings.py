"""The openings of a precinct's terminals, as zero reports, totals, cartridges, desk and protocol name them."""

from __future__ import annotations

import struct
from collections.abc import Container, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

from host_tools.findings import Report
from host_tools.formats import events
from host_tools.formats.definitions import CartridgeHeader
from host_tools.formats.objects import Protocol, ZeroReport
from host_tools.formats.places import is_desk, named
from host_tools.verifying.desk_images import DeskCartridge
from host_tools.verifying.event_log import Entry, read_log
from host_tools.verifying.sealed_totals import At, Sealed

_KNOWN = struct.Struct("<16sHH")  # of either event: identity, number, slips issued for the booth so far


class Known(NamedTuple):
    """An opening of a booth that the desk noted.

    issued: activation slips for it.
    has_ended: another one of its booth followed it, or it was ended at the desk.
    """

    booth: int
    identity: bytes
    number: int
    issued: int
    has_ended: bool


def check_openings(
    zeros: Sequence[ZeroReport],
    sealed: Mapping[At, Sealed],
    headers: Mapping[At, CartridgeHeader],
    desks: Sequence[tuple[DeskCartridge, Protocol | None]],
    protocol: Protocol | None,
    report: Report,
) -> None:
    """Add to a report every opening beyond a terminal's first, and what does not fit between those who name openings.

    zeros: genuine. sealed: genuine sealed totals. headers: of the cartridges of booths. protocol: genuine, or None.
    desks: each with what the protocol says of it alone.
    """
    by_place = {(zero.terminal, zero.opening): zero for zero in zeros}
    for zero in sorted(zeros, key=lambda zero: (zero.terminal, zero.openings)):
        if zero.openings > 1:
            who = named(zero.terminal)
            report.note(f"Opening number {zero.openings} of {who}. The reason given: {zero.reason or 'none'}")
            if not zero.mode and not zero.reason:
                report.bad(f"{who.capitalize()} was opened officially once more without a reason.")
    for at, totals in sealed.items():
        told = by_place.get(at)
        if told and told.tag_key_hash != sha256(totals.payload.tag_key).digest():
            report.bad(f"The record key of booth {at[0]} is not the one that its zero report committed to.")
    _check_numbers(by_place, headers, [desk for desk, _ in desks], report)
    if protocol is None:
        return
    lines = {(line.booth, line.opening): line for line in protocol.booths}
    for at in sorted(set(headers) - set(lines)):
        report.bad(f"Booth {at[0]} has a cartridge of the opening {_short(at)}, which the protocol does not count.")
    for desk, said in desks:
        _check_noted(desk, said, report)
    issued = {(one.booth, one.identity) for desk, _ in desks for one in noted(desk) if one.issued}
    for at, zero in sorted(by_place.items()):
        if not is_desk(zero.terminal) and at not in lines and at not in issued:  # else the desk's notes said so
            report.unproven(
                f"Booth {at[0]} was opened as {_short(at)} (number {zero.openings}), which nobody counts: either that "
                "opening was broken off and its zero report is void, or its cartridge is withheld."
            )


def _check_numbers(
    zeros: Mapping[At, ZeroReport],
    headers: Mapping[At, CartridgeHeader],
    desks: Sequence[DeskCartridge],
    report: Report,
) -> None:
    """A cartridge has the number that the zero report of its opening has."""
    numbers = {at: header.openings for at, header in headers.items()}
    for desk in desks:
        numbers[desk.header.terminal, desk.header.opening] = desk.header.openings
    for at, number in numbers.items():
        if at in zeros and zeros[at].openings != number:
            report.bad(
                f"The cartridge of {_short(at)} is of opening {number}, its zero report of {zeros[at].openings}."
            )


def _check_noted(desk: DeskCartridge, protocol: Protocol | None, report: Report) -> None:
    """The protocol has the openings that the desk noted and issued slips for, with as many slips."""
    if protocol is None:
        return
    known, there = noted(desk), {(line.booth, line.opening): line.issued for line in protocol.booths}
    newest = {one.booth: one.identity for one in known}
    due = {(one.booth, one.identity): one.issued for one in known if one.issued or newest[one.booth] == one.identity}
    for booth, identity in newest.items():  # how many slips there are for the newest one is said with the chips
        due[booth, identity] = there.get((booth, identity), due[booth, identity])
    _check_ended(desk, protocol, report)
    for one in protocol.unopened or ():
        if one.booth in newest:
            report.bad(f"The protocol says that booth {one.booth} was not opened; the desk noted that it was.")
    report.expect(
        due == there,
        f"The protocol has the {len(due)} openings of booths that the desk noted.",
        f"The desk noted {_listed(due)}; the protocol has {_listed(there)}.",
    )


def _check_ended(desk: DeskCartridge, protocol: Protocol, report: Report) -> None:
    """The protocol has a line for each opening that ended at the desk; no slip was given for it afterwards."""
    known = {(one.booth, one.identity): one for one in noted(desk)}
    said = {line.opening for line in protocol.ended or ()}
    log = read_log(desk, None).entries
    for at, entry in enumerate(log):
        if entry.event != events.BOOTH_ENDED:
            continue
        identity, number, so_far = _KNOWN.unpack_from(entry.data)
        before = [one for one in log[:at] if one.event == events.BOOTH_OPENED and one.detail == entry.detail]
        if not before or _KNOWN.unpack_from(before[-1].data)[:2] != (identity, number):
            report.bad(f"The desk noted that booth {entry.detail} ended, in an opening that it did not have then.")
            continue
        issued = so_far - _KNOWN.unpack_from(before[-1].data)[2]
        one = known[entry.detail, identity]
        if one.issued != issued:
            report.bad(f"{one.issued - issued} slips were given for booth {one.booth} after it had ended at the desk.")
        if identity not in said and any(line.opening == identity for line in protocol.booths):
            report.bad(f"The protocol does not say that booth {one.booth} ended at the desk.")
        report.note(f"Booth {one.booth} was ended at the desk, opening {identity[:4].hex()}.")
    for line in protocol.booths if protocol.desks is None else ():  # else another desk may have ended it
        one_known = known.get((line.booth, line.opening))
        if line.opening in said and protocol.is_in_sums(line) and one_known and not one_known.has_ended:
            report.bad(f"The protocol says that booth {line.booth} ended early; the desk did not note it.")


def noted(desk: DeskCartridge) -> list[Known]:
    """The openings of booths in a desk's event log, with the slips that were issued for each."""
    log = read_log(desk, None).entries
    entries = [entry for entry in log if entry.event == events.BOOTH_OPENED and not is_desk(entry.detail)]
    ended = {_KNOWN.unpack_from(entry.data)[0] for entry in log if entry.event == events.BOOTH_ENDED}
    return [_known(at, entries, ended, desk) for at in range(len(entries))]


def _known(at: int, entries: Sequence[Entry], ended: Container[bytes], desk: DeskCartridge) -> Known:
    booth = entries[at].detail
    identity, number, before = _KNOWN.unpack_from(entries[at].data)
    later = (entry for entry in entries[at + 1 :] if entry.detail == booth)
    behind = followed = next((_KNOWN.unpack_from(entry.data)[2] for entry in later), None)
    if behind is None:
        behind = desk.issued(booth).least if 1 <= booth <= desk.header.booths else before
    return Known(booth, identity, number, behind - before, followed is not None or identity in ended)


def _listed(places: Mapping[At, int]) -> str:
    said: Iterable[str] = (f"booth {at[0]} {_short(at)} with {issued} slips" for at, issued in sorted(places.items()))
    return ", ".join(said) or "no opening"


def _short(at: At) -> str:
    return at[1][:4].hex()
