"""The collector through sockets beside the same work without them, round after round, so that both had the same hour.

In each round every way takes the same protocols once, on an empty store, in a process that has just begun. A computer
that has others to serve gives each minute other times: shares are made within a round, and the median of them counts.
"""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from host_tools.collecting.made_up.alone import Alone
from host_tools.collecting.made_up.loaded import AT_ONCE, Cost, Made, through_sockets


class Round(NamedTuple):
    """What each way cost in one round. totals, protocols: through sockets."""

    alone: Alone
    totals: Cost
    protocols: Cost

    @property
    def share_with_line(self) -> float:
        """Percent of a protocol through sockets that the line's proof and the work without sockets are."""
        return 100 * (self.alone.line + self.alone.no_sockets) / self.protocols.cpu_ms

    @property
    def share_alone(self) -> float:
        """The same without the line's proof."""
        return 100 * self.alone.no_sockets / self.protocols.cpu_ms

    @property
    def share_bare(self) -> float:
        """Percent of a protocol through sockets that the barest loop is."""
        return 100 * self.alone.bare / self.protocols.cpu_ms


class Spread(NamedTuple):
    """One number of all rounds."""

    median: float
    lowest: float
    highest: float


Numbers = dict[str, Callable[[Round], float]]  # by their names


def measured(made: Sequence[Made], work: Path, rounds: int, said: Callable[[str], None]) -> list[Round]:
    """work: an empty folder. said: takes which round it is."""
    found = []
    for at in range(rounds):
        said(f"round {at + 1} of {rounds}")
        place = work / f"round-{at}"
        place.mkdir()
        if at % 2:  # whatever drifts does so once for the one, once for the other
            totals, protocols, _, _ = through_sockets(list(made), place / "sockets", AT_ONCE)
            found.append(Round(_alone(made, place), totals, protocols))
        else:
            alone = _alone(made, place)
            totals, protocols, _, _ = through_sockets(list(made), place / "sockets", AT_ONCE)
            found.append(Round(alone, totals, protocols))
    return found


def spreads(rounds: Sequence[Round], numbers: Numbers) -> dict[str, Spread]:
    """What the rounds give of each number."""
    values = {name: [of(one) for one in rounds] for name, of in numbers.items()}
    return {name: Spread(median(of), min(of), max(of)) for name, of in values.items()}


def _alone(made: Sequence[Made], place: Path) -> Alone:
    given, result = place / "made", place / "result"
    given.write_bytes(pickle.dumps(list(made)))
    command = [sys.executable, "-m", "host_tools.collecting.made_up.alone", str(given), str(place), str(result)]
    subprocess.run(command, check=True)
    return Alone(**json.loads(result.read_text()))
