"""Sums over precincts for whoever adds up again and again: each is kept with the very results that it was made of."""

from __future__ import annotations

from host_tools.determining import totals
from host_tools.determining.precinct_result import PrecinctResult
from host_tools.determining.totals import Totals
from host_tools.formats.definitions import Election


class Sums:
    """Numbers of precincts of one election, and sums of these."""

    def __init__(self) -> None:
        self._parts: dict[int, tuple[PrecinctResult, Totals | None]] = {}  # by precinct
        self._sums: dict[tuple[tuple[int, ...], bool], tuple[list[PrecinctResult], Totals]] = {}

    def part(self, result: PrecinctResult, election: Election) -> Totals | None:
        """The numbers of one precinct, read from its protocol once; None where none count."""
        known = self._parts.get(result.precinct)
        if known is None or known[0] is not result:
            protocol = result.protocol if result.counts else None
            part = protocol and totals.of_protocol(protocol.content, election)
            known = self._parts[result.precinct] = (result, part)
        return known[1]

    def total(self, results: list[PrecinctResult], election: Election, uncontested: bool) -> Totals:
        """The sum over some precincts. uncontested: as in `Nation.total`. It is kept: whoever asks changes a copy."""
        where = tuple(one.precinct for one in results), uncontested
        known = self._sums.get(where)
        if known is None or known[0] != results:
            wanted = (one for one in results if not uncontested or one.is_uncontested)
            parts = (part for one in wanted if (part := self.part(one, election)))
            known = self._sums[where] = (list(results), totals.together(parts, election))
        return known[1]
