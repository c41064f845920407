"""The result of a nation: every precinct, and totals by district, region and nation, with and without the contested."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from host_tools.determining import totals
from host_tools.determining.precinct_result import PrecinctResult, Prover, holds, result_of
from host_tools.determining.signed import Evidence, NotTaken, sorted_by_precinct
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

    def precinct_totals(self, number: int) -> Totals | None:
        """The numbers of one precinct; None where none count."""
        result = self.results[number]
        if result.protocol is None or not result.counts:
            return None
        return totals.of_protocol(result.protocol.content, self.commission.election)

    def total(self, numbers: Iterable[int] | None = None, uncontested: bool = False) -> Totals:
        """The sum over precincts.

        numbers: those of a territory; None: all.
        uncontested: leave out what is disputed, under appeal or to be recounted.
        """
        wanted = self.results if numbers is None else numbers
        kept = (number for number in wanted if not uncontested or self.results[number].is_uncontested)
        parts = (part for number in kept if (part := self.precinct_totals(number)))
        return totals.together(parts, self.commission.election)

    def by_district(self) -> dict[str, list[int]]:
        """Precinct numbers of each district."""
        return self._grouped(self.commission.territory.district_of.__getitem__)

    def by_region(self) -> dict[str, list[int]]:
        """Precinct numbers of each region."""
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


def determine(commission: Commission, objects: Iterable[bytes], closed: bool = False, prover: Prover = holds) -> Nation:
    """The nation's result from signed objects alone: protocols, sealed totals and rulings, in any order.

    closed: polls are closed, so that what has not come is missing.
    prover: checks an opening proof, for a caller that keeps what was checked.
    """
    evidence, not_taken = sorted_by_precinct(objects, commission.precincts, commission.authority)
    results = {
        number: result_of(precinct, evidence[number], commission.election, closed, prover)
        for number, precinct in commission.precincts.items()
    }
    return Nation(commission, evidence, results, not_taken, closed)
