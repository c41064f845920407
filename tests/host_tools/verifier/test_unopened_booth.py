"""A booth that was dead in the morning and never opened: the protocol says so with a reason (key 20), or is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from nacl.signing import SigningKey

from host_tools.collecting.proving import contradiction
from host_tools.determining.precinct_result import result_of
from host_tools.determining.states import Progress
from host_tools.formats.definitions import Booth
from host_tools.formats.objects import UnopenedBooth
from tests.host_tools.small_precinct import SLOTS
from tests.host_tools.verifier.test_attacks_on_a_result import Attacked, refused_by_one, refused_by_other
from tests.host_tools.verifier.test_booth_left_out import evidence

DEAD = UnopenedBooth(3, "It does not start.")


def day(*unopened: UnopenedBooth, **said: object) -> Attacked:
    """The definition has a third booth, which nobody opened."""
    made = Attacked()
    third = Booth(3, bytes(SigningKey(b"3" * 32).verify_key), SLOTS)
    made.precinct = made.precinct.model_copy(update={"booths": [*made.precinct.booths, third]})
    made.said |= {"unopened": list(unopened) or None, **said}
    return made


def totals(made: Attacked) -> list[bytes]:
    return [made.totals(booth) for booth in made.booths]


def test_a_day_without_one_booth_agrees_everywhere(tmp_path: Path) -> None:
    made = day(DEAD)
    assert refused_by_one(made, tmp_path) == []
    assert refused_by_other(made) == []
    assert contradiction(made.protocol(), made.precinct, totals(made)) == ""
    result = result_of(made.precinct, evidence(made.protocol(), totals(made)), made.election)
    assert not result.alarms and result.progress == Progress.ACCEPTED


class Lie(NamedTuple):
    """words: of our verifier and of the centre."""

    name: str
    make: Callable[[], Attacked]
    words: str


LIES = [
    Lie("nothing of it", day, "says nothing of booths 3"),
    Lie("an empty list", lambda: day(unopened=[]), "is empty, out of order"),
    Lie("no reason", lambda: day(DEAD._replace(reason=" ")), "gives no reason why booth 3"),
    Lie("the same twice", lambda: day(DEAD, DEAD), "is empty, out of order"),
    Lie("one that it counts", lambda: day(UnopenedBooth(2, "Dead."), DEAD), "has one that it counts"),
    Lie("one that the precinct does not have", lambda: day(DEAD, UnopenedBooth(4, "Dead.")), "names booths 4"),
    Lie("out of order", lambda: day(UnopenedBooth(4, "Dead."), DEAD), "out of order"),
]


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.name)
def test_all_who_check_refuse_a_booth_that_is_not_accounted_for(lie: Lie, tmp_path: Path) -> None:
    made = lie.make()
    assert any("names every booth" in text for text in refused_by_one(made, tmp_path))
    assert any(lie.words in text for text in refused_by_other(made))
    assert lie.words in contradiction(made.protocol(), made.precinct, totals(made))
    result = result_of(made.precinct, evidence(made.protocol(), totals(made)), made.election)
    assert any(lie.words in text for text in result.alarms)


def test_a_correction_does_not_change_why_a_booth_was_not_opened(tmp_path: Path) -> None:
    made = day(DEAD)
    first = made.protocol()
    for reason, right in ((DEAD.reason, True), ("It was not needed.", False)):
        (tmp_path / "second.cose").write_bytes(made.correction_of(first, unopened=[UnopenedBooth(3, reason)]))
        assert (refused_by_one(made, tmp_path) == []) == right
