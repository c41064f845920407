"""The opening proofs of a nation, spread over processors and computers, and none of them computed twice.

Everything else of a publication is little work beside them. What was found right before is taken from a list of the
verifier's own, by a hash of all that a proof follows from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

from host_tools.determining.nation import Commission, Kept, Nation, determine
from host_tools.determining.precinct_result import holds
from host_tools.determining.signed import Signed
from host_tools.formats.definitions import Precinct
from host_tools.formats.objects import Protocol, SealedTotals
from host_tools.publishing.records_check import Checked, Spread


class ProofJob(NamedTuple):
    """One protocol with the sealed totals that it names. announced: the key that was born in the precinct, or None."""

    precinct: bytes
    announced: bytes | None
    protocol: bytes
    totals: tuple[bytes, ...]

    @property
    def name(self) -> bytes:
        """What the outcome follows from, as a hash."""
        parts = [b"opening proof", self.precinct, self.announced or b"", self.protocol, *self.totals]
        return sha256(b"".join(sha256(part).digest() for part in parts)).digest()


def judged(job: ProofJob) -> list[str]:
    """What does not hold, as a sentence. Runs in any process."""
    precinct = Precinct.from_cbor(job.precinct).model_copy(update={"announced": job.announced})
    totals = [SealedTotals.from_cbor(one) for one in job.totals]
    is_right = holds(precinct, Signed(b"", b"", Protocol.from_cbor(job.protocol)), totals)
    return [] if is_right else ["the opening proof does not hold"]


def determined(
    commission: Commission, objects: Callable[[], Iterable[bytes]], closed: bool, spread: Spread, checked: Checked
) -> Nation:
    """The nation's result, its opening proofs computed by `spread` but for those that `checked` has.

    objects: every signed object, each time it is called. What is proved right is added to `checked`.
    """
    jobs, kept = dict[bytes, ProofJob](), Kept()

    def note(precinct: Precinct, protocol: Signed[Protocol], totals: Sequence[SealedTotals]) -> bool:
        job = _job(precinct, protocol, totals)
        jobs[job.name] = job
        return True

    nation = determine(commission, objects(), closed, note, kept)
    new = [job for job in jobs.values() if job not in checked]
    wrong = set()
    for job, problems in zip(new, spread(judged, new), strict=True):
        if problems:
            wrong.add(job.name)
        else:
            checked.add(job)
    if not wrong:
        return nation
    kept.results.clear()  # those of what was only noted; signatures that were verified stay so
    return determine(commission, objects(), closed, lambda *proof: _job(*proof).name not in wrong, kept)


def _job(precinct: Precinct, protocol: Signed[Protocol], totals: Sequence[SealedTotals]) -> ProofJob:
    said = tuple(one.to_cbor() for one in totals)
    return ProofJob(precinct.to_cbor(), precinct.announced, protocol.content.to_cbor(), said)
