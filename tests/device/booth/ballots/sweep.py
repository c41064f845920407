"""Every power cut there is: at each flash operation of an act, and at each one of every recovery from it."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Callable, Sequence
from hashlib import sha256

from tests.device.booth.ballots.cartridge_lab import Images, Lab, Run, cut_states
from tests.rig import ROOT

SUMMARY = ROOT / "build" / "power_cut_points.json"
VARIANTS = (False, True, "after")  # just before the operation, torn in the middle of it, just after it

Check = Callable[[Run, Images], None]


class Sweep:
    """check: gets the run after the cut and what the chips held when it had booted; raises when something is wrong.

    acts_after: what goes on once the power is back. in_acts: cut these again, too, not only what happens before them.
    depth: 2 also cuts the recovery, 3 the recovery from that, and so on. seed: says how operations are torn.
    but_for: bytes that no checked act looks at, the log for example; they make no new contents.
    What a terminal does depends on its chips alone, so chips that hold the same are booted once.
    """

    def __init__(
        self,
        lab: Lab,
        check: Check,
        acts_after: Sequence[Sequence],
        *,
        depth: int = 2,
        in_acts: bool = False,
        seed: int = 0,
        but_for: slice | None = None,
    ) -> None:
        self._lab, self._check, self._acts = lab, check, acts_after
        self._depth, self._in_acts, self._seed = depth, in_acts, seed
        self._but_for = but_for or slice(0, 0)
        self._seen: dict[bytes, int] = {}
        self.points = self.nested_points = 0

    @property
    def states(self) -> int:
        """Different contents of the chips that a terminal was booted with."""
        return len(self._seen)

    def cut_everywhere(self, start: Images, acts: Sequence[Sequence], chunk: int = 0, chunks: int = 1) -> None:
        """Pull the plug on a running terminal at every operation between power on and the end of these acts."""
        whole = self._lab.run(start, acts)
        assert whole.finished and whole.operations, whole.lines
        states = list(cut_states(start, whole.operations, self._seed))
        for number in range(len(whole.operations))[chunk::chunks]:
            for variant, (_, expected) in zip(VARIANTS, states[3 * number : 3 * number + 3], strict=True):
                cut = self._lab.run(start, acts, cut=(number + 1, variant))
                assert not cut.finished
                assert variant is True or cut.images == expected
                self.points += 1
                self._visit(cut.images, 1)
                if variant is True:
                    self.points += 1
                    self._visit(expected, 1)  # torn in another way

    def _visit(self, images: Images, depth: int) -> None:
        skip = self._but_for
        key = sha256(b"".join(image[: skip.start] + image[skip.stop :] for image in images)).digest()
        if self._seen.get(key, self._depth + 1) <= depth:
            return
        known = key in self._seen
        self._seen[key] = depth
        booted: list[Images] = []
        run = self._lab.run(images, self._acts, before_acts=lambda: booted.append(self._lab.images))
        assert run.finished, run.lines
        if not known:
            self._check(run, booted[0] if booted else run.images)
        if depth < self._depth:
            operations = run.operations if self._in_acts else run.operations[: run.boot_operations]
            for _, state in cut_states(images, operations, self._seed):
                self.nested_points += 1
                self._visit(state, depth + 1)

    def note(self, name: str, record_property: Callable[[str, object], None]) -> None:
        """Print the number of points and add it to the summary."""
        counts = {"points": self.points, "nested_points": self.nested_points, "states": self.states}
        for key, value in counts.items():
            record_property(key, value)
        print(f"{name}: {self.points} cuts, {self.nested_points} more while recovering, {self.states} chip contents")
        summarize(name, counts)


def summarize(name: str, counts: dict[str, int]) -> None:
    """Add counts to the summary, which several processes may write at once."""
    SUMMARY.parent.mkdir(exist_ok=True)
    with SUMMARY.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        summary = json.loads(file.read() or "{}")
        summary[name] = counts
        file.truncate(0)
        file.write(json.dumps(summary, indent=1, sort_keys=True))
