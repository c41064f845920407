"""Ballots verified by workers of a Dask scheduler, over TCP and in processes of their own; and where nobody answers."""

from __future__ import annotations

from pathlib import Path

import dask
import pytest
from distributed import LocalCluster

from host_tools.errors import PublishingError
from host_tools.publishing import records_check
from tests.host_tools.publishing.test_published_ballots import honest, nation, said, served, twenty_votes


def test_they_say_the_same_and_a_scheduler_that_is_gone_is_a_message(tmp_path: Path) -> None:
    place = served(nation(twenty_votes, honest), tmp_path)
    with dask.config.set({"distributed.comm.timeouts.connect": "1s", "distributed.comm.retry.count": 0}):
        with LocalCluster(1, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
            address = cluster.scheduler_address
            assert address.startswith("tcp://")
            assert said(place, spread=records_check.on_dask(address)) == said(place) != []
        with pytest.raises(PublishingError, match="no Dask scheduler answers"):
            said(place, spread=records_check.on_dask(address))
        with pytest.raises(PublishingError, match="no Dask scheduler answers"):
            said(place, spread=records_check.on_dask("there"))
