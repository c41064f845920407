"""`make bench`: the terminal's time and memory. A computer's times of arithmetic are ratios, not promises."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from nacl import bindings
from rich.console import Console
from rich.table import Table

from simulator.hardware.terminal import HEAP_KIB, MICROPYTHON
from simulator.measure import answers as answers_of
from simulator.measure import look_up
from simulator.people.precinct import OFFICIAL, Precinct, Terminal
from simulator.people.small_precinct import small_precinct

ROOT = Path(__file__).parents[2]
ARITHMETIC = Path(__file__).with_name("arithmetic.py")
ROUNDS = 5
SHAPES = ((1, 5), (5, 5))
console = Console()


def on_micropython(*arguments: str) -> float:
    """Milliseconds that `arithmetic.py` measures within the capped heap."""
    environment = {**os.environ, "MICROPYPATH": f"{ROOT / 'device'}:.frozen"}
    command = [str(MICROPYTHON), "-X", f"heapsize={HEAP_KIB}K", str(ARITHMETIC), *arguments]
    return int(subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout) / 1000


def floor_ms(positions: int) -> float:
    """Milliseconds of the same point multiplications and additions in libsodium: two a position, and one addition."""
    point = bindings.crypto_scalarmult_ed25519_base_noclamp((7).to_bytes(32, "little"))
    scalars = [os.urandom(31) + b"\x01" for _ in range(positions)]
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for scalar in scalars:
            bindings.crypto_scalarmult_ed25519_base_noclamp(scalar)
            bindings.crypto_core_ed25519_add(bindings.crypto_scalarmult_ed25519_noclamp(scalar, point), point)
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def arithmetic(table: Table) -> None:
    """Time of sealing and opening, beside libsodium's."""
    for contests, options in SHAPES:
        positions = contests * (options + 1)
        for task, what in (("seal", "seal a ballot"), ("open", "open the sums of 1,500 ballots")):
            ours, floor = on_micropython(task, str(contests), str(options)), floor_ms(positions)
            table.add_row(
                f"{what}, {contests}x{options} ({positions} ciphertexts)",
                f"{ours:.0f} ms",
                f"{floor:.1f} ms",
                f"{ours / floor:.0f}",
            )


def roll(table: Table) -> None:
    """Time of looking a voter up, priced by the model of the flash."""
    done = look_up.traces()
    for flash in (look_up.SERIAL_20_MHZ, look_up.QUAD_80_MHZ):
        table.add_row(
            f"find a voter among {look_up.VOTERS:,}, dearest of {look_up.CARDS} cards, {flash.name}",
            f"{look_up.worst_ms(flash, done):.1f} ms of flash",
            f"{look_up.LIMIT_MS} ms allowed",
            "",
        )


def watch(at: Terminal, act: Callable[[], object]) -> tuple[float, float]:
    """(terminal's milliseconds, computer's seconds) that an act takes."""
    began_us, began = at.hardware.bench.clock.now_us, time.perf_counter()
    act()
    return (at.hardware.bench.clock.now_us - began_us) / 1000, time.perf_counter() - began


def _start(at: Terminal) -> None:
    at.hardware.plug_in()
    at.sees("mode_choose")


def day(table: Table) -> None:
    """One short day: boot to ready, cast to stored, and what each role holds in memory at most."""
    os.environ["TAMGA_MEASURE_HEAP"] = "1"
    with tempfile.TemporaryDirectory() as folder:
        precinct, labels = small_precinct(Path(folder) / "precinct")
        desk, booth = precinct.desk, precinct.booth(1)
        for at in (desk, booth):
            virtual, real = watch(at, partial(_start, at))
            table.add_row(
                f"{at.name}: power on to first question", f"{virtual:.0f} ms on the wire", f"{real:.1f} s here", ""
            )
        for at in (desk, booth):
            precinct.open(at, OFFICIAL)
        stored: list[float] = []
        for person in labels[:5]:
            code = precinct.check_in(person, 1)
            if not stored:
                answers(table, precinct, code)
            stored.append(cast_ms(precinct, code))
        table.add_row(
            "key *cast* to stored and read back on both chips", f"{max(stored):.1f} ms at most", "100 ms allowed", ""
        )
        totals = precinct.close_booth(1)
        precinct.close_desk()
        precinct.count([totals], OFFICIAL, [0, 0, 0, 0, 0, 0, 0] + [0] * 17)
        for at in (desk, booth):
            lines = at.hardware.bench.log.read_text().splitlines()
            heap = [[int(number) for number in line.split()[1:]] for line in lines if line.startswith("heap ")]
            used, room = max(used for used, _ in heap), min(room for _, room in heap)
            table.add_row(
                f"{at.name}: most memory in use after a collection",
                f"{used / 1024:.0f} KiB",
                f"{HEAP_KIB} KiB heap",
                "",
            )
            table.add_row(f"{at.name}: least that its largest free piece was", f"{room / 1024:.0f} KiB", "", "")
            at.hardware.pull_plug()


def answers(table: Table, precinct: Precinct, code: str) -> None:
    """A voter looks around in the booth and leaves with a good slip: what each key and touch takes to show."""
    at = precinct.booth(1)
    precinct.idle(at)
    at.hands.scan(code)
    at.sees("language", language="kk")
    acts = [
        ("key *down* moves the focus", partial(answers_of.by_key, at.hardware, "down")),
        ("key *right* changes the contrast", partial(answers_of.by_key, at.hardware, "right")),
        ("key *left* changes the size", partial(answers_of.by_key, at.hardware, "left")),
        ("key *left* again", partial(answers_of.by_key, at.hardware, "left")),
        ("a touch opens the first contest", partial(answers_of.by_touch, at.hands, "Русский")),
        ("a touch turns the page", partial(answers_of.by_touch, at.hands, "▾")),
    ]
    for what, act in acts:
        first, last = act()
        table.add_row(
            f"{what}: let go to first dot, to last dot", f"{first:.0f} ms, {last:.0f} ms",
            f"{answers_of.LIMIT_MS} ms allowed", "",
        )  # fmt: skip
    at.presses("back", "back")
    precinct.idle(at)


def cast_ms(precinct: Precinct, code: str) -> float:
    """From letting the cast key go to the last flash operation of the cast, by the chips' own clock."""
    at = precinct.booth(1)
    precinct.idle(at)
    at.hands.scan(code)
    precinct.choose_ballot(at, "ru", ["Косеев", "Да", "Нет"])
    at.presses("ok")
    at.sees("compare", language="ru")
    bench, chips = at.hardware.bench, at.hardware.chips
    at.hardware.rest(400)
    at.hardware.keys.press("ok", 100)
    at.hardware.bench.clock.advance_to(bench.clock.now_us)
    released_us = bench.clock.now_us + 100_000
    before = sum(chip.operations for chip in chips)
    last_us = released_us

    def is_done() -> bool:
        nonlocal before, last_us
        now = sum(chip.operations for chip in chips)
        if now != before:
            before, last_us = now, bench.clock.now_us
        return at.has_slip()

    at.hardware.wait(is_done)
    at.take_slip("ballot")
    return (last_us - released_us) / 1000


def main() -> None:
    """Print the table."""
    table = Table(
        "what",
        "measured",
        "floor or bound",
        "ratio",
        title="Terminal on MicroPython, 64-bit objects; floor: the same point operations in libsodium",
    )
    for column in table.columns[1:]:
        column.justify = "right"
    arithmetic(table)
    roll(table)
    day(table)
    console.print(table)


if __name__ == "__main__":
    main()
