"""A published nation, and a static server for it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from host_tools.determining import nation_folder
from host_tools.determining.nation import determine
from host_tools.publishing import tree
from tests.host_tools.determining.made_up_nation import CENTRE, MadeUpNation

MADE_S = 1_795_060_000


def publish(folder: Path, out: Path, made_s: int = MADE_S, closed: bool = True) -> tree.Published:
    """As `tamga publish`."""
    nation = determine(nation_folder.load(folder), nation_folder.objects(folder), closed)
    return tree.publish(out, nation, folder, CENTRE, made_s)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The nation's folder."""
    return MadeUpNation().write(tmp_path / "nation")


@pytest.fixture
def published(folder: Path, tmp_path: Path) -> Path:
    """Its first publication."""
    assert publish(folder, tmp_path / "served").number == 1
    return tmp_path / "served"


class _Quiet(SimpleHTTPRequestHandler):
    """Static files, without a log."""

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def address(published: Path) -> Iterator[str]:
    """Where it is served."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(published))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()
