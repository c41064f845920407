"""A precinct's folder that must not leave the house: something secret is public, missing, foreign, open or too late."""

from __future__ import annotations

import base64
import datetime
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from nacl.signing import SigningKey

from host_tools.elections.demo_roll import demo_voters
from host_tools.elections.election_file import read_election
from host_tools.formats.definitions import Device
from host_tools.keys.randomness import seeded
from host_tools.provisioning.doctor import examine
from host_tools.provisioning.plan import PrecinctPlan
from host_tools.provisioning.provision import provision
from tests.host_tools.provisioning.test_no_room_for_terminals import DEMO

AUTHORITY, CENTRE = SigningKey(bytes([1]) * 32), SigningKey(bytes([2]) * 32)
DAY_BEFORE = datetime.date(2026, 11, 28)


def made(folder: Path, number: int = 17) -> Path:
    names = dict.fromkeys(("kk", "ru", "en"), "№ 17")
    plan = PrecinctPlan(election=read_election(DEMO), number=number, names=names, voters=demo_voters(5, 1))
    provision(plan, AUTHORITY, bytes(CENTRE.verify_key), folder, random_bytes=seeded(bytes([number])))
    return folder


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("good") / "precinct-17")


def desk_seed(place: Path) -> bytes:
    return Device.from_cbor((place / "terminals" / "desk" / "data" / "device.cbor").read_bytes()).seed


FAULTS: dict[str, tuple[Callable[[Path], object], str]] = {
    "the centre's private key is published": (
        lambda place: (place / "public" / "centre.pub").write_text(bytes(CENTRE).hex()),
        "names another centre",
    ),
    "both halves of a key are published": (
        lambda place: (place / "public" / "old.pub").write_text(bytes(CENTRE).hex()),
        "private half",
    ),
    "a terminal's key is published as text": (
        lambda place: (place / "public" / "notes.txt").write_bytes(b"x" + base64.b64encode(desk_seed(place))),
        "notes.txt: holds the key of desk",
    ),
    "a package is published": (
        lambda place: shutil.copy(place / "terminals" / "desk" / "data" / "test.tmpk", place / "public"),
        "test.tmpk: holds",
    ),
    "a booth is missing": (lambda place: shutil.rmtree(place / "terminals" / "booth-2"), "booth-2 missing"),
    "a package is missing": (
        lambda place: (place / "terminals" / "desk" / "data" / "test.tmpk").unlink(),
        "no package for test",
    ),
    "a package is cut": (
        lambda place: (place / "terminals" / "booth-1" / "data" / "test.tmpk").write_bytes(b"TMPK1\0"),
        "not a Tamga package",
    ),
    "two booths changed places": (
        lambda place: shutil.copy(
            place / "terminals" / "booth-2" / "data" / "official.tmpk",
            place / "terminals" / "booth-1" / "data" / "official.tmpk",
        ),
        "another precinct, terminal or mode",
    ),
    "firmware is altered": (
        lambda place: (place / "terminals" / "booth-1" / "main.py").write_bytes(b"#"),
        "main.py is altered",
    ),
    "a secret file is open to others": (
        lambda place: (place / "terminals" / "desk" / "data" / "device.cbor").chmod(0o644),
        "others can read this",
    ),
    "a key card is missing": (
        lambda place: (place / "cards" / "holder-1-key-official.png").unlink(),
        "each holder has one of each",
    ),
    "PINs lie beside the cards": (lambda place: (place / "cards" / "cards.json").write_text("{}"), "never ship it"),
    "the device book is of others": (lambda place: (place / "terminals.json").write_text("{}"), "does not know"),
    "the election cannot be read": (
        lambda place: (place / "public" / "election.cbor").write_bytes(b"\xff" * 9),
        "election.cbor",
    ),
}


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_each_fault_is_found(good: Path, tmp_path: Path, fault: str) -> None:
    place = tmp_path / "precinct"
    shutil.copytree(good, place)
    do, says = FAULTS[fault]
    do(place)
    (report,) = examine(place, DAY_BEFORE)
    bad = [finding.text for finding in report.findings if finding.level == "bad"]
    assert any(says in text for text in bad), bad


def test_a_good_folder_is_good_until_its_day_is_past(good: Path) -> None:
    (report,) = examine(good, DAY_BEFORE)
    assert report.ok, report.first_bad
    (late,) = examine(good, DAY_BEFORE + datetime.timedelta(days=2))
    assert not late.ok and "that day is past" in late.first_bad


def test_a_precinct_provisioned_twice_is_found_among_many(good: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        shutil.copytree(good, tmp_path / name)
    *_, together = examine(tmp_path, DAY_BEFORE)
    assert "provisioned twice: 17" in together.first_bad


def test_a_folder_without_a_precinct_is_not_good(tmp_path: Path) -> None:
    (report,) = examine(tmp_path, DAY_BEFORE)
    assert not report.ok
