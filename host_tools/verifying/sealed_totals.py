"""The booths' sealed totals of a precinct: which are genuine, and their sums opened where key cards are at hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from host_tools.findings import Report
from host_tools.formats import left_out
from host_tools.formats.definitions import Precinct
from host_tools.formats.objects import Protocol, SealedTotals
from host_tools.formats.opening import Pair
from host_tools.verifying import sums
from host_tools.verifying.keyring import KeyRing
from host_tools.verifying.slips import signed_payload, verified_payload


@dataclass
class Sealed:
    """Genuine sealed totals of a booth. hashes, all: of the object and its reprints, which differ in the log head."""

    payload: SealedTotals
    hashes: list[bytes]
    all: list[SealedTotals]


# A booth in one of its openings: its number, and the opening's identity.
At = tuple[int, bytes]


def read_sealed_totals(
    totals: Sequence[bytes], ring: KeyRing, precinct: Precinct, protocol: Protocol | None, report: Report
) -> dict[At, Sealed]:
    """Genuine sealed totals by booth and opening. protocol: genuine, or None; it says which ones there are not."""
    found: dict[At, Sealed] = {}
    named = left_out.hashes(protocol) if protocol else []
    for data in totals:
        payload, slip = verified_payload("S", data, ring)
        if payload is None and sha256(data).digest() in named:
            payload = signed_payload("S", data, ring)  # what is wrong with it is why its booth is left out
        if not isinstance(payload, SealedTotals):
            report.bad(f"Sealed totals are not genuine: {slip.first_bad}")
        elif (at := (payload.booth, payload.opening)) not in found:
            found[at] = Sealed(payload, [sha256(data).digest()], [payload])
        elif payload.model_copy(update={"log_head": bytes(16)}) != found[at].payload.model_copy(
            update={"log_head": bytes(16)}
        ):
            report.bad(f"Booth {payload.booth} has two different sealed totals.")
        else:
            found[at].hashes.append(sha256(data).digest())
            found[at].all.append(payload)
    lines = protocol.booths if protocol else []
    without = {line.booth for line in lines if line.totals is None}
    if protocol:  # whether it says why the others were not opened is checked with it
        without |= {booth.number for booth in precinct.booths} - {line.booth for line in lines}
    told = {booth for booth, _ in found} | without
    missing = [booth.number for booth in precinct.booths if booth.number not in told]
    report.expect(
        not missing,
        f"Sealed totals of all {len({booth for booth, _ in found})} booths are genuine.",
        f"Sealed totals of booths {', '.join(map(str, missing))} are missing.",
    )
    return found


def open_with_cards(secret: int, total: list[Pair], counts: list[int] | None, most: int, report: Report) -> None:
    """Open the sums with the precinct key from cards, and compare them with a protocol's counts, if given.

    most: ballots that the booths claim; a sum beyond them is no number of votes.
    """
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
