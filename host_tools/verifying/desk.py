"""A desk's two chip images: what it marked and counted, recomputed and compared with the protocol."""

from __future__ import annotations

from collections.abc import Sequence

from host_tools.findings import Report
from host_tools.formats.cartridge import in_opening
from host_tools.formats.definitions import Precinct
from host_tools.formats.desk_cartridge import DeskHeader
from host_tools.formats.objects import Protocol
from host_tools.verifying import desk_chips
from host_tools.verifying.desk_images import DeskCartridge, DeskImagesError

# Field of the protocol that is recorded -> what is counted on the chips.
RECORDED = {
    name: name
    for name in (
        "marked", "activations", "added", "slips_returned", "slips_exchanged", "slips_changed", "slips_taken",
        "paper_returned", "papers_taken", "typed_in", "by_certificate",
    )
}  # fmt: skip
RECORDED |= {f"{name}_recorded": f"paper_{name}" for name in ("issued", "outside", "spoiled", "withdrawn")}


def check_desk(
    images: Sequence[bytes],
    precinct: Precinct,
    protocol: Protocol | None,
    report: Report,
    known: Sequence[DeskHeader] = (),
) -> DeskCartridge | None:
    """Add to a report what a desk's images say; the desk, where there is one. protocol: genuine, or None.

    known: the header that the definitions ask for, if they were given.
    """
    if len(images) != 2:
        report.bad(f"The desk has {len(images)} chip images instead of 2.")
        return None
    try:
        desk = DeskCartridge(images[0], images[1], known)
    except DeskImagesError as error:
        report.bad(f"Desk: {error}.")
        return None
    header = desk.header
    same = (header.election, header.precinct, header.mode) == (precinct.election, precinct.precinct, precinct.mode)
    if not report.expect(same, "Desk: its cartridge is of this precinct.", "Desk: its cartridge is of another one."):
        return None
    if known and header != in_opening(known[0], header).model_copy(update={"list_state": header.list_state}):
        report.bad("Desk: the cartridge's header is not the one that the definitions ask for.")
    _check_counts(desk, protocol, report)
    desk_chips.check(desk, precinct, protocol, report)
    return desk


def _check_counts(desk: DeskCartridge, protocol: Protocol | None, report: Report) -> None:
    bits = desk.bits()
    report.data["desk"] = {**desk.counts(), "by hour": desk.by_hour()}
    parts = [bits[name] for name in ("activations", "paper_issued", "paper_outside")]
    marked, replaced = bits["marked"], (bits["slips_exchanged"], bits["slips_changed"])
    fewest, again = (sum(one.least for one in replaced), sum(one.most for one in replaced))
    least = sum(part.least for part in parts) - again
    most = sum(part.most for part in parts) - fewest
    said = f"{again}" if fewest == again else f"{fewest} to {again}"
    but = f", {said} of them for a slip that was exchanged" if again else ""
    if marked.most >= least and most >= marked.least:
        report.good(f"Desk: {marked.said()} voters are marked, as many as slips and papers went out{but}.")
    else:
        given = sum(part.least for part in parts)
        text = f"Desk: {marked.said()} voters are marked, but {given} slips and papers went out{but}"
        if protocol is not None and protocol.reason:
            report.explained(f"{text}. The commission gave a reason: {protocol.reason}")
        else:
            report.bad(f"{text}.")
    if protocol is None:
        return
    wrong = {
        field: (bits[name].said(), protocol.fields.get(field, 0))
        for field, name in RECORDED.items()
        if not bits[name].may_be(protocol.fields.get(field, 0))
    }
    told = ", ".join(f"{name} {here} on the chips, {there} in the protocol" for name, (here, there) in wrong.items())
    report.expect(not wrong, "Desk: the protocol has the numbers that its chips have.", f"Desk: {told}.")
    for style, line in enumerate((protocol.styles or ())[: desk.header.styles or 0]):  # another header was reported
        of_places: dict[str, tuple[tuple[str, ...], int]] = {}
        of_places |= {"here": (("paper", "swapped"), line.issued), "outside": (("outside",), line.outside)}
        for place, (regions, count) in of_places.items():
            given_there = [desk.given(name)[style] for name in regions]
            least_there, most_there = sum(one.least for one in given_there), sum(one.most for one in given_there)
            if not least_there <= count <= most_there:
                told = f"{least_there} paper ballots of ballot style {style + 1} were given {place}"
                report.bad(f"Desk: {told}, the protocol says {count}.")
    for booth in range(1, desk.header.booths + 1):
        told_issued = sum(line.issued for line in protocol.booths if line.booth == booth)
        if not desk.issued(booth).may_be(told_issued):
            report.bad(
                f"Desk: {desk.issued(booth).said()} activations were issued for booth {booth}, "
                f"the protocol says {told_issued}."
            )
