"""A ballot of five contests with five options each: thirty ciphertexts a ballot, in every terminal's heap."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.hardware.terminal import HEAP_KIB
from simulator.people.precinct import OFFICIAL, PAPER
from simulator.people.slip_reader import codes_on
from tests.precinct.day import Day, make_precinct
from tests.precinct.evening_numbers import numbers, read_totals_and_keys, type_numbers
from tests.precinct.slip_objects import payload_of

CONTESTS, OPTIONS = 5, 5
BLANK = ""
# Which option each voter takes in each contest, from 1; 0 takes none.
CHOICES = ((1, 2, 3, 4, 5), (1, 1, 0, 4, 0), (5, 2, 3, 0, 0))


def option_name(contest: int, option: int) -> str:
    return f"Косеев Алдар {contest}-{option}"


def long_election(file: Path, contests: int = CONTESTS, options: int = OPTIONS) -> Path:
    """An election file of so many contests and options."""

    def names(key: str, kazakh: str, russian: str, english: str) -> str:
        return f'{key} = {{ kk = "{kazakh}", ru = "{russian}", en = "{english}" }}'

    lines = ['id = "long"', "date = 2026-11-29", names("title", "Ұзақ сайлау", "Длинные выборы", "A long election")]
    lines += ["[settings]", "max_spoiled = 2", "protocol_copies = 1", 'opens = "07:00"', 'closes = "20:00"']
    for contest in range(1, contests + 1):
        lines += ["[[contests]]", f'id = "council-{contest}"']
        lines += [names("title", f"{contest} мәслихат депутаты", f"Депутат маслихата {contest}", f"Council {contest}")]
        for option in range(1, options + 1):
            place = f"{contest}-{option}"
            name = names("name", f"Көсеев Алдар {place}", option_name(contest, option), f"Aldar Koseev {place}")
            lines += ["[[contests.options]]", f'id = "option-{place}"', name]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


@pytest.fixture
def long_day(tmp_path: Path) -> Day:
    """A precinct with one booth and the long ballot, never switched on."""
    election = long_election(tmp_path / "long.toml")
    return Day(make_precinct(tmp_path / "made", election=election, booths=1), tmp_path / "day")


def test_a_long_ballot_is_voted_closed_and_counted_in_a_small_heap(long_day: Day, tmp_path: Path) -> None:
    day = long_day
    assert {terminal.hardware.bench.heap_kib for terminal in day.terminals} == {HEAP_KIB}
    try:
        for terminal in day.terminals:
            day.open(terminal, OFFICIAL)
        for label, choices in zip(day.labels, CHOICES, strict=False):
            lines = [option_name(contest, option) if option else BLANK for contest, option in enumerate(choices, 1)]
            day.vote(1, day.check_in(label, 1), lines)
        day.check_in(day.labels[len(CHOICES)], PAPER)
        day.also["totals"] = [day.close_booth(1)]
        day.close_desk()
        read_totals_and_keys(day)
        type_numbers(day, numbers([[1] + [0] * (OPTIONS + 2)] * CONTESTS, election=tmp_path / "long.toml"))
        protocol = payload_of(codes_on(day.desk.take_slip("protocol")))
    finally:
        day.unplug()
    votes = [[0] * (OPTIONS + 1) for _ in range(CONTESTS)]
    for choices in CHOICES:
        for contest, option in enumerate(choices):
            votes[contest][option - 1] += 1  # none is the last
    assert protocol[5] == votes
    assert protocol[7]["electronic"] == len(CHOICES)
    consoles = [terminal.hardware.bench.log.read_text() for terminal in day.terminals]
    assert not [console for console in consoles if "MemoryError" in console]
