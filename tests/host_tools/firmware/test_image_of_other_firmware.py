"""An image that holds other firmware than provisioning ships, does not fit, has a prompt, or no recipe for its chip."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from nacl.signing import SigningKey
from typer.testing import CliRunner

from host_tools.boards import uf2
from host_tools.boards.board_file import board_named
from host_tools.boards.flash_layout import LAYOUTS
from host_tools.cli import app
from host_tools.firmware import making
from host_tools.firmware.making import ImageError
from host_tools.provisioning import firmware, romfs
from host_tools.provisioning.compiling import ROM
from host_tools.provisioning.firmware import IMAGE_NAME
from host_tools.provisioning.new_terminals import DEVICE

ROOT = Path(__file__).parents[3]
BOARD = board_named("tamga_rp2350")
LAYOUT = LAYOUTS["rp2350b"]
NATIVE = re.compile(rb"@micropython\.(viper|native|asm_thumb)")
# Files of the arithmetic that the layer of the board has, and other ones where a PC runs it.
ARITHMETIC = ("crypto/",)


@pytest.fixture(scope="module")
def made() -> tuple[making.Made, bytes, bytes]:
    return making.make(DEVICE, BOARD, "booth", "0.1.0", "production", b"MicroPython" * 1000)


def test_the_layout_is_that_of_the_board_s_header() -> None:
    text = (ROOT / "hw" / "rp2350" / "board" / "mpconfigboard.h").read_text()
    said = {
        name: eval(value)  # sums of numbers in our own header
        for name, value in re.findall(r"#define (PICO_FLASH_SIZE_BYTES|MICROPY_HW_\w+_BYTES) \(([0-9 *]+)\)", text)
    }
    files_at = said["PICO_FLASH_SIZE_BYTES"] - said["MICROPY_HW_FLASH_STORAGE_BYTES"]
    rom_bytes = said["MICROPY_HW_ROMFS_BYTES"]
    assert (LAYOUT.files_at, LAYOUT.rom_bytes, LAYOUT.rom_at) == (files_at, rom_bytes, files_at - rom_bytes)


def test_its_rom_image_is_byte_for_byte_what_provisioning_ships(
    made: tuple[making.Made, bytes, bytes], tmp_path: Path
) -> None:
    what, image, rom = made
    shipped = firmware.collect(DEVICE, BOARD, "booth", "0.1.0", SigningKey(bytes(32)))
    firmware.write(shipped, tmp_path)
    assert (tmp_path / IMAGE_NAME).read_bytes() == rom
    assert uf2.parts_of(image)[LAYOUT.flash + LAYOUT.rom_at].rstrip(b"\xff") == rom.rstrip(b"\xff")
    assert what.firmware == shipped.hash.hex()


def test_a_pc_runs_the_same_files_but_for_machine_code(made: tuple[making.Made, bytes, bytes]) -> None:
    here = romfs.read(made[2])
    files, _ = firmware.contents(DEVICE, BOARD, "booth", "0.1.0", "x86")
    there = {name.removeprefix(ROM): content for name, content in files.items() if name.startswith(ROM)}
    other = {name for name in here.keys() | there.keys() if here.get(name) != there.get(name)}
    machine_code = {
        path.relative_to(DEVICE).with_suffix(".mpy").as_posix()
        for path in DEVICE.rglob("*.py")
        if NATIVE.search(path.read_bytes())
    }
    assert not {name for name in other - machine_code if not name.startswith(ARITHMETIC)}
    assert len(here.keys() - other) > 60


def test_the_same_input_gives_the_same_bytes(made: tuple[making.Made, bytes, bytes], tmp_path: Path) -> None:
    """By another process with other hashes, from another folder, in another zone and language."""
    program = (
        "from host_tools.boards.board_file import board_named\n"
        "from host_tools.firmware import making\n"
        "from host_tools.provisioning.new_terminals import DEVICE\n"
        "board = board_named('tamga_rp2350')\n"
        "print(making.make(DEVICE, board, 'booth', '0.1.0', 'production', b'MicroPython' * 1000)[0].image)\n"
    )
    other = {
        "PYTHONHASHSEED": "7",
        "TZ": "Asia/Almaty",
        "LC_ALL": "C",
        "PYTHONPATH": str(ROOT),
        "PATH": os.environ["PATH"],
    }
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=other, check=True, capture_output=True, text=True
    ).stdout  # fmt: skip
    assert said.strip() == made[0].image


def test_a_prompt_in_an_image_for_production() -> None:
    program = b'...Type "help()" for more information...'
    with pytest.raises(ImageError, match="has a prompt"):
        making.make(DEVICE, BOARD, "desk", "0.1.0", "production", program)
    assert making.make(DEVICE, BOARD, "desk", "0.1.0", "development", program)[0].kind == "development"


def test_a_program_that_reaches_into_the_rom_partition() -> None:
    with pytest.raises(ImageError, match=r"MicroPython has 3,145,729 bytes"):
        making.make(DEVICE, BOARD, "desk", "0.1.0", "production", bytes(LAYOUT.rom_at + 1))


def test_a_chip_without_a_build_says_where_its_recipe_is(tmp_path: Path) -> None:
    for name in ("program", "sources"):
        (tmp_path / name).write_bytes(b"")
    done = CliRunner().invoke(
        app,
        ["firmware", "make", "--board", "tamga_s3", "--role", "desk", "--program", str(tmp_path / "program"),
         "--sources", str(tmp_path / "sources"), "--out", str(tmp_path / "images")],
    )  # fmt: skip
    assert done.exit_code == 2 and "hw/esp32s3/README.md" in done.stderr.replace("\n", "")
    assert (ROOT / "hw" / "esp32s3" / "README.md").is_file() and not (tmp_path / "images").exists()
