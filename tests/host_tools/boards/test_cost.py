"""What terminals cost: sums that fit the data, and prices or boards that there are none of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from host_tools.boards.cost import PARTS, Nation, Range, cost, read, rolls_per_election, terminal
from host_tools.cli import app

ONE = Nation(precincts=1, voters=1000, booths=2, spares_percent=0, years=1, elections=1)


def test_a_precinct_is_its_terminals_paper_and_upkeep() -> None:
    prices = read()
    desk, booth = (terminal(prices, "tamga-rp2350", role) for role in ("desk", "booth"))
    found = {what: each for what, _, each in cost(prices, "tamga-rp2350", ONE).lines}
    assert found["desks"] == desk and found["booths"] == booth * 2
    assert found["spare desks"] == Range(0, 0)
    owned = desk + booth * 2
    low, high = prices.running.upkeep_percent_a_year
    assert found["years of upkeep"] == Range(owned.low * low / 100, owned.high * high / 100)


def test_spares_are_rounded_up_and_paper_grows_with_voters() -> None:
    prices = read()
    more = Nation(precincts=10, voters=30_000, booths=1, spares_percent=14, years=1, elections=1)
    counts = {what: count for what, count, _ in cost(prices, "tamga-s3", more).lines}
    assert counts["spare desks"] == counts["spare booths"] == 2
    desk_m = 8.0 + 3000 * 0.13
    booth_m = 1.4 + 3000 * 0.28
    assert rolls_per_election(prices, more) == 10 * (-(-desk_m // 30) + 1 + -(-booth_m // 30) + 1)


def test_the_nation_for_programs_adds_up() -> None:
    result = CliRunner().invoke(app, ["cost", "--json"])
    said = json.loads(result.output)
    for end in (0, 1):
        assert said["total_usd"][end] == pytest.approx(sum(line["usd"][end] for line in said["lines"]))
    assert said["total_usd"][0] < said["total_usd"][1]
    assert "customs and tax" in said["not_included"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("low = 5.0", "low = -5.0", "low"),
        ('boards = ["tamga-rp2350"]', 'boards = ["other"]', "no prices for this board"),
        ("as_of = 2026-11-30", "", "as_of"),
    ],
)
def test_prices_that_are_none(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = tmp_path / "parts.toml"
    text = PARTS.read_text("utf-8").replace(old, new)
    if "other" in new:
        text = text.replace('boards = ["tamga-rp2350", "tamga-s3"]', 'boards = ["tamga-s3"]')
    path.write_text(text, "utf-8")
    result = CliRunner().invoke(app, ["cost", "--parts", str(path)])
    assert result.exit_code == 2 and said in result.output.replace("\n", " ")
