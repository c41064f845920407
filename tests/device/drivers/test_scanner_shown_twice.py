"""One showing is one act, and what is shown while the terminal is busy is none."""

from __future__ import annotations

import pytest

from tests.device.drivers.scanner_rig import BUSY, DRAIN, OK, PAUSE, RESUME, ScannerRig

ONE, TWO = (OK, "]Q1", "ONE"), (OK, "]Q1", "TWO")


@pytest.fixture(autouse=True)
def started(scanner: ScannerRig) -> None:
    scanner.start()


@pytest.mark.parametrize("times", [2, 5])
def test_repeats(scanner: ScannerRig, times: int) -> None:
    scanner.module.repeats = times
    assert scanner.show("ONE") == [ONE]


def test_a_code_that_is_held_in_view_for_long_is_one(scanner: ScannerRig) -> None:
    assert scanner.show("ONE", held_ms=20_000, wait_ms=25_000) == [ONE]
    assert scanner.module.read_count > 10


def test_a_code_counts_again_after_it_was_away_for_two_seconds(scanner: ScannerRig) -> None:
    assert scanner.show("ONE", held_ms=300, wait_ms=1000) == [ONE]
    assert scanner.show("ONE", held_ms=300, wait_ms=2500) == []
    assert scanner.show("ONE", held_ms=300, wait_ms=1000) == [ONE]


def test_two_codes_in_view_in_turn_are_one_each(scanner: ScannerRig) -> None:
    scans = [scan for text in ("ONE", "TWO") * 4 for scan in scanner.show(text, held_ms=300, wait_ms=700)]
    assert scans == [ONE, TWO]


def test_parts_of_a_long_object_are_shown_one_after_the_other(scanner: ScannerRig) -> None:
    scans = [scan for part in range(1, 7) for scan in scanner.show(f"TM1:S:{part}/6:X", held_ms=250, wait_ms=400)]
    assert [text for _, _, text in scans] == [f"TM1:S:{part}/6:X" for part in range(1, 7)]


def test_what_is_shown_while_paused_is_forgotten(scanner: ScannerRig) -> None:
    scanner.pull(PAUSE)
    assert scanner.show("ONE") == []
    scanner.pull(RESUME)
    scanner.run(1000)
    assert scanner.show("TWO") == [TWO]


def test_a_code_still_in_view_after_a_pause_is_not_a_new_act(scanner: ScannerRig) -> None:
    scanner.pull(PAUSE)
    scanner.module.show("ONE", held_ms=5000)
    scanner.run(1000)
    scanner.pull(RESUME)
    scanner.run(5000)
    assert scanner.scans == []


def test_a_long_code_that_comes_while_the_screen_is_drawn_is_whole(scanner: ScannerRig) -> None:
    scanner.bench.set_pin(BUSY, 0)
    assert scanner.show("A" * 700) == [(OK, "]Q1", "A" * 700)]


@pytest.mark.parametrize("lever", [DRAIN, RESUME])
def test_a_code_cut_in_the_middle_by_a_drain_does_not_come_as_its_end(scanner: ScannerRig, lever: int) -> None:
    scanner.module.split_ms = 30
    scanner.module.show("A" * 100)
    scanner.run(500)  # some of it is here, some still to come
    scanner.pull(lever)
    scanner.run(2000)
    assert scanner.scans == []
    scanner.module.split_ms = 0
    assert scanner.show("TWO") == [TWO]
