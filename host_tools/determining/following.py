"""A nation's result again and again, by a process that stays: what was verified is kept, and what is new is added."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from host_tools.collecting.store import Store
from host_tools.determining import from_store, nation_folder
from host_tools.determining.nation import Commission, Kept, Nation, determine
from host_tools.determining.precinct_result import holds
from host_tools.file_stamps import Stamp, stamps

_LOOKING_SHARE = 10  # looking at a nation's files takes at most one part of so many of the time


class Following:
    """The result of a nation from its folder and, where one is given, a collector's store."""

    def __init__(
        self, folder: Path, store: str | None = None, mode: int = 0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._folder, self._where, self._mode, self._clock = folder, store, mode, clock
        self._commission: Commission | None = None
        self._described: frozenset[tuple[str, Stamp]] = frozenset()
        self._seen: frozenset[tuple[str, Stamp]] = frozenset()
        self._look_at = 0.0  # by the clock: when files may be looked at again
        self._store: Store | None = None
        self._objects: list[bytes] = []  # of the store
        self._sequence = 0  # the last row of the store that is among them
        self._kept = Kept()

    def has_news(self) -> bool:
        """Whether the store has more objects than at the last result, or a file of the folder is another one.

        TamgaError, OSError, sqlalchemy's DBAPIError: it cannot be seen now.
        """
        if self._commission is None or (self._store is not None and self._store.last() > self._sequence):
            return True
        began_s = self._clock()
        if began_s < self._look_at:
            return False
        is_other = self._seen != frozenset(stamps(self._folder))
        now_s = self._clock()
        self._look_at = now_s + _LOOKING_SHARE * (now_s - began_s)
        return is_other

    def _read(self, seen: frozenset[tuple[str, Stamp]]) -> Commission:
        """What is fixed before the day; read again where a file of it is another one, and nothing is kept then."""
        if self._commission is not None and seen == self._seen:
            return self._commission
        described = frozenset(one for one in seen if one[0].partition("/")[0] in nation_folder.DESCRIBED)
        if self._commission is None or described != self._described:
            self.close()
            self._commission = nation_folder.load(self._folder, self._mode)
            self._described = described
        return self._commission

    def determined(self, closed: bool = False) -> Nation:
        """The result of what is there now. Errors as of `has_news`; what is kept is right after them, too."""
        seen = frozenset(stamps(self._folder))
        commission = self._read(seen)
        if self._where is not None:
            self._store = self._store or from_store.open_store(self._where, commission)
            rows = self._store.rows(self._sequence)
            self._objects += from_store.objects(rows)
            self._sequence = rows[-1].sequence if rows else self._sequence
        prover = from_store.prover(self._store) if self._store else holds
        objects = [*self._objects, *nation_folder.objects(self._folder)]
        nation = determine(commission, objects, closed, prover, self._kept)
        self._seen = seen
        return nation

    def close(self) -> None:
        """Let the store go, and all that is kept."""
        if self._store is not None:
            self._store.close()
        self._store, self._objects, self._sequence, self._kept = None, [], 0, Kept()
        self._commission, self._seen = None, frozenset()
