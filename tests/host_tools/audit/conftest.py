"""A publication to audit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from host_tools.audit import arlo
from host_tools.audit.bounds import Reported, margins
from host_tools.audit.sitting import Sitting
from host_tools.cli import app
from host_tools.determining.nation import Commission, Nation
from host_tools.determining.territory import Territory
from host_tools.formats.definitions import Precinct
from tests.host_tools.determining.made_up_nation import MadeUpNation, MadeUpPrecinct
from tests.host_tools.publishing.conftest import publish
from tests.host_tools.small_precinct import small_election

SEED = "31415926535897932384"


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The publication's folder; nobody writes into it."""
    folder = tmp_path_factory.mktemp("published")
    publish(MadeUpNation().write(folder / "nation"), folder / "served")
    return folder / "served"


def run(group: str, *words: object) -> tuple[int, str]:
    """(exit status, everything that was said) of a command of `tamga`."""
    result = CliRunner().invoke(app, [group, *(str(word) for word in words)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, " ".join(result.output.split())


def made_sitting(
    votes: Mapping[int, Sequence[int]], lines: Sequence[str] = ("a", "b"), more: Mapping[int, int] | None = None
) -> Sitting:
    """The audit of made-up numbers. votes: of each line by precinct. more: how many more ballots than votes."""
    ballots = {number: sum(line) + (more or {}).get(number, 0) for number, line in votes.items()}
    reported = Reported(votes, ballots)
    return Sitting("one", lines, reported, margins(reported.totals, 1), Fraction(1, 20))


def made_nation(district_of: Mapping[int, str], region_of: Mapping[str, str]) -> Nation:
    """A nation whose precincts lie where the territory says; their numbers come from a sitting."""
    definition = made_up_definition()
    territory = Territory(dict(district_of), dict(region_of))
    commission = Commission(small_election(), dict.fromkeys(district_of, definition), territory, b"")
    return Nation(commission, {}, dict.fromkeys(district_of), [])  # type: ignore[arg-type]


@cache
def made_up_definition() -> Precinct:
    """One for every precinct: a sitting does not look into it."""
    return MadeUpPrecinct(1).definition


def made_tables(
    votes: Mapping[int, Sequence[int]], lines: Sequence[str] = ("a", "b"), region: str = "A",
    more: Mapping[int, int] | None = None,
) -> list[str]:  # fmt: skip
    """Tables for Arlo of made-up numbers, two of each jurisdiction."""
    nation = made_nation(dict.fromkeys(votes, region), {region: region})
    return [text for _, *both in arlo.tables(nation, made_sitting(votes, lines, more)) for text in both]
