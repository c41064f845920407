"""An image that nobody registered, a register that too few have signed, a slip or a board that has another image."""

from __future__ import annotations

import datetime
import json
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path

import pytest
from nacl.signing import SigningKey
from typer.testing import CliRunner

from host_tools.boards import uf2
from host_tools.boards.flash_layout import LAYOUTS
from host_tools.cli import app
from host_tools.collecting.checks import is_registered
from host_tools.determining import nation_folder
from host_tools.findings import Report
from host_tools.firmware import comparing, making, materials, registering
from host_tools.firmware.making import ImageError, Made
from host_tools.firmware.registering import RegisteringError
from host_tools.formats import cose
from host_tools.formats.image_register import ImageRegister
from host_tools.formats.objects import SealedTotals
from host_tools.keys import files
from host_tools.provisioning import romfs
from host_tools.verifying import images, keyring
from host_tools.verifying.images import Register, RegisterError
from host_tools.verifying.slips import verify_slip
from tests.host_tools.good_day import GoodDay

AUTHORITY = SigningKey(b"authority".ljust(32))
PUBLIC = bytes(AUTHORITY.verify_key)
KEEPERS = [SigningKey(f"keeper {number}".encode().ljust(32)) for number in range(3)]
DAY = datetime.date(2026, 11, 30)
LAYOUT = LAYOUTS["rp2350b"]
PROGRAM, ROM = b"program" * 100, romfs.build({"start.mpy": b"code"})


def image_at(folder: Path, role: str = "booth", firmware: bytes = b"f", kind: str = "production") -> Path:
    """An image with what belongs to it, as `make firmware` leaves it."""
    data = uf2.written({LAYOUT.flash: PROGRAM + role.encode(), LAYOUT.flash + LAYOUT.rom_at: ROM})
    hashes = [sha256(part).hexdigest() for part in (data, PROGRAM, ROM, firmware)]
    made = Made("tamga-rp2350", role, kind, "0.1.0", *hashes)  # type: ignore[arg-type]
    return making.write(made, data, ROM, [materials.Source("micropython", "1.25.0", "ab" * 32)], folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "images").mkdir()
    (tmp_path / "register").mkdir()
    registering.appoint(tmp_path / "register", AUTHORITY, 2, [bytes(key.verify_key) for key in KEEPERS])
    return tmp_path / "register"


def registered(folder: Path, image: Path, signers: int = 2) -> Register | None:
    registering.add(folder, PUBLIC, image, "first release", DAY)
    standing = None
    for key in KEEPERS[:signers]:
        standing = registering.sign(folder, PUBLIC, key)
    return standing


def test_it_counts_with_enough_signatures_and_not_before(folder: Path) -> None:
    image = image_at(folder.parent / "images")
    assert registered(folder, image, signers=1) is None
    for _ in range(2):
        assert registering.sign(folder, PUBLIC, KEEPERS[0]) is None, "one keeper signs again"
    with pytest.raises(RegisterError, match="1 of 2 keepers have signed"):
        images.read(folder, PUBLIC)
    standing = registering.sign(folder, PUBLIC, KEEPERS[2])
    assert standing is not None and (standing.signers, standing.keepers) == (2, 3)
    assert standing.hashes == {sha256(b"f").digest()}
    with pytest.raises(RegisteringError, match="stands in the register already"):
        registering.add(folder, PUBLIC, image, "again", DAY)


def test_the_next_one_names_the_one_before_and_the_old_one_counts_until_then(folder: Path) -> None:
    first = registered(folder, image_at(folder.parent / "images"))
    assert first is not None
    second = image_at(folder.parent / "images", role="desk", firmware=b"g")
    draft = registering.add(folder, PUBLIC, second, "the desk's", DAY)
    assert (draft.number, draft.previous) == (2, images.digest(first.payload))
    registering.sign(folder, PUBLIC, KEEPERS[1])
    assert images.read(folder, PUBLIC) == first
    assert registering.sign(folder, PUBLIC, KEEPERS[2]) is not None
    assert images.read(folder, PUBLIC).content.number == 2


def test_signatures_of_others_and_two_registers_of_one_number(folder: Path) -> None:
    standing = registered(folder, image_at(folder.parent / "images"))
    assert standing is not None
    with pytest.raises(RegisterError, match="no list of keepers that this authority signed"):
        images.read(folder, bytes(KEEPERS[0].verify_key))
    with pytest.raises(RegisteringError, match="nothing is to be signed"):
        registering.sign(folder, PUBLIC, KEEPERS[0])
    other = ImageRegister(number=1, images=[])
    for key in KEEPERS[1:]:
        (folder / f"register-{key.verify_key.encode().hex()[:4]}.cose").write_bytes(cose.sign1(other.to_cbor(), key))
    with pytest.raises(RegisterError, match="two registers of number 1"):
        images.read(folder, PUBLIC)
    (folder / "register-x.cose").write_bytes(cose.sign1(other.to_cbor(), AUTHORITY))
    with pytest.raises(RegisterError, match="none of the keepers has signed this"):
        images.read(folder, PUBLIC)


def test_no_development_image_and_no_image_whose_files_disagree(folder: Path) -> None:
    path = image_at(folder.parent / "images", kind="development")
    assert path.name == "tamga-rp2350-booth-DEVELOPMENT.uf2"
    with pytest.raises(RegisteringError, match="is a development image"):
        registering.add(folder, PUBLIC, path, "why not", DAY)
    path = image_at(folder.parent / "images")
    path.write_bytes(path.read_bytes()[:-512])
    with pytest.raises(ImageError, match="is not the image that"):
        registering.add(folder, PUBLIC, path, "cut off", DAY)
    assert not (folder / registering.DRAFT).exists()


@pytest.mark.parametrize(("needed", "keys"), [(0, KEEPERS), (4, KEEPERS), (1, []), (1, [KEEPERS[0], KEEPERS[0]])])
def test_a_rule_that_means_nothing(tmp_path: Path, needed: int, keys: list[SigningKey]) -> None:
    with pytest.raises(RegisteringError, match="is no rule"):
        registering.appoint(tmp_path, AUTHORITY, needed, [bytes(key.verify_key) for key in keys])


def test_slips_of_an_image_that_is_not_in_the_register_are_red(folder: Path) -> None:
    place = GoodDay()
    ring = keyring.KeyRing()
    ring.add_precinct(place.precinct, "vouched")
    ring.add_election(place.election)
    data = place.totals(1)
    ran = SealedTotals.from_cbor((cose.peek1(data) or (b"", b""))[1]).firmware
    before = verify_slip("S", data, ring)
    assert before.ok
    for role, firmware, is_good in (
        ("booth", ran, True),
        ("desk", ran, False),
        ("booth", bytes(32), False),
    ):
        standing = registered(folder, image_at(folder.parent / "images"))
        assert standing is not None
        entry = standing.content.images[0].model_copy(update={"firmware": firmware, "role": role})
        known = replace(standing, content=standing.content.model_copy(update={"images": [entry]}))
        ring.images = known
        report = verify_slip("S", data, ring)
        assert report.ok == is_good
        assert any("not in the register for a booth" in one.text for one in report.findings) != is_good
        assert is_registered("S", data, known) == is_good
        for path in folder.glob(images.SIGNED):
            path.unlink()


def test_the_nation_knows_only_what_the_register_names(folder: Path) -> None:
    standing = registered(folder, image_at(folder.parent / "images"))
    assert standing is not None
    (folder / "firmware-desk.tmf").write_bytes(cose.sign1(b"signed by the authority alone", AUTHORITY))
    assert nation_folder._images(folder, PUBLIC) == standing.hashes
    next(folder.glob(images.SIGNED)).unlink()
    with pytest.raises(RegisterError, match="1 of 2 keepers"):
        nation_folder._images(folder, PUBLIC)


def test_the_flash_of_a_board_is_compared_byte_for_byte(tmp_path: Path) -> None:
    image = image_at(tmp_path).read_bytes()
    flash = bytearray(b"\xff" * (LAYOUT.rom_at + LAYOUT.rom_bytes))
    for start, content in uf2.parts_of(image).items():
        flash[start - LAYOUT.flash : start - LAYOUT.flash + len(content)] = content
    report = Report("")
    comparing.with_flash(image, bytes(flash), report)
    assert report.ok and len(report.findings) == 2
    for at, what in ((5, "MicroPython: differs from 0x10000005"), (LAYOUT.rom_at + 2, "ROM partition: differs from")):
        changed = bytearray(flash)
        changed[at] ^= 1
        report = Report("")
        comparing.with_flash(image, bytes(changed), report)
        assert not report.ok and any(what in one.text for one in report.findings)
    report = Report("")
    comparing.with_flash(image, bytes(flash[: LAYOUT.rom_at]), report)
    assert not report.ok


def test_the_whole_way_by_commands(tmp_path: Path) -> None:
    def run(*arguments: object, status: int = 0) -> str:
        done = CliRunner().invoke(app, [str(one) for one in arguments])
        assert done.exit_code == status, done.output
        return done.output

    for name in ("authority", "a", "b", "c"):
        files.create(tmp_path / f"{name}.key")
    place, authority = tmp_path / "register", tmp_path / "authority.pub"
    public = [tmp_path / f"{name}.pub" for name in "abc"]
    run("firmware", "keepers", place, *public, "--authority", tmp_path / "authority.key", "--needed", 2)
    (tmp_path / "images").mkdir()
    image = image_at(tmp_path / "images")
    run("firmware", "add", place, image, "--authority", authority, "--reason", "First release.", "--date", "2026-11-30")
    digits = images.digest((place / registering.DRAFT).read_bytes()).hex()
    wrong = run(
        "firmware", "sign", place, "--authority", authority, "--key", tmp_path / "a.key", "--digest", "0" * 16, status=2
    )
    assert "stop" in wrong
    run("firmware", "check", place, "--authority", authority, status=2)
    for name in "ab":
        run("firmware", "sign", place, "--authority", authority, "--key", tmp_path / f"{name}.key", "--digest", digits)
    assert "signed by 2 keepers of 3" in run("firmware", "check", place, "--authority", authority)
    assert "in the register since" in run("firmware", "verify", image, "--register", place, "--authority", authority)
    bill = json.loads(image.with_suffix(".cdx.json").read_text())
    assert bill["metadata"]["component"]["hashes"][0]["content"] == asdict(making.read(image))["image"]
    assert {one["name"] for one in bill["components"]} == {"micropython", "/rom/start.mpy"}
