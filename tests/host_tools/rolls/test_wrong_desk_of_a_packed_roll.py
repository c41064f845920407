"""Packed rolls of several desks: each voter is on one desk's part, the others say which, and nobody is on two."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from host_tools.formats.definitions import DeskPart, Election
from host_tools.formats.packages import Package, open_package
from host_tools.privacy.keyed_hash import keyed_hash
from host_tools.rolls import check_packages, pack, redirects
from host_tools.rolls.errors import PackError
from host_tools.rolls.roll_keys import desk_secrets
from host_tools.rolls.roll_view import RollView, open_row
from tests.host_tools.rolls.made_up_nation import AUTHORITY, Nation, make, write_definition

PUBLIC = bytes(AUTHORITY.verify_key)
SIZES = {1: 7, 2: 11, 3: 5}
PARTS = {1: [7], 2: [3, 4, 4], 3: [2, 3]}  # voters of each desk
FILES = {
    (1, 1): "desk-00001.tmpk",
    (2, 1): "desk-00002.tmpk",
    (2, 2): "desk-2-00002.tmpk",
    (2, 3): "desk-3-00002.tmpk",
    (3, 1): "desk-00003.tmpk",
    (3, 2): "desk-2-00003.tmpk",
}


def define(nation: Nation) -> None:
    content = Election.from_cbor(nation.job.election)
    for precinct, sizes in PARTS.items():
        desks = [DeskPart(number, bytes(31) + bytes((number - 1,)), size) for number, size in enumerate(sizes, 1)]
        changes: dict[str, object] = {"desks": desks} if len(desks) > 1 else {}
        write_definition(nation.folder, content, precinct, sum(sizes), changes)


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Nation:
    nation = make(tmp_path_factory.mktemp("nation"), SIZES)
    define(nation)
    pack.pack(nation.list, nation.job, "state", 1, lambda *_: None)
    return nation


def opened(nation: Nation) -> dict[tuple[int, int], Package]:
    return {place: open_package((nation.job.folder / name).read_bytes(), PUBLIC) for place, name in FILES.items()}


def test_each_voter_is_on_one_part_in_the_order_of_the_list_and_the_others_say_which(nation: Nation) -> None:
    made, tried = opened(nation), 0
    assert {path.name for path in nation.job.folder.glob("*.tmpk")} == set(FILES.values())
    for precinct, sizes in PARTS.items():
        turns = [desk for desk, size in enumerate(sizes, 1) for _ in range(size)]
        for person, own in zip(nation.of(precinct), turns, strict=True):
            for digits in filter(None, (person.number, person.label)):
                for desk in range(1, len(sizes) + 1):
                    package = made[precinct, desk]
                    found = open_row(RollView.of(package.parts["roll"]), digits, package.secrets)
                    assert (found is not None and found.row.name == person.name) == (desk == own)
                    tag = keyed_hash(package.secrets.lookup_key or b"")(digits.encode())[: redirects.TAG_SIZE]
                    said = redirects.read(package.parts.get("desks", redirects.MAGIC)).get(tag)
                    assert said == (None if desk == own else own)
                    tried += 1
    print(f"{tried} cards were shown to desks")


def test_desks_of_a_packed_precinct_share_no_key_and_only_the_first_opens_key_cards(nation: Nation) -> None:
    made = opened(nation)
    for (precinct, desk), package in made.items():
        assert package.manifest.terminal == (0 if desk == 1 else 100 + desk)
        assert (package.secrets.card_secret is not None) == (desk == 1)
        assert package.secrets.role_secret == made[precinct, 1].secrets.role_secret
        assert ("desks" in package.parts) == (len(PARTS[precinct]) > 1)
    keys = [key for one in made.values() for key in (one.secrets.lookup_key, one.secrets.wrap_key)]
    assert len(set(keys)) == len(keys) and None not in keys
    again = desk_secrets(nation.job.master, Election.from_cbor(nation.job.election).hash16, 2, 0, 3)
    assert again == made[2, 3].secrets


def test_packing_goes_on_where_it_stopped_between_two_desks(nation: Nation, tmp_path: Path) -> None:
    folder = tmp_path / "packages"
    shutil.copytree(nation.job.folder, folder)
    (folder / "desk-2-00002.tmpk").unlink()
    (folder / pack.INDEX).unlink()
    result = pack.pack(nation.list, replace(nation.job, folder=folder), "state", 1, lambda *_: None)
    assert [(row.precinct, row.desk) for row in result.packed] == list(FILES)
    assert [(row.precinct, row.desk) for row in result.packed if row.new] == [(2, 2)]
    assert result.voters == sum(SIZES.values())
    assert check_packages.check(folder, PUBLIC) == (len(FILES), [])


def test_the_package_of_another_desk_is_found(nation: Nation, tmp_path: Path) -> None:
    folder = tmp_path / "packages"
    shutil.copytree(nation.job.folder, folder)
    assert check_packages.check(folder, PUBLIC) == (len(FILES), [])
    shutil.copyfile(folder / "desk-00002.tmpk", folder / "desk-2-00002.tmpk")
    assert check_packages.check(folder, PUBLIC)[1] == ["desk-2-00002.tmpk: is not what the index says"]
    (folder / "desk-3-00002.tmpk").unlink()
    (folder / "desk-4-00002.tmpk").touch()
    assert check_packages.check(folder, PUBLIC)[1][1:] == [
        "desk-3-00002.tmpk: is missing",
        "desk-4-00002.tmpk: is not in the index",
    ]


def test_one_card_at_two_desks_is_refused(tmp_path: Path) -> None:
    nation = make(tmp_path, SIZES)
    define(nation)
    text = (tmp_path / "list.csv").read_text("utf-8")
    first, last = nation.of(2)[0].number, nation.of(2)[-1].number
    (tmp_path / "list.csv").write_text(text.replace(last, first), "utf-8")
    with pytest.raises(PackError, match="precinct 2: two voters have the same card digits"):
        pack.pack(nation.list, nation.job, "state", 1, lambda *_: None)
