"""A wrong outcome stands at most as often as the risk limit says; a right one needs no full count."""

from __future__ import annotations

import random
from collections.abc import Iterable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from host_tools.audit import risk
from host_tools.audit.bounds import Reported, bound, margins, overstatement
from host_tools.audit.drawing import Seed, draws, shuffled
from host_tools.audit.sitting import CONFIRMED, COUNT_ALL, COUNT_DRAWN, DRAW_MORE, Sitting
from host_tools.errors import AuditError

PUBLICATION = bytes(32)
LIMIT = Fraction(1, 10)


def digits(number: int) -> str:
    return f"{number:020}"


def sitting(votes: dict[int, tuple[int, int]], winners: int = 1) -> Sitting:
    reported = Reported(votes, {number: sum(pair) for number, pair in votes.items()})
    return Sitting("one", ["a", "b"], reported, margins(reported.totals, winners), LIMIT)


def lying(precincts: int = 60, wrong: int = 8) -> tuple[Sitting, dict[int, list[int]]]:
    """(what was published: a wins; what paper says: b wins). In `wrong` precincts a booth moved 40 votes to a."""
    true = {number: [48, 52] for number in range(1, precincts + 1)}
    shown = {number: (88, 12) if number <= wrong else (48, 52) for number in true}
    return sitting(shown), true


def test_a_booth_that_lies_is_caught_as_often_as_the_limit_promises() -> None:
    """The demonstration: the outcome is wrong, and at most one audit in ten would let it stand."""
    part, true = lying()
    assert part.between.smallest == 400 and sum(pair[1] for pair in true.values()) > sum(p[0] for p in true.values())
    assert stood_of(400, part, true) == 0
    # The sample misses every wrong precinct about as seldom.
    assert missed(part, range(1, 9)) < 0.001


def test_the_lie_that_is_hardest_to_find_stands_as_often_as_the_limit_allows() -> None:
    """Two booths turn over every vote of theirs, which is just enough: nobody can change an outcome in fewer places."""
    true = {number: [52, 48] if number <= 51 else [50, 50] for number in range(1, 61)} | {1: [0, 100], 2: [0, 100]}
    part = sitting({number: (pair[0], pair[1]) for number, pair in true.items()} | {1: (100, 0), 2: (100, 0)})
    assert [sum(column) for column in zip(*true.values(), strict=True)] == [2998, 3002] and part.between.smallest == 396
    stood = stood_of(1000, part, true)
    assert stood == 93 and abs(stood / 1000 - missed(part, (1, 2))) < 0.01 and missed(part, (1, 2)) <= LIMIT


def stood_of(audits: int, part: Sitting, true: dict[int, list[int]]) -> int:
    """How many audits, each with a seed of its own, let the outcome stand."""
    seeds = (Seed(PUBLICATION, digits(number)) for number in range(audits))
    return sum(part.state(drawn, {one: true[one] for one in drawn})[0] == CONFIRMED for drawn in map(part.draw, seeds))


def missed(part: Sitting, wrong: Iterable[int]) -> float:
    """How likely a sample has none of these precincts."""
    draws = len(part.draw(Seed(PUBLICATION, digits(0))))
    return float((1 - sum(part.bounds[one] for one in wrong) / sum(part.bounds.values())) ** draws)


@given(st.integers(0, 2**32), st.integers(2, 30))
def test_no_wrong_outcome_has_a_smaller_risk_than_its_sample_allows(start: int, precincts: int) -> None:
    """Whatever was counted wrongly: where paper says another winner, some taint is large enough."""
    chance = random.Random(start)
    true = {n: [chance.randrange(50), chance.randrange(50)] for n in range(precincts)}
    shown = {n: (min(sum(true[n]), true[n][0] + chance.randrange(60)), 0) for n in true}
    shown = {n: (pair[0], sum(true[n]) - pair[0]) for n, pair in shown.items()}
    totals = [sum(column) for column in zip(*true.values(), strict=True)]
    part_totals = [sum(column) for column in zip(*shown.values(), strict=True)]
    if part_totals[0] <= part_totals[1] or totals[0] > totals[1]:
        return
    part = sitting(shown)  # type: ignore[arg-type]
    assert sum(overstatement(shown[n], true[n], part.between) for n in true) >= 1
    for n in true:
        assert overstatement(shown[n], true[n], part.between) <= part.bounds[n]


def test_a_right_outcome_is_confirmed_without_a_full_count() -> None:
    votes = {number: (70, 30) for number in range(1, 501)}
    part = sitting(votes)
    drawn = part.draw(Seed(PUBLICATION, digits(7)))
    what, reached = part.state(drawn, {number: list(votes[number]) for number in drawn})
    assert what == CONFIRMED and reached <= LIMIT and len(drawn) < 15


def test_small_differences_ask_for_more_and_large_ones_for_everything() -> None:
    votes = {number: (52, 48) for number in range(1, 101)}
    part = sitting(votes)
    drawn = part.draw(Seed(PUBLICATION, digits(3)))
    counted = {number: list(votes[number]) for number in drawn}
    assert part.state(drawn, {})[0] == COUNT_DRAWN
    counted[drawn[0]] = [50, 50]
    what, reached = part.state(drawn, counted)
    assert what == DRAW_MORE and LIMIT < reached < 1
    further = part.draw(Seed(PUBLICATION, digits(3)), 12, len(drawn))
    counted |= {number: list(votes[number]) for number in further if number not in counted}
    assert part.state([*drawn, *further], counted)[1] < reached
    counted[drawn[0]] = [0, 100]
    assert part.state(drawn, counted) == (COUNT_ALL, 1)
    assert part.differences({drawn[0]: [0, 100]}) == [(drawn[0], "a", 52, 0), (drawn[0], "b", 48, 100)]


def test_draws_follow_from_the_seed_and_the_bounds() -> None:
    bounds = {1: Fraction(1), 2: Fraction(3), 3: Fraction(0)}
    seed = Seed(PUBLICATION, digits(1))
    found = draws(seed, bounds, 2000)
    assert found[:50] == draws(seed, bounds, 50) and found[50:60] == draws(seed, bounds, 10, 50)
    assert found != draws(Seed(bytes([1]) * 32, digits(1)), bounds, 2000)
    assert 3 not in found and 0.70 < found.count(2) / 2000 < 0.80
    assert sorted(shuffled(seed, range(9), 20, "x")) == list(range(9))
    assert shuffled(seed, range(100), 5, "x") != shuffled(seed, range(100), 5, "y")


@pytest.mark.parametrize("wrong", ["123", "1" * 19, "x" * 20, "１" * 20])
def test_a_seed_that_nobody_threw(wrong: str) -> None:
    with pytest.raises(AuditError, match="20 times in public"):
        Seed(PUBLICATION, wrong)


def test_a_tie_and_a_contest_without_a_loser_are_for_a_full_count() -> None:
    with pytest.raises(AuditError, match="count everything by hand"):
        sitting({1: (5, 5)})
    with pytest.raises(AuditError, match="nobody who lost"):
        sitting({1: (5, 4)}, winners=2)


def test_the_bound_and_the_numbers_of_the_source() -> None:
    """By hand: margin 40; a precinct of 100 ballots with 60 to 40 can hide 20 + 100 votes of it."""
    between = margins([120, 80], 1)
    assert bound([60, 40], 100, between) == Fraction(120, 40)
    assert overstatement([60, 40], [50, 50], between) == Fraction(20, 40)
    assert risk.measured(Fraction(6), [Fraction(0), Fraction(1, 4)]) == Fraction(5, 6) * Fraction(5, 6) / Fraction(3, 4)
    assert risk.measured(Fraction(1, 2), []) == 0 and risk.draws_needed(Fraction(6), Fraction(1, 20)) == 17
    assert risk.chance_caught(100, 5, 20) == pytest.approx(1 - 0.3193, abs=1e-3)
    assert risk.chance_caught(10, 10, 1) == 1 and risk.chance_caught(10, 0, 5) == 0
