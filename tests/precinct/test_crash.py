"""The firmware fails: by an exception in what it does or beside it, for want of memory, or by never giving way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.people.words import words
from tests.precinct.day import ROOT, VOTE, Day, Snapshot
from tests.precinct.traces import events

# Behind the firmware's own `memory`, whose `visit` every role begins with; a file says what fails, and how often.
TRAP = """

import asyncio, os, time
_hoard = None

async def _fail(how):
    await asyncio.sleep_ms(3000)
    if how == "hang":
        while True:
            time.sleep_ms(50)
    if how == "memory":
        _fill()
    raise ValueError("a bug beside the others")

def _fill():
    global _hoard
    gc.threshold(-1)
    for size in (4096, 256, 64):
        try:
            while True:
                _hoard = [_hoard, bytearray(size)]
        except MemoryError:
            pass
    while True:
        _hoard = (_hoard,)

_visit = visit

async def visit(begin, *arguments):
    _spring()
    return await _visit(begin, *arguments)

_is_sprung = False

def _spring():
    global _is_sprung
    if _is_sprung:
        return  # once after each start
    _is_sprung = True
    try:
        with open("trap") as file:
            how, left = file.read().split()
    except OSError:
        return
    os.remove("trap")
    if int(left) > 1:
        with open("trap", "w") as file:
            file.write(how + " " + str(int(left) - 1))
    if how == "exception":
        raise ValueError("a bug")
    if how == "cancelled":
        raise asyncio.CancelledError
    if how == "exit":
        raise SystemExit
    asyncio.create_task(_fail(how))
"""
DETAILS = {"exception": 2, "cancelled": 2, "exit": 2, "beside": 2, "memory": 1, "hang": 3}


def set_trap(day: Day, number: int, how: str, times: int = 1) -> None:
    folder = day.provisioned.terminals[number]
    (folder / "memory.py").write_text((ROOT / "device" / "memory.py").read_text("utf-8") + TRAP, "utf-8")
    (folder / "trap").write_text(f"{how} {times}")


@pytest.mark.parametrize("number", [0, 1], ids=["desk", "booth"])
@pytest.mark.parametrize("how", DETAILS)
def test_a_failure_shows_the_last_page_and_the_terminal_starts_again(
    start: Callable[..., Day], opened: Snapshot, how: str, number: int
) -> None:
    day = start(opened)
    at = day.terminals[number]
    bench = at.hardware.bench
    bench.may_restart = True
    set_trap(day, number, how)
    at.hardware.plug_in()
    if how != "hang":  # then there is nobody to show anything
        for language in ("kk", "ru", "en"):
            at.sees("crashed", language=language)
        assert bench.restarts == 0
    at.hardware.wait(lambda: bench.restarts == 1)
    assert bench.watchdog.bites == (how == "hang")
    at.sees("power_nothing")
    at.presses("ok")
    assert ("crashed", DETAILS[how]) in events(at.hardware)
    day.idle(at)
    at.hardware.rest(700_000)
    assert bench.restarts == 1
    if number:
        day.vote(1, day.activation(), VOTE)
    else:
        day.check_in(day.labels[0], 1)


@pytest.mark.parametrize("how", ["exception", "hang"])
def test_a_terminal_that_fails_at_every_start_says_so_in_words(
    start: Callable[..., Day], opened: Snapshot, how: str
) -> None:
    day = start(opened)
    at = day.booth(1)
    at.hardware.bench.may_restart = True
    set_trap(day, 1, how, times=3)
    at.hardware.plug_in()
    at.sees("crash_loop", 3)
    at.sees("call_technician")
    assert at.hardware.bench.restarts == 3
    at.hardware.rest(60_000)
    assert at.hands.screen.shows(words("call_technician", "kk"))
    at.presses("ok")
    at.sees("power_nothing")
    at.presses("ok")
    assert ("crashed", DETAILS[how]) in events(at.hardware)


def test_failures_of_earlier_days_do_not_add_up(start: Callable[..., Day], opened: Snapshot) -> None:
    day = start(opened)
    at = day.booth(1)
    kept = Path(day.provisioned.terminals[1]) / "data" / "crashes"
    kept.write_bytes(bytes((2, 0)))
    day.resume(at)
    assert kept.read_bytes() == bytes((0, 0))


@pytest.mark.parametrize("content", [b"", b"\xff\xff"])
def test_a_damaged_note_of_failures_stops_nobody(start: Callable[..., Day], opened: Snapshot, content: bytes) -> None:
    day = start(opened)
    (Path(day.provisioned.terminals[1]) / "data" / "crashes").write_bytes(content)
    day.resume(day.booth(1))


@pytest.mark.parametrize("name", ["crashes", "last.page", "seed.bin"])
def test_a_file_that_cannot_be_written_leaves_no_dead_panel(
    start: Callable[..., Day], opened: Snapshot, name: str
) -> None:
    """A full or broken file system: without its notes a terminal works; without a new seed it must not, and says so."""
    day = start(opened)
    at, data = day.booth(1), Path(day.provisioned.terminals[1]) / "data"
    at.hardware.bench.may_restart = True
    (data / "crashes").write_bytes(bytes((1, 0)))
    (data / "last.page").write_bytes(
        b"of another firmware" if name == "last.page" else (data / "last.page").read_bytes()
    )
    (data / f"{name}.new").mkdir()
    if name != "seed.bin":
        day.resume(at)
        day.idle(at)
        return
    at.hardware.plug_in()
    for _ in range(3):
        at.sees("crashed")
        at.hardware.wait(lambda before=at.hardware.bench.restarts: at.hardware.bench.restarts > before)
    at.sees("crash_loop", 3)
