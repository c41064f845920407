"""The published records of a precinct against its sealed totals, booth by booth (formats, sections 4 to 6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import pairwise
from typing import NamedTuple

from host_tools.formats import ballot_record
from host_tools.formats.definitions import Election, Precinct
from host_tools.formats.objects import SealedTotals
from host_tools.verifying import ballot_proofs, compiled, precinct_proofs
from host_tools.verifying.chip_images import proofs_of
from host_tools.verifying.companions import Companion


class Published(NamedTuple):
    """Records of one opening of a booth, one after another, and the genuine totals that commit to them.

    companion: None to verify each record by itself.
    """

    totals: SealedTotals
    data: bytes
    companion: Companion | None = None


def check_records(election: Election, precinct: Precinct, booths: Sequence[Published]) -> list[str]:
    """What does not agree, as sentences that name the booth; empty where everything does."""
    proofs = proofs_of(precinct, election)
    return [f"Booth {one.totals.booth}: {text}" for one in booths for text in _of_one_opening(election, proofs, *one)]


def _of_one_opening(
    election: Election,
    proofs: precinct_proofs.Precinct,
    totals: SealedTotals,
    data: bytes,
    companion: Companion | None,
) -> Iterator[str]:
    size = ballot_record.record_bytes(election.shape)
    records = [data[at : at + size] for at in range(0, len(data), size)]
    if len(records) != totals.tally.cast:
        yield f"there are {len(records)} records, and its sealed totals say {totals.tally.cast} ballots."
    if sha256(data).digest() != totals.records:
        yield "its records are not those that its sealed totals name."
    if any(a >= b for a, b in pairwise(records)):
        yield "its records are not in the order of their bytes, each once."
    refused = Counter(why for why in proofs.refusals(totals.booth, records, companion) if why is not None)
    for why, count in refused.items():
        yield f"{count} of {len(records)} records are not valid: each {ballot_proofs.WORDS[why]}."
    if refused:
        return
    add_up = compiled.best().add_up
    columns = range(0, ballot_record.PAIR_BYTES * election.positions, 32)
    if b"".join(add_up(b"".join(record[at : at + 32] for record in records)) for at in columns) != totals.totals:
        yield "the sums of its records are not those of its sealed totals."
