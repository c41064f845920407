"""How long a desk's look-up waits for flash: the firmware's own file reads, priced by a model of littlefs on NOR flash.

The model errs on the slow side. MicroPython's littlefs reads in caches of 128 bytes; a block is 4,096 bytes, and a
file's blocks hang together backwards (littlefs DESIGN.md, "CTZ skip-lists"): a seek reads at most two pointers for each
doubling of the number of blocks, each in another block, so each costs a cache. An open reads both blocks of the two
folders' metadata pairs whole. Nothing is taken for granted from an earlier read.

The processor's own time is not in it, so this is no figure of a terminal and not in `make bench`:
`python -m simulator.measure.look_up` shows it.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from host_tools.formats.label import make_label
from host_tools.keys.randomness import seeded
from host_tools.rolls import seal
from host_tools.rolls.layout import RollVoter
from simulator.hardware.terminal import HEAP_KIB, MICROPYTHON

ROOT = Path(__file__).parents[2]
TRACER = Path(__file__).with_name("look_up_trace.py")
LIMIT_MS = 50  # for a voter among 3,000
VOTERS, CARDS = 3000, 60
PACKAGE_HEAD_BYTES = 20_000  # election and precinct definitions before the roll
CACHE_BYTES, BLOCK_BYTES, FOLDERS = 128, 4096, 2


@dataclass(frozen=True)
class Flash:
    """How a flash chip is read. bus_mhz, bits: clock and lines; call_us: of the driver, for each read."""

    name: str
    bus_mhz: int
    bits: int
    call_us: float = 50  # the flash driver halts both cores' caches
    head_clocks: int = 48  # opcode, address, dummies on a single line

    def read_us(self, count: int) -> float:
        """Microseconds of one read command."""
        return self.call_us + (self.head_clocks + count * 8 / self.bits) / self.bus_mhz


SERIAL_20_MHZ, QUAD_80_MHZ = Flash("serial 20 MHz", 20, 1), Flash("quad 80 MHz", 80, 4)
Trace = list[tuple[str, int, int]]


def cost_ms(trace: Trace, file_bytes: int, flash: Flash) -> float:
    """Milliseconds of one look-up's reads."""
    hops = 2 * (-(-file_bytes // BLOCK_BYTES)).bit_length()
    cache_us, total_us = flash.read_us(CACHE_BYTES), 0.0
    for act, offset, count in trace:
        if act == "open":
            total_us += FOLDERS * 2 * (BLOCK_BYTES // CACHE_BYTES) * cache_us
        else:
            caches = (offset + count - 1) // CACHE_BYTES - offset // CACHE_BYTES + 1
            total_us += (hops + caches) * cache_us
    return total_us / 1000


def traces(voters: int = VOTERS, cards: int = CARDS) -> tuple[list[tuple[bool, Trace]], int]:
    """(what the look-ups of some cards did, bytes of the file). Each voter has a label and a number card.

    The last third of the cards is on no roll: these look-ups end only when nothing is left.
    """
    numbers = [f"{900_000_000_000 + 7 * place}" for place in range(voters + cards)]
    labels = [make_label(number, place) for place, number in enumerate(numbers)]
    keys = bytes(range(32)), bytes(range(1, 33))
    name = "Ұзынаттықұлынова Өтеұзынесім Ғажайыпәкеқызы"
    people = [RollVoter(digits, name, 1980) for digits in zip(labels[:voters], numbers[:voters], strict=True)]
    roll = seal.build_of(people, *keys, seeded(b"look-up"))
    listed = cards * 2 // 3
    digits = [(labels, numbers)[place % 2][place * voters // listed] for place in range(listed)]
    digits += labels[voters : voters + cards - listed]
    with tempfile.TemporaryDirectory() as folder:
        path, plan = Path(folder) / "official.tmpk", Path(folder) / "plan.json"
        path.write_bytes(bytes(PACKAGE_HEAD_BYTES) + roll)
        plan.write_text(
            json.dumps(
                {"path": str(path), "begin": PACKAGE_HEAD_BYTES, "size": len(roll), "digits": digits}
                | {"lookup_key": keys[0].hex(), "wrap_key": keys[1].hex()}
            )
        )
        environment = {**os.environ, "MICROPYPATH": f"{ROOT / 'device'}:.frozen"}
        command = [str(MICROPYTHON), "-X", f"heapsize={HEAP_KIB}K", str(TRACER), str(plan)]
        said = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
    lines = map(json.loads, said.splitlines())
    found = [(bool(hit), [(act, at, count) for act, at, count in trace]) for hit, trace in lines]
    return found, PACKAGE_HEAD_BYTES + len(roll)


def worst_ms(flash: Flash, done: tuple[list[tuple[bool, Trace]], int]) -> float:
    """The dearest look-up."""
    return max(cost_ms(trace, done[1], flash) for _, trace in done[0])


def main() -> None:
    done = traces()
    for flash in (SERIAL_20_MHZ, QUAD_80_MHZ):
        waited = f"{worst_ms(flash, done):.1f} ms of flash ({LIMIT_MS} allowed)"
        print(f"a voter among {VOTERS:,}, dearest of {CARDS} cards, {flash.name}: {waited}")


if __name__ == "__main__":
    main()
