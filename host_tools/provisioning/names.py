"""The names that firmware uses, for the table in an image that we build ourselves.

MicroPython keeps each name once. Those in the image's table lie in flash, sorted; every other one takes room on the
heap when a module is loaded, and is looked for one by one. A terminal's firmware has some four thousand: the names of
its modules, their short texts, which are kept as names too, and what modules are called when they are imported.

    python -m host_tools.provisioning.names device armv7m build/target/names.h
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from host_tools.provisioning.arguments import keywords_below
from host_tools.provisioning.compiling import MAIN, compiled, name_on_terminal
from host_tools.provisioning.mpy import Reader

_NAME = re.compile(rb"[A-Za-z_][A-Za-z_0-9]*\Z")
_WRITABLE = re.compile(rb"[!#-\[\]-~]+(?: [!#-\[\]-~]+)*\Z")  # in the list, which is read as C
_LONGEST_BYTES = 255


def in_module(code: bytes) -> set[bytes]:
    """The names in a .mpy: those that it lists, and the words of its texts, which become names of fields."""
    reader = Reader(code)
    names, objects = reader.number(), reader.number()
    found = {name for _ in range(names) if (name := reader.name())}
    for _ in range(objects):
        for text in reader.texts():
            words = {word.rstrip(b"?*") for part in text.split() for word in part.split(b":")}
            found |= {word for word in words if _NAME.match(word)}
    return {name for name in found if len(name) <= _LONGEST_BYTES}


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
