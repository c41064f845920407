"""A precinct's folder that must not leave the house: something secret is public, missing, foreign, open or too late."""

from __future__ import annotations

import base64
import datetime
import gzip
import io
import shutil
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from nacl.signing import SigningKey

from host_tools.elections.demo_roll import demo_voters
from host_tools.elections.election_file import read_election
from host_tools.formats.objects import TerminalKey
from host_tools.keys.files import PRIVATE
from host_tools.keys.randomness import seeded
from host_tools.provisioning.doctor import examine
from host_tools.provisioning.own_keys import OWN_KEY_FILE
from host_tools.provisioning.plan import PrecinctPlan
from simulator.people.newborn import provision_at_once
from tests.host_tools.provisioning.test_no_room_for_terminals import DEMO

AUTHORITY, CENTRE = SigningKey(bytes([1]) * 32), SigningKey(bytes([2]) * 32)
DAY_BEFORE = datetime.date(2026, 11, 28)
VOTER = demo_voters(1, 1)[0].number


def made(folder: Path, number: int = 17, spare_desk: TerminalKey | None = None, desks: int = 1) -> Path:
    names = dict.fromkeys(("kk", "ru", "en"), "№ 17")
    plan = PrecinctPlan(
        election=read_election(DEMO),
        number=number,
        names=names,
        voters=demo_voters(5, 1),
        spare_desk=spare_desk,
        desks=desks,
    )
    done = provision_at_once(plan, AUTHORITY, bytes(CENTRE.verify_key), folder, random_bytes=seeded(bytes([number])))
    for place in done.terminals.values():
        (place / "data" / OWN_KEY_FILE).unlink()  # it is on the terminal alone
    return folder


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("good") / "precinct-17")


def publish(name: str, content: Callable[[Path], bytes]) -> Callable[[Path], object]:
    """Put a file that is made of a precinct's folder among what anybody gets."""
    return lambda place: (place / "public" / name).write_bytes(content(place))


def zipped(name: str, content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return stream.getvalue()


def tarred(content: bytes) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        info = tarfile.TarInfo("a")
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))
    return stream.getvalue()


def key_card(place: Path) -> bytes:
    return (place / "cards" / "holder-1-key-official.png").read_bytes()


def pins(place: Path) -> bytes:
    return next((place / "cards").rglob("*-pins.txt")).read_bytes()


def private_key(place: Path) -> bytes:
    return f"{PRIVATE}{bytes(CENTRE).hex()}\n".encode()


# What of a precinct's folder is put into `public`, and how: each is found, and none of it is shown.
HIDDEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "raw": (publish("a", lambda place: b"xy" + desk_seed(place)), "the key of desk"),
    "reversed": (publish("a", lambda place: desk_seed(place)[::-1]), "the key of desk"),
    "hexadecimal": (publish("a", lambda place: desk_seed(place).hex().encode()), "the key of desk"),
    "capitals": (publish("a", lambda place: desk_seed(place).hex().upper().encode()), "the key of desk"),
    "with colons": (publish("a", lambda place: desk_seed(place).hex(":").encode()), "the key of desk"),
    "over lines": (publish("a", lambda place: desk_seed(place).hex("\n", 8).encode()), "the key of desk"),
    "UTF-16": (publish("a", lambda place: desk_seed(place).hex().encode("utf-16")), "the key of desk"),
    "Base64 of more": (publish("a", lambda place: base64.b64encode(b"12345" + desk_seed(place))), "the key of desk"),
    "Base64 of URLs": (publish("a", lambda place: base64.urlsafe_b64encode(desk_seed(place))), "the key of desk"),
    "MIME lines": (publish("a", lambda place: base64.encodebytes(bytes(70) + desk_seed(place))), "the key of desk"),
    "gzip": (publish("a.gz", lambda place: gzip.compress(desk_seed(place))), "the key of desk"),
    "zip in zip": (publish("a", lambda place: zipped("b", zipped("c", desk_seed(place)))), "the key of desk"),
    "zip behind text": (publish("a", lambda place: b"hello" + zipped("b", desk_seed(place))), "the key of desk"),
    "gzip in tar": (publish("a", lambda place: tarred(gzip.compress(desk_seed(place)))), "the key of desk"),
    "Excel's container": (publish("a.xlsx", lambda place: zipped("x.xml", private_key(place))), "a secret key"),
    "a key in a letter": (publish("a", lambda place: b"Dear all,\n" + private_key(place)), "a secret key"),
    "the same in UTF-16": (publish("a", lambda place: private_key(place).decode().encode("utf-16")), "a secret key"),
    "a card secret": (publish("a", lambda place: b"tamga-card-secret " + b"ab" * 32), "a secret key"),
    "a key card": (publish("a.png", key_card), "holds a key card or a role card"),
    "a key card in zip": (publish("a", lambda place: zipped("a.png", key_card(place))), "holds a key card"),
    "PINs": (publish("note", pins), "holds PINs"),
    "a list of voters": (publish("a.csv", lambda place: b"number\n" + VOTER.encode()), "a personal number"),
    "something closed": (publish("a", lambda place: b"7z\xbc\xaf\x27\x1c" + bytes(40)), "is 7-Zip, which cannot"),
    "a link": (lambda place: (place / "public" / "t").symlink_to(place / "terminals"), "is a link"),
}


@pytest.mark.parametrize("way", HIDDEN, ids=str)
def test_a_secret_in_public_is_found_however_it_is_written(good: Path, tmp_path: Path, way: str) -> None:
    place = tmp_path / "precinct"
    shutil.copytree(good, place)
    do, says = HIDDEN[way]
    do(place)
    (report,) = examine(place, DAY_BEFORE)
    bad = [finding.text for finding in report.findings if finding.level == "bad"]
    assert any(says in text for text in bad), bad
    assert desk_seed(place).hex() not in "".join(bad)


def desk_seed(place: Path) -> bytes:
    """The private key of the desk, read back from it."""
    path = place / "terminals" / "desk" / "data" / OWN_KEY_FILE
    if not path.exists():
        path.write_bytes(b"own key of the desk".ljust(32))
        path.chmod(0o600)
    return path.read_bytes()


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
    "a terminal's key was copied from it": (desk_seed, "own_key.bin: a terminal's private key"),
    "a terminal's key slip is missing": (
        lambda place: (place / "device-keys" / "desk.cose").unlink(),
        "device-keys/desk.cose: is missing",
    ),
    "the key slips of two booths changed places": (
        lambda place: shutil.copy(place / "device-keys" / "booth-1.cose", place / "device-keys" / "booth-2.cose"),
        "not the key that the precinct's definition names",
    ),
    "a key slip is altered": (
        lambda place: (place / "device-keys" / "desk.cose").write_bytes(
            (place / "device-keys" / "desk.cose").read_bytes()[:-1] + b"!"
        ),
        "not signed by the key that it names",
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
