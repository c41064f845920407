"""A whole precinct recomputed from chip images, sealed totals and the protocol slip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from host_tools.formats.definitions import Election, Precinct
from host_tools.formats.objects import Protocol, SealedTotals
from host_tools.formats.opening import Pair, pairs, proof_holds
from host_tools.formats.payload import MODE_NAMES
from host_tools.formats.points import is_point
from host_tools.verifying import equations, sums
from host_tools.verifying.chip_images import check_cartridges
from host_tools.verifying.keyring import KeyRing
from host_tools.verifying.report import Report
from host_tools.verifying.slips import verified_payload


def check_precinct(
    images: Sequence[bytes],
    totals: Sequence[bytes],
    protocol: bytes | None,
    election: Election,
    precinct: Precinct,
    secret: int | None = None,
) -> Report:
    """Check everything against everything.

    images: chip images in any order, two a booth, or none to check paper alone. totals, protocol: signed objects.
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
    counts = _check_protocol(protocol, ring, sealed, total, election, precinct, report) if protocol else None
    if secret is not None:
        _open(secret, total, counts, sum(totals.payload.tally.cast for totals in sealed.values()), report)
    return report


@dataclass
class Sealed:
    """Genuine sealed totals of a booth. hashes: of the object and its reprints, which differ in the log head only."""

    payload: SealedTotals
    hashes: list[bytes]


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


def _check_protocol(
    data: bytes,
    ring: KeyRing,
    sealed: dict[int, Sealed],
    total: list[Pair],
    election: Election,
    precinct: Precinct,
    report: Report,
) -> list[int] | None:
    """Add what the protocol says to the report; its electronic counts position by position, None when unusable."""
    protocol, slip = verified_payload("P", data, ring)
    if not isinstance(protocol, Protocol):
        report.bad(f"The protocol is not genuine: {slip.first_bad}")
        return None
    report.good(f"The protocol (version {protocol.version}) is signed by the desk.")
    report.data["protocol"] = protocol.model_dump()
    problems = equations.shape_problems(protocol, election)
    for problem in problems:
        report.bad(f"The protocol does not fit the election: {problem}.")
    if problems:
        return None
    _compare_booths(protocol, sealed, report)
    counts = [count for contest in protocol.electronic for count in contest]
    report.expect(
        proof_holds(protocol.proof, precinct.election, precinct.precinct, precinct.mode, precinct.key, total, counts),
        "The opening proof holds: the electronic votes are those of the sealed ballots.",
        "The opening proof does not hold: the electronic votes are not shown to be those of the sealed ballots.",
    )
    for breach in equations.breaches(protocol, election):
        if protocol.reason:
            report.note(f"An equation does not hold: {breach}. The commission gave a reason: {protocol.reason}")
        else:
            report.bad(f"An equation does not hold and no reason is given: {breach}.")
    return counts


def _compare_booths(protocol: Protocol, sealed: dict[int, Sealed], report: Report) -> None:
    lines = {line.booth: line for line in protocol.booths}
    if len(lines) != len(protocol.booths) or set(lines) != set(sealed):
        report.bad(f"The protocol names booths {sorted(lines)}, the sealed totals are of booths {sorted(sealed)}.")
    for booth, totals in sealed.items():
        line = lines.get(booth)
        if line is not None:
            same_tally = tuple(totals.payload.tally) == (line.cast, line.spoiled, line.spent)
            report.expect(
                same_tally and line.totals in totals.hashes,
                f"The protocol counts booth {booth} by its sealed totals: {line.cast} ballots.",
                f"The protocol's line of booth {booth} is not that of its sealed totals.",
            )


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
