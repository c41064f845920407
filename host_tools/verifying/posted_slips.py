"""Zero reports and receipts against everything else of their precinct (formats, section 6, "to recompute")."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from hashlib import sha256

from host_tools.findings import Report
from host_tools.formats.definitions import Precinct
from host_tools.formats.objects import Protocol, Receipt, ZeroReport
from host_tools.formats.places import FIRST_DESK, is_desk, named
from host_tools.verifying import vouching
from host_tools.verifying.keyring import KeyRing
from host_tools.verifying.sealed_totals import At
from host_tools.verifying.slips import verified_payload


def genuine_zeros(zeros: Sequence[bytes], ring: KeyRing, report: Report) -> list[ZeroReport]:
    """The genuine zero reports, each opening of a terminal once."""
    found: dict[At, ZeroReport] = {}
    for data in zeros:
        payload, slip = verified_payload("Z", data, ring)
        if not isinstance(payload, ZeroReport):
            report.bad(f"A zero report is not genuine: {slip.first_bad}")
        elif found.setdefault((payload.terminal, payload.opening), payload) != payload:
            report.bad(f"There are two different zero reports of {named(payload.terminal)}.")
    return list(found.values())


def check_zeros(
    zeros: Sequence[ZeroReport],
    precinct: Precinct,
    firmware: Mapping[int, bytes],
    first_heads: Mapping[At, bytes],
    known_firmware: dict[str, list[bytes]],
    unopened: Container[int],
    report: Report,
) -> None:
    """Each terminal was empty, ran what it ran in the evening, and began the log that is on its cartridge.

    zeros: genuine. firmware: hash that each terminal signed in the evening. first_heads: chain before the first entry
    of its log, by terminal and opening. unopened: booths that the protocol says were not opened.
    """
    for zero in sorted(zeros, key=lambda zero: (zero.terminal, zero.openings)):
        who = named(zero.terminal)
        if firmware.get(zero.terminal, zero.firmware) != zero.firmware:
            report.bad(f"The zero report of {who} names other firmware than it ran in the evening.")
        role = "desk" if is_desk(zero.terminal) else "booth"
        vouching.check_firmware(f"At opening {who}", role, zero.firmware, known_firmware, report)
        if first_heads.get((zero.terminal, zero.opening), zero.log_head) != zero.log_head:
            report.bad(f"The event log of {who} is not the one that its zero report began: it was opened once more.")
    serials = {(zero.terminal, zero.serial_number) for zero in zeros}
    if len({serial for _, serial in serials}) != len(serials):
        report.bad("Two terminals have the same serial number in their zero reports.")
    told = {zero.terminal for zero in zeros}
    due = [number for number in precinct.terminals or [FIRST_DESK] if number not in unopened]
    missing = [named(number) for number in due if number not in told]
    if missing:
        report.absent.append(f"zero reports of {', '.join(missing)}" if zeros else "zero reports")
    elif report.ok:
        report.good(f"All {len(told)} terminals were empty when they opened.")


def check_receipts(
    receipts: Sequence[bytes], ring: KeyRing, protocols: Sequence[bytes], newest: Protocol | None, report: Report
) -> None:
    """Each receipt is of the centre and for a protocol that was given. newest: the one that is in force."""
    hashes = {sha256(data).digest() for data in protocols}
    received = set()
    for data in receipts:
        payload, slip = verified_payload("R", data, ring)
        if not isinstance(payload, Receipt):
            report.bad(f"A receipt is not genuine: {slip.first_bad}")
        elif payload.protocol not in hashes:
            report.bad("A receipt is for another protocol than those given.")
        else:
            received.add(payload.protocol)
    if not receipts:
        report.absent.append("receipt of the centre")
    elif newest is not None and len(received) == len(hashes):
        report.good("The centre has received every protocol that was given.")
    elif received:
        report.note(f"The centre's receipts are for {len(received)} of {len(hashes)} protocols.")
