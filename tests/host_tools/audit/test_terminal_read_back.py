"""Terminals that candidates picked are read back: as registered, altered, of another image, or not there."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from nacl.signing import SigningKey

from host_tools.formats import cose
from host_tools.formats.read_back import ReadBack
from host_tools.keys import files
from host_tools.provisioning.firmware import MANIFEST_NAME, collect, write
from host_tools.provisioning.new_terminals import BOARD, DEVICE
from tests.host_tools.audit.conftest import SEED, run
from tests.host_tools.determining import made_up_nation
from tests.host_tools.determining.made_up_nation import AUTHORITY, CENTRE, MadeUpNation
from tests.host_tools.publishing.conftest import publish


def saved(path: Path, key: SigningKey) -> Path:
    """A private key as a file."""
    files.create(path, lambda count: bytes(key)[:count])
    return path


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a booth as they are read back."""
    folder = tmp_path_factory.mktemp("image") / "booth"
    write(collect(DEVICE, BOARD, "booth", "1.0", AUTHORITY), folder)
    return folder


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory, image: Path) -> Iterator[Path]:
    """A publication whose terminals named that image."""
    folder = tmp_path_factory.mktemp("day")
    payload = cose.verify1((image / MANIFEST_NAME).read_bytes(), bytes(AUTHORITY.verify_key)) or b""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(made_up_nation, "IMAGE", payload)
        patch.setattr(made_up_nation, "FIRMWARE", sha256(payload).digest())
        publish(MadeUpNation(firmware=frozenset()).write(folder / "nation"), folder / "served")
    yield folder / "served"


def read_back(day: Path, folder: Path, *picks: str) -> tuple[int, str, ReadBack]:
    by = ["--by", "the candidates' agents", "--out", folder / "terminals.json"]
    assert run("audit", "terminals", day, *(word for pick in picks for word in ("--pick", pick)), *by)[0] == 0
    key = saved(folder / "authority.key", AUTHORITY)
    (folder / "read").mkdir(exist_ok=True)
    options = ["--read", folder / "read", "--key", key, "--out", folder / "report.cose"]
    status, said = run("terminals", "readback", day, folder / "terminals.json", *options)
    payload = cose.verify1((folder / "report.cose").read_bytes(), bytes(AUTHORITY.verify_key))
    return status, said, ReadBack.from_cbor(payload or b"")


def copied(image: Path, target: Path) -> Path:
    for path in image.rglob("*"):
        if path.is_file():
            (target / path.relative_to(image)).parent.mkdir(parents=True, exist_ok=True)
            (target / path.relative_to(image)).write_bytes(path.read_bytes())
    return target


def test_as_registered_altered_and_missing(day: Path, image: Path, tmp_path: Path) -> None:
    copied(image, tmp_path / "read" / "1-booth-1")
    altered = copied(image, tmp_path / "read" / "2-booth-1") / "firmware.romfs"
    data = bytearray(altered.read_bytes())
    data[len(data) // 2] ^= 1
    altered.write_bytes(data)
    status, said, report = read_back(day, tmp_path, "1:1", "2:1", "3:1")
    assert status == 1 and "1 of 3 terminals are as registered" in said
    one, two, three = report.lines
    assert (one.precinct, one.terminal, one.problems) == (1, 1, [])
    assert any("altered" in text or "damaged" in text for text in two.problems)
    assert three.problems == ["it was not read back: there is no 3-booth-1"]
    assert report.chosen == "picked by the candidates' agents"


def test_a_genuine_image_that_its_slips_did_not_name_or_of_another_role(day: Path, image: Path, tmp_path: Path) -> None:
    write(collect(DEVICE, BOARD, "booth", "1.1", AUTHORITY), tmp_path / "read" / "1-booth-1")
    copied(image, tmp_path / "read" / "2-desk")
    status, _, report = read_back(day, tmp_path, "1:1", "2:0")
    assert status == 1
    assert any("not in the register" in text for text in report.lines[0].problems)
    assert any("slips named the image" in text for text in report.lines[0].problems)
    assert report.lines[1].problems == ["it has the firmware of a booth"]


def test_who_asks_and_who_signs(day: Path, tmp_path: Path) -> None:
    assert run("audit", "terminals", day, "--pick", "1:1")[0] == 2, "whoever picked is named"
    assert run("audit", "terminals", day, "--pick", "1:1", "--by", "us", "--seed", SEED)[0] == 2
    for pick in ("9:1", "1:7", "1", "1:x", "1:1:1"):
        assert run("audit", "terminals", day, "--pick", pick, "--by", "us")[0] == 2, pick
    assert run("audit", "terminals", day, "--seed", SEED, "--percent", "25", "--out", tmp_path / "t.json")[0] == 0
    stranger = saved(tmp_path / "stranger.key", SigningKey(bytes(range(32))))
    options = ["--read", tmp_path, "--out", tmp_path / "r.cose"]
    status, said = run("terminals", "readback", day, tmp_path / "t.json", *options, "--key", stranger)
    assert status == 2 and "neither the authority's key" in said and not (tmp_path / "r.cose").exists()
    (tmp_path / "t.json").write_text("{}")
    centre = saved(tmp_path / "centre.key", CENTRE)
    assert "draw again" in run("terminals", "readback", day, tmp_path / "t.json", *options, "--key", centre)[1]
