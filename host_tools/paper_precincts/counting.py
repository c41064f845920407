"""From a filled form to the content of a protocol, and every equation that does not hold."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from host_tools.errors import PaperPrecinctsError
from host_tools.formats.definitions import Election, Precinct
from host_tools.formats.objects import Moments, PaperLine, Protocol
from host_tools.formats.opening import Pair, prove, transcript
from host_tools.formats.points import IDENTITY
from host_tools.keys.randomness import RandomBytes, system
from host_tools.paper_precincts.form import Count
from host_tools.verifying import equations
from host_tools.verifying.equations import Breach

_NO_MACHINE = 32  # bytes of the firmware hash, zeros
_NO_LOG = 16


class CountError(PaperPrecinctsError):
    """Numbers that cannot be signed as they are. The message says which, and the way out."""


@dataclass(frozen=True)
class Correction:
    """What a further protocol supersedes, and why. earlier: the signed object; number: of the new one."""

    earlier: bytes
    number: int
    why: str


def breaches(count: Count, election: Election, precinct: Precinct) -> list[Breach]:
    """Every equation that does not hold: the same that are checked of a desk's protocol."""
    return equations.breaches(_protocol(count, election, precinct, bytes(64), 0, None), election)


def refuse_unexplained(count: Count, election: Election, precinct: Precinct) -> None:
    """CountError: an equation does not hold and there is no reason, or there is one although all hold."""
    found = breaches(count, election, precinct)
    if found and not count.reason:
        said = "\n".join(f"precinct {precinct.precinct}: {one.text}" for one in found)
        raise CountError(f"{said}\nCount again; if it stays so, say why in the form's field `reason`.")
    if count.reason and not found:
        raise CountError("reason: every equation holds, so there is nothing to explain; empty the field")


def protocol_of(
    count: Count,
    election: Election,
    precinct: Precinct,
    secret: int,
    signed_s: int,
    correction: Correction | None = None,
    random_bytes: RandomBytes = system,
) -> Protocol:
    """The content of a protocol.

    secret: the precinct's key: it shows that no electronic vote exists. signed_s: now, seconds since 1970 UTC.
    CountError as in `refuse_unexplained`.
    """
    refuse_unexplained(count, election, precinct)
    counts = [0] * election.positions
    sums: list[Pair] = [(IDENTITY, IDENTITY)] * election.positions
    about = transcript(election.hash16, precinct.precinct, precinct.mode, precinct.sealing_key, sums, counts)
    return _protocol(
        count, election, precinct, prove(secret, about, sums, counts, random_bytes), signed_s, correction
    )  # fmt: skip


def _protocol(
    count: Count, election: Election, precinct: Precinct, proof: bytes, signed_s: int, correction: Correction | None
) -> Protocol:
    fields = dict(count.fields)
    signatures = fields["issued_recorded"] + fields["outside_recorded"]
    fields |= {
        "listed": precinct.voters,
        "on_list": precinct.voters + fields["added"] - fields["certificates"],
        "marked": signatures,  # whoever signs in the list gets a ballot
        **dict.fromkeys(("electronic", "activations", "slips_returned", "slips_exchanged", "slips_cancelled"), 0),
        **dict.fromkeys(("slips_changed", "slips_taken", "papers_taken", "typed_in", "challenged"), 0),
        "withdrawn_recorded": sum(one.ballots["withdrawn"] for one in count.contests),  # nothing else records it
    }
    contests = list(enumerate(count.contests))
    return Protocol(
        election=election.hash16, precinct=precinct.precinct, mode=precinct.mode, booths=[],
        electronic=[[0] * contest.positions for contest in election.contests],
        paper=[[*one.votes, *one.rest] for one in count.contests],
        fields=fields, proof=proof, log_head=bytes(_NO_LOG), firmware=bytes(_NO_MACHINE),
        version=correction.number if correction else 1, reason=count.reason or None,
        moments=Moments(*count.times, signed_s),
        supersedes=sha256(correction.earlier).digest() if correction else None,
        correction=correction.why if correction else None,
        papers=[PaperLine(issued=_issued(count, election, at), **one.ballots) for at, one in contests],
        styles=None if count.styles is None else list(count.styles),
    )  # fmt: skip


def _issued(count: Count, election: Election, contest: int) -> int:
    """A voter who signs gets the ballots of all their contests. contest: number from 0."""
    if count.styles is None:
        return count.fields["issued_recorded"]
    here = zip(count.styles, election.styles or (), strict=True)
    return sum(line.issued for line, style in here if contest in style.contests)
