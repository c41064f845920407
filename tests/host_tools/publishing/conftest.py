"""A published nation, a static server for it, and a publisher that stays beside a centre."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from playwright.sync_api import Browser

from host_tools.collecting.centre import Centre, Kept, whole
from host_tools.collecting.precincts import load
from host_tools.determining import nation_folder
from host_tools.determining.following import Following
from host_tools.determining.nation import determine
from host_tools.publishing import tree
from host_tools.publishing.following import Publisher
from tests.chromium import launched
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


class Static(SimpleHTTPRequestHandler):
    """Static files, without a log, and the end of one as other servers send it."""

    ends: ClassVar[list[tuple[str, int]]] = []  # of every server: path, bytes

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        asked = re.fullmatch(r"bytes=-(\d+)", self.headers.get("Range", ""))
        if asked is None:
            return super().do_GET()
        data = Path(self.translate_path(self.path)).read_bytes()[-int(asked[1]) :]
        self.ends.append((self.path, len(data)))
        self.send_response(206)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        return None


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a folder, as any static server has it."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Static, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


@pytest.fixture
def address(published: Path) -> Iterator[str]:
    """Where it is served."""
    with serving(published) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """For the pages of a file of tests."""
    with launched() as found:
        yield found


@pytest.fixture
def centre(folder: Path, tmp_path: Path) -> Iterator[Centre]:
    """Its store is empty yet, and so is the nation's folder of objects."""
    for path in (folder / "objects").iterdir():
        path.unlink()
    precincts = load(folder / "definitions", bytes(CENTRE.verify_key))
    found = Centre(tmp_path / "store", CENTRE, precincts, clock=lambda: MADE_S)
    yield found
    found.store.close()


@pytest.fixture
def following(folder: Path, centre: Centre, tmp_path: Path) -> Iterator[Following]:
    """It looks at the nation's files at each question: its clock stands."""
    with closing(Following(folder, str(tmp_path / "store"), clock=lambda: 0.0)) as found:
        yield found


@pytest.fixture
def publisher(following: Following, folder: Path, tmp_path: Path) -> Iterator[Publisher]:
    """Polls are closed."""
    made = Publisher(following, folder, tmp_path / "served", CENTRE, True, clock=lambda: MADE_S)
    with closing(made):
        yield made


def take(centre: Centre, *numbers: int) -> None:
    """Precincts report."""
    everybody = MadeUpNation().precincts
    made = [everybody[number] for number in numbers]
    arrivals = [*(whole("S", one.totals()) for one in made), *(whole("P", one.protocol()) for one in made)]
    assert all(isinstance(outcome, Kept) for outcome in centre.accept(arrivals))


def said(publisher: Publisher) -> tree.Published:
    """What a turn published, or what closed the gate."""
    done = publisher.turn()
    assert isinstance(done, tree.Published)
    return done
