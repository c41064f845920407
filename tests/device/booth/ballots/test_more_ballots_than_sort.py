"""As many ballots as a pair of 16 MiB chips holds: the booth still sorts them."""

from __future__ import annotations

from pathlib import Path

ANSWERS = Path(__file__).with_name("sealing_answers.py")


def test_the_ballots_of_full_chips_are_sorted(micropython) -> None:  # type: ignore[no-untyped-def]
    assert micropython(ANSWERS, [{"slots": 6400}], heap="16M") == [True]
