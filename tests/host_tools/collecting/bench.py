"""`make bench-collect`: the bench of the collector, on SQLite and on Debian's PostgreSQL, each with slow syncs, too.

python -m tests.host_tools.collecting.bench [--precincts N] [--slow-sync-ms MS]
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import pytest
import typer

from host_tools.collecting.made_up import bench, loaded
from tests.host_tools.collecting.postgres_server import PostgresServer


def main(
    precincts: Annotated[int, typer.Option(help="How many precincts report.")] = bench.PRECINCTS,
    slow_sync_ms: Annotated[int, typer.Option(help="Added to each sync in two more runs; 0: no such runs.")] = 5,
) -> None:
    """Start the servers where they are installed, and run all of it."""
    stores = ["", ""]
    with TemporaryDirectory(prefix="tamga-slow-") as work, contextlib.ExitStack() as stack:
        try:
            for number, preload in enumerate(
                [None, *([loaded.slow_sync(Path(work), slow_sync_ms)] * bool(slow_sync_ms))]
            ):
                server = PostgresServer(preload)
                stack.callback(server.close)
                stores[number] = server.database()
        except pytest.skip.Exception as missing:
            print(missing)
        bench.main(precincts, stores[0], stores[1], slow_sync_ms)


if __name__ == "__main__":
    typer.run(main)
