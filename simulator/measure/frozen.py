"""The firmware's modules as MicroPython's build freezes them into an image: both roles, with one arithmetic.

    python -m simulator.measure.frozen device thumb build/target/frozen

A terminal takes its modules from ROMFS; this shows in how much less memory it would live without (docs/target.md).
"""

from __future__ import annotations

import sys
from pathlib import Path

from host_tools.provisioning import arithmetic
from host_tools.provisioning.arguments import keywords_below
from host_tools.provisioning.compiling import MAIN, name_on_terminal, prepared


def main(device: Path, layer: str, into: Path) -> None:
    """Write the sources as the compiler of `compiling` gets them. into: an empty folder."""
    keywords = keywords_below(device)
    names = sorted(path.relative_to(device).as_posix() for path in device.rglob("*.py"))
    for name in arithmetic.shipped(names, layer):
        if name == MAIN:
            continue
        source = (device / name).read_bytes()
        if name == arithmetic.LAYER_FILE:
            source = arithmetic.named(source, layer)
        (into / name).parent.mkdir(parents=True, exist_ok=True)
        source = source.replace(b"__file__", repr(name_on_terminal(name)).encode())  # texts and fonts stay in ROMFS
        (into / name).write_bytes(prepared(source, keywords))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
