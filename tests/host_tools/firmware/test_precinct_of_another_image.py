"""A precinct whose terminals ran what the register does not name: `precinct check --register`, `firmware verify`."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from nacl.signing import SigningKey
from typer.testing import CliRunner

from host_tools.boards import uf2
from host_tools.firmware import registering
from host_tools.firmware.cli import app
from host_tools.formats.definitions import Role
from tests.host_tools import auditor
from tests.host_tools.firmware.test_unregistered_image import DAY, KEEPERS, LAYOUT, image_at
from tests.host_tools.good_day import GoodDay, write

BOTH: tuple[Role, ...] = ("booth", "desk")


@pytest.fixture(scope="module")
def day() -> GoodDay:
    return GoodDay()


@pytest.fixture
def good(day: GoodDay, tmp_path: Path) -> Path:
    write(day.files(), tmp_path / "day")
    return tmp_path / "day"


def register_of(folder: Path, authority: SigningKey, firmware: dict[str, bytes]) -> Path:
    """A register with an image of each role, signed by two of three. firmware: its list, by role."""
    place, built = folder / "register", folder / "images"
    place.mkdir()
    built.mkdir()
    registering.appoint(place, authority, 2, [bytes(key.verify_key) for key in KEEPERS])
    for role, content in firmware.items():
        registering.add(place, bytes(authority.verify_key), image_at(built, role, content), f"the {role}'s", DAY)
        for key in KEEPERS[:2]:
            registering.sign(place, bytes(authority.verify_key), key)
    return place


def test_registered_images_agree_and_others_are_a_fault(good: Path, day: GoodDay, tmp_path: Path) -> None:
    register = register_of(tmp_path, day.authority, {role: day.firmware(role) for role in BOTH})
    result = auditor.check(good, "--register", register)
    assert result.exit_code == 0, auditor.said(result)
    (tmp_path / "else").mkdir()
    other = register_of(tmp_path / "else", day.authority, {"desk": day.firmware("desk"), "booth": b"of last year"})
    result = auditor.check(good, "--register", other)
    assert result.exit_code == 1
    assert "not in the register for a booth" in auditor.said(result)
    assert "not in the register for a desk" not in auditor.said(result)


def test_a_register_that_nobody_vouches_for(good: Path, day: GoodDay, tmp_path: Path) -> None:
    strangers = register_of(tmp_path, SigningKey(b"s" * 32), {"booth": day.firmware("booth")})
    result = auditor.check(good, "--register", strangers)
    assert result.exit_code == 2 and "no list of keepers that this authority signed" in auditor.said(result)
    (good / "public" / "authority.pub").unlink()
    result = auditor.check(good, "--register", strangers)
    assert result.exit_code == 2 and "give it with --authority" in auditor.said(result)


def test_slip_image_and_device_beside_each_other(good: Path, day: GoodDay, tmp_path: Path) -> None:
    register = register_of(tmp_path, day.authority, {"booth": day.firmware("booth")})
    image, slip = tmp_path / "images" / "tamga-rp2350-booth.uf2", good / "zero-1.cose"
    held = bytearray(b"\xff" * (LAYOUT.rom_at + LAYOUT.rom_bytes))
    for start, content in uf2.parts_of(image.read_bytes()).items():
        held[start - LAYOUT.flash : start - LAYOUT.flash + len(content)] = content
    flash = tmp_path / "flash.bin"
    flash.write_bytes(held)

    def verify(*more: object) -> tuple[int, str]:
        given = ["verify", image, *more, "--authority", good / "public" / "authority.pub"]
        done = CliRunner().invoke(app, [str(one) for one in given])
        return done.exit_code, " ".join(done.output.split())

    everything = ("--slip", slip, "--flash", flash, "--register", register)
    status, said = verify(*everything)
    assert status == 0, said
    for part in ("It is in the register since", "The slip names its firmware", "MicroPython: ", "ROM partition: "):
        assert part in said
    held[LAYOUT.rom_at + 3] ^= 1
    flash.write_bytes(held)
    assert verify(*everything)[0] == 1
    held[LAYOUT.rom_at + 3] ^= 1
    flash.write_bytes(held)
    status, said = verify("--slip", good / "zero-0.cose", "--flash", flash, "--register", register)
    assert status == 1 and "names other firmware" in said, "the desk's slip"
    assert sha256(day.firmware("desk")).hexdigest() in said.replace(" ", "")
