"""The result of a nation: every precinct, and totals by district, region and nation, with and without the contested."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from host_tools.determining import totals
from host_tools.determining.precinct_result import PrecinctResult, Prover, holds, result_of
from host_tools.determining.signed import Evidence, NotTaken, Signed, sorted_by_precinct
from host_tools.determining.sums import Sums
from host_tools.determining.territory import Territory, TerritoryError
from host_tools.determining.totals import Totals
from host_tools.formats.definitions import Election, Precinct


@dataclass(frozen=True)
class Commission:
    """What is fixed before the day. precincts: definitions by number. authority: its public key.

    firmware: the hashes of every registered image; None where the register was not given.
    """

    election: Election
    precincts: Mapping[int, Precinct]
    territory: Territory
    authority: bytes
    firmware: frozenset[bytes] | None = None

    @property
    def mode(self) -> int:
        """Of the definitions: 0 official, 1 test, 2 training."""
        return next(iter(self.precincts.values())).mode

    def __post_init__(self) -> None:
        known, placed = set(self.precincts), set(self.territory.district_of)
        if known != placed:
            without = sorted(known - placed) or sorted(placed - known)
            lacks = "no district" if known - placed else "no definition"
            raise TerritoryError(f"precinct {without[0]} has {lacks}; the table and the definitions must name the same")


@dataclass(frozen=True)
class Nation:
    """Everything that follows from the signed objects. evidence: those that count; not_taken: those that do not.

    closed: polls were closed when it was determined.
    """

    commission: Commission
    evidence: dict[int, Evidence]
    results: dict[int, PrecinctResult]
    not_taken: list[NotTaken]
    closed: bool = False
    sums: Sums = field(default_factory=Sums, repr=False, compare=False)

    def precinct_totals(self, number: int) -> Totals | None:
        """The numbers of one precinct; None where none count."""
        return self.sums.part(self.results[number], self.commission.election)

    def total(self, numbers: Iterable[int] | None = None, uncontested: bool = False) -> Totals:
        """The sum over precincts.

        numbers: those of a territory; None: all.
        uncontested: leave out what is disputed, under appeal or to be recounted.
        """
        parts = self.by_district().values() if numbers is None else [numbers]
        election = self.commission.election
        sums = (self.sums.total([self.results[one] for one in part], election, uncontested) for part in parts)
        return totals.together(sums, election)

    def by_district(self) -> Mapping[str, list[int]]:
        """Precinct numbers of each district."""
        return self._by_district

    def by_region(self) -> Mapping[str, list[int]]:
        """Precinct numbers of each region."""
        return self._by_region

    @cached_property
    def _by_district(self) -> dict[str, list[int]]:
        return self._grouped(self.commission.territory.district_of.__getitem__)

    @cached_property
    def _by_region(self) -> dict[str, list[int]]:
        return self._grouped(self.commission.territory.region)

    def progress(self, numbers: Iterable[int] | None = None) -> Counter[str]:
        """How many precincts have come how far."""
        return Counter(str(self.results[number].progress) for number in numbers or self.results)

    def standings(self, numbers: Iterable[int] | None = None) -> Counter[str]:
        """How many precincts stand how."""
        return Counter(str(self.results[number].standing) for number in numbers or self.results)

    def _grouped(self, place: Callable[[int], str]) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number in sorted(self.results):
            found.setdefault(place(number), []).append(number)
        return dict(sorted(found.items()))


class KeptResult(NamedTuple):
    """A precinct's result, and what it follows from: objects, by their SHA-256, and whether polls were closed."""

    digests: tuple[bytes, ...]
    closed: bool
    result: PrecinctResult


@dataclass
class Kept:
    """What was verified of one commission, for whoever determines its result again and again.

    verified: what became of every object, by its SHA-256: other bytes are another object, and are verified.
    results: of precincts, by number. sums: of these.
    """

    verified: dict[bytes, Signed[Any] | NotTaken] = field(default_factory=dict)
    results: dict[int, KeptResult] = field(default_factory=dict)
    sums: Sums = field(default_factory=Sums)


def determine(
    commission: Commission,
    objects: Iterable[bytes],
    closed: bool = False,
    prover: Prover = holds,
    kept: Kept | None = None,
) -> Nation:
    """The nation's result from signed objects alone: protocols, sealed totals and rulings, in any order.

    closed: polls are closed, so that what has not come is missing.
    prover: checks an opening proof, for a caller that keeps what was checked.
    kept: what was verified of this very commission before; what is new is added to it.
    """
    kept = kept or Kept()
    evidence, not_taken = sorted_by_precinct(objects, commission.precincts, commission.authority, kept.verified)
    results = {}
    for number, precinct in commission.precincts.items():
        digests, known = evidence[number].digests, kept.results.get(number)
        if known is None or known[:2] != (digests, closed):
            found = result_of(precinct, evidence[number], commission.election, closed, prover)
            known = kept.results[number] = KeptResult(digests, closed, found)
        results[number] = known.result
    return Nation(commission, evidence, results, not_taken, closed, kept.sums)
