"""The names that firmware uses, for the table in an image that we build ourselves.

MicroPython keeps each name once. Those in the image's table lie in flash, sorted; every other one takes room on the
heap when a module is loaded, and is looked for one by one. A terminal's firmware has some four thousand: the names of
its modules, their short texts, which are kept as names too, and what modules are called when they are imported.

    python -m host_tools.provisioning.names device armv7m build/target/names.h
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from host_tools.provisioning.arguments import keywords_below
from host_tools.provisioning.compiling import MAIN, compiled, name_on_terminal

_HEADER_BYTES = 4  # b"M", version, features, bits of a small int: tools/mpy-tool.py of MicroPython
_STATIC = 1  # the lowest bit of a name's length: a number in the table that all images have
_STRING, _BYTES, _TUPLE = 5, 6, 10
_WITHOUT_LENGTH = range(5)  # None, True and so on
_NAME = re.compile(rb"[A-Za-z_][A-Za-z_0-9]*\Z")
_WRITABLE = re.compile(rb"[!#-\[\]-~]+(?: [!#-\[\]-~]+)*\Z")  # in the list, which is read as C
_LONGEST_BYTES = 255


def in_module(code: bytes) -> set[bytes]:
    """The names in a .mpy: those that it lists, and the words of its texts, which become names of fields."""
    reader = _Reader(code)
    names, objects = reader.number(), reader.number()
    found = {name for _ in range(names) if (name := reader.name())}
    for _ in range(objects):
        for text in reader.texts():
            words = {word.rstrip(b"?*") for part in text.split() for word in part.split(b":")}
            found |= {word for word in words if _NAME.match(word)}
    return {name for name in found if len(name) <= _LONGEST_BYTES}


class _Reader:
    def __init__(self, code: bytes) -> None:
        self._code, self._at = code, _HEADER_BYTES

    def number(self) -> int:
        value = 0
        while True:
            byte = self._code[self._at]
            self._at += 1
            value = value << 7 | byte & 0x7F
            if byte < 0x80:
                return value

    def name(self) -> bytes | None:
        length = self.number()
        return None if length & _STATIC else self._take(length >> 1)

    def texts(self) -> Iterator[bytes]:
        """The strings of the object that comes next."""
        kind = self._code[self._at]
        self._at += 1
        if kind in _WITHOUT_LENGTH:
            return
        length = self.number()
        if kind == _TUPLE:
            for _ in range(length):
                yield from self.texts()
            return
        if kind in (_STRING, _BYTES):
            text = self._take(length)
            if kind == _STRING:
                yield text
            return
        self._at += length

    def _take(self, length: int) -> bytes:
        taken = self._code[self._at : self._at + length]
        self._at += length + 1  # a zero ends it
        return taken


def in_firmware(device: Path, code: str) -> list[str]:
    """All names of the modules below `device`, sorted. code: the processor, as mpy-cross calls it."""
    found, keywords = set[bytes](), keywords_below(device)
    for path in sorted(device.rglob("*.py")):
        name = path.relative_to(device).as_posix()
        if name != MAIN:
            found |= in_module(compiled(name, path.read_bytes(), code, keywords))
            found |= {one.encode() for one in (name, *of_imports(name))}
    return sorted(name.decode() for name in found if _WRITABLE.match(name))


def of_imports(name: str) -> set[str]:
    """What becomes names when a file below `device/` is imported: its place in ROM, its module and the parts of it."""
    parts = name.removesuffix(".py").removesuffix("/__init__").split("/")
    return {name_on_terminal(name), ".".join(parts), *parts}


def main(device: Path, code: str, into: Path) -> None:
    """Write a list as MicroPython's build takes it (QSTR_DEFS), unless it is there already."""
    lines = "".join(f"Q({name})\n" for name in in_firmware(device, code))
    if not into.exists() or into.read_text(encoding="ascii") != lines:
        into.write_text(lines, encoding="ascii")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
