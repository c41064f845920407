"""A publisher that stays: what the centre gave a receipt for is added up and published at once, by the same gate."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from nacl.signing import SigningKey
from sqlalchemy.exc import DBAPIError

from host_tools.collecting.store import why
from host_tools.determining.following import Following
from host_tools.errors import PublishingError, TamgaError, os_error_in_words
from host_tools.publishing import tree

LOOK_S = 0.25  # between two looks at the store


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
        self._is_due = True  # what was found has not been published, and no gate has closed before it

    def publish(self) -> tree.Published:
        """Add everything up and publish it, or say why the gate is closed. Errors as of `Following`."""
        self._is_due = True
        found = self._following.determined(self._closed)
        if any(one.centre != bytes(self._key.verify_key) for one in found.commission.precincts.values()):
            raise PublishingError("--key: not the key of the centre that the definitions name; give that one")
        done = tree.publish(self._out, found, self._nation, self._key, int(self._clock()))
        self._is_due = False
        return done

    def turn(self) -> tree.Published | str | None:
        """Publish what is new; None where nothing is. A sentence where it cannot be now, and the next turn tries again.

        The publication before stays as it is then: a full disk, a database that is away, half of a folder.
        """
        try:
            return self.publish() if self._is_due or self._following.has_news() else None
        except TamgaError as error:
            return str(error)
        except OSError as error:
            return os_error_in_words(error)
        except DBAPIError as error:
            return why(error)
