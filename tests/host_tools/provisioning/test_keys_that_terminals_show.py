"""Slips with terminals' public keys: wrong ones are refused, right ones may come again, one by one and in any order."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from nacl.signing import SigningKey

from host_tools.formats import cose
from host_tools.formats.objects import TerminalKey
from host_tools.formats.points import IDENTITY
from host_tools.keys.randomness import seeded
from host_tools.provisioning import own_keys
from host_tools.provisioning.new_terminals import TerminalsError, make_terminals
from host_tools.provisioning.own_keys import OWN_KEYS, OwnKeyError
from host_tools.provisioning.provision import provision
from simulator.people.newborn import injected
from tests.host_tools.provisioning.test_secrets_in_the_wrong_place import AUTHORITY, make_plan

SEEDS = {0: b"desk".ljust(32), 1: b"one".ljust(32), 2: b"two".ljust(32)}


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Terminals that were made and have shown nothing yet."""
    folder = tmp_path_factory.mktemp("new") / "precinct-17"
    make_terminals(make_plan(), AUTHORITY, folder, random_bytes=seeded(b"new"))
    return folder


@pytest.fixture
def folder(new: Path, tmp_path: Path) -> Path:
    shutil.copytree(new, tmp_path / "precinct-17")
    return tmp_path / "precinct-17"


def slip(folder: Path, terminal: int, seed: bytes = b"") -> bytes:
    name = f"booth-{terminal}" if terminal else "desk"
    return injected(folder / "terminals" / name, seed or SEEDS[terminal])


def saying(data: bytes, seed: bytes, **changes: object) -> bytes:
    """The same slip, signed again after a change."""
    said = TerminalKey.from_cbor((cose.peek1(data) or (b"", b""))[1])
    return cose.sign1(said.model_copy(update=changes).to_cbor(), SigningKey(seed))


def test_slips_come_one_by_one_and_twice(folder: Path) -> None:
    plan = make_plan()
    for terminal, absent in ((2, "TM-00017-D, TM-00017-1"), (2, "TM-00017-D, TM-00017-1"), (0, "TM-00017-1")):
        own_keys.take(folder, slip(folder, terminal))
        with pytest.raises(OwnKeyError, match=f"the key of {absent} is missing"):
            provision(plan, AUTHORITY, bytes(32), folder)
    own_keys.take(folder, slip(folder, 1))
    done = provision(plan, AUTHORITY, bytes(32), folder, random_bytes=seeded(b"second"))
    assert [done.precincts[0].terminal_key(terminal) for terminal in range(3)] == [
        bytes(SigningKey(seed).verify_key) for seed in SEEDS.values()
    ]


WRONG: dict[str, tuple[Callable[[Path], bytes], str]] = {
    "no object": (lambda _: b"\xd2\x84", "no key slip"),
    "an altered signature": (lambda at: slip(at, 1)[:-1] + b"!", "not signed by the key that it names"),
    "another key's signature": (lambda at: saying(slip(at, 1), SEEDS[2]), "not signed by the key that it names"),
    "a key that anybody can sign for": (
        lambda at: saying(slip(at, 1), SEEDS[1], public_key=IDENTITY),
        "not signed by the key that it names",
    ),
    "a terminal of another precinct": (
        lambda at: saying(slip(at, 1), SEEDS[1], serial_number="TM-00018-1"),
        "there is no booth TM-00018-1",
    ),
    "a desk that calls itself a booth": (
        lambda at: saying(slip(at, 1), SEEDS[1], serial_number="TM-00017-D"),
        "there is no booth TM-00017-D",
    ),
    "another firmware": (lambda at: saying(slip(at, 1), SEEDS[1], firmware=bytes(32)), "under another firmware"),
    "a second key of one terminal": (lambda at: slip(at, 2, SEEDS[0]), "has shown another key before"),
    "the key of another terminal": (lambda at: slip(at, 1, SEEDS[2]), "has the same key"),
}


@pytest.mark.parametrize("way", WRONG)
def test_a_slip_that_is_refused(folder: Path, way: str) -> None:
    own_keys.take(folder, slip(folder, 2))
    make, words = WRONG[way]
    data = make(folder)
    before = {path: path.read_bytes() for path in (folder / OWN_KEYS).iterdir()}
    with pytest.raises(OwnKeyError, match=words):
        own_keys.take(folder, data)
    assert {path: path.read_bytes() for path in (folder / OWN_KEYS).iterdir()} == before


def test_terminals_of_another_plan_are_not_provisioned(folder: Path) -> None:
    for plan, words in ((make_plan(booths=1), "booth-2: not as planned"), (make_plan(number=18), "another precinct")):
        with pytest.raises(TerminalsError, match=words):
            provision(plan, AUTHORITY, bytes(32), folder)
    with pytest.raises(TerminalsError, match="another precinct or authority"):
        provision(make_plan(), SigningKey(b"x" * 32), bytes(32), folder)


def test_slips_that_were_exchanged_in_the_folder(folder: Path) -> None:
    for terminal in range(3):
        own_keys.take(folder, slip(folder, terminal))
    shutil.copy(folder / OWN_KEYS / "booth-1.cose", folder / OWN_KEYS / "booth-2.cose")
    with pytest.raises(OwnKeyError, match=r"booth-2\.cose: is not of the terminal"):
        provision(make_plan(), AUTHORITY, bytes(32), folder)
    assert not (folder / "cards").exists()


def test_firmware_that_changed_since(folder: Path) -> None:
    data = slip(folder, 1)
    (folder / "terminals" / "booth-1" / "main.py").write_bytes(b"#")
    with pytest.raises(TerminalsError, match=r"main\.py is altered"):
        own_keys.take(folder, data)
