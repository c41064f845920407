"""A nation's provisioning that is stopped anywhere: each precinct is whole or not there, and the next run goes on."""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from nacl.signing import SigningKey

from host_tools import whole_files
from host_tools.elections.election_file import read_election
from host_tools.elections.problems import InputError
from host_tools.formats.packages import open_package
from host_tools.keys import files
from host_tools.privacy import key_files
from host_tools.provisioning.compiling import SIMULATOR_CODE
from host_tools.provisioning.device_book import DeviceBook
from host_tools.provisioning.nation import NationError, bring_on, counted, plan_for
from host_tools.provisioning.nation_job import Job, State
from host_tools.provisioning.nation_table import TableRow, read_table
from host_tools.provisioning.new_terminals import BOARD, images_of
from host_tools.provisioning.own_keys import OWN_KEY_FILE
from host_tools.provisioning.plan import VERSION, PlanError
from simulator.people.newborn import inject_all
from tests.host_tools.provisioning.test_no_room_for_terminals import DEMO, run

TERRITORIES = DEMO.with_name("territories.toml")
AUTHORITY, CENTRE = SigningKey(b"a" * 32), SigningKey(b"c" * 32)
HEADER = "number,name_kk,name_ru,name_en,district,booths,voters"
ROW = "17,№ 17 учаске,Участок № 17,Precinct 17,Алматы,1,60"
MOST_WRITES = 60


def job(below: Path) -> Job:
    images = images_of(VERSION, AUTHORITY, board=BOARD, code=SIMULATOR_CODE)
    return Job(
        read_election(DEMO).to_cbor(), bytes(AUTHORITY), bytes(CENTRE.verify_key), below, BOARD, images,
        master=bytes(32), demo=True,
    )  # fmt: skip


def table(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "table.csv"
    path.write_text("\n".join((header, *rows)) + "\n", "utf-8")
    return path


def killed_at(write: int, act: Callable[[], object]) -> bool:
    """Do something in a process that ends without a word at its n-th rename; False if it came to its end."""
    child = os.fork()
    if not child:
        renames = 0

        def counting(*arguments: object) -> None:
            nonlocal renames
            renames += 1
            if renames == write:
                os._exit(9)
            os.rename(*arguments)  # type: ignore[arg-type]

        whole_files.os.replace = counting  # type: ignore[assignment,attr-defined]
        act()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> tuple[Job, TableRow, list[Path]]:
    """(job, row, folders of the nation: empty; with terminals that have shown their keys)."""
    folder = tmp_path_factory.mktemp("nation")
    (row,) = read_table(table(folder, ROW))
    with_keys = job(folder / "with-keys")
    (folder / "empty").mkdir()
    assert bring_on(with_keys, row).state == State.MADE
    place = row.folder(with_keys.below)
    inject_all(place)
    for own in place.rglob(OWN_KEY_FILE):
        own.unlink()
    return with_keys, row, [folder / "empty", with_keys.below]


@pytest.mark.parametrize("step", [0, 1])
def test_a_run_that_is_killed_at_any_rename_is_gone_on_with(
    steps: tuple[Job, TableRow, list[Path]], step: int, tmp_path: Path
) -> None:
    common, row, begun = steps
    wanted = (State.MADE, State.WAITING) if step == 0 else (State.PROVISIONED, State.WHOLE)
    for write in range(1, MOST_WRITES):
        below = tmp_path / str(write)
        shutil.copytree(begun[step], below)
        here = replace(common, below=below)
        if not killed_at(write, lambda: bring_on(here, row)):  # noqa: B023
            assert write > (1, 5)[step]
            print(f"killed at {write - 1} renames")
            return
        again = bring_on(here, row)
        assert again.state in wanted, f"rename {write}: {again}"
        place = row.folder(below)
        assert not list(place.rglob(".*"))
        if step == 1:
            assert {path.name for path in place.iterdir()} == {
                "cards", "definitions", "device-keys", "public", "terminals", "terminals.json", "training"
            }  # fmt: skip
            packages = sorted(place.glob("terminals/*/data/*.tmpk"))
            assert len(packages) == 4  # the desk's for test and day are packed with the list
            assert all(open_package(one.read_bytes(), bytes(AUTHORITY.verify_key)) for one in packages)
            assert len(DeviceBook(place / "terminals.json").everything()) == 2
            assert bring_on(here, row).state == State.WHOLE
        shutil.rmtree(below)
    raise AssertionError(f"it makes more than {MOST_WRITES} renames")


def test_a_whole_precinct_whose_row_has_changed_is_not_passed_over(
    steps: tuple[Job, TableRow, list[Path]], tmp_path: Path
) -> None:
    common, row, begun = steps
    shutil.copytree(begun[1], tmp_path / "nation")
    here = replace(common, below=tmp_path / "nation")
    assert bring_on(here, row).state == State.PROVISIONED
    for changes in ({"voters": 61}, {"fields": {**row.fields, "names": dict.fromkeys(("kk", "ru", "en"), "X")}}):
        found = bring_on(here, replace(row, **changes))  # type: ignore[arg-type]
        assert found.state == State.REFUSED and "move it away to make it anew" in found.why
    found = bring_on(replace(common, below=begun[1]), replace(row, fields={**row.fields, "booths": 2}))
    assert found.state == State.REFUSED and "booth-2" in found.why


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (ROW.replace("17,", "x,", 1), "line 2: number: is no whole number"),
        (ROW.replace("Precinct 17", ""), "line 2: name_en"),
        (ROW.replace("Алматы", "../Алматы"), "line 2: district"),
        (f"{ROW}\n{ROW}", "line 3: number: 17 stands in line 2"),
    ],
)
def test_a_table_with_a_fault_names_its_line(tmp_path: Path, row: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read_table(table(tmp_path, row))


def test_a_special_precinct_has_its_kind(tmp_path: Path) -> None:
    (row,) = read_table(table(tmp_path, f"{ROW},hospital", header=f"{HEADER},kind"))
    assert plan_for(job(tmp_path), row).kind == "hospital"
    with pytest.raises(InputError, match="kind: is none of a special precinct"):
        read_table(table(tmp_path, f"{ROW},hotel", header=f"{HEADER},kind"))


@pytest.mark.parametrize(
    ("election", "style", "words"),
    [
        (TERRITORIES, "steppe", ""),
        (TERRITORIES, "", "write town or steppe"),
        (TERRITORIES, "city", "write town or steppe"),
        (DEMO, "", ""),
        (DEMO, "town", "leave its column style empty"),
    ],
)
def test_a_packed_roll_is_of_a_style_of_the_election(tmp_path: Path, election: Path, style: str, words: str) -> None:
    (row,) = read_table(table(tmp_path, f"{ROW},{style}", header=f"{HEADER},style"))
    made = replace(job(tmp_path), election=read_election(election).to_cbor())
    if not words:
        assert plan_for(made, row).packed == 60
        return
    with pytest.raises(PlanError, match=words):
        plan_for(made, row)


def test_a_roll_of_its_own_says_each_voters_style(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="style: is of a packed roll"):
        read_table(table(tmp_path, f"{ROW},town,17.csv".replace(",60,", ",,"), header=f"{HEADER},style,roll"))


def test_a_column_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="boots: is no column"):
        read_table(table(tmp_path, ROW, header=HEADER.replace("booths", "boots")))


def test_list_and_table_that_differ(tmp_path: Path) -> None:
    (row,) = read_table(table(tmp_path, ROW))
    assert counted([row], {17: 60}) == [row]
    assert counted([replace(row, voters=None)], {17: 61})[0].voters == 61
    for counts, words in (({}, "17 has no voters"), ({17: 61}, "61 voters, 60 in"), ({17: 60, 18: 1}, "18 is not in")):
        with pytest.raises(NationError, match=words):
            counted([row], counts)


LIST = """precinct,surname,given_name,patronymic,birth_date,id_type,id_value
17,Аманов,Асан,,1980-05-17,IIN,1
17,Аманова,Айгүл,,1980-05-17,IIN,2
18,Батыров,Үсен,,1980-05-17,IIN,3
"""


def test_one_command_for_all_counts_the_list_goes_on_and_sums_up(tmp_path: Path) -> None:
    for name in ("authority.key", "centre.key"):
        files.create(tmp_path / name)
    key_files.create_key_file(tmp_path / "master.key")
    (tmp_path / "list.csv").write_text(LIST, "utf-8")
    rows = [ROW.replace("17", str(number)).removesuffix("60") for number in (17, 18)]
    wanted = ("provision", "--table", table(tmp_path, *rows), "--election", DEMO,
              "--authority", tmp_path / "authority.key", "--centre", tmp_path / "centre.pub",
              "--packed", tmp_path / "list.csv", "--master", tmp_path / "master.key",
              "--folder", tmp_path / "nation", "--demo", "--workers", 2, "--journal", tmp_path / "journal")  # fmt: skip
    assert "say who counts it" in run(*wanted).output
    signed = (*wanted, "--who", "Operator", "--why", "provisioning")
    assert "Good: 2 precincts with 3 voters" in run(*signed, "--dry-run").output
    at = wanted.index("--master")
    done = run(*signed[:at], *signed[at + 2 :])
    assert done.exit_code == 2 and "give --master" in done.output and not (tmp_path / "nation").exists()
    done = run(*signed)
    assert done.exit_code == 0 and "2 precincts: terminals made" in done.output, done.output
    inject_all(tmp_path / "nation" / "Алматы" / "00018")
    done = run(*signed)
    assert "1 precincts: waits for keys" in done.output and "1 precincts: provisioned" in done.output, done.output
    (tmp_path / "nation" / "Алматы" / "00018" / "public" / "precinct-official.cbor").write_bytes(b"")
    done = run(*signed)
    assert done.exit_code == 1 and "precinct 18 (line 3): " in done.output, done.output
    with (tmp_path / "nation" / "nation.csv").open(encoding="utf-8") as stream:
        found = {row["number"]: (row["state"], row["keys_to_come"]) for row in csv.DictReader(stream)}
    assert found == {"17": ("waits for keys", "TM-00017-D TM-00017-1"), "18": ("refused", "")}
    assert "leave those options out" in run(*signed, "--precinct", 17).output


def test_one_precinct_counts_the_list_by_itself(tmp_path: Path) -> None:
    for name in ("authority.key", "centre.key"):
        files.create(tmp_path / name)
    key_files.create_key_file(tmp_path / "master.key")
    (tmp_path / "list.csv").write_text(LIST, "utf-8")
    wanted = ("provision", "--name", "а", "б", "c", "--election", DEMO, "--authority", tmp_path / "authority.key",
              "--centre", tmp_path / "centre.pub", "--packed", tmp_path / "list.csv", "--who", "O", "--why", "count",
              "--master", tmp_path / "master.key", "--journal", tmp_path / "journal", "--dry-run",
              "--folder", tmp_path / "made", "--demo")  # fmt: skip
    assert "for 2 voters" in run(*wanted, "--precinct", 17).output
    assert "has no voters of precinct 19" in run(*wanted, "--precinct", 19).output
