"""A server on a free port with a small precinct, talked to over its real socket."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import uvicorn
from websockets.sync.client import ClientConnection, connect

from simulator.channel.kept_table import KeptTable
from simulator.front.autopilot import Autopilot
from simulator.front.hub import Hub
from simulator.front.listening import LOOPBACK, listen
from simulator.front.live_precinct import LivePrecinct
from simulator.front.running import Running
from simulator.front.server import Server
from simulator.people.kept_precinct import DemoPrecinct, prepare
from simulator.people.precinct import Precinct
from simulator.people.provisioned import ELECTION

VOTERS, BOOTHS = 12, 1
FLASH_BYTES = 512 << 10
PATIENCE_S = 240  # longer than a busy computer takes, shorter than a test may


class Browser:
    """One WebSocket as a browser has it."""

    def __init__(self, port: int, origin: str | None = "", host: str = "127.0.0.1") -> None:
        origin = f"http://127.0.0.1:{port}" if origin == "" else origin
        self._stack = ExitStack()
        # Nobody reads all of it, and nobody has to be quick to say that they are still there.
        address, any_size = f"ws://{host}:{port}/ws", {"max_size": None, "max_queue": None, "ping_interval": None}
        self.socket: ClientConnection = self._stack.enter_context(
            connect(address, origin=origin, open_timeout=PATIENCE_S, **any_size)  # type: ignore[arg-type]
        )
        self.seen: list[dict | bytes] = []
        self._number = 0

    def next(self) -> dict | bytes:
        frame = self.socket.recv(PATIENCE_S)
        self.seen.append(frame if isinstance(frame, bytes) else json.loads(frame))
        return self.seen[-1]

    def until(self, kind: str) -> dict:
        """The next text frame of a kind."""
        while True:
            frame = self.next()
            if isinstance(frame, dict) and frame["type"] == kind:
                return frame

    def do(self, line: str) -> dict:
        """Say a line; its answer. Frames that came before it are in `seen`."""
        self._number += 1
        self.socket.send(json.dumps({"id": self._number, "do": line}))
        while (done := self.until("done"))["id"] != self._number:
            pass
        return done

    def find(self, wanted: Callable[[dict], bool]) -> dict:
        """The first text frame that is wanted, of those that came already or the next that comes."""
        for frame in self.seen:
            if isinstance(frame, dict) and wanted(frame):
                return frame
        while not (isinstance(frame := self.next(), dict) and wanted(frame)):
            pass
        return frame

    def close(self) -> None:
        """Leave."""
        self._stack.close()

    def frames(self, kind: int) -> list[bytes]:
        return [frame for frame in self.seen if isinstance(frame, bytes) and frame[0] == kind]


def _failed(error: BaseException) -> None:
    raise AssertionError("no new day") from error


class Front:
    """The server's thread, and what it serves."""

    def __init__(self, folder: Path, election: Path = ELECTION, desks: int = 1) -> None:
        self.election, self.desks = election, desks
        made = prepare(folder, VOTERS, BOOTHS, election, desks=desks)
        listening = listen("127.0.0.1", 0)
        assert listening
        self.port: int = listening.getsockname()[1]
        self.folder = folder
        self.running = Running(self._live(made), self._another_day, _failed)
        hosts = frozenset(f"{name}:{self.port}" for name in LOOPBACK)
        self.server = uvicorn.Server(
            uvicorn.Config(
                Server(self.running, hosts).app, log_level="warning", ws="websockets-sansio", ws_ping_interval=None
            )
        )
        self.thread = threading.Thread(target=self.server.run, args=([listening],), daemon=True)
        self.browsers: list[Browser] = []

    def _live(self, made: DemoPrecinct) -> LivePrecinct:
        precinct = Precinct(made.provisioned, flash_bytes=FLASH_BYTES)
        kept = KeptTable(self.folder / "tables")
        return LivePrecinct(made, precinct, Hub(), kept, Autopilot, lambda: self.running.begin_anew())

    def _another_day(self) -> LivePrecinct:
        return self._live(prepare(self.folder, VOTERS, BOOTHS, self.election, fresh=True, desks=self.desks))

    @property
    def live(self) -> LivePrecinct:
        assert self.running.live
        return self.running.live

    def browser(self) -> Browser:
        self.browsers.append(Browser(self.port))
        return self.browsers[-1]

    def stop(self) -> None:
        for browser in self.browsers:
            browser.close()
        self.server.should_exit = True
        self.thread.join(PATIENCE_S)


@contextmanager
def served(folder: Path, election: Path = ELECTION, desks: int = 1) -> Iterator[Front]:
    """A front that listens until the block ends."""
    front = Front(folder, election, desks)
    front.thread.start()
    while not front.server.started:
        assert front.thread.is_alive()
        time.sleep(0.01)  # a server in this process: there is no virtual clock to wait on
    yield front
    front.stop()


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    with served(tmp_path_factory.mktemp("front") / "run") as front:
        yield front


@pytest.fixture
def browser(front: Front) -> Iterator[Browser]:
    browser = front.browser()
    yield browser
    browser.close()
