"""A driver on the real MicroPython, against simulated chips on the real bench: the least firmware that does it.

TAMGA_MICROPYTHON names another build than the computer's own: the one with a microcontroller's 32 bits, into which the
simulator's modules are frozen (`make test-target`).
"""

from __future__ import annotations

import os
import textwrap
from pathlib import Path
from typing import ClassVar

from host_tools.provisioning.closure import DATA_FOLDER
from host_tools.provisioning.compiling import SIMULATOR_CODE, compiled
from host_tools.provisioning.text_index import indexes
from simulator.hardware.bench import Bench

ROOT = Path(__file__).parent.parent
IS_SMALL = "TAMGA_MICROPYTHON" in os.environ
MICROPYTHON = Path(os.environ.get("TAMGA_MICROPYTHON", ROOT / "build" / "tools" / "micropython")).absolute()
CODE = "x86" if IS_SMALL else SIMULATOR_CODE
HEAP_KIB = 320  # with objects of 64 bits, as everywhere in these tests
_OF_BOARDS = "thumb"  # assembler for another processor than the simulator's


def small(heap_kib: int) -> int:
    """What a heap of the computer's own build is on the build in use: objects of 32 bits take 7 of 12 parts."""
    return heap_kib * 7 // 12 if IS_SMALL else heap_kib


def put_texts(target: Path) -> None:
    """Make the folder of fonts and texts as a terminal has it, with the indexes that provisioning adds."""
    target.mkdir(parents=True)
    files = [file for file in (ROOT / "device" / DATA_FOLDER).iterdir() if file.is_file()]
    for file in files:
        (target / file.name).symlink_to(file)
    for name, index in indexes({f"{DATA_FOLDER}/{file.name}": file.read_bytes() for file in files}).items():
        (target / Path(name).name).write_bytes(index)


class Rig:
    """A terminal whose firmware a test writes.

    Wire parts to `bench`, link what the firmware imports with `device`, give it a `main`, `start` it, then let it run.
    """

    _wired: ClassVar[list[Rig]] = []

    def __init__(self, folder: Path, heap_kib: int = HEAP_KIB) -> None:
        self.firmware = folder / "firmware"
        self.firmware.mkdir(parents=True)
        self.bench = Bench(self.firmware, folder / "console.log", small(heap_kib), MICROPYTHON)
        self.bench.shim_is_frozen = IS_SMALL
        self._wired.append(self)

    @classmethod
    def pull_every_plug(cls) -> None:
        """The end of a test."""
        while Rig._wired:
            Rig._wired.pop().bench.pull_plug()

    def device(self, *paths: str) -> Rig:
        """Put files or whole folders of `device/` into the firmware, by their path there."""
        for path in paths:
            target, source = self.firmware / path, ROOT / "device" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if path == DATA_FOLDER:
                put_texts(target)
            else:
                target.symlink_to(source)
        return self

    def compiled(self, *paths: str) -> Rig:
        """The same as bytecode, as it lies on a terminal: a sweep starts the firmware thousands of times."""
        for path in paths:
            place = ROOT / "device" / path
            for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
                if not file.stem.startswith(_OF_BOARDS):
                    name = file.relative_to(ROOT / "device")
                    self._add_compiled(name, compiled(name.as_posix(), file.read_bytes(), CODE))
        return self

    def _add_compiled(self, name: Path, content: bytes) -> None:
        target = (self.firmware / name).with_suffix(".mpy")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)

    def compiled_main(self, source: str) -> Rig:
        """`main` as bytecode."""
        name = Path("compiled_main.py")
        self._add_compiled(name, compiled(name.name, source.encode(), CODE))
        return self.main(f"import {name.stem}\n")

    def main(self, source: str) -> Rig:
        """The firmware's `main.py`. What it prints is in `console`; it sleeps at its end, or counts as a crash."""
        (self.firmware / "main.py").write_text(textwrap.dedent(source))
        return self

    @property
    def console(self) -> list[str]:
        """Every line that the firmware has printed so far."""
        return self.bench.log.read_text().splitlines() if self.bench.log.exists() else []

    def run_until_printed(self, line: str, limit_ms: int = 600_000) -> list[str]:
        """Plug in if need be and run until the firmware has printed this line; returns the console."""
        if not self.bench.powered:
            self.bench.plug_in()
        self.bench.run(lambda: line in self.console, limit_ms)
        return self.console

    def run_for(self, duration_ms: int) -> None:
        """Let so much of the terminal's time go by, or all until its power goes."""
        until_us = self.bench.clock.now_us + duration_ms * 1000
        self.bench.run(lambda: self.bench.clock.now_us >= until_us, duration_ms)
