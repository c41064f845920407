"""Where the processor's time of an act goes: a day on the emulated board that is sampled every millisecond.

`python -m simulator.measure.profile [ACT ...]` plays a day up to the last of the acts, those of `acts_budgets.toml`,
and shows each: by function with what it calls and without, by module, by function in C, what of it is garbage
collection, and its longest stretches without a look at keys and lines. `make profile` builds the board for it and runs
it.
"""

from __future__ import annotations

import bisect
import struct
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from rich.console import Console
from rich.table import Table

from simulator.hardware.bench import Bench
from simulator.measure.acts import Act, day
from simulator.measure.emulated_board import M3, EmulatedProcessor

MAGIC = 0x50524F46
_HEAD_AT, _TABLE_AT, _SAMPLES_AT = 0x400000, 0x401000, 0x480000  # hw/emulated/profile.c
_HEAD, _FUNCTION, _FUNCTIONS = struct.Struct("<IIII"), struct.Struct("<II40s40s"), 4096
_SAMPLE = struct.Struct("<III")
_COLLECTING, _STRETCH_BITS = 1 << 16, 17
CORE = replace(M3, name="m3-profile")
ROWS = 30
OF_DESK = ("check in", "totals and key cards", "opening and proof", "paper and protocol")  # others say it
LONGEST, SHARE = 10, 10  # stretches without a look at the interrupts that are shown; functions from a tenth of one on


@dataclass
class Samples:
    """Milliseconds of one act: in all, in garbage collections, and by what was running."""

    total: int = 0
    collecting: int = 0
    alone: Counter[str] = field(default_factory=Counter)  # by Python function, without those that it calls
    with_called: Counter[str] = field(default_factory=Counter)
    modules: Counter[str] = field(default_factory=Counter)
    collected_for: Counter[str] = field(default_factory=Counter)  # collections, by Python function
    in_c: Counter[str] = field(default_factory=Counter)  # by function in C
    in_c_for: Counter[str] = field(default_factory=Counter)  # by function in C, and the Python function that it serves
    calls: Counter[str] = field(default_factory=Counter)
    stretches: dict[int, list[list[str]]] = field(default_factory=dict)  # by number, the stacks of each sample


class ProfiledProcessor(EmulatedProcessor):
    """An emulated board that is asked to sample itself."""

    def __call__(self, bench: Bench, to_read: int, from_write: int, console: BinaryIO) -> subprocess.Popen[bytes]:
        with self.memory(bench).open("r+b") as memory:
            memory.seek(_HEAD_AT)
            memory.write(_HEAD.pack(MAGIC, 0, 0, 0))
        return super().__call__(bench, to_read, from_write, console)

    def take(self, bench: Bench) -> Samples:
        """What was sampled since it was last taken."""
        with self.memory(bench).open("r+b") as memory:
            memory.seek(_HEAD_AT)
            _, words, _, lost = _HEAD.unpack(memory.read(_HEAD.size))
            memory.seek(_HEAD_AT)
            memory.write(_HEAD.pack(MAGIC, 0, 0, 0))
            memory.seek(_TABLE_AT)
            table = memory.read(_FUNCTION.size * _FUNCTIONS)
            memory.seek(_SAMPLES_AT)
            data = memory.read(words * 4)
            memory.seek(_TABLE_AT)
            memory.write(bytes(len(table)))  # calls are counted anew
        if lost:
            raise RuntimeError(f"{lost} samples did not fit: a shorter act, please")
        names, samples = {}, Samples()
        for code, calls, file, name in _FUNCTION.iter_unpack(table):
            if code:
                names[code] = f"{_text(file)}:{_text(name)}"
                samples.calls[names[code]] += calls
        for flags, address, _, codes in _samples(data):
            stack = [names.get(code, "?") for code in codes]
            samples.stretches.setdefault(flags >> _STRETCH_BITS, []).append(stack)
            _count(samples, bool(flags & _COLLECTING), _symbol(address), stack)
        return samples


def _text(name: bytes) -> str:
    return name.rstrip(b"\0").decode(errors="replace")


def _samples(data: bytes) -> Iterator[tuple[int, int, int, tuple[int, ...]]]:
    at = 0
    while at < len(data):
        flags, address, back = _SAMPLE.unpack_from(data, at)
        depth = flags & 0xFFFF
        yield flags, address, back, struct.unpack_from(f"<{depth}I", data, at + _SAMPLE.size)
        at += _SAMPLE.size + 4 * depth


def _count(samples: Samples, collecting: bool, in_c: str, stack: list[str]) -> None:
    innermost = stack[-1] if stack else "?"
    samples.total += 1
    samples.alone[innermost] += 1
    samples.modules[innermost.partition(":")[0]] += 1
    samples.with_called.update(set(stack))
    if collecting:
        samples.collecting += 1
        samples.collected_for[innermost] += 1
    where = "(collection)" if collecting else in_c
    samples.in_c[where] += 1
    samples.in_c_for[f"{where} < {innermost}"] += 1


def _symbols() -> tuple[list[int], list[str]]:
    listed = subprocess.run(["arm-none-eabi-nm", "-n", CORE.firmware], capture_output=True, text=True, check=True)
    found = [line.split() for line in listed.stdout.splitlines()]
    pairs = [(int(row[0], 16) & ~1, row[2]) for row in found if len(row) == 3]
    return [address for address, _ in pairs], [name for _, name in pairs]


_ADDRESSES: list[int] = []
_NAMES: list[str] = []


def _symbol(address: int) -> str:
    if not _NAMES:
        _ADDRESSES[:], _NAMES[:] = _symbols()
    name = _NAMES[bisect.bisect_right(_ADDRESSES, address) - 1]
    return "(native code)" if name == "heap" else name


def show(console: Console, act: Act, samples: Samples) -> None:
    """One act's tables."""
    console.rule(f"{act.name}: {samples.total} ms, {samples.collecting} ms of it in {act.collections} collections")
    for title, counted in (
        ("with what it calls", samples.with_called), ("alone", samples.alone), ("module", samples.modules),
        ("in C", samples.in_c), ("in C, for whom", samples.in_c_for),
    ):  # fmt: skip
        table = Table(title, "ms", "of it collecting", "calls")
        for name, count in counted.most_common(ROWS):
            table.add_row(name, str(count), str(samples.collected_for[name] or ""), str(samples.calls[name] or ""))
        console.print(table)
    for stacks in sorted(samples.stretches.values(), key=len, reverse=True)[:LONGEST]:
        table = Table(f"a stretch of {len(stacks)} ms without a look at the interrupts", "ms")
        within = Counter(name for stack in stacks for name in dict.fromkeys(stack))
        for name, count in within.most_common():
            if count * SHARE >= len(stacks):
                table.add_row(name, str(count))
        console.print(table)


def main() -> None:
    wanted = sys.argv[1:]
    console = Console(width=120)
    with day(CORE, processor=ProfiledProcessor) as today:

        def tell(act: Act) -> None:
            at = today.desk if "desk" in act.name or act.name in OF_DESK else today.booth
            processor = at.hardware.bench.processor
            assert isinstance(processor, ProfiledProcessor)
            samples = processor.take(at.hardware.bench)
            if not wanted or act.name in wanted:
                show(console, act, samples)
            if act.name in wanted:
                wanted.remove(act.name)
                if not wanted:
                    raise SystemExit

        today.done = tell
        today.boot()
        today.open()
        today.vote(0)
        today.close()


if __name__ == "__main__":
    main()
