"""Elections as large as the tools accept live a whole day in the heaps of booth and desk: from opening to protocol.

Those that take most of a booth do so in heaps that are smaller than the terminals' by a reserve: where long objects lie
differs from run to run, and what another feature takes has to fail here, not at a booth.
"""

from __future__ import annotations

import random
from itertools import chain
from pathlib import Path

import pytest

from host_tools.elections.checks import MOST_BYTES, MOST_CONTEST_BYTES, load_bytes
from host_tools.elections.election_file import read_election
from host_tools.errors import ElectionsError
from host_tools.formats.packages import open_package
from host_tools.verifying.precinct import check_precinct
from host_tools.verifying.sums import precinct_secret
from simulator.people.precinct import OFFICIAL
from tests.precinct import day as days
from tests.precinct.day import AUTHORITY, Day, make_precinct
from tests.precinct.evening_numbers import numbers
from tests.precinct.self_testing import Technician
from tests.precinct.slip_objects import object_of, payload_of

RESERVE_KIB = 8  # for the desk that looks over the hundreds of numbers of fifteen contests there is none
LANGUAGES = ("kk", "ru", "en")
LONG = ("Көпжасаров {} Нұрсұлтан Жұмағалиев", "Копжасаров {} Нурсултан Жумагалиев", "Kopzhasarov {} Nursultan")
SHORT = ("Ә {}", "Я {}", "A {}")
Contests = list[tuple[int, int]]  # options and votes allowed of each
LARGEST: dict[str, tuple[Contests, tuple[str, ...]]] = {
    "one contest": ([(36, 1)], LONG),
    "options": ([(50, 1), (10, 1)], SHORT),
    "long names": ([(9, 1)] * 4, LONG),
    "positions": ([(7, 1)] * 7, SHORT),
    "contests": ([(2, 1)] * 15, LONG),
    "votes": ([(10, 10)] * 2, SHORT),
}


def three(key: str, words: tuple[str, ...]) -> str:
    return f"{key} = {{ " + ", ".join(f'{name} = "{text}"' for name, text in zip(LANGUAGES, words, strict=True)) + " }"


def election(file: Path, contests: Contests, names: tuple[str, ...]) -> Path:
    """An election file with these contests."""
    lines = ['id = "largest"', "date = 2026-11-29", three("title", ("Ұзақ", "Длинные", "Long"))]
    lines += ["[settings]", "protocol_copies = 2", 'opens = "07:00"', 'closes = "20:00"']
    for contest, (options, allowed) in enumerate(contests, 1):
        titles = (f"Мәслихат {contest}", f"Маслихат {contest}", f"Council {contest}")
        lines += ["[[contests]]", f'id = "c{contest}"', three("title", titles), f"votes_allowed = {allowed}"]
        for option in range(1, options + 1):
            place = f"{contest}-{option}"
            named = tuple(name.format(place) for name in names)
            lines += ["[[contests.options]]", f'id = "o{place}"', three("name", named)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def live_a_day(folder: Path, file: Path, contests: Contests, names: tuple[str, ...], reserve_kib: int = 0) -> None:
    """Two voters at one booth, then the count at the desk; the protocol says what they chose, and the key agrees."""
    day = Day(make_precinct(folder / "made", election=file, booths=1), folder / "day")
    for terminal in day.terminals:
        terminal.hardware.bench.heap_kib -= reserve_kib
    try:
        day.open_everywhere(OFFICIAL)
        for voter in (1, 2):
            lines = [" ".join(names[1].format(f"{at}-{voter}").split()[:2]) for at in range(1, len(contests) + 1)]
            day.vote(1, day.check_in(day.labels[voter], 1), lines)
        for terminal in day.terminals:
            test = Technician(day, terminal)
            test.works_through()
            terminal.sees("self_test_good")
            test.prints()
        totals = day.close_booth(1)
        day.close_desk()
        on_paper = [[0] * (options + 3) for options, _ in contests]
        protocol = day.count([totals], OFFICIAL, numbers(on_paper, issued=0, election=file))
    finally:
        day.unplug()
    consoles = [terminal.hardware.bench.log.read_text() for terminal in day.terminals]
    assert not [console for console in consoles if "MemoryError" in console]
    report = check_precinct(
        [bytes(chip.array) for terminal in day.terminals for chip in terminal.hardware.chips],
        [object_of(totals)[1]],
        object_of(protocol)[1],
        read_election(file),
        day.provisioned.precincts[OFFICIAL],
        secret=key_of(day),
    )
    votes = payload_of(protocol)[5]
    assert not report.first_bad
    assert report.data["opened"] == list(chain(*votes))  # by the key itself, without the proof
    for (options, allowed), counts in zip(contests, votes, strict=True):
        assert counts[:options] == [1, 1] + [0] * (options - 2)
        assert sum(counts[options:]) == 2 * (allowed - 1)  # votes that nobody used


def key_of(day: Day) -> int:
    """The precinct's key, from key cards and their PINs."""
    package = (day.provisioned.terminals[0] / "data" / "official.tmpk").read_bytes()
    secret = open_package(package, bytes(AUTHORITY.verify_key)).secrets.card_secret
    cards, public = day.key_cards[OFFICIAL], day.provisioned.precincts[OFFICIAL].key
    assert secret and public
    return precinct_secret([object_of(card.texts)[1] for card in cards], [card.pin for card in cards], secret, public)


# Fifteen contests have hundreds of numbers to type.
@pytest.mark.parametrize(
    "which", [pytest.param(name, marks=pytest.mark.long if name == "contests" else ()) for name in LARGEST]
)
def test_a_largest_election_lives_a_whole_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, which: str) -> None:
    monkeypatch.setattr(days, "FLASH_BYTES", 2 << 20)
    contests, names = LARGEST[which]
    file = election(tmp_path / "election.toml", contests, names)
    found = read_election(file)
    # It is one of the largest.
    assert load_bytes(found) > 0.85 * MOST_BYTES or len(found.to_cbor()) > 0.9 * MOST_CONTEST_BYTES
    live_a_day(tmp_path, file, contests, names, 0 if which == "contests" else RESERVE_KIB)


@pytest.mark.parametrize(
    "seed",
    [29, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(60) if seed != 29)],  # 29: three contests
)
def test_an_election_of_any_shape_lives_a_whole_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """As the tools accept it: each is a day of some ten seconds."""
    monkeypatch.setattr(days, "FLASH_BYTES", 2 << 20)
    contests, names, file = any_shape(random.Random(seed), tmp_path, several=seed >= 40)
    live_a_day(tmp_path, file, contests, names)


def any_shape(dice: random.Random, folder: Path, several: bool) -> tuple[Contests, tuple[str, ...], Path]:
    """An election that the tools accept, and its file. several: more contests, and several votes in some of them."""
    while True:
        contests = [(dice.randint(2, 40), 1) for _ in range(dice.randint(1, 20 if several else 6))]
        if several:
            contests = [(options, dice.choice((1, dice.randint(1, min(options, 20))))) for options, _ in contests]
        names = dice.choice((LONG, SHORT))
        file = election(folder / "election.toml", contests, names)
        try:
            read_election(file)
        except ElectionsError:
            continue
        return contests, names, file


@pytest.mark.parametrize(
    ("contests", "names"),
    [([(46, 1)], LONG), ([(14, 1)] * 5, LONG), ([(12, 1)] * 9, SHORT), ([(22, 20)] * 2, SHORT)],
)
def test_one_that_no_terminal_survives_is_refused(tmp_path: Path, contests: Contests, names: tuple[str, ...]) -> None:
    with pytest.raises(ElectionsError, match=r"in a terminal|for one contest"):
        read_election(election(tmp_path / "election.toml", contests, names))
