"""An image through a board's drive: another board's, a full, write-protected or deaf one, and one that goes away."""

from __future__ import annotations

import errno
import json
import struct
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from host_tools.boards import uf2
from host_tools.boards.flash_layout import LAYOUTS
from host_tools.firmware import drive, making
from host_tools.firmware.cli_flash import flash_command
from host_tools.firmware.volumes import Volumes
from tests.host_tools.firmware.boot_drive import BLOCK, INFO, Computer, RomDrive
from tests.host_tools.firmware.boot_rom import FLASH, SECTOR

LAYOUT = LAYOUTS["rp2350b"]
PROGRAM = bytes(range(256)) * 700  # 700 blocks, so several pieces of what is handed over
ROM = bytes(reversed(range(256))) * 40
PLACE = "/media/somebody/RP2350"
app = typer.Typer()
app.command()(flash_command)


def image_of(folder: Path, data: bytes, kind: making.Kind = "production") -> Path:
    hashes = [sha256(part).hexdigest() for part in (data, PROGRAM, ROM, b"list")]
    made = making.Made("tamga-rp2350", "booth", kind, "0.1.0", *hashes)
    path = folder / "booth.uf2"
    path.with_suffix(".json").write_text(json.dumps(asdict(made)))
    path.write_bytes(data)
    return path


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    parts = {LAYOUT.flash: PROGRAM, LAYOUT.flash + LAYOUT.rom_at: ROM}
    return image_of(tmp_path_factory.mktemp("images"), uf2.written(parts))


def flashed(image: Path, computer: Volumes, *options: str) -> Result:
    return CliRunner().invoke(app, [str(image), *(options or ("--by-drive",))], obj=computer)


def said(result: Result) -> str:
    return " ".join(result.output.split())


def held(chip: RomDrive, image: Path) -> bool:
    """The chip's flash holds the image."""
    for start, content in uf2.parts_of(image.read_bytes()).items():
        for at in range(0, len(content), 256):
            sector, place = divmod(start + at - FLASH, SECTOR)
            if chip.flash.get(sector, b"")[place : place + 256] != content[at : at + 256]:
                return False
    return True


@pytest.mark.parametrize("options", [("--by-drive",), ("--drive", PLACE)])
@pytest.mark.parametrize("seed", range(5))
def test_blocks_in_any_order_and_a_board_that_restarts_before_the_file_is_closed(
    image: Path, options: tuple[str, ...], seed: int
) -> None:
    chip = RomDrive()
    chip.flash[0] = bytearray(SECTOR)
    result = flashed(image, Computer({"/mnt/stick": RomDrive(info=b""), PLACE: chip}, seed=seed), *options)
    assert result.exit_code == 0, result.output
    assert held(chip, image) and chip.restarted
    assert "NOT READ BACK" in said(result) and "read back whole" not in said(result)
    assert sha256(image.read_bytes()).hexdigest() in said(result)


def test_a_cable_that_is_pulled_anywhere_and_a_second_run(image: Path) -> None:
    blocks = image.stat().st_size // BLOCK
    tried = 0
    for place in (0, 1, 2, 100, 127, 128, 131, 300, blocks // 2, blocks - 200):
        chip = RomDrive(pulled_after=place)
        result = flashed(image, Computer({PLACE: chip}))
        assert result.exit_code == 2 and not chip.restarted, place
        assert "the drive is gone after" in said(result) and "hold BOOT" in said(result)
        chip.plug_in()
        assert flashed(image, Computer({PLACE: chip})).exit_code == 0 and held(chip, image)
        tried += 1
    assert tried == 10


def test_a_cable_that_is_pulled_in_the_last_piece_is_never_called_read_back(image: Path) -> None:
    """It looks like the restart: nobody can tell, and the answer says how to."""
    chip = RomDrive(pulled_after=image.stat().st_size // BLOCK - 2)
    result = flashed(image, Computer({PLACE: chip}))
    assert not chip.restarted and result.exit_code == 0
    assert "NOT READ BACK" in said(result) and "run this without --drive" in said(result)


@pytest.mark.parametrize(("chip", "refuses", "words"), [
    (RomDrive(is_plugged=False), 0, "there is no drive, or it is gone"),
    (RomDrive(info=b""), 0, "is no board's drive"),
    (RomDrive(info=INFO.replace(b"RP2350", b"RPI-RP2")), 0, "is an RP2040"),
    (RomDrive(info=b"UF2 Bootloader v3\nModel: Feather\nBoard-ID: SAMD21G18A-Feather-v0\n"), 0, "SAMD21G18A"),
    (RomDrive(info=b"\xff\0" * 3000), 0, "calls itself ''"),
    (RomDrive(free=100_000), 0, "100,000 are free"),
    (RomDrive(), errno.EROFS, "write-protected"),
    (RomDrive(), errno.ENOSPC, "full"),
    (RomDrive(), errno.EACCES, "may not"),
    (RomDrive(), errno.ENOENT, "the drive is gone after 0 of"),
])  # fmt: skip
def test_a_drive_that_is_no_place_for_the_image(image: Path, chip: RomDrive, refuses: int, words: str) -> None:
    result = flashed(image, Computer({PLACE: chip}, refuses), "--drive", PLACE)
    assert result.exit_code == 2 and words in said(result), result.output
    assert not chip.flash and not chip.restarted


def test_a_board_that_takes_nothing_keeps_its_drive(image: Path) -> None:
    chip, computer = RomDrive(deaf=True), Computer({})
    computer.drives[Path(PLACE)] = chip
    result = flashed(image, computer)
    assert result.exit_code == 2 and "has not taken the image" in said(result) and computer.waited_s >= 10


def test_no_drive_and_two(image: Path) -> None:
    assert "no drive of an RP2350 is mounted" in said(flashed(image, Computer({})))
    chips = RomDrive(), RomDrive()
    result = flashed(image, Computer({PLACE: chips[0], PLACE + "1": chips[1]}))
    assert result.exit_code == 2 and f"--drive ({PLACE}, {PLACE}1)" in said(result)
    assert not chips[0].flash and not chips[1].flash


def test_an_image_of_another_chip_or_for_other_places(tmp_path: Path) -> None:
    chip = RomDrive()
    for number, (data, words) in enumerate((
        (uf2.written({LAYOUT.flash: PROGRAM}, family=0xE48BFF56), "for another chip"),
        (uf2.written({LAYOUT.flash + LAYOUT.files_at: PROGRAM}), "no place of programs"),
        (uf2.written({0x20000000: PROGRAM}), "no place of programs"),
    )):  # fmt: skip
        folder = tmp_path / str(number)
        folder.mkdir()
        result = flashed(image_of(folder, data), Computer({PLACE: chip}))
        assert result.exit_code == 2 and words in said(result), result.output
    assert not chip.sectors_seen


def test_what_a_drive_cannot_do_is_not_asked_of_it(image: Path) -> None:
    chip = RomDrive()
    for option in (("--erase-files",), ("--old-chip",), ("--port", "1-1.4")):
        assert flashed(image, Computer({PLACE: chip}), "--by-drive", *option).exit_code == 2
    assert not chip.sectors_seen


def test_a_development_image_is_said_to_be_one(tmp_path: Path) -> None:
    path = image_of(tmp_path, uf2.written({LAYOUT.flash: PROGRAM}), kind="development")
    assert "DEVELOPMENT" in said(flashed(path, Computer({PLACE: RomDrive()})))


def test_a_folder_that_only_looks_like_a_drive_gets_the_whole_file(image: Path, tmp_path: Path) -> None:
    """By the computer's own file system: a copy of a drive does not restart, so it has not taken anything."""

    class Hasty(Volumes):
        def wait(self, seconds: float) -> None:
            pass

    (tmp_path / drive.INFO).write_bytes(INFO)
    result = flashed(image, Hasty(), "--drive", str(tmp_path))
    assert result.exit_code == 2 and "still there" in said(result)
    assert (tmp_path / "TAMGA.UF2").read_bytes() == image.read_bytes()
    assert "it is gone" in said(flashed(image, Hasty(), "--drive", str(tmp_path / "none")))


def test_the_simulated_chip_ignores_what_is_not_its_own() -> None:
    """RP2350 datasheet, 5.5: other families and the file system's sectors change nothing; a block may come twice."""
    chip = RomDrive()
    blocks = uf2.written({FLASH: b"\1" * 512})
    first, second = blocks[:BLOCK], blocks[BLOCK:]
    for sector in (bytes(BLOCK), uf2.written({FLASH: b"\2" * 256}, family=0xE48BFF56), second, second):
        chip.sector(sector)
    assert not chip.restarted and chip.flash[0][:256] == b"\xff" * 256 and chip.flash[0][256:512] == b"\1" * 256
    chip.sector(first)
    assert chip.restarted and chip.flash[0][:512] == b"\1" * 512
    with pytest.raises(OSError, match="made to fail"):
        chip.sector(struct.pack("<I", 0).ljust(BLOCK, b"\0"))
