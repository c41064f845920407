"""Worker processes that import what their work needs, and not the whole program that starts them.

A spawned process imports the main module of the one that starts it. For a command line that is every tool: two seconds
of a processor for each worker. What is handed to these must therefore not be defined in a main module.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import SpawnContext, SpawnProcess
from types import ModuleType
from typing import Any

_MAIN = "__main__"


class _LeanProcess(SpawnProcess):
    """Spawned, not forked: a forked child inherits thread pools without their threads."""

    @staticmethod
    def _Popen(process: Any) -> Any:  # what multiprocessing calls to start one
        with _without_main():
            return SpawnProcess._Popen(process)  # type: ignore[attr-defined]


class LeanContext(SpawnContext):
    """A context of multiprocessing, for executors and pools."""

    Process = _LeanProcess  # type: ignore[assignment]


@contextmanager
def _without_main() -> Iterator[None]:
    main = sys.modules[_MAIN]
    sys.modules[_MAIN] = ModuleType(_MAIN)  # without a file or a name, so that there is nothing to import
    try:
        yield
    finally:
        sys.modules[_MAIN] = main
