"""The centre and its districts as the processes that they are: `tamga collect serve`, started, killed and back."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import subprocess
import sys
from pathlib import Path

from host_tools.errors import RehearsalError

_ASK_S = 0.1
_START_S = 120.0


def free_port() -> int:
    """A port of this computer that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Collector:
    """One process. tcp: where desks call. store: its folder.

    arguments: of `tamga collect serve`, but for these two.
    """

    def __init__(self, name: str, folder: Path, arguments: list[str]) -> None:
        self.name, self.tcp, self.store = name, ("127.0.0.1", free_port()), folder / name
        self._arguments = [*arguments, "--tcp", f"127.0.0.1:{self.tcp[1]}", "--store", str(self.store)]
        self._log = folder / f"{name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        """Start it, and wait until it answers. RehearsalError: it did not."""
        with self._log.open("ab") as log:
            command = [sys.executable, "-m", "host_tools.cli", "collect", "serve", *self._arguments]
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        end = asyncio.get_running_loop().time() + _START_S
        while asyncio.get_running_loop().time() < end and self._process.poll() is None:
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection(*self.tcp)
                writer.close()
                return
            await asyncio.sleep(_ASK_S)
        raise RehearsalError(f"{self.name}: the collector did not start; its words are in {self._log}")

    async def kill(self) -> None:
        """As if the power failed, for the process."""
        if self._process:
            self._process.send_signal(signal.SIGKILL)
            await asyncio.to_thread(self._process.wait)

    async def stop(self) -> None:
        """Let it finish what it began."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            await asyncio.to_thread(self._process.wait)
