"""Which values the fields of signed payloads may have (formats, sections 2 and 7), as tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from host_tools.formats import people
from host_tools.formats.cartridge import SLIPS_PER_SLOT
from host_tools.formats.definitions import Booth, Election, Precinct
from host_tools.formats.left_out import styles_fit
from host_tools.formats.objects import (
    Activation,
    CancelledSlip,
    Protocol,
    RoleCard,
    SealedTotals,
    Signatures,
    Tally,
    ZeroReport,
)
from host_tools.formats.opening import pairs
from host_tools.formats.payload import Payload
from host_tools.formats.points import is_point
from host_tools.keys.cards import MOST_ITERATIONS

TYPED_MOST = 9999  # people type four digits
COUNT_MOST = (1 << 32) - 1


class Field(NamedTuple):
    """A field of the protocol's key 7: its range. No protocol does without one."""

    least: int
    most: int


FIELDS: dict[str, Field] = {
    "listed": Field(0, COUNT_MOST),
    "added": Field(0, COUNT_MOST),
    "certificates": Field(0, TYPED_MOST),
    "certificates_received": Field(0, TYPED_MOST),
    "certificates_cancelled": Field(0, TYPED_MOST),
    "certificates_lost": Field(0, TYPED_MOST),
    "by_certificate": Field(0, COUNT_MOST),
    "added_refused": Field(0, COUNT_MOST),
    "home_requests": Field(0, COUNT_MOST),
    "home_refused": Field(0, COUNT_MOST),
    "assisted": Field(0, COUNT_MOST),
    "on_list": Field(-TYPED_MOST, COUNT_MOST),  # below 0 it is a breach, which is said as one
    "complaints": Field(0, TYPED_MOST),
    "acts": Field(0, TYPED_MOST),
    "electronic": Field(0, COUNT_MOST),
    "marked": Field(0, COUNT_MOST),
    "activations": Field(0, COUNT_MOST),
    "slips_returned": Field(0, COUNT_MOST),
    "slips_exchanged": Field(0, COUNT_MOST),
    "slips_cancelled": Field(0, COUNT_MOST),
    "slips_changed": Field(0, COUNT_MOST),
    "slips_taken": Field(0, COUNT_MOST),
    "challenged": Field(0, COUNT_MOST),
    "paper_returned": Field(0, COUNT_MOST),
    "papers_taken": Field(0, COUNT_MOST),
    "typed_in": Field(0, COUNT_MOST),
    "issued_recorded": Field(0, COUNT_MOST),
    "outside_recorded": Field(0, COUNT_MOST),
    "spoiled_recorded": Field(0, COUNT_MOST),
    "withdrawn_recorded": Field(0, COUNT_MOST),
}


def problems(payload: Payload, precinct: Precinct | None, elections: Mapping[bytes, Election]) -> list[str]:
    """What no honest terminal writes into a payload. precinct: whose definition has its signer's key."""
    if isinstance(payload, Protocol):
        return [*_fields(payload.fields), *_paper(payload)]
    if isinstance(payload, ZeroReport):
        return _zero(payload)
    if isinstance(payload, Signatures):
        election = elections.get(payload.election)
        return [one.rstrip(".") for one in people.problems(payload, election.settings)] if election else []
    if isinstance(payload, RoleCard) and payload.iterations > MOST_ITERATIONS:
        return [f"The card asks for {payload.iterations} rounds of hashing; {MOST_ITERATIONS} are the most"]
    if precinct is None:
        return []
    booths = {booth.number: booth for booth in precinct.booths}
    if isinstance(payload, Activation):
        return _activation(payload, booths, elections.get(payload.election), precinct)
    if isinstance(payload, CancelledSlip):
        return _index(payload, booths, elections.get(payload.election))
    if isinstance(payload, SealedTotals):
        return _totals(payload, booths, elections.get(payload.election))
    return []


def _fields(fields: Mapping[str, int]) -> list[str]:
    found = [f"The field {name} means nothing" for name in fields if name not in FIELDS]
    for name, field in FIELDS.items():
        if name not in fields:
            found.append(f"The field {name} is missing")
        elif not field.least <= fields[name] <= field.most:
            found.append(f"The field {name} is {fields[name]}, not {field.least} to {field.most}")
    return found


def _paper(protocol: Protocol) -> list[str]:
    """Votes and ballots that people typed; what was handed out in the room is recorded."""
    most = max((votes for contest in protocol.paper for votes in contest), default=0)
    found = [f"There is a line of {most} paper votes; {TYPED_MOST} are the most"] if most > TYPED_MOST else []
    for number, line in enumerate(protocol.papers, 1):
        typed = line._replace(issued=0)._asdict()
        found += [
            f"Contest {number}: {count} paper ballots {name}; {TYPED_MOST} are the most"
            for name, count in typed.items()
            if count > TYPED_MOST
        ]
    by_hand = max((line.by_hand for line in protocol.ended or ()), default=0)
    found += [f"{by_hand} ballots were counted by hand; {TYPED_MOST} are the most"] if by_hand > TYPED_MOST else []
    return found


def _zero(payload: ZeroReport) -> list[str]:
    return [] if payload.tally == Tally(0, 0, 0, 0, 0) else [f"The terminal was not empty: {tuple(payload.tally)}"]


def _index(payload: Activation | CancelledSlip, booths: Mapping[int, Booth], election: Election | None) -> list[str]:
    booth = booths.get(payload.booth)
    if booth is None:
        return [f"The precinct has no booth {payload.booth}"]
    most = election.indices(booth.slots) if election else booth.slots
    if payload.index >= most:
        return [f"Booth {booth.number} has {most} activations, this would be number {payload.index + 1}"]
    return []


def _activation(
    payload: Activation, booths: Mapping[int, Booth], election: Election | None, precinct: Precinct
) -> list[str]:
    found, booth = _index(payload, booths, election), booths.get(payload.booth)
    most = election.style_count if election else 1
    if not 0 < payload.style <= most:
        found.append(f"There is no ballot style {payload.style}")
    elif not found and booth and election and payload.index // election.numbers(booth.slots) != payload.style - 1:
        found.append(f"Activation {payload.index + 1} is of another ballot style than {payload.style}")
    if payload.desk > len(precinct.every_desk):
        found.append(f"The precinct has no desk {payload.desk}")
    elif booth and election:
        numbers = election.numbers(booth.slots)
        first, count = precinct.share(booth.slots, numbers, payload.desk)
        if not first <= payload.index % numbers < first + count:
            found.append(f"Activation {payload.index + 1} is not one that desk {payload.desk} gives")
    return found


def _totals(payload: SealedTotals, booths: Mapping[int, Booth], election: Election | None) -> list[str]:
    booth = booths.get(payload.booth)
    if booth is None:
        return [f"The precinct has no booth {payload.booth}"]
    tally, found = payload.tally, []
    if not tally.cast + tally.cancelled <= tally.spent <= booth.slots:
        found.append(
            f"{tally.cast} ballots and {tally.cancelled} cancelled slips from {tally.spent} activations: the "
            f"booth has {booth.slots}"
        )
    if tally.cast + tally.spoiled + tally.challenged > booth.slots * SLIPS_PER_SLOT:
        found.append(
            f"{tally.cast} slips cast, {tally.spoiled} spoiled and {tally.challenged} challenged: more than the booth "
            "can print"
        )
    if election is not None and not styles_fit(payload, len(election.styles) if election.styles else None):
        found.append(f"{payload.tally.cast} ballots are not those of the ballot styles, {payload.styles}")
    if election is not None and len(payload.totals) != 64 * election.positions:
        found.append(f"Sealed totals do not have the {election.positions} positions of the election")
    elif not all(is_point(point) for pair in pairs(payload.totals) for point in pair):
        found.append("Sealed totals hold points that are not of the group")
    return found
