"""A whole precinct recomputed from chip images, sealed totals and the protocol slip."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from host_tools.findings import Report
from host_tools.formats.definitions import Election, Precinct
from host_tools.formats.objects import Protocol, SealedTotals
from host_tools.formats.opening import Pair, pairs
from host_tools.formats.payload import MODE_NAMES
from host_tools.formats.points import is_point
from host_tools.verifying import sums
from host_tools.verifying.chip_images import check_cartridges
from host_tools.verifying.desk import check_desk, is_desk
from host_tools.verifying.keyring import KeyRing
from host_tools.verifying.protocols import Sealed, check_protocol
from host_tools.verifying.slips import verified_payload


def check_precinct(
    images: Sequence[bytes],
    totals: Sequence[bytes],
    protocol: bytes | None,
    election: Election,
    precinct: Precinct,
    secret: int | None = None,
    earlier: Sequence[bytes] = (),
) -> Report:
    """Check everything against everything.

    images: chip images in any order, two a booth and two of the desk; none of the booths, or none of the desk, checks
    the rest alone. totals, protocol: signed objects.
    earlier: the protocols that this one supersedes, in any order.
    secret: the precinct key from key cards (`sums.precinct_secret`), to open the sums without trusting the proof.
    """
    report = Report(f"precinct {precinct.precinct}, {MODE_NAMES[precinct.mode]} mode")
    if not report.expect(
        precinct.election == election.hash16, f"Election {election.id}.", "The precinct is of another election."
    ):
        return report
    ring = KeyRing()
    ring.add_precinct(precinct)
    ring.add_election(election)
    sealed = _sealed_totals(totals, ring, precinct, report)
    of_desk = [image for image in images if is_desk(image)]
    if of_desk:
        genuine = verified_payload("P", protocol, ring)[0] if protocol else None
        check_desk(of_desk, precinct, genuine if isinstance(genuine, Protocol) else None, report)
    images = [image for image in images if not is_desk(image)]
    if images:
        check_cartridges(images, {booth: totals.payload for booth, totals in sealed.items()}, precinct, report)
    parts = [pairs(totals.payload.totals) for totals in sealed.values()]
    if any(len(part) != election.positions or len(part[-1][1]) != 32 for part in parts):
        report.bad(f"Sealed totals do not have the {election.positions} positions of the election.")
        return report
    if not all(is_point(point) for part in parts for pair in part for point in pair):
        report.bad("Sealed totals hold points that are not of the group.")
        return report
    total = sums.add_sums(parts, election.positions)
    report.data["sums"] = [a + b for a, b in total]
    counts = check_protocol(protocol, earlier, ring, sealed, total, election, precinct, report) if protocol else None
    if secret is not None:
        _open(secret, total, counts, sum(totals.payload.tally.cast for totals in sealed.values()), report)
    return report


def _sealed_totals(totals: Sequence[bytes], ring: KeyRing, precinct: Precinct, report: Report) -> dict[int, Sealed]:
    """Genuine sealed totals by booth."""
    found: dict[int, Sealed] = {}
    for data in totals:
        payload, slip = verified_payload("S", data, ring)
        if not isinstance(payload, SealedTotals):
            report.bad(f"Sealed totals are not genuine: {slip.first_bad}")
        elif payload.booth not in found:
            found[payload.booth] = Sealed(payload, [sha256(data).digest()])
        elif payload.model_copy(update={"log_head": bytes(16)}) != found[payload.booth].payload.model_copy(
            update={"log_head": bytes(16)}
        ):
            report.bad(f"Booth {payload.booth} has two different sealed totals.")
        else:
            found[payload.booth].hashes.append(sha256(data).digest())
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
