"""The question whether bytes are plain deterministic CBOR, asked of native/plain_cbor.c where it is compiled.

It only says yes faster: what it does not take is looked at by cbor.py, and without it everything is. So no answer
depends on what is installed, and loading it compares a few answers with what they must be.
"""

from __future__ import annotations

import ctypes
import functools
import sys
from collections.abc import Callable
from pathlib import Path

PREFIX = Path(sys.prefix) / "lib" / "tamga"  # where host_tools/installing/sums.sh puts it
_NAME = "plain_cbor.so"
_YES = (bytes.fromhex("a2010261618301f640"), b"\x1b\xff\xff\xff\xff\xff\xff\xff\xff", b"\x38\x18", b"\xf4")
_NO = tuple(
    map(bytes.fromhex, ("", "1817", "a201020102", "a202000100", "c100", "f97e00", "9fff", "8201", "0000", "5801"))
)

IsPlain = Callable[[bytes, int], int]  # (bytes, how many they are) -> whether it is sure


@functools.cache
def compiled(folder: Path = PREFIX) -> IsPlain | None:
    """The compiled question; None where it is not there or is another one."""
    try:
        function = ctypes.PyDLL(str(folder / _NAME)).tamga_plain_cbor
    except (OSError, AttributeError):
        return None
    function.argtypes, function.restype = [ctypes.c_char_p, ctypes.c_int64], ctypes.c_int

    def is_plain(data: bytes, size: int) -> int:
        return int(function(data, size))

    is_right = all(is_plain(one, len(one)) for one in _YES) and not any(is_plain(one, len(one)) for one in _NO)
    return function if is_right else None
