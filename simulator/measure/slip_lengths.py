"""How much paper each slip takes: short days of elections of several sizes, fitted by contests and lines.

`python -m simulator.measure.slip_lengths --record` writes host_tools/provisioning/slip_lengths.toml. Lengths are what
the printer has fed, cut and tear-off included.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from host_tools.elections.election_file import read_election
from host_tools.formats.definitions import LANGUAGES
from host_tools.provisioning import paper_rolls
from simulator.people.precinct import OFFICIAL, Precinct, Terminal
from simulator.people.small_precinct import small_precinct
from simulator.people.typed_numbers import typed_numbers

SIZES = ((1, 3), (1, 12), (3, 4), (5, 6))  # contests, and lines of each
_FULL_MM = 1_000_000.0
_SURNAMES = ("Алтынқұсов", "Батырова", "Ертегиев", "Желаяқов", "Көсеева", "Сұлуқызы")


def election_text(contests: int, lines: int) -> str:
    """An election file with names of usual length."""
    names = "{{ kk = '{0}', ru = '{0}', en = '{0}' }}"
    text = [
        'id = "lengths"',
        "date = 2026-11-29",
        f"title = {names.format('Выборы депутатов Мажилиса Парламента и маслихатов')}",
    ]
    text += ["[settings]", "number_cards = true"]
    for contest in range(contests):
        text += ["[[contests]]", f'id = "c{contest}"', f"title = {names.format(f'Округ № {contest + 1}, депутат')}"]
        for line in range(lines):
            name = f"{_SURNAMES[line % len(_SURNAMES)]} Самұрық {line + 1}"
            text += ["[[contests.options]]", f'id = "o{line}"', f"name = {names.format(name)}"]
    return "\n".join(text) + "\n"


class Meter:
    """What a precinct's printers have fed, act by act, in millimetres."""

    def __init__(self, precinct: Precinct) -> None:
        self.taken: dict[str, float] = {}
        for at in (precinct.desk, precinct.booth(1)):
            at.hardware.printer.paper_left_mm = _FULL_MM

    def measure(self, at: Terminal, name: str, do: Callable[[], object]) -> object:
        """Do something, and note what it took from a terminal's roll."""
        before = at.hardware.printer.paper_left_mm or 0.0
        result = do()
        at.hardware.rest(5_000)
        self.taken[name] = before - (at.hardware.printer.paper_left_mm or 0.0)
        return result


def measured(folder: Path, contests: int, lines: int) -> dict[str, float]:
    """Millimetres by slip, of a day with one plain vote, one with a change and one with a challenge."""
    file = folder / "election.toml"
    file.write_text(election_text(contests, lines), "utf-8")
    election = read_election(file)
    precinct, labels = small_precinct(folder / "precinct", election=file)
    desk, booth, meter = precinct.desk, precinct.booth(1), Meter(precinct)
    try:
        meter.measure(desk, "zero_desk", lambda: precinct.open(desk, OFFICIAL))
        meter.measure(booth, "zero_booth", lambda: precinct.open(booth, OFFICIAL))
        chosen = [contest.options[-1].names[LANGUAGES[1]] for contest in election.contests]
        for label, name in zip(labels, ("ballot", "changed", "challenged"), strict=False):
            code = str(meter.measure(desk, "activation", partial(precinct.check_in, label, 1)))
            more = int(name == "changed"), int(name == "challenged")
            meter.measure(booth, name, partial(precinct.vote, 1, code, chosen, LANGUAGES[1], *more))
        for name in ("changed", "challenged"):
            meter.taken[name] -= meter.taken["ballot"]
        totals = meter.measure(booth, "totals", lambda: precinct.close_booth(1))
        precinct.close_desk()
        numbers = typed_numbers(election, [[0] * (len(one.options) + 3) for one in election.contests], 0, 0)
        meter.measure(desk, "protocol", lambda: precinct.count([totals], OFFICIAL, numbers, copies=2))  # type: ignore[list-item]
        meter.taken["protocol"] /= 2
        return meter.taken
    finally:
        for at in precinct.terminals:
            at.hardware.pull_plug()


def fitted(found: dict[tuple[int, int], dict[str, float]]) -> dict[str, paper_rolls.Length]:
    """Fixed part, and what each contest and each line adds, by slip; least squares, nothing below 0."""
    rows = np.array([[1, contests, contests * lines] for contests, lines in found])
    fits = {}
    for name in next(iter(found.values())):
        column = np.array([lengths[name] for lengths in found.values()])
        use = [0, 1, 2]
        while True:
            best, *_ = np.linalg.lstsq(rows[:, use], column, rcond=None)
            if (best >= 0).all():
                break
            use.pop(int(best.argmin()))
        parts = dict(zip(use, best, strict=True))
        fits[name] = paper_rolls.Length(*(round(float(parts.get(at, 0)), 1) for at in range(3)))
    return fits


def main() -> None:
    found = {}
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            found[size] = measured(Path(folder), *size)
        print(size, {name: round(length) for name, length in found[size].items()}, flush=True)
    fits = fitted(found)
    for name, length in fits.items():
        errors = [length.mm(c, c * n) - lengths[name] for (c, n), lengths in found.items()]
        print(f"{name}: {length}, off by {min(errors):.0f} to {max(errors):.0f} mm")
    if "--record" in sys.argv:
        paper_rolls.record(fits)


if __name__ == "__main__":
    main()
