"""Keeping a small heap in one piece.

MicroPython never moves an object, so one that lives long and was made among garbage splits the free memory for good.
Hence: collect often while long-lived things are made, and seldom where numbers churn and nothing stays; and load what
is needed for a while as a visit, which takes away what came with it. With frozen firmware a visit frees little.
"""

import gc
import sys

_LOADING_BYTES = 4096
_USUAL_BYTES = 32 * 1024
_known: list[str] = []


def usual() -> None:
    """The pace of every day."""
    gc.collect()
    gc.threshold(_USUAL_BYTES)


class Loading:
    """`with Loading():` around imports and the building of what stays."""

    def __enter__(self):
        gc.collect()
        gc.threshold(_LOADING_BYTES)

    def __exit__(self, *_):
        usual()


class Churning:
    """`with Churning():` around long arithmetic within `Loading`: at its pace, collecting would be most of the work."""

    def __enter__(self):
        usual()

    def __exit__(self, *_):
        gc.collect()
        gc.threshold(_LOADING_BYTES)


async def visit(begin, *arguments):
    """What a visit returns; every module that came during it is forgotten when it ends.

    begin: a function that imports what the visit needs and returns a coroutine of it, so that nothing here holds on to
    a module. What a visit makes and leaves behind must be of modules that were there before it.

        def _count(desk):
            from desk.count.evening import count
            return count(desk)

        await memory.visit(_count, desk)
    """
    known = _note_modules()
    try:
        with Loading():
            visiting = begin(*arguments)
        return await visiting
    finally:
        visiting = None
        _forget_since(known)


def glance(look, *arguments):
    """What `look` returns, which may import; for a visit that waits for nobody."""
    known = _note_modules()
    try:
        with Loading():
            return look(*arguments)
    finally:
        _forget_since(known)


def _note_modules() -> int:
    """How many modules are there now; their names stand in `_known`, each once for all visits within each other."""
    for name in sys.modules:
        if name not in _known:
            _known.append(name)
    return len(_known)


def _forget_since(count: int) -> None:
    """Forget the modules that came after the first `count`; whoever imports one again gets it afresh."""
    del _known[count:]
    for name in tuple(sys.modules):
        if name not in _known:
            del sys.modules[name]
            package, _, leaf = name.rpartition(".")
            if package in sys.modules and hasattr(sys.modules[package], leaf):
                delattr(sys.modules[package], leaf)
    gc.collect()


def forget(*names: str) -> None:
    """Forget modules that are done, their own `__name__` among them; what they made stays."""
    for name in names:
        del sys.modules[name]
    gc.collect()


def scrub() -> None:
    """Write zeros over all free memory: what was let go of still lies there. Takes what is free, and gives it back."""
    gc.collect()
    gc.threshold(-1)
    chain: object = None
    for size in (16 * 1024, 2048, 256, 64):
        try:
            while True:
                chain = [chain, bytearray(size)]
        except MemoryError:
            pass
    try:
        while True:
            chain = (chain,)  # one block: the smallest holes
    except MemoryError:
        pass
    del chain
    usual()
