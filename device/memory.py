"""Keeping a small heap in one piece.

MicroPython never moves an object, so one that lives long and was made among garbage splits the free memory for good.
Hence: collect often while long-lived things are made, and seldom where numbers churn and nothing stays; and modules
that are needed only now and then come late and go early. With frozen firmware the last costs nothing and frees little.
"""

import gc
import sys

_LOADING_BYTES = 4096
_USUAL_BYTES = 32 * 1024
OPENING = (
    "terminal.opening", "terminal.officials", "terminal.calibrating", "storage.condition", "formats.package",
    "desk.roll.supplement_check",
)  # fmt: skip


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


def unload(names: tuple) -> None:
    """Forget modules; who imports them again gets them afresh."""
    for name in names:
        if name in sys.modules:
            del sys.modules[name]
            package, _, leaf = name.rpartition(".")
            if hasattr(sys.modules[package], leaf):
                delattr(sys.modules[package], leaf)
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
