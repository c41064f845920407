"""A protocol that says when polls closed: before the hour only where the law or the election allows it."""

from __future__ import annotations

from typing import Any

import pytest

from host_tools.formats.definitions import Hours, SpecialKind
from host_tools.formats.objects import Moments
from host_tools.verifying.closing_hour import closed_too_early
from tests.host_tools.small_precinct import AFTERNOON, SmallPrecinct

EVERYBODY = {"listed": 12, "added": 1, "certificates": 0, "on_list": 13}
#        kind, settings, marked of 13, mode, seconds after 15:12, and what is wrong
CASES: dict[str, tuple[SpecialKind | None, dict[str, Any], int, int, int, str]] = {
    "an ordinary precinct": (None, {}, 13, 0, 0, "polls closed at 15:12, before 20:00, which this precinct may not"),
    "where the election leaves it to people": (None, {"early_close": True}, 5, 0, 0, ""),
    "a hospital where one had not come": ("hospital", {}, 12, 0, 0, "before 20:00, and 1 on the list had not come"),
    "a ship, whatever the election leaves to people": ("ship", {"early_close": True}, 3, 0, 0, "and 10 on the list"),
    "a military unit where all had": ("military", {}, 13, 0, 0, ""),
    "a minute too early": (None, {}, 13, 0, (4 * 60 + 47) * 60, "closed at 19:59, before 20:00"),
    "on the minute": (None, {}, 13, 0, (4 * 60 + 48) * 60, ""),
    "another hour of the election": (None, {"closes_minutes": 15 * 60}, 13, 0, 0, ""),
    "the next day": (None, {}, 13, 0, 10 * 3600, ""),
    "a clock that nobody set": (None, {}, 13, 0, -AFTERNOON, ""),
    "a test": (None, {}, 5, 1, 0, ""),
}


def protocol_of(case: str) -> tuple[SmallPrecinct, dict[str, Any], str]:
    """(precinct, changes to its protocol, words of what is wrong)."""
    kind, settings, marked, mode, after, wrong = CASES[case]
    made = SmallPrecinct(mode=mode, settings=settings, kind=kind)
    fields = {**made.protocol_payload().fields, **EVERYBODY, "marked": marked}
    return made, {"fields": fields, "moments": Moments(0, AFTERNOON + after, 0, 0)}, wrong


@pytest.mark.parametrize("case", CASES)
def test_closed_before_its_hour(case: str) -> None:
    made, changes, wrong = protocol_of(case)
    found = closed_too_early(made.protocol_payload(**changes), made.election, made.precinct)
    assert wrong in found and bool(wrong) == bool(found)


def test_a_precincts_own_hours_count() -> None:
    made = SmallPrecinct()
    place = made.precinct.model_copy(update={"hours": Hours(360, 15 * 60 + 12)})
    said = made.protocol_payload(moments=Moments(0, AFTERNOON, 0, 0))
    assert closed_too_early(said, made.election, place) == ""
    early = said.model_copy(update={"moments": Moments(0, AFTERNOON - 60, 0, 0)})
    assert "15:11, before 15:12" in closed_too_early(early, made.election, place)
