"""lib25519 and, beside it, our own sums in C (native/), which know what is the same in all commitments of a booth.

Every row of every proof has multiples of the same G and H, and all branches of a contest have one base: tables of these
are made once, and the denominators of many rows are inverted together. host_tools/installing/sums.sh compiles them into
the virtual environment. Public values only: nothing here hides what it computes with.
"""

from __future__ import annotations

import ctypes
import sys
from functools import cache
from pathlib import Path

from host_tools.formats.points import multiply_base
from host_tools.verifying import multiples
from host_tools.verifying.multiples import Lib25519, Multiples, Sodium

PREFIX = Path(sys.prefix) / "lib" / "tamga"
_NAME = "sums.so"


class Compiled(Lib25519):
    """Our own sums, and lib25519's batch for the subgroup.

    OSError: one of the two is missing, or computes what libsodium does not.
    """

    name = "lib25519 and compiled sums"

    def __init__(self, folder: Path | None = multiples.PREFIX, own: Path = PREFIX) -> None:
        """folder: as of Lib25519. own: where our own library is."""
        library = ctypes.CDLL(str(own / _NAME))
        text, count = ctypes.c_char_p, ctypes.c_int64
        try:
            self._own_total, self._own_weighted = library.tamga_total, library.tamga_weighted_sums
            self._own_rows, self._own_table, self._us = (
                library.tamga_rows,
                library.tamga_table,
                library.tamga_montgomery,
            )
            library.tamga_table_bytes.restype = count
            self._table_bytes = int(library.tamga_table_bytes())
        except AttributeError as error:
            raise OSError("the compiled sums are of another version") from error
        self._own_total.argtypes = [text, text, text, count, text, count]
        self._own_weighted.argtypes = [text, text, count, text, count, count]
        self._own_rows.argtypes = [text] * 7 + [count, count]
        self._own_table.argtypes = [text, text]
        self._us.argtypes = [text, text, count]
        self._g = self._table(multiply_base(1))
        self._h = b"", self._g
        super().__init__(folder)

    def total(self, scalars: bytes, points: bytes, eighths: bytes = b"") -> bytes | None:
        """As of `Multiples`."""
        if len(scalars) != len(points) or len(points) % 32 or len(eighths) % 32 or len(eighths) > len(points):
            raise ValueError("a scalar for each point")
        out = ctypes.create_string_buffer(32)
        return _taken(out, self._own_total(out, scalars, points, len(points) // 32, eighths, len(eighths) // 32))

    def weighted(self, weights: bytes, points: bytes, each: int) -> bytes | None:
        """As of `Multiples`."""
        groups = len(points) // (32 * each)
        if len(points) != 32 * each * groups or len(weights) not in (len(points), len(points) // 2):
            raise ValueError("a weight for each point, and whole groups")
        out, weight_bits = ctypes.create_string_buffer(32 * groups), 256 * len(weights) // max(1, len(points))
        return _taken(out, self._own_weighted(out, weights, weight_bits, points, groups, each))

    def rows(self, key: bytes, of_g: bytes, of_h: bytes, of_base: bytes, bases: bytes) -> bytes | None:
        """As of `Multiples`."""
        count = len(bases) // 32
        each = len(of_base) // (16 * count)
        if len(bases) != 32 * count or not len(of_g) == len(of_h) == 2 * len(of_base) == 32 * each * count:
            raise ValueError("three scalars for each row, and as many rows for each base")
        if self._h[0] != key and of_h.strip(b"\0"):  # that of one precinct at a time
            self._h = key, self._table(key)
        out = ctypes.create_string_buffer(32 * each * count)
        return _taken(out, self._own_rows(out, self._g, self._h[1], of_g, of_h, of_base, bases, count, each))

    def in_subgroup(self, points: bytes) -> bool:
        """As of `Multiples`."""
        count = len(points) // 32
        us = ctypes.create_string_buffer(32 * count)
        return count == 0 or (bool(self._us(us, points, count)) and self.all_probed(us.raw[: 32 * count]))

    def _table(self, point: bytes) -> ctypes.Array[ctypes.c_char]:
        """What `rows` reads of a point that stands in all of them: half a megabyte, in a millisecond."""
        table = ctypes.create_string_buffer(self._table_bytes)
        if not self._own_table(table, point):
            raise ValueError("no point")
        return table


def _taken(out: ctypes.Array[ctypes.c_char], answer: int) -> bytes | None:
    """What a function wrote; None where it met what is no point."""
    if answer < 0:
        raise MemoryError
    return out.raw if answer else None


@cache
def best() -> Multiples:
    """The fastest there is, one for this process: our own sums with lib25519; lib25519 alone; else libsodium."""
    for kind in (Compiled, Lib25519):
        for folder in (multiples.PREFIX, None):
            try:
                return kind(folder)
            except OSError:
                continue
    return Sodium()
