"""A publisher that stays: what the centre gave a receipt for is added up and published at once, by the same gate."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from nacl.signing import SigningKey
from sqlalchemy.exc import DBAPIError

from host_tools.collecting.store import why
from host_tools.determining.following import Following
from host_tools.determining.gate import Alarm
from host_tools.errors import PublishingError, TamgaError, os_error_in_words
from host_tools.publishing import tree
from host_tools.publishing.standing import Standing

LOOK_S = 0.1  # between two looks at the store


class Publisher:
    """Publishes a nation whenever something has come.

    out: the directory that is served. key: the centre's, which signs the list. closed: polls are closed.
    clock: seconds since 1970 UTC.
    """

    def __init__(
        self,
        following: Following,
        nation: Path,
        out: Path,
        key: SigningKey,
        closed: bool,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._following, self._nation, self._out, self._key, self._closed = following, nation, out, key, closed
        self._clock = clock
        self._standing = Standing()
        self._is_anew = True  # nothing that was kept can be the reason for an alarm
        self._alarms: list[Alarm] = []  # of the last turn
        self._is_due = True  # what was found has not been published, and no gate has closed before it

    def publish(self) -> tree.Published:
        """Add everything up and publish it, or say why the gate is closed. Errors as of `Following`."""
        self._is_due = True
        found = self._following.determined(self._closed)
        if any(one.centre != bytes(self._key.verify_key) for one in found.commission.precincts.values()):
            raise PublishingError("--key: not the key of the centre that the definitions name; give that one")
        done = tree.publish(self._out, found, self._nation, self._key, int(self._clock()), self._standing)
        self._is_due = False
        if done.alarms and not self._is_anew:
            self._begin_anew()  # what came may be wrong, or what was kept of it has gone wrong in memory
        self._is_anew = bool(done.alarms)
        return done

    def _begin_anew(self) -> None:
        """Keep nothing, and let the next turn verify and write everything."""
        self._following.close()
        self._standing.forget()
        self._is_due = True

    def prepare(self) -> None:
        """After a publication has been said: what the next one does not have to wait for."""
        self._standing.prepare(self._out)
        gc.collect()
        gc.freeze()  # a nation's objects stay: looking through them for garbage takes longer than adding a report

    def close(self) -> None:
        """Leave nothing beside what is served."""
        self._standing.close()

    def turn(self) -> tree.Published | str | None:
        """Publish what is new; None where nothing is, or where the alarms of an attempt anew are those of before.

        A sentence where it cannot be now; the publication before stays as it is then, and the next turn tries again: a
        full disk, a database that is away, half of a folder.
        """
        try:
            if not self._is_due and not self._following.has_news():
                return None
            said = self._alarms if self._is_due else []
            with _no_collections():
                done = self.publish()
            self._alarms = done.alarms
            return None if done.alarms and done.alarms == said else done
        except TamgaError as error:
            return str(error)
        except OSError as error:
            return os_error_in_words(error)
        except DBAPIError as error:
            return why(error)


@contextmanager
def _no_collections() -> Iterator[None]:
    """Let Python look for garbage afterwards (`prepare`): in a turn nearly all that is new is needed to its end."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
