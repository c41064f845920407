"""Elections as large as the tools accept live a whole day in a booth's heap: opened, voted, closed."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from host_tools.elections.checks import BYTES_A_POSITION, MOST_BYTES, MOST_CONTEST_BYTES
from host_tools.elections.election_file import read_election
from host_tools.errors import ElectionsError
from simulator.people.precinct import OFFICIAL
from tests.precinct import day as days
from tests.precinct.day import Day, make_precinct

LANGUAGES = ("kk", "ru", "en")
LONG = ("Көпжасаров {} Нұрсұлтан Жұмағалиев", "Копжасаров {} Нурсултан Жумагалиев", "Kopzhasarov {} Nursultan")
SHORT = ("Ә {}", "Я {}", "A {}")
LARGEST = {
    "one contest": ([36], LONG),
    "long names": ([12] * 4, LONG),
    "positions": ([10] * 7, SHORT),
}


def three(key: str, words: tuple[str, ...]) -> str:
    return f"{key} = {{ " + ", ".join(f'{name} = "{text}"' for name, text in zip(LANGUAGES, words, strict=True)) + " }"


def election(file: Path, contests: list[int], names: tuple[str, ...]) -> Path:
    """An election file whose contests have so many options each."""
    lines = ['id = "largest"', "date = 2026-11-29", three("title", ("Ұзақ", "Длинные", "Long"))]
    lines += ["[settings]", 'opens = "07:00"', 'closes = "20:00"']
    for contest, options in enumerate(contests, 1):
        titles = (f"Мәслихат {contest}", f"Маслихат {contest}", f"Council {contest}")
        lines += ["[[contests]]", f'id = "c{contest}"', three("title", titles)]
        for option in range(1, options + 1):
            place = f"{contest}-{option}"
            named = tuple(name.format(place) for name in names)
            lines += ["[[contests.options]]", f'id = "o{place}"', three("name", named)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def live_a_day(folder: Path, file: Path, contests: list[int], names: tuple[str, ...]) -> None:
    day = Day(make_precinct(folder / "made", election=file, booths=1), folder / "day")
    try:
        day.open(day.booth(1), OFFICIAL)
        for voter in (1, 2):
            lines = [names[1].format(f"{contest}-{voter}")[:14] for contest in range(1, len(contests) + 1)]
            day.vote(1, day.activation(index=voter), lines)
        day.close_booth(1)
    finally:
        day.unplug()


@pytest.mark.parametrize("which", LARGEST)
def test_a_largest_election_lives_a_whole_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, which: str) -> None:
    monkeypatch.setattr(days, "FLASH_BYTES", 2 << 20)
    contests, names = LARGEST[which]
    file = election(tmp_path / "election.toml", contests, names)
    found = read_election(file)
    load = len(found.to_cbor()) + BYTES_A_POSITION * found.positions
    assert load > 0.9 * MOST_BYTES or len(found.to_cbor()) > 0.9 * MOST_CONTEST_BYTES  # it is one of the largest
    live_a_day(tmp_path, file, contests, names)


@pytest.mark.parametrize(
    "seed",
    [
        6,
        *(pytest.param(seed, marks=pytest.mark.long) for seed in range(40) if seed != 6),
    ],  # 6: closing had no room
)
def test_an_election_of_any_shape_lives_a_whole_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """As the tools accept it: each is a day of some ten seconds."""
    monkeypatch.setattr(days, "FLASH_BYTES", 2 << 20)
    dice = random.Random(seed)
    while True:
        contests = [dice.randint(2, 40) for _ in range(dice.randint(1, 6))]
        names = dice.choice((LONG, SHORT))
        file = election(tmp_path / "election.toml", contests, names)
        try:
            read_election(file)
        except ElectionsError:
            continue
        break
    live_a_day(tmp_path, file, contests, names)


@pytest.mark.parametrize(("contests", "names"), [([46], LONG), ([14] * 5, LONG), ([12] * 9, SHORT)])
def test_one_that_no_terminal_survives_is_refused(tmp_path: Path, contests: list[int], names: tuple[str, ...]) -> None:
    with pytest.raises(ElectionsError, match=r"in a terminal|for one contest"):
        read_election(election(tmp_path / "election.toml", contests, names))
