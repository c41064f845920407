"""All that chips may do wrong in acts, alone and with a power cut, then restarts on chips that are well again."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

from tests.device.booth.ballots.cartridge_lab import Images, Lab, Run
from tests.device.booth.ballots.faults import READ, WRITE_FAULTS, Fault
from tests.device.booth.ballots.sweep import VARIANTS, summarize

Cut = tuple[int, bool | str] | None
Check = Callable[[list[list], Images], None]


class FaultSweep:
    """check: gets everything that was said, from the faulty run to the end of the day, and what the chips hold then.

    acts: done while chips fail. acts_after: the rest of the day, on chips that are well.
    """

    def __init__(self, lab: Lab, start: Images, acts: Sequence[Sequence], acts_after: Sequence[Sequence], check: Check):
        self._lab, self._start, self._acts, self._acts_after, self._check = lab, start, acts, acts_after, check
        self._rest: dict[tuple[Images, int], tuple[list[list], Images]] = {}
        self.points: dict[str, int] = {}
        whole = lab.run(start, acts)
        self.accesses, self.operations, self.writes = whole.accesses, whole.operations, len(whole.operations)

    @property
    def states(self) -> int:
        """Different contents of the chips that a terminal was booted with afterwards."""
        return len(self._rest)

    def try_all(self, name: str, points: Sequence[tuple[Sequence[Fault], Cut]], restarts: int = 1) -> None:
        """Each of these (faults, power cut) in a day of its own."""
        for faults, cut in points:
            self.points[name] = self.points.get(name, 0) + 1
            run = self._lab.run(self._start, self._acts, faults=faults, cut=cut)
            assert run.finished or cut, (faults, run.lines)
            said, images = self._to_the_end(run, restarts)
            try:
                self._check(said, images)
            except AssertionError as error:
                raise AssertionError(f"{faults}, power cut {cut}, restarts {restarts}: {error}\n{said}") from error

    def _to_the_end(self, run: Run, restarts: int) -> tuple[list[list], Images]:
        key = run.images, restarts
        if key not in self._rest:  # what a terminal does depends on its chips alone
            said: list[list] = []
            images = run.images
            for restart in range(restarts):
                later = self._lab.run(images, self._acts_after if restart == restarts - 1 else ())
                assert later.finished, later.lines
                said, images = [*said, ["restart"], *later.lines], later.images
            self._rest[key] = said, images
        said, images = self._rest[key]
        return run.lines + said, images

    # --- places -------------------------------------------------------------------------------------------------

    def single_writes(self) -> list[tuple[list[Fault], Cut]]:
        """Every write refused, half done, or done and reported as failed."""
        return [([Fault(kind, at)], None) for kind in WRITE_FAULTS for at in range(1, self.writes + 1)]

    def single_reads(self) -> list[tuple[list[Fault], Cut]]:
        """Every read wrong once."""
        reads = [at for at, (_, opcode) in enumerate(self.accesses, 1) if opcode == READ]
        return [([Fault("misread", at)], None) for at in reads]

    def reads_between(self, write: int, chip: int) -> list[tuple[list[Fault], Cut]]:
        """Every read of a chip wrong once that lies between a write, counted from 1, and the next one."""
        found, writes = [], 0
        for at, (one, opcode) in enumerate(self.accesses, 1):
            writes += opcode != READ
            if opcode == READ and one == chip and writes == write:
                found.append(at)
        return [([Fault("misread", at)], None) for at in found]

    def single_losses(self) -> Iterator[tuple[list[Fault], Cut]]:
        """Contact lost from every access to every later one, on each chip."""
        last = len(self.accesses) + 1
        for chip in (0, 1):
            for at in range(1, last):
                for until in range(at + 1, last + 1):
                    yield [Fault("away", at, until, chip)], None

    def losses(self, chance: random.Random, count: int) -> list[tuple[list[Fault], Cut]]:
        """So many of them."""
        return [([self._loss(chance)], None) for _ in range(count)]

    def pairs(self, chance: random.Random, count: int) -> list[tuple[list[Fault], Cut]]:
        """Two faults of any kind."""
        return [([self._any(chance), self._any(chance)], None) for _ in range(count)]

    def refused_pairs(self, chance: random.Random, count: int) -> list[tuple[list[Fault], Cut]]:
        """Two writes near each other that go wrong: an act and its undo."""
        found: list[tuple[list[Fault], Cut]] = []
        for _ in range(count):
            at = chance.randint(1, self.writes)
            kinds = chance.choice(WRITE_FAULTS), chance.choice(WRITE_FAULTS)
            found.append(([Fault(kinds[0], at), Fault(kinds[1], at + chance.randint(1, 4))], None))
        return found

    def with_cuts(self, chance: random.Random, count: int) -> list[tuple[list[Fault], Cut]]:
        """One fault and one power cut."""
        cuts = range(1, self.writes + 1)
        return [([self._any(chance)], (chance.choice(cuts), chance.choice(VARIANTS))) for _ in range(count)]

    def _loss(self, chance: random.Random) -> Fault:
        at = chance.randint(1, len(self.accesses))
        return Fault("away", at, at + int(2 ** chance.uniform(0, 8)), chance.randrange(2))

    def _any(self, chance: random.Random) -> Fault:
        kind = chance.choice((*WRITE_FAULTS, "misread", "away"))
        if kind == "away":
            return self._loss(chance)
        if kind == "misread":
            return Fault(kind, chance.randint(1, len(self.accesses)))
        return Fault(kind, chance.randint(1, self.writes))

    def single_faults(self) -> list[tuple[list[Fault], Cut]]:
        """Every write and every read that goes wrong."""
        return self.single_writes() + self.single_reads()

    def try_some(self, chance: random.Random, count: int) -> None:
        """So many of each kind of places, by chance: for what has more of them than a short run has time for."""
        singles = self.single_faults()
        self.try_all("writes and reads", chance.sample(singles, min(count, len(singles))))
        self.try_all("losses", self.losses(chance, count))
        self.try_all("pairs near each other", self.refused_pairs(chance, count // 2))
        self.try_all("pairs", self.pairs(chance, count // 2))
        self.try_all("with a power cut", self.with_cuts(chance, count // 2))
        self.try_all("with a power cut", self.with_cuts(chance, count // 2), restarts=2)

    def note(self, name: str, record_property: Callable[[str, object], None]) -> None:
        """Print how many places were tried, and add it to the summary."""
        counts = {**self.points, "states": self.states}
        for key, value in counts.items():
            record_property(key, value)
        parts = ", ".join(f"{count} {kind}" for kind, count in self.points.items())
        print(f"{name}: {parts}; {self.states} chip contents")
        summarize(name, {"points": sum(self.points.values()), "nested_points": 0, "states": self.states})
