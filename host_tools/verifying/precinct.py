"""A whole precinct recomputed from chip images, sealed totals and the protocol slip."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from host_tools.findings import Report
from host_tools.formats import cartridge, desk_cartridge
from host_tools.formats.definitions import Election, Manifest, Precinct
from host_tools.formats.objects import Protocol, SealedTotals
from host_tools.formats.opening import Pair, pairs
from host_tools.formats.payload import MODE_NAMES
from host_tools.verifying import posted_slips, sums, vouching
from host_tools.verifying.chip_images import check_cartridges, headers_of
from host_tools.verifying.desk import check_desk
from host_tools.verifying.desk_images import DeskCartridge, is_desk
from host_tools.verifying.event_log import first_head
from host_tools.verifying.joined import check_joined
from host_tools.verifying.keyring import KeyRing
from host_tools.verifying.protocols import Sealed, check_protocol
from host_tools.verifying.slips import titled, verified_payload
from host_tools.verifying.voters_listed import check_listed
from host_tools.verifying.vouching import Evidence

_NO_EVIDENCE = Evidence()


def check_precinct(
    images: Sequence[bytes],
    totals: Sequence[bytes],
    protocol: bytes | None,
    election: Election,
    precinct: Precinct,
    secret: int | None = None,
    earlier: Sequence[bytes] = (),
    evidence: Evidence = _NO_EVIDENCE,
) -> Report:
    """Check everything against everything.

    images: chip images in any order, two a booth and two of the desk; none of the booths, or none of the desk, checks
    the rest alone. totals, protocol: signed objects.
    earlier: the protocols that this one supersedes, in any order.
    secret: the precinct key from key cards (`sums.precinct_secret`), to open the sums without trusting the proof.
    evidence: what else was given; without an authority's key nothing is proven.
    """
    report = Report(titled(f"precinct {precinct.precinct}, {MODE_NAMES[precinct.mode]} mode", precinct.mode))
    if not report.expect(
        precinct.election == election.hash16, f"Election {election.id}.", "The precinct is of another election."
    ):
        return report
    manifest = vouching.check_definitions(election, precinct, evidence, report)
    ring = KeyRing()
    ring.add_precinct(precinct)
    ring.add_election(election)
    if evidence.authority is not None:
        ring.add_authority(evidence.authority)
    sealed = _sealed_totals(totals, ring, precinct, report)
    genuine = verified_payload("P", protocol, ring)[0] if protocol else None
    result = genuine if isinstance(genuine, Protocol) else None
    desk = _check_images(images, sealed, result, election, precinct, manifest, report)
    check_listed(precinct, result, desk, manifest, evidence, report)
    _check_posted(ring, sealed, result, protocol, earlier, desk, election, precinct, evidence, report)
    parts = [pairs(totals.payload.totals) for totals in sealed.values()]
    if any(len(part) != election.positions or len(part[-1][1]) != 32 for part in parts):
        report.bad(f"Sealed totals do not have the {election.positions} positions of the election.")
        return report
    total = sums.add_sums(parts, election.positions)
    report.data["sums"] = [a + b for a, b in total]
    counts = check_protocol(protocol, earlier, ring, sealed, total, election, precinct, report) if protocol else None
    if protocol is None:
        report.absent.append("protocol")
        if not images:
            report.unproven("There is nothing to compare with: give the protocol, and images of the cartridges.")
    if secret is not None:
        _open(secret, total, counts, sum(totals.payload.tally.cast for totals in sealed.values()), report)
    return report


def _check_images(
    images: Sequence[bytes],
    sealed: dict[int, Sealed],
    protocol: Protocol | None,
    election: Election,
    precinct: Precinct,
    manifest: Manifest | None,
    report: Report,
) -> DeskCartridge | None:
    """The cartridges, each for itself and joined; the desk's, where it is one."""
    list_state = vouching.hashes_of(manifest).get("roll", bytes(32)) if manifest else bytes(32)
    known = [desk_cartridge.desk_header(precinct, election, list_state)] if precinct.booths else []
    of_desk = [image for image in images if is_desk(image, known)]
    of_booths = [image for image in images if not is_desk(image, known)]
    desk, results = None, {}
    if of_desk:
        desk = check_desk(of_desk, precinct, protocol, report, known)
    if of_booths:
        told = {booth: totals.all for booth, totals in sealed.items()}
        results = check_cartridges(of_booths, told, precinct, headers_of(precinct, election), report)
    check_joined(desk, results, precinct, report)
    missing = [name for name, given in (("booths", of_booths), ("desk", of_desk)) if not given]
    if missing:
        report.absent.append(f"chip images of {' and '.join(missing)}")
    return desk


def _check_posted(
    ring: KeyRing,
    sealed: dict[int, Sealed],
    protocol: Protocol | None,
    signed: bytes | None,
    earlier: Sequence[bytes],
    desk: DeskCartridge | None,
    election: Election,
    precinct: Precinct,
    evidence: Evidence,
    report: Report,
) -> None:
    """Firmware, zero reports and receipts."""
    known = vouching.firmware_hashes(evidence, report)
    firmware = {booth: totals.payload.firmware for booth, totals in sealed.items()}
    for booth, told in firmware.items():
        vouching.check_firmware(posted_slips.terminal_name(booth), "booth", told, known, report)
    if protocol is not None:
        vouching.check_firmware("the desk", "desk", protocol.firmware, known, report)
        firmware[0] = protocol.firmware
    first_heads = {
        booth: first_head(cartridge.header_page(header)) for booth, header in headers_of(precinct, election).items()
    }
    if desk is not None:
        first_heads[0] = first_head(desk.header_page)
    posted_slips.check_zeros(evidence.zeros, ring, precinct, firmware, first_heads, known, report)
    protocols = list(dict.fromkeys([*([signed] if signed else []), *earlier]))
    posted_slips.check_receipts(evidence.receipts, ring, protocols, protocol, report)


def _sealed_totals(totals: Sequence[bytes], ring: KeyRing, precinct: Precinct, report: Report) -> dict[int, Sealed]:
    """Genuine sealed totals by booth."""
    found: dict[int, Sealed] = {}
    for data in totals:
        payload, slip = verified_payload("S", data, ring)
        if not isinstance(payload, SealedTotals):
            report.bad(f"Sealed totals are not genuine: {slip.first_bad}")
        elif payload.booth not in found:
            found[payload.booth] = Sealed(payload, [sha256(data).digest()], [payload])
        elif payload.model_copy(update={"log_head": bytes(16)}) != found[payload.booth].payload.model_copy(
            update={"log_head": bytes(16)}
        ):
            report.bad(f"Booth {payload.booth} has two different sealed totals.")
        else:
            found[payload.booth].hashes.append(sha256(data).digest())
            found[payload.booth].all.append(payload)
    missing = [booth.number for booth in precinct.booths if booth.number not in found]
    report.expect(
        not missing,
        f"Sealed totals of all {len(found)} booths are genuine.",
        f"Sealed totals of booths {', '.join(map(str, missing))} are missing.",
    )
    return found


def _open(secret: int, total: list[Pair], counts: list[int] | None, most: int, report: Report) -> None:
    opened = sums.open_sums(secret, total, most)
    report.data["opened"] = opened
    if None in opened:
        report.bad("A sum opened by the key cards is no number of votes.")
    elif counts is not None:
        report.expect(
            opened == counts,
            "The sums, opened here by the key cards, are the protocol's electronic votes.",
            "The sums, opened here by the key cards, are not the protocol's electronic votes.",
        )
    else:
        report.good(f"The sums, opened here by the key cards: {opened}.")
