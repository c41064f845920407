"""The live precinct that is served now, and how another takes its place."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

from simulator.channel.at_terminal import ActError
from simulator.front.live_precinct import LivePrecinct
from simulator.people.saying import said


class Running:
    """live: the precinct that is served; None while the next one is made.

    make: wipes the folder and gives the precinct of another day.
    failed: called if it could not; there is nothing to serve then.
    """

    def __init__(
        self,
        live: LivePrecinct,
        make: Callable[[], LivePrecinct],
        failed: Callable[[BaseException], None],
    ) -> None:
        self.live: LivePrecinct | None = live
        self._make, self._failed = make, failed
        self._loop: asyncio.AbstractEventLoop | None = None
        self._beginning = threading.Lock()

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """The server runs on this loop: plug everything in."""
        self._loop = loop
        if self.live:
            self.live.hub.open(loop)
            self.live.start()

    def stop(self) -> None:
        """Unplug everything; returns when it is done. Not in the loop's thread."""
        if self.live:
            self.live.stop()

    def begin_anew(self) -> str:
        """End this day, wipe it, and begin another. Not in the loop's thread; browsers come again by themselves."""
        if not self._beginning.acquire(blocking=False):
            raise ActError(said("being_made"))
        try:
            old, self.live = self.live, None
            assert old and self._loop
            old.stop()
            self._loop.call_soon_threadsafe(old.hub.close)
            new = self._make()
            new.hub.open(self._loop)
            new.start()
            self.live = new
        except BaseException as error:  # typer.Exit too
            self._failed(error)
            raise
        finally:
            self._beginning.release()
        return said("a_new_day")
