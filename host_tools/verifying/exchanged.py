"""Slips of openings that a desk exchanged: of openings that had ended, each once, and none cast."""

from __future__ import annotations

from collections.abc import Mapping

from host_tools.findings import Report
from host_tools.formats.definitions import Precinct
from host_tools.formats.desk_cartridge import EXCHANGE_SETS
from host_tools.formats.objects import Protocol
from host_tools.verifying.booth import BoothResult
from host_tools.verifying.desk_images import DeskCartridge
from host_tools.verifying.openings import Known, noted
from host_tools.verifying.sealed_totals import At
from host_tools.verifying.twin import Bits


def exchanged_of(desk: DeskCartridge) -> dict[At, Bits]:
    """The indices that were exchanged of each opening that the desk noted and that has ended."""
    found = {}
    for booth, known in _by_booth(desk).items():
        for place, one in enumerate(_ended(known)[:EXCHANGE_SETS]):
            found[booth, one.identity] = desk.exchanged(booth, place)
    return found


def compare_exchanged(desk: DeskCartridge | None, protocol: Protocol | None, report: Report) -> None:
    """The protocol has as many exchanged slips of each opening as the desk's chips."""
    if desk is None or protocol is None:
        return
    marked = {identity: bits for (_, identity), bits in exchanged_of(desk).items()}
    for line in protocol.ended or ():
        there = marked.get(line.opening)
        if not (there.may_be(line.exchanged) if there else line.exchanged == 0):
            report.bad(
                f"Desk: {there.said() if there else 0} slips of the opening {line.opening[:4].hex()} were exchanged, "
                f"the protocol says {line.exchanged}."
            )


def check_exchanged(desk: DeskCartridge, booths: Mapping[At, BoothResult], precinct: Precinct, report: Report) -> None:
    """Add to a report what is wrong with exchanged slips. A cell that one chip lost proves nothing."""
    known = _by_booth(desk)
    for place, booth in enumerate(precinct.booths[: desk.header.booths], 1):
        ended = _ended(known.get(booth.number, []))
        seen = desk.voided(place).sure.copy()
        for at in range(EXCHANGE_SETS):
            marked = desk.exchanged(place, at)
            if not marked.most:
                continue
            if at >= len(ended):
                report.bad(f"{marked.said()} slips of booth {booth.number} were exchanged whose opening had not ended.")
                continue
            _check_opening(booth.number, ended[at], desk.issued(place), marked, report)
            if twice := int((marked.sure & seen).sum()):
                report.bad(f"{twice} slips of booth {booth.number} were exchanged twice, or came back as well.")
            seen |= marked.sure
            result = booths.get((booth.number, ended[at].identity))
            length = min(len(marked.sure), len(result.cast_bits.sure)) if result else 0
            cast = int((marked.sure[:length] & result.cast_bits.sure[:length]).sum()) if result else 0
            if cast:
                report.bad(f"{cast} slips of booth {booth.number} were exchanged although a ballot was cast with each.")


def check_changed(desk: DeskCartridge, booths: Mapping[At, BoothResult], precinct: Precinct, report: Report) -> None:
    """Add what is wrong with what was given for cancelled slips: each was issued, and its booth says so."""
    for place, booth in enumerate(precinct.booths[: desk.header.booths], 1):
        marked = desk.changed(place)
        if not marked.most:
            continue
        report.note(f"For {marked.said()} slips that booth {booth.number} cancelled another or paper was given.")
        if never := int((marked.sure & ~desk.issued(place).possible).sum()):
            report.bad(f"{never} cancelled slips of booth {booth.number} were exchanged that the desk never issued.")
        if twice := int((marked.sure & desk.voided(place).sure).sum()):
            report.bad(f"{twice} cancelled slips of booth {booth.number} were exchanged, and came back as well.")
        known = [one for one in noted(desk) if one.booth == booth.number]
        results = [booths.get((booth.number, one.identity)) for one in known]
        if not all(results):
            continue  # a cartridge is lost: it may have cancelled them
        said = [result.cancelled_bits.possible for result in results if result]
        at_booth = [int(any(row[at] for row in said if at < len(row))) for at in range(len(marked.sure))]
        if unsaid := sum(bool(sure) and not there for sure, there in zip(marked.sure, at_booth, strict=True)):
            report.bad(f"{unsaid} slips of booth {booth.number} were exchanged that the booth did not cancel.")


def _check_opening(booth: int, opening: Known, issued: Bits, marked: Bits, report: Report) -> None:
    never = int((marked.sure & ~issued.possible).sum())
    if never:
        report.bad(f"{never} slips of booth {booth} were exchanged that the desk never issued.")
    if marked.least > opening.issued:
        report.bad(
            f"{marked.said()} slips of booth {booth} were exchanged of the opening {opening.identity[:4].hex()}, "
            f"for which {opening.issued} were issued."
        )
    report.note(f"{marked.said()} slips of booth {booth}, opening {opening.identity[:4].hex()}, were exchanged.")


def _ended(known: list[Known]) -> list[Known]:
    """Those of one booth that have ended: all but the last, and that one as well if it ended at the desk."""
    return [one for one in known if one.has_ended]


def _by_booth(desk: DeskCartridge) -> dict[int, list[Known]]:
    """The openings of each booth in the order in which the desk noted them."""
    found: dict[int, list[Known]] = {}
    for one in noted(desk):
        found.setdefault(one.booth, []).append(one)
    return found
