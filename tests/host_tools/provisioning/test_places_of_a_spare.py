"""`tamga terminals places`: a spare's packages are gathered from its precincts, or the command says what is wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from host_tools.elections.demo_roll import demo_voters
from host_tools.elections.election_file import read_election
from host_tools.provisioning import own_keys, spare_places
from host_tools.provisioning.new_terminals import TERMINALS, make_terminals, place_of
from host_tools.provisioning.plan import PrecinctPlan
from host_tools.provisioning.provision import provision
from host_tools.provisioning.spare_places import PLACES, read_places
from simulator.people.newborn import injected
from tests.host_tools.provisioning.test_no_room_for_terminals import DEMO, run
from tests.host_tools.provisioning.test_unfit_to_ship import AUTHORITY, CENTRE

SPARE, SERIAL = 2, "TM-D0004-1"
KEY = b"of the spare".ljust(32)


def made(folder: Path, number: int, serial: str | None = SERIAL, key: bytes = KEY) -> Path:
    """A provisioned precinct with one booth, and the spare as a second one."""
    names = dict.fromkeys(("kk", "ru", "en"), str(number))
    plan = PrecinctPlan(
        election=read_election(DEMO), number=number, names=names, voters=demo_voters(5, 1), booths=SPARE, spare=serial
    )
    make_terminals(plan, AUTHORITY, folder)
    for terminal in plan.terminals:
        seed = key if terminal == SPARE else f"{number} {terminal}".encode().ljust(32)
        own_keys.take(folder, injected(place_of(folder, terminal), seed))
    provision(plan, AUTHORITY, bytes(CENTRE.verify_key), folder)
    return folder


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Precincts 17 and 18 with one spare, its own folder, and precincts that it is not for."""
    below = tmp_path_factory.mktemp("district")
    made(below / "17", 17)
    made(below / "18", 18)
    made(below / "other-spare", 19, "TM-D0004-2")
    made(below / "no-spare", 20, None)
    made(below / "erased", 21, key=b"its second key".ljust(32))
    shutil.copytree(below / "17" / TERMINALS / "booth-2", below / "own" / TERMINALS / "spare",
                    ignore=shutil.ignore_patterns("*.tmpk"))  # fmt: skip
    for name, key in (("authority.pub", AUTHORITY), ("another.pub", CENTRE)):
        (below / name).write_text(f"{bytes(key.verify_key).hex()}\n", "utf-8")
    return below


@pytest.fixture
def spare(district: Path, tmp_path: Path) -> Path:
    shutil.copytree(district / "own", tmp_path / "own")
    return tmp_path / "own" / TERMINALS / "spare"


def test_packages_of_all_precincts_come_into_one_file_and_again_change_nothing(district: Path, spare: Path) -> None:
    wanted = "terminals", "places", spare, district / "18", district / "17", "--authority", district / "authority.pub"
    for _ in range(2):
        done = run(*wanted)
        assert done.exit_code == 0 and f"{SERIAL} can take a place in one of 2 precincts" in done.output, done.output
    found = read_places(spare / PLACES)
    assert [precinct for precinct, _, _ in found] == [17] * 3 + [18] * 3, "in the order of their numbers"
    for (number, terminal, name), package in found.items():
        data = district / str(number) / TERMINALS / "booth-2" / "data"
        assert terminal == SPARE and package == (data / name).read_bytes()
    assert (spare / PLACES).stat().st_mode & 0o077 == 0, "role secrets of a whole district are its owner's alone"


@pytest.mark.parametrize(
    ("precincts", "authority", "words"),
    [
        (["17", "17"], "authority.pub", "precinct 17 was named already; name each once"),
        (
            ["17", "other-spare"],
            "authority.pub",
            "its last booth is TM-D0004-2, not one spare of the district, TM-D0004-1",
        ),
        (
            ["17", "no-spare"],
            "authority.pub",
            "its last booth is TM-00020-2, not one spare of the district, TM-D0004-1",
        ),
        (["17", "erased"], "authority.pub", "the precincts name not one spare with one key"),
        (["17", "nowhere"], "authority.pub", "has no packages yet; provision it, with --spare-booth"),
        (["17", "own"], "authority.pub", "has no packages yet; provision it, with --spare-booth"),
        (["17", "18"], "another.pub", "official.tmpk: "),
        (["17", "18"], "nobody.pub", "nobody.pub"),
    ],
)
def test_precincts_that_do_not_belong_together_are_refused(
    district: Path, spare: Path, precincts: list[str], authority: str, words: str
) -> None:
    (spare / PLACES).write_bytes(b"before")
    folders = [district / name for name in precincts]
    done = run("terminals", "places", spare, *folders, "--authority", district / authority)
    assert done.exit_code == 2 and words in done.output, done.output
    assert (spare / PLACES).read_bytes() == b"before"


def test_a_folder_that_is_not_the_spares_own_is_refused(district: Path, spare: Path, tmp_path: Path) -> None:
    rest = district / "17", district / "18", "--authority", district / "authority.pub"
    done = run("terminals", "places", district / "17" / TERMINALS / "booth-2", *rest)
    assert done.exit_code == 2 and "is a booth of one precinct; give a folder of its own" in done.output
    done = run("terminals", "places", tmp_path, *rest)
    assert done.exit_code == 2 and "is not a terminal's folder" in done.output
    own_keys.take(spare.parents[1], injected(spare, b"a key since then".ljust(32)))
    done = run("terminals", "places", spare, *rest)
    assert done.exit_code == 2 and "has shown another key since" in done.output


def test_a_package_that_was_altered_is_refused(district: Path, spare: Path, tmp_path: Path) -> None:
    shutil.copytree(district / "18", tmp_path / "18")
    path = tmp_path / "18" / TERMINALS / "booth-2" / "data" / "official.tmpk"
    path.write_bytes(path.read_bytes()[:-1])
    done = run("terminals", "places", spare, district / "17", tmp_path / "18", "--authority",
               district / "authority.pub")  # fmt: skip
    assert done.exit_code == 2 and f"{path}: " in done.output, done.output
    assert not (spare / PLACES).exists()


def test_more_precincts_than_a_spare_has_room_for_are_refused(
    district: Path, spare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A board whose file system is so small that two precincts do not fit twice."""
    wanted = "terminals", "places", spare, district / "17", district / "18", "--authority", district / "authority.pub"
    assert run(*wanted).exit_code == 0
    size = (spare / PLACES).stat().st_size
    (spare / PLACES).unlink()
    small = {
        name: layout._replace(flash_bytes=layout.files_at + (1 << 19) + 2 * size - 2)
        for name, layout in spare_places.LAYOUTS.items()
    }
    monkeypatch.setattr(spare_places, "LAYOUTS", small)
    done = run(*wanted)
    assert done.exit_code == 2 and "packages of 2 precincts are" in done.output, done.output
    assert "about 1 precincts; give it fewer" in done.output and not (spare / PLACES).exists()
