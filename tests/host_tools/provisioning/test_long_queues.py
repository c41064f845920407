"""Queues that are longer than planned: the formula, the simulated day, what the command refuses."""

from __future__ import annotations

import random
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from host_tools.cli import app
from host_tools.provisioning.queueing import advice, arrivals, erlang, times
from host_tools.provisioning.queueing.day import Station, serve
from host_tools.provisioning.queueing.times import Stage

ROOT = Path(__file__).parents[3]
LIMIT_S, SHARE = advice.LIMIT_S, advice.LONGER_SHARE
DESK, BOOTH = times.measured()["desk"], times.measured()["booth"]
FULL = Station(3_000, 1, 1, 0.3, DESK, BOOTH)


@pytest.mark.parametrize(("load", "places", "share"), [(0.5, 1, 0.5), (2, 3, 4 / 9), (1, 2, 1 / 3), (3, 3, 1.0)])
def test_the_formula_gives_the_values_of_the_textbook(load: float, places: int, share: float) -> None:
    assert erlang.wait_share(load, places) == pytest.approx(share)


@pytest.mark.parametrize(
    ("an_hour", "service_s", "places"),
    [
        (144, 30, 2),
        (144, 45, 3),
        (144, 120, 6),
        (360, 30, 4),
        (360, 45, 5),
        (360, 60, 7),
        (360, 240, 26),
        (43.2, 90, 2),
    ],
)
def test_places_for_the_average_and_the_largest_list(an_hour: float, service_s: float, places: int) -> None:
    assert erlang.places_needed(an_hour, service_s, LIMIT_S, SHARE) == places


def test_with_one_place_too_few_the_queue_has_no_end() -> None:
    assert erlang.waiting(360, 45, 4, LIMIT_S).longer_share == 1
    assert erlang.waiting(360, 45, 5, LIMIT_S).mean_s < 150


def test_the_simulation_agrees_with_the_formula_where_that_holds() -> None:
    """A steady rate, and times as irregular as the formula has them."""
    draw, at, coming = random.Random(2), 0.0, []
    for _ in range(60_000):
        at += draw.expovariate(100 / 3_600)
        coming.append(at)
    _, queue = serve(coming, 2, Stage(0, 0, 60), LIMIT_S, draw, shape=1)
    expected = erlang.waiting(100, 60, 2, LIMIT_S)
    assert queue.mean_s == pytest.approx(expected.mean_s, rel=0.1)
    assert queue.longer_share == pytest.approx(expected.longer_share, abs=0.01)


def test_as_many_come_as_in_2026_and_the_busiest_hour_is_above_the_mean() -> None:
    assert arrivals.busiest(3_000) == pytest.approx(3_000 * 1.3 * 0.0917, rel=0.01)
    days = [Station(3_000, 6, 9, 0.0, DESK, BOOTH, peak=1.0).day(seed, LIMIT_S).desks.served for seed in range(8)]
    assert sum(days) / 8 == pytest.approx(3_000 * 0.7324, rel=0.02)


def test_what_is_planned_is_no_faster_than_what_was_measured() -> None:
    measured = tomllib.loads(ROOT.joinpath("simulator/measure/acts_budgets.toml").read_text())["m3"]
    for stage in (DESK, BOOTH):
        processor_s = sum(measured[act]["processor_ms"] for act in stage.acts) / 1_000
        assert stage.processor >= 0.95 * processor_s, stage.acts


def test_a_full_list_is_served_in_its_thirteen_hours() -> None:
    found = advice.advise(FULL)
    assert found.holds and found.station.desks <= advice.MOST_DESKS
    assert found.worst.after_closing_s < 600
    assert found.station.desks >= 4 and found.station.booths >= 3


def test_fewer_places_than_advised_hold_nobody_s_limit() -> None:
    found = advice.advise(FULL)
    fewer = replace(found.station, desks=found.station.desks - 2, booths=found.station.booths)
    assert not advice.holds(advice.worst_day(fewer, LIMIT_S, 1))


def test_a_desk_too_slow_for_six_is_said_and_not_planned_away() -> None:
    found = advice.advise(replace(FULL, desk=DESK.with_people(120)))
    assert found.station.desks == advice.MOST_DESKS and not found.holds


@given(st.integers(1, 400), st.integers(1, 6), st.integers(1, 9), st.floats(0, 1), st.integers(0, 99))
def test_nobody_is_lost_and_nobody_waits_less_than_nothing(
    listed: int, desks: int, booths: int, electronic: float, seed: int
) -> None:
    station = Station(listed, desks, booths, electronic, DESK, BOOTH)
    day = station.day(seed, LIMIT_S)
    assert day == station.day(seed, LIMIT_S)
    assert day.booths.served <= day.desks.served
    for queue in (day.desks, day.booths):
        assert 0 <= queue.mean_s and 0 <= queue.longest <= queue.served


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["1200"], 0, "spares"),
        (["3000", "--desks", "2", "--booths", "3"], 1, "must be divided"),
        (["3000", "--desks", "2"], 2, "give both"),
        (["3001"], 2, "Error"),
        (["0"], 2, "Error"),
        (["800", "--electronic", "0"], 0, "spares"),
        (["800", "--electronic", "101"], 2, "Error"),
        (["800", "--electronic", "nan"], 2, ""),
        (["800", "--booth-people", "inf"], 2, "number"),
    ],
)
def test_the_command_says_what_holds_and_refuses_what_is_no_station(
    arguments: list[str], status: int, says: str
) -> None:
    result = CliRunner().invoke(app, ["plan", "queue", *arguments], terminal_width=200)
    assert result.exit_code == status, result.output
    assert says in result.output


def test_a_plan_of_lists_is_still_read_without_its_command_s_name() -> None:
    result = CliRunner().invoke(app, ["plan", "nowhere.toml"])
    assert result.exit_code == 2 and "nowhere.toml" in result.output
