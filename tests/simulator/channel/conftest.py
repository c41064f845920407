"""A polling station in which nothing is plugged in: enough to be understood, or not."""

from __future__ import annotations

import pytest

from simulator.channel.channel import Channel
from simulator.channel.table import Table
from simulator.people.kept_precinct import DemoPrecinct, prepare
from simulator.people.precinct import Precinct

VOTERS, BOOTHS = 5, 1
FLASH_BYTES = 64 << 10


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> DemoPrecinct:
    return prepare(tmp_path_factory.mktemp("channel") / "precinct", VOTERS, BOOTHS)


@pytest.fixture
def channel(made: DemoPrecinct) -> Channel:
    precinct = Precinct(made.provisioned, flash_bytes=FLASH_BYTES)
    return Channel(precinct, Table(precinct, made.voters, made.labels))
