"""One booth without the rest of its precinct: its images, the sealed totals that were given for it, and its keys."""

from __future__ import annotations

from collections.abc import Sequence

from host_tools.findings import Report
from host_tools.formats.cartridge import in_opening
from host_tools.formats.definitions import CartridgeHeader
from host_tools.formats.objects import SealedTotals
from host_tools.verifying.booth import check_booth
from host_tools.verifying.cartridges import Cartridge
from host_tools.verifying.chip_images import proofs_of
from host_tools.verifying.keyring import KeyRing
from host_tools.verifying.slips import verify_slip


def check_alone(
    images: Cartridge, objects: Sequence[bytes], ring: KeyRing, known: Sequence[CartridgeHeader]
) -> list[Report]:
    """Reports on each object S and on the cartridge. known: headers that the given definitions ask for."""
    reports, payloads = [], []
    for data in objects:
        slip = verify_slip("S", data, ring)
        reports.append(slip)
        if "payload" in slip.data:
            payloads.append(SealedTotals.model_validate(slip.data["payload"]))
    header = images.header
    where = (header.election, header.precinct, header.mode)
    public, expected, proofs = None, None, None
    for definition in ring.precincts:
        if (definition.election, definition.precinct, definition.mode) == where:
            public = definition.terminal_key(header.terminal)
            if definition.election in ring.elections:
                proofs = proofs_of(definition, ring.elections[definition.election])
    for one in known:
        if (one.election, one.precinct, one.mode, one.terminal) == (*where, header.terminal):
            expected = in_opening(one, header)
    result, report = check_booth(images, payloads[0] if payloads else None, public, expected, payloads[1:], proofs)
    for other in payloads[1:]:
        same_but_head = other.model_copy(update={"log_head": payloads[0].log_head})
        if same_but_head != payloads[0]:
            report.bad(f"Booth {result.booth} has two different sealed totals.")
    if ring.precincts and expected is None:
        report.bad("The cartridge is of no booth of the definitions that were given.")
    elif public is None:
        report.unproven("Nobody says whose cartridge this is: give the public folder with --keys.")
    if proofs is None:
        report.unproven("The proofs of the records were not checked: give the public folder with --keys.")
    return [*reports, report]
