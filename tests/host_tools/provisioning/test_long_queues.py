"""Queues that are longer than planned: the formula, the simulated day, what the command refuses."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from host_tools.cli import app
from host_tools.provisioning.queueing import advice, arrivals, erlang, forecast, shown, times
from host_tools.provisioning.queueing.day import Day, Station, serve
from host_tools.provisioning.queueing.times import Stage
from simulator.measure import voters_day

LIMIT_S, SHARE = advice.LIMIT_S, advice.LONGER_SHARE
DESK, BOOTH = times.measured()["desk"], times.measured()["booth"]
FULL = Station(3_000, 1, 1, 0.3, DESK, BOOTH)
EVERYBODY = replace(FULL, electronic=1.0, peak=1.0, turnout=1.0, walk_s=30.0)


def only_people(seconds: float) -> Stage:
    """Times as the formula has them: nothing is measured."""
    return Stage({"nothing": (0.0,)}, seconds)


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
    queue = serve(coming, 2, only_people(60), LIMIT_S, draw, shape=1)
    expected = erlang.waiting(100, 60, 2, LIMIT_S)
    assert queue.mean_s == pytest.approx(expected.mean_s, rel=0.1)
    assert queue.longer_share == pytest.approx(expected.longer_share, abs=0.01)


def test_as_many_come_as_in_2026_and_the_busiest_hour_is_above_the_mean() -> None:
    assert arrivals.busiest(3_000) == pytest.approx(3_000 * 1.3 * 0.0917, rel=0.01)
    days = [Station(3_000, 6, 9, 0.0, DESK, BOOTH, peak=1.0).day(seed, LIMIT_S).desks.served for seed in range(8)]
    assert sum(days) / 8 == pytest.approx(3_000 * 0.7324, rel=0.02)


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


def test_where_more_come_than_can_be_served_the_queue_grows_for_ever_and_is_not_planned() -> None:
    """A steady rate of 110 % of what the place can do, and no end of voting."""
    more_s = 60 - 60 / 1.1  # that each voter waits longer than the one before
    coming = [number * 60 / 1.1 for number in range(10_000)]
    waits = serve(coming, 1, only_people(60), LIMIT_S, random.Random(4)).waits
    for begin in range(0, 10_000, 2_000):
        grown_s = waits[begin + 1_999] - waits[begin]
        assert grown_s == pytest.approx(2_000 * more_s, rel=0.4)
    found = advice.advise(replace(EVERYBODY, desk=DESK.with_people(60)))  # six desks for 6.9 at once
    assert not found.holds and found.station.desks == advice.MOST_DESKS


def full_day() -> tuple[Station, Day]:
    found = advice.advise(EVERYBODY)
    return found.station, found.worst


def test_nobody_of_the_list_comes_twice_or_is_served_twice() -> None:
    station, day = full_day()
    assert day.desks.served == day.booths.served == station.listed
    for queue, places in ((day.desks, station.desks), (day.booths, station.booths)):
        changes = sorted([(at, 1) for at in queue.begun] + [(at, -1) for at in queue.done])
        assert max(accumulate(change for _, change in changes)) <= places
        assert all(came <= begun < done for came, begun, done in zip(queue.came, queue.begun, queue.done, strict=True))
    assert sum(arrivals.shares(5.0, 1.0).values()) == pytest.approx(1)


def test_whoever_stands_in_the_room_when_voting_ends_still_votes() -> None:
    """Far too few places: hundreds wait at eight in the evening."""
    day = replace(EVERYBODY, desks=2, booths=9).day(1, LIMIT_S)
    waiting_at_the_end = sum(begun > 20 * 3_600 for begun in day.desks.begun)
    assert waiting_at_the_end > 100 and day.booths.served == 3_000
    assert day.last_s > max(day.desks.begun) and day.after_closing_s > 3_600


def test_a_slip_s_booth_is_waited_for_though_another_is_free() -> None:
    coming = [40.0 * number for number in range(200)]
    queue = serve(coming, 2, only_people(60), LIMIT_S, random.Random(1), has_named_place=True)
    voters = range(2, 200)
    assert all(queue.begun[voter] == max(coming[voter], queue.done[voter - 2]) for voter in voters)
    assert any(max(coming[voter], queue.done[voter - 1]) < queue.begun[voter] for voter in voters)


@pytest.mark.parametrize("station", [FULL, EVERYBODY, replace(FULL, listed=1_200)])
def test_the_plan_s_forecast_is_not_better_than_its_simulated_days(station: Station) -> None:
    found = forecast.compared(advice.advise(station).station, LIMIT_S, 1)
    assert set(found) == {"desk", "booth"} and all(one.agrees for one in found.values()), found


def test_3_000_voters_vote_in_thirteen_hours_and_the_last_is_done_soon_after() -> None:
    station, day = full_day()
    assert advice.holds(day) and station.desks <= advice.MOST_DESKS
    assert day.after_closing_s < 600


def test_the_bench_and_the_plan_tell_of_one_day(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["plan", "queue", "3000", "--electronic", "100", "--turnout", "100", "--peak", "1"]
    plan = CliRunner().invoke(app, asked, terminal_width=110)
    voters_day.show(["--recorded"])
    bench = capsys.readouterr().out
    (last,) = [line for line in plan.output.splitlines() if line.startswith("the last voter is done at")]
    assert last in bench.splitlines()
    hours = [line for line in plan.output.splitlines() if ":00 " in line]
    assert len(hours) >= 13 and not set(hours) - set(bench.splitlines())


@pytest.mark.parametrize("name", ["desk", "booth"])
def test_a_voter_takes_no_longer_than_the_bar(name: str) -> None:
    assert shown.held(name, times.measured()[name]), times.measured()[name].seconds


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
