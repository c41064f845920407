"""A bit turns in memory while a ballot is sealed: nobody finds out at the count."""

from __future__ import annotations

from pathlib import Path

ANSWERS = Path(__file__).with_name("sealing_answers.py")


def test_one_error_is_sealed_away_and_a_lasting_one_refuses_the_ballot(micropython) -> None:  # type: ignore[no-untyped-def]
    answers = micropython(ANSWERS, [{"errors": errors} for errors in (0, 1, 2)])
    assert answers == [[True, 1, True], [True, 2, True], [False, 2, True]], "taken, attempts, seeds overwritten"
