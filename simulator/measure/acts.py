"""A polling day on the emulated board: the processor time of every act, with that time in the wire's clock.

`python -m simulator.measure.acts` shows it on each core; with `--record` what was measured becomes the budgets. Bars
are people's, the same on each.
"""

from __future__ import annotations

import random
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.table import Table

from host_tools.elections.election_file import read_election
from host_tools.provisioning.new_terminals import BOARD
from simulator.measure.emulated_board import HEAP_KIB, M3, M4, Core, EmulatedProcessor, board_file
from simulator.people.precinct import OFFICIAL, Terminal
from simulator.people.provisioned import ELECTION
from simulator.people.small_precinct import small_precinct
from simulator.people.typed_numbers import typed_numbers
from simulator.people.words import words

BUDGETS = Path(__file__).with_name("acts_budgets.toml")
SELECTIONS = ("Косеев", "Да", "Нет")
CORES = (M3, M4)
VOTE = "a vote, scan to idle"  # the sum of the acts between
_FIRST_OF_VOTE, _LAST_OF_VOTE = "scan to language page", "back to idle"
T = TypeVar("T")


def _zeros() -> list[int]:
    """Nobody took paper."""
    election = read_election(ELECTION)
    return typed_numbers(election, [[0] * (len(contest.options) + 3) for contest in election.contests], 0, 0)


@dataclass(frozen=True)
class Act:
    """What one act took: the processor's milliseconds, all milliseconds on the wire, the longest stretch in which the
    firmware looked at no interrupt, and garbage collections."""

    name: str
    processor_ms: float
    wire_ms: float
    longest_ms: float
    collections: int


class Day:
    """A precinct of one booth on emulated boards, and what its acts took so far.

    done: called with every act that is over.
    """

    def __init__(
        self,
        folder: Path,
        core: Core = M3,
        heap_kib: int = HEAP_KIB,
        processor: type[EmulatedProcessor] = EmulatedProcessor,
    ) -> None:
        self.acts: list[Act] = []
        self.done: Callable[[Act], None] = self.acts.append
        dice = random.Random(2004)  # the same keys every day: the same work
        board = board_file(BOARD, core, folder)
        self.precinct, self.labels = small_precinct(folder / "precinct", board, core.code, dice.randbytes)
        self.desk, self.booth = self.precinct.desk, self.precinct.booth(1)
        for at in (self.desk, self.booth):
            at.hardware.bench.processor = processor(core, heap_kib, dice.randbytes(1 << 16))

    def act(self, at: Terminal, name: str, do: Callable[[], T]) -> T:
        """Do something at a terminal and note what it took."""
        bench = at.hardware.bench
        begun_us, worked_us, collections = bench.clock.now_us, bench.work.processor_us, bench.work.collections
        bench.work.longest_us = 0
        result = do()
        self.done(Act(
            name, (bench.work.processor_us - worked_us) / 1000, (bench.clock.now_us - begun_us) / 1000,
            bench.work.longest_us / 1000, bench.work.collections - collections,
        ))  # fmt: skip
        return result

    def boot(self) -> None:
        for at in (self.desk, self.booth):
            self.act(at, f"boot {at.name}", lambda at=at: self._boot(at))  # type: ignore[misc]

    def open(self) -> None:
        for at in (self.desk, self.booth):
            self.act(at, f"open {at.name}", lambda at=at: self.precinct.open(at, OFFICIAL))  # type: ignore[misc]

    def vote(self, number: int) -> None:
        """One voter from the desk to the thank-you page."""
        precinct, booth = self.precinct, self.booth
        self.act(self.desk, "desk takes a zero report", precinct.show_zeros)
        code = self.act(self.desk, "check in", lambda: precinct.check_in(self.labels[number], 1))
        precinct.idle(booth)
        self.act(booth, "scan to language page", lambda: self._scan(code))
        self.act(booth, "language to first contest", self._language)
        self.act(booth, "mark three contests", self._mark)
        self.act(booth, "print and compare", self._print)
        self.act(booth, "cast to slip taken", self._cast)
        self.act(booth, "back to idle", lambda: precinct.idle(booth))

    def close(self) -> None:
        """The evening: totals, count, protocol."""
        totals = self.act(self.booth, "close booth", lambda: self.precinct.close_booth(1))
        self.act(self.desk, "close desk", self.precinct.close_desk)
        keys, numbers = (1, 3, 5), _zeros()
        self.act(self.desk, "totals and key cards", lambda: self._gather(totals, keys))
        self.act(self.desk, "opening and proof", lambda: self.precinct.await_numbers(len(numbers)))
        self.act(self.desk, "paper and protocol", lambda: self.precinct.type_and_sign(numbers))

    def _gather(self, totals: list[str], keys: Sequence[int]) -> None:
        """Until the page of the opening is there: it is drawn before the first sum is opened."""
        self.precinct.show_totals([totals])
        self.precinct.show_keys(OFFICIAL, keys)
        self.desk.sees("opening_sums")

    @staticmethod
    def _boot(at: Terminal) -> None:
        at.hardware.plug_in()
        at.sees("mode_choose")

    def _scan(self, code: str) -> None:
        self.booth.hands.scan(code)
        self.booth.sees("language", language="kk")

    def _language(self) -> None:
        self.booth.hands.choose("Русский")
        self.booth.sees_contest("ru")
        self.booth.hardware.rest(600)

    def _mark(self) -> None:
        for selection in SELECTIONS:
            self.precinct.mark(self.booth, "ru", selection)
        self.booth.sees("review", language="ru")
        self.booth.hands.focus_on(words("key_print", "ru"))

    def _print(self) -> None:
        self.booth.presses("ok")
        self.booth.sees("compare", language="ru")
        self.booth.hardware.rest(400)

    def _cast(self) -> None:
        self.booth.presses("ok")
        self.booth.take_slip("code")
        self.booth.take_slip("ballot")


@contextmanager
def day(
    core: Core = M3, heap_kib: int = HEAP_KIB, processor: type[EmulatedProcessor] = EmulatedProcessor
) -> Iterator[Day]:
    """A day whose plugs are pulled at its end; what the firmware printed is shown if it fails."""
    with tempfile.TemporaryDirectory() as folder:
        today = Day(Path(folder), core, heap_kib, processor)
        try:
            yield today
        finally:
            for at in (today.desk, today.booth):
                log = at.hardware.bench.log
                if sys.exc_info()[0] and log.exists():
                    print(at.name, log.read_text(errors="replace")[-2000:], file=sys.stderr)
                at.hardware.pull_plug()


def with_vote(acts: list[Act]) -> list[Act]:
    """The acts, and behind those of a vote what they took together."""
    names = [act.name for act in acts]
    begin, end = names.index(_FIRST_OF_VOTE), names.index(_LAST_OF_VOTE) + 1
    parts = acts[begin:end]
    vote = Act(
        VOTE, sum(act.processor_ms for act in parts), sum(act.wire_ms for act in parts),
        max(act.longest_ms for act in parts), sum(act.collections for act in parts),
    )  # fmt: skip
    return [*acts[:end], vote, *acts[end:]]


def budgets(core: Core = M3) -> dict[str, dict[str, float]]:
    """By act, on a core: processor_ms, longest_ms, collections, and bars where there are some."""
    return _all_budgets().get(core.name, {})


def _all_budgets() -> dict[str, dict[str, dict[str, float]]]:
    return tomllib.loads(BUDGETS.read_text(encoding="utf-8")) if BUDGETS.exists() else {}


def record(found: dict[str, list[Act]]) -> None:
    """Make what was measured the budgets, by core; bars and cores that were not measured stay."""
    before = _all_budgets()
    lines = [
        "# What the acts of a day take on each emulated board at 125 million instructions a second, written by",
        "# `python -m simulator.measure.acts --record`; and what they may take (bar_ms), which people decide.",
    ]
    for core in CORES:
        lines += ["", f"[{core.name}]"]
        rows = {act.name: _figures(act) for act in found.get(core.name, [])} or before.get(core.name, {})
        for name, figures in rows.items():
            known = before.get(core.name, {}).get(name, {})
            bars = {key: value for key, value in known.items() if "bar" in key or "aim" in key}
            said = ", ".join(f"{key} = {value:g}" for key, value in {**figures, **bars}.items())
            lines.append(f'"{name}" = {{ {said} }}')
    BUDGETS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _figures(act: Act) -> dict[str, float]:
    return {
        "processor_ms": round(act.processor_ms, 1),
        "longest_ms": round(act.longest_ms, 1),
        "collections": act.collections,
    }


def show(core: Core, acts: list[Act]) -> Table:
    title = f"act, on the emulated board, {core.name}"
    table = Table(title, "processor", "allowed", "longest piece", "collections", "on the wire")
    for column in table.columns[1:]:
        column.justify = "right"
    known = budgets(core)
    for act in acts:
        bar = known.get(act.name, {}).get("bar_ms")
        table.add_row(
            act.name, f"{act.processor_ms:,.0f} ms", f"{bar:,.0f} ms" if bar else "", f"{act.longest_ms:,.0f} ms",
            str(act.collections), f"{act.wire_ms:,.0f} ms",
        )  # fmt: skip
    return table


def measured(core: Core, with_count: bool = True) -> list[Act]:
    """The acts of a day on a core."""
    with day(core) as today:
        today.boot()
        today.open()
        today.vote(0)
        if with_count:
            today.close()
        return with_vote(today.acts)


def main() -> None:
    records = "--record" in sys.argv
    cores = [core for core in CORES if core.name in sys.argv] or CORES
    found = {core.name: measured(core, records or "--count" in sys.argv) for core in cores}
    if records:
        record(found)
    for core in cores:
        Console(width=130).print(show(core, found[core.name]))


if __name__ == "__main__":
    main()
