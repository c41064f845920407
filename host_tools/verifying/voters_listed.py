"""How many voters the list had at opening: the packed list, and what signed supplements made of it (formats, 8)."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from host_tools.findings import Report
from host_tools.formats.definitions import Manifest, Precinct
from host_tools.formats.objects import Protocol
from host_tools.formats.payload import PayloadError
from host_tools.formats.supplements import read_supplement
from host_tools.verifying.desk_images import DeskCartridge
from host_tools.verifying.vouching import Evidence, hashes_of


def check_listed(
    precinct: Precinct,
    protocol: Protocol | None,
    desk: DeskCartridge | None,
    manifest: Manifest | None,
    evidence: Evidence,
    report: Report,
) -> None:
    """Compare `listed` with the list, and the list's state on the desk's cartridge with the list that was signed."""
    state = hashes_of(manifest).get("roll") if manifest is not None else None
    listed = precinct.voters
    if evidence.supplements:
        followed = _follow(evidence.supplements, precinct, state, evidence.authority, report)
        if followed is None:
            return
        listed, state = followed
    way_out = "" if evidence.supplements else "; where supplements changed it, give them with --supplement"
    if protocol is not None:
        told = protocol.fields.get("listed", 0)
        report.expect(
            told == listed,
            f"The protocol's list has {listed} voters, as the signed list has.",
            f"listed = {told}, but the signed list has {listed} voters{way_out}.",
        )
    if desk is not None and state is not None and desk.header.list_state != state:
        report.bad(f"The desk opened with another list than the signed one{way_out}.")


def _follow(
    supplements: Sequence[bytes], precinct: Precinct, state: bytes | None, authority: bytes | None, report: Report
) -> tuple[int, bytes] | None:
    """(voters, state of the list) after all supplements, or None where they do not follow."""
    if authority is None:
        report.bad("Supplements of the list count only with the authority's key.")
        return None
    listed = precinct.voters
    where = (precinct.election, precinct.precinct, precinct.mode)
    for number, file in enumerate(supplements, 1):
        try:
            payload = read_supplement(file, authority)
        except PayloadError as trouble:
            report.bad(f"Supplement {number} of the list: {trouble}.")
            return None
        if (payload.election, payload.precinct, payload.mode) != where:
            report.bad(f"Supplement {number} of the list is for another precinct, election or mode.")
            return None
        if payload.number != number or payload.follows != (state or payload.follows):
            report.bad(f"Supplement {number} of the list does not follow from what is there: give them all, in order.")
            return None
        listed, state = payload.listed + precinct.voters - precinct.every_desk[0].voters, sha256(file).digest()
    return listed, state or b""
