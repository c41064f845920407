"""A nation's objects from a collector's store, and the opening proofs that its processes checked already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from host_tools.collecting.checks import KEY_SLIP
from host_tools.collecting.store import Row, State, Store
from host_tools.determining.nation import Commission
from host_tools.determining.precinct_result import Prover, holds
from host_tools.determining.signed import Signed
from host_tools.formats.definitions import Precinct
from host_tools.formats.objects import Protocol, SealedTotals

_PROVED = (State.PROVED, State.ACCEPTED)


def open_store(where: str, commission: Commission) -> Store:
    """The store of the centre that the definitions name.

    where: a folder, or a PostgreSQL URL. StoreError: it is another centre's, or cannot be used.
    """
    precinct = next(iter(commission.precincts.values()))
    place = where if "://" in where else Path(where)
    return Store.open(place, precinct.election, precinct.mode, precinct.centre)


def objects(rows: Iterable[Row]) -> list[bytes]:
    """Those of a store's rows that make a result. Key slips are filed: `tamga collect keys`."""
    return [row.object for row in rows if row.kind != KEY_SLIP]


def prover(store: Store) -> Prover:
    """Believes the store's own processes where they proved this very object, and checks the others."""
    proved = {change.hash for change in store.changes() if change.state in _PROVED}

    def proves(precinct: Precinct, protocol: Signed[Protocol], totals: Sequence[SealedTotals]) -> bool:
        return protocol.digest in proved or holds(precinct, protocol, totals)

    return proves
