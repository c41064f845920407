"""Keep a small heap unfragmented.

MicroPython never moves an object, so a long-lived one allocated among garbage splits the free memory for good. Hence:
collect often while long-lived objects are made, and seldom during arithmetic that leaves nothing behind. Load rarely
used modules in a visit, which unloads everything that was imported during it. With frozen firmware that frees little.
"""

import asyncio
import gc
import sys

_LOADING_BYTES = 4096
_USUAL_BYTES = 48 * 1024
_READING_MS = 200  # nobody has read a page before, and it is on the panel
_known: list[str] = []


def _begin_loading() -> None:
    """Collect garbage, unless that is done often already, and do it often from here on."""
    if gc.threshold() > _LOADING_BYTES:
        gc.collect()
    gc.threshold(_LOADING_BYTES)


def usual() -> None:
    """Collect garbage, and from here on at the usual interval."""
    gc.collect()
    gc.threshold(_USUAL_BYTES)


async def tidy() -> None:
    """Collect garbage while a new page is read, so that the answer to the next key or touch does not wait for it."""
    await asyncio.sleep_ms(_READING_MS)
    usual()


class Loading:
    """`with Loading():` around imports and the construction of long-lived objects. Little garbage is left."""

    def __enter__(self):
        _begin_loading()

    def __exit__(self, *_):
        gc.threshold(_USUAL_BYTES)


class Churning:
    """`with Churning():` around long arithmetic inside `Loading`, where collecting often would be most of the work."""

    def __enter__(self):
        usual()

    def __exit__(self, *_):
        gc.collect()
        gc.threshold(_LOADING_BYTES)


async def visit(begin, *arguments):
    """Run a visit and return its result. Every module imported during it is unloaded when it ends.

    begin: a function that imports what the visit needs and returns a coroutine of it, so that nothing here keeps a
    reference to a module. Objects that outlive a visit must come from modules that were loaded before it.
    arguments: of `begin`.

        def _count(desk):
            from desk.count.evening import count
            return count(desk)

        await memory.visit(_count, desk)
    """
    known = _note_modules()
    try:
        with Loading():
            visiting = begin(*arguments)
        await asyncio.sleep_ms(0)  # loading, working and unloading are pieces: keys are looked at between them
        result = await visiting
    finally:
        visiting = None
        _forget_since(known)
    await asyncio.sleep_ms(0)
    return result


def glance(look, *arguments):
    """Call a function that imports, return its result, and unload what it imported: a visit without waiting."""
    known = _note_modules()
    gc.threshold(_LOADING_BYTES)  # what is loaded goes again at once: no need for the best place
    try:
        return look(*arguments)
    finally:
        _forget_since(known)  # and collects
        gc.threshold(_USUAL_BYTES)


def _note_modules() -> int:
    """How many modules are loaded. `_known` lists their names, once for all nested visits."""
    before = set(_known)  # a list of a hundred names would be searched a hundred times
    for name in sys.modules:
        if name not in before:
            _known.append(name)
    return len(_known)


def _forget_since(count: int) -> None:
    """Unload the modules after the first `count`; importing one again loads it anew."""
    del _known[count:]
    stay = set(_known)
    for name in tuple(sys.modules):
        if name not in stay:
            _unload(name)
    del stay
    gc.collect()


def _unload(name: str) -> None:
    del sys.modules[name]
    package, _, leaf = name.rpartition(".")
    if package in sys.modules and hasattr(sys.modules[package], leaf):
        delattr(sys.modules[package], leaf)


def forget(*names: str) -> None:
    """Unload modules that are no longer needed; a module may pass its own `__name__`. Their objects stay."""
    for name in names:
        _unload(name)
    gc.collect()


def scrub() -> None:
    """Overwrite all free memory with zeros, since freed secrets remain in it: allocate everything, then free it."""
    gc.collect()
    gc.threshold(-1)
    gc.disable()  # there is no garbage, and each size ends with an allocation that would look for some
    chain: object = None
    for size in (16 * 1024, 2048):  # more sizes are more searches, each through the whole heap
        try:
            while True:
                chain = [chain, bytearray(size)]
        except MemoryError:
            pass
    try:
        while True:
            chain = (chain,)  # one block each, for the smallest gaps
    except MemoryError:
        pass
    del chain
    gc.enable()
    usual()
