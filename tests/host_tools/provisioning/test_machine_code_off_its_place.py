"""Machine code at an odd place of the ROM image: a terminal copies it to its heap, or a processor stumbles over it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from host_tools.provisioning import romfs
from host_tools.provisioning.compiling import compiled, compiler
from host_tools.provisioning.mpy import aligned

DEVICE = Path(__file__).parents[3] / "device"
MACHINE_CODE = sorted(path for path in DEVICE.rglob("*.py") if b"@micropython.asm_thumb" in path.read_bytes())
CONSTANTS = b"""
import micropython

@micropython.asm_thumb
def first():
    data(4, 0x11223344, 0x55667788)

@micropython.asm_thumb
def second(r0, r1):
    data(2, 0xBF00)
    data(4, 0x99AABBCC)

TEXT = "%s"
"""


@pytest.mark.parametrize("length", range(8))
def test_every_function_begins_at_a_multiple_of_four_bytes(length: int) -> None:
    code = compiled("sample.py", CONSTANTS % (b"." * (20 + length)), "armv7m")
    image = romfs.build({"a" * length + ".txt": b"x" * length, "folder/sample.mpy": code})
    frame = 2  # `push` stands before what the function says
    first, second = image.index(bytes.fromhex("44332211 88776655")), image.index(bytes.fromhex("00bf"))
    assert (first - frame) % 4 == 0
    assert (second - frame) % 4 == 0


def test_nothing_else_of_a_module_changes() -> None:
    for path in MACHINE_CODE:
        name = path.relative_to(DEVICE).as_posix()
        command = [str(compiler()), "-march=armv7em", "-s", name, "-o", "-", "-"]
        plain = subprocess.run(command, input=path.read_bytes(), capture_output=True, check=True).stdout
        moved = aligned(plain)
        assert aligned(moved) == moved
        assert 0 <= len(moved) - len(plain) <= 3 * plain.count(b"\x80") + 12
        assert moved.replace(b"\x80", b"") == plain.replace(b"\x80", b"")


def test_every_file_of_an_image_begins_at_a_multiple_of_four_bytes() -> None:
    files = {f"{'folder/' * (n % 4)}{'n' * n}": b"content %d of this file" % n * n for n in range(1, 200, 7)}
    image = romfs.build(files)
    assert romfs.read(image) == files
    assert all(image.index(content) % 4 == 0 for content in files.values())


def test_code_that_needs_addresses_put_in_is_refused() -> None:
    code = compiled("sample.py", b"import micropython\n@micropython.viper\ndef f(): pass\n", "armv7m")
    with pytest.raises(ValueError, match="does not make"):
        aligned(code[:-1] + b"\x20")  # what the last function says of itself
