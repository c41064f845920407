"""The emulated board (hw/emulated): a Cortex-M under QEMU that executes one instruction every 8 ns, whatever this
computer does meanwhile. It counts instructions, not cycles: no waits for flash, no multiplication of several cycles.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from host_tools.provisioning import arithmetic, romfs
from host_tools.provisioning.compiling import compiled
from host_tools.provisioning.firmware import IMAGE_NAME
from simulator.hardware.bench import Bench

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "build" / "target"  # what `make test-target` builds
DEVICE = ROOT / "device"
MEMORY_BYTES, ROM_AT = 16 << 20, 2 << 20  # of the file that the board sees as memory; its ROM partition
ICOUNT = "shift=3,align=off,sleep=off"  # 2^3 ns per instruction: 125 million a second
HEAP_KIB = 224
_LIMIT_S = 240
_ENTROPY_BYTES = 1 << 16
_SOURCE, _COMPILED = ".py", ".mpy"


class EmulatedBoardError(RuntimeError):
    """A program on the board ended with an error or not at all. The message is its console."""


@dataclass(frozen=True)
class Core:
    """A processor that the board can have."""

    name: str
    machine: str  # as QEMU calls the board
    code: str  # as mpy-cross calls the processor
    layer: str  # the fastest arithmetic that it runs

    @property
    def firmware(self) -> Path:
        return TARGET / self.name / "firmware.elf"


M3 = Core("m3", "mps2-an385", "armv7m", "thumb")
M4 = Core("m4", "mps2-an386", "armv7em", "thumb_dsp")


def command(core: Core, memory: Path, arguments: list[str]) -> list[str]:
    """QEMU's command line. memory: MEMORY_BYTES that outlive the power; arguments: what the program gets."""
    for_program = ",".join(f"arg={argument}" for argument in ("firmware", *arguments))
    return [
        "qemu-system-arm", "-machine", f"{core.machine},memory-backend=memory",
        "-object", f"memory-backend-file,id=memory,size={MEMORY_BYTES},mem-path={memory},share=on",
        "-nographic", "-monitor", "null", "-serial", "null", "-icount", ICOUNT,
        "-semihosting-config", f"enable=on,target=native,{for_program}", "-kernel", str(core.firmware),
    ]  # fmt: skip


def write_memory(memory: Path, rom: bytes, writable: bytes = b"") -> None:
    """A board's memory anew: the images of the ROM partition and of the writable file system."""
    with memory.open("wb") as file:
        file.truncate(MEMORY_BYTES)
        file.write(writable)
        file.seek(ROM_AT)
        file.write(rom)


def crypto_modules(core: Core, layer: str) -> dict[str, bytes]:
    """`device/crypto` as a firmware with this arithmetic has it, compiled, by path in ROM."""
    names = sorted(path.relative_to(DEVICE).as_posix() for path in (DEVICE / "crypto").rglob(f"*{_SOURCE}"))
    modules = {}
    for name in arithmetic.shipped(names, layer):
        source = (DEVICE / name).read_bytes()
        if name == arithmetic.LAYER_FILE:
            source = arithmetic.named(source, layer)
        modules[name.removesuffix(_SOURCE) + _COMPILED] = compiled(name, source, core.code)
    return modules


def program(core: Core, path: Path) -> dict[str, bytes]:
    """A module of a test, compiled, by path in ROM."""
    return {path.stem + _COMPILED: compiled(path.name, path.read_bytes(), core.code)}


def run(core: Core, folder: Path, files: dict[str, bytes], module: str, heap_kib: int = HEAP_KIB) -> list[str]:
    """Import a module on the board and return what it prints, line by line. folder: for the board's memory.

    EmulatedBoardError if it ends with an exception, or does not end within minutes of this computer's time.
    """
    if not core.firmware.exists():
        raise EmulatedBoardError(f"{core.firmware} is missing: make test-target builds it")
    memory, entropy = folder / "memory.img", folder / "entropy"
    write_memory(memory, romfs.build(files))
    entropy.write_bytes(bytes(_ENTROPY_BYTES))
    arguments = [str(heap_kib), str(entropy), module]
    try:
        done = subprocess.run(
            command(core, memory, arguments), stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=_LIMIT_S, check=False, cwd=folder, env={"PATH": os.environ["PATH"]},
        )  # fmt: skip
    except subprocess.TimeoutExpired as late:
        raise EmulatedBoardError(f"{module} does not end: {late.stdout!r}") from late
    finally:
        memory.unlink()
    if done.returncode:
        raise EmulatedBoardError(done.stdout[-3000:] + done.stderr[-1000:])
    return done.stdout.splitlines()


# --- in a terminal, in the place of the unix port -------------------------------------------------------------------


def board_file(board: Path, core: Core, folder: Path) -> Path:
    """A board of the project as it would be with this processor, as a file in a folder."""
    path = folder / board.name
    words = f'\nNATIVE_CODE, ARITHMETIC = "{core.code}", "{core.layer}"\n'
    path.write_text(board.read_text(encoding="utf-8") + words, encoding="utf-8")
    return path


@dataclass(frozen=True)
class EmulatedProcessor:
    """Runs a terminal's firmware on the emulated board; its time counts on the wire, without the bench's share of it.

    entropy: what the firmware finds random, the same after every start; None is another for every terminal.
    """

    core: Core
    heap_kib: int = HEAP_KIB
    entropy: bytes | None = None

    def __call__(self, bench: Bench, to_read: int, from_write: int, console: BinaryIO) -> subprocess.Popen[bytes]:
        folder, memory = bench.firmware.absolute(), self.memory(bench)
        entropy = folder.with_suffix(".entropy")
        if not entropy.exists():
            entropy.write_bytes(self.entropy or os.urandom(_ENTROPY_BYTES))
        arguments = [
            str(self.heap_kib), str(entropy), "main.py", f"/dev/fd/{from_write}", f"/dev/fd/{to_read}",
            str(bench.clock.now_us), "1" if "TAMGA_MEASURE_HEAP" in os.environ else "0",
        ]  # fmt: skip
        return subprocess.Popen(
            command(self.core, memory, arguments), cwd=folder, env={"PATH": os.environ["PATH"]},
            pass_fds=(to_read, from_write), stdin=subprocess.DEVNULL, stdout=console, stderr=console,
        )  # fmt: skip

    def memory(self, bench: Bench) -> Path:
        """The file that is the board's memory, made when the terminal is first plugged in."""
        folder = bench.firmware.absolute()
        memory = folder.with_suffix(".memory")
        if not memory.exists():
            write_memory(memory, (folder / IMAGE_NAME).read_bytes(), _file_system(bench))
        return memory


def _file_system(bench: Bench) -> bytes:
    """The image of a terminal's folder."""
    image = bench.firmware.absolute().with_suffix(".littlefs")
    writer = ROOT / "simulator" / "hardware" / "emulated_port" / "write_file_system.py"
    made_by = [str(bench.micropython), "-X", "heapsize=16M", str(writer), str(bench.firmware), str(image)]
    subprocess.run(made_by, check=True)
    made = image.read_bytes()
    image.unlink()
    return made
