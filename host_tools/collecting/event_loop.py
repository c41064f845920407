"""What an event loop of thousands of lines needs of Python: uvloop where there is one, and no walks over what stays."""

from __future__ import annotations

import asyncio
import gc

_NEW_OBJECTS = 50_000  # until Python looks for cycles; a protocol makes some hundred, and hardly one of them a cycle


def fast_loop() -> asyncio.AbstractEventLoop:
    """uvloop's loop, at a third of the cost of asyncio's own; that one where uvloop is not installed."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


def spare_collections() -> None:
    """What is there by now stays until the end: definitions, hashes, modules. Python need not walk over it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, 20, 100)
