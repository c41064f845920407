"""Signatures of people under protocols, as the collector takes, checks and states them: who signed, who dissented.

A receipt waits for no person: a protocol is *received*, then *proved*, and *accepted* once enough people have signed
it with their cards and agree. Where there are no terminals, its holders have signed the protocol itself together: it is
*accepted* when it is proved. Where an election asks for no signatures by card, nothing is *accepted* here: people sign
with ink, and determining looks at the equations alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

import sqlalchemy as sa

from host_tools.collecting.checks import PROTOCOL, SIGNATURES
from host_tools.collecting.precincts import Precincts
from host_tools.collecting.schema import objects, states
from host_tools.collecting.store import Row, State, Store, add, slices
from host_tools.formats import cose, people
from host_tools.formats.objects import Signatures


class Signed(NamedTuple):
    """What people have signed of one protocol. agreeing: how many agree. dissenting: who does not."""

    agreeing: int
    dissenting: list[str]

    def words(self, needed: int) -> str:
        """For people."""
        against = f", {' and '.join(self.dissenting)} dissent{'s' * (len(self.dissenting) == 1)}"
        of = f" of {needed}" if needed else ""  # how many must is not known without the election's definition
        return f"{self.agreeing}{of} have signed and agree{against if self.dissenting else ''}"


NOBODY = Signed(0, [])
TOGETHER = "its holders have signed it together"


def signed(rows: Iterable[Row]) -> dict[bytes, Signed]:
    """By h(protocol), from its signatures of people: of several objects the one that most agree in. rows: any kinds."""
    found: dict[bytes, Signed] = {}
    for row in rows:
        if row.kind != SIGNATURES:
            continue
        peeked = cose.peek1(row.object)
        assert peeked is not None  # it was checked when it came
        said = Signatures.from_cbor(peeked[1])
        one, before = Signed(people.agreeing(said), people.dissenting(said)), found.get(said.protocol, NOBODY)
        against = sorted({*one.dissenting, *before.dissenting})
        found[said.protocol] = Signed(max(one.agreeing, before.agreeing), against)
    return found


class Quorum:
    """Accepts what is proved and signed by enough people.

    precincts: without settings where the election is not known; then nothing is accepted.
    """

    def __init__(self, store: Store, precincts: Precincts, clock: Callable[[], float] = time.time) -> None:
        self.needed = people.needed(precincts.settings)
        self._store, self._precincts, self._clock = store, precincts, clock
        self._after = 0  # sequence of the last signatures that were looked at

    def accept(self, proved: Collection[int] = ()) -> list[tuple[Row, str]]:
        """What is accepted now, with words; state and reason are in the store.

        proved: precincts of protocols that were just proved. Those whose people have signed since are looked at too.
        """
        if not self.needed:
            return []
        new = self._store.rows(after=self._after, kind=SIGNATURES)
        self._after = max([self._after, *(row.sequence for row in new)])
        found = []
        for part in slices(sorted({*proved, *(row.precinct for row in new)})):
            found += self._accept_some(part)
        return found

    def _accept_some(self, precincts: Collection[int]) -> list[tuple[Row, str]]:
        reached = sa.select(states.c.hash, states.c.state).where(
            states.c.hash.in_(sa.select(objects.c.hash).where(objects.c.precinct.in_(precincts)))
        )
        query = sa.select(objects).where(objects.c.precinct.in_(precincts), objects.c.kind.in_([PROTOCOL, SIGNATURES]))
        with self._store.writing() as connection:
            rows = [Row(*row) for row in connection.execute(query.order_by(objects.c.sequence))]
            there = {(bytes(digest), state) for digest, state in connection.execute(reached)}
            by_people, found = signed(rows), []
            for row in rows:
                one = by_people.get(row.hash, NOBODY)
                is_new = (row.hash, State.PROVED) in there and (row.hash, State.ACCEPTED) not in there
                if row.kind != PROTOCOL or not is_new:
                    continue
                needed = people.needed_in(self._precincts.by_number[row.precinct], self._precincts.settings)
                if one.agreeing >= needed:
                    found.append((row, f"precinct {row.precinct}: {one.words(needed) if needed else TOGETHER}"))
            since_s = int(self._clock())
            add(connection, states, [(row.hash, str(State.ACCEPTED), since_s, text) for row, text in found])
        return found
