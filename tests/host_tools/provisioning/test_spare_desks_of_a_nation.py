"""Spare desks that a nation's table names, with packed rolls: each has every desk's package, wherever a run stopped."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from host_tools.elections.election_file import read_election
from host_tools.formats.packages import SPARE_PART, open_package
from host_tools.formats.places import SPARE_DESK, package_name
from host_tools.keys import files
from host_tools.privacy import key_files
from host_tools.provisioning import nation_spares, own_keys
from host_tools.provisioning.compiling import SIMULATOR_CODE
from host_tools.provisioning.device_book import DeviceBook
from host_tools.provisioning.device_list import merged, read, signed
from host_tools.provisioning.doctor import examine
from host_tools.provisioning.nation import bring_on
from host_tools.provisioning.nation_job import Job, State
from host_tools.provisioning.nation_spares import bring_on_spare, spares_of
from host_tools.provisioning.nation_table import TableRow, read_table
from host_tools.provisioning.new_terminals import BOARD, TERMINALS, images_of
from host_tools.provisioning.own_keys import OWN_KEY_FILE
from host_tools.provisioning.plan import VERSION
from host_tools.provisioning.spare_places import PLACES, read_places
from simulator.people.newborn import inject_all, injected
from tests.host_tools.provisioning.test_no_room_for_terminals import DEMO, run
from tests.host_tools.provisioning.test_stopped_nation import AUTHORITY, CENTRE, MOST_WRITES, killed_at
from tests.host_tools.provisioning.test_unfit_to_ship import DAY_BEFORE

TABLE = """number,name_kk,name_ru,name_en,district,booths,desks,spare_booth,spare_desk
17,№ 17 учаске,Участок № 17,Precinct 17,Алматы,2,2,TM-A-1,TM-A-D1
18,№ 18 учаске,Участок № 18,Precinct 18,Алматы,1,1,,TM-A-D1
19,№ 19 учаске,Участок № 19,Precinct 19,Шымкент,1,1,,TM-B-D1
20,№ 20 учаске,Участок № 20,Precinct 20,Шымкент,1,1,,
"""
DISTRICTS = {17: "Алматы", 18: "Алматы", 19: "Шымкент", 20: "Шымкент"}
DESKS = {"TM-A-D1": {(17, 0), (17, 102), (18, 0)}, "TM-B-D1": {(19, 0)}}
LISTED = {17: 7, 18: 4, 19: 5, 20: 3}
NAMED = ("--who", "Operator", "--why", "a test")


def voters() -> str:
    lines = ["precinct,surname,given_name,patronymic,birth_date,id_type,id_value"]
    for precinct, listed in LISTED.items():
        lines += [f"{precinct},Аманов{place},Асан,,1980-05-17,IIN,{precinct}{place:010d}" for place in range(listed)]
    return "\n".join(lines) + "\n"


def precinct(below: Path, number: int) -> Path:
    return below / DISTRICTS[number] / f"{number:05d}"


def spare_of(below: Path, serial: str) -> Path:
    district = "Алматы" if "-A-" in serial else "Шымкент"
    return nation_spares.folder_of(below, district, serial) / TERMINALS / nation_spares.NAME


def show_keys(below: Path) -> None:
    """Every terminal shows its key, a spare in its own folder alone; private halves stay on the terminals."""
    for serial in ("TM-A-1", *DESKS):
        place = spare_of(below, serial)
        own_keys.take(place.parents[1], injected(place, serial.encode().ljust(32)))
    for number in DISTRICTS:
        for place in sorted((precinct(below, number) / TERMINALS).iterdir()):
            if (number, place.name) != (17, "booth-2"):
                own_keys.take(place.parents[1], injected(place, f"{number} {place.name}".encode().ljust(32)))
    for key in below.rglob(OWN_KEY_FILE):
        key.unlink()


def wanted(at: Path, below: Path) -> list[object]:
    return ["provision", "--table", at / "table.csv", "--election", DEMO, "--authority", at / "authority.key",
            "--centre", at / "centre.pub", "--master", at / "master.key", "--packed", at / "list.csv",
            "--folder", below, "--workers", 1, "--key-here", "--journal", at / "journal", *NAMED]  # fmt: skip


def pack(at: Path, below: Path, out: Path, pattern: str) -> str:
    """Gather definitions and pack every roll; the last output. pattern: which files of the definitions go along."""
    said = ""
    for mode, name in enumerate(("official", "test")):
        folder = out / "definitions" / name
        folder.mkdir(parents=True)
        for definition in below.glob(f"*/*/definitions/{name}/{pattern}"):
            shutil.copy(definition, folder)
        election = precinct(below, 17) / "public" / "election.cbor"
        done = run("roll", "pack", at / "list.csv", "--unapproved", "--election", election, "--definitions", folder,
                   "--authority", at / "authority.key", "--master", at / "master.key", "--out", out / "packed" / name,
                   "--mode", mode, "--workers", 1, "--journal", at / "journal", *NAMED)  # fmt: skip
        assert done.exit_code == 0, done.output
        said = done.output
    return said


def load(below: Path, out: Path, number: int) -> list[str]:
    """Load a precinct's packed rolls; what the commands said."""
    said = []
    for desk in (1, 2) if number == 17 else (1,):
        place = precinct(below, number) / TERMINALS / ("desk" if desk == 1 else f"desk-{desk}")
        for name in ("official", "test"):
            package = out / "packed" / name / package_name(number, desk)
            book = precinct(below, number) / "terminals.json"
            said.append(run("terminals", "load", place, package, "--device-book", book).output)
    return said


def states(below: Path) -> dict[str, tuple[str, str]]:
    with (below / nation_spares.SUMMARY).open(encoding="utf-8") as stream:
        return {row["spare"]: (row["state"], row["why"]) for row in csv.DictReader(stream)}


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys, list, table; `provisioned` before the rolls were packed, and `nation` with them, all spares whole."""
    at = tmp_path_factory.mktemp("spare-desks")
    for name in ("authority.key", "centre.key"):
        files.create(at / name)
    key_files.create_key_file(at / "master.key")
    (at / "list.csv").write_text(voters(), "utf-8")
    (at / "table.csv").write_text(TABLE, "utf-8")
    below = at / "nation"
    assert "Good: 4 precincts with 19 voters and 3 spares" in run(*wanted(at, below), "--dry-run").output
    first = run(*wanted(at, below))
    assert "3 spares: terminals made" in first.output, first.output
    waits = run(*wanted(at, below))
    assert "4 precincts: waits for keys" in waits.output and "12 terminals have still to show" in waits.output
    show_keys(below)
    second = run(*wanted(at, below))
    assert second.exit_code == 0 and "4 precincts: provisioned" in second.output, second.output
    assert "2 spares: waits for packed rolls" in second.output and "1 spares: provisioned" in second.output
    assert states(below)["TM-A-D1"] == ("waits for packed rolls", "precinct 17, 18 lacks a packed roll")
    shutil.copytree(below, at / "provisioned")
    pack(at, below, at, "*")
    for number in DISTRICTS:
        assert all("loaded" in text for text in load(below, at, number))
    third = run(*wanted(at, below))
    assert "4 precincts: was whole before" in third.output and "2 spares: provisioned" in third.output, third.output
    again = run(*wanted(at, below))
    assert "3 spares: was whole before" in again.output, again.output
    return at


@pytest.fixture
def copy(at: Path, tmp_path: Path) -> Path:
    shutil.copytree(at / "nation", tmp_path / "nation")
    return tmp_path / "nation"


def wrong(below: Path) -> list[str]:
    return [one.text for report in examine(below, DAY_BEFORE) for one in report.findings if one.level == "bad"]


def test_a_spare_desk_has_the_packages_of_every_desk_of_its_precincts(at: Path) -> None:
    below, public = at / "nation", files.load_public(at / "authority.pub")
    for serial, desks in DESKS.items():
        found = read_places(spare_of(below, serial) / PLACES)
        slip = own_keys.checked((spare_of(below, serial).parents[1] / "device-keys" / "spare.cose").read_bytes())
        assert {(precinct, terminal) for precinct, terminal, _ in found} == desks
        assert len(found) == 3 * len(desks)
        for data in found.values():
            assert open_package(data, public).parts[SPARE_PART] == slip.public_key
    desk = precinct(below, 20) / TERMINALS / "desk" / "data"
    for mode in ("official", "test", "training"):
        assert SPARE_PART not in open_package((desk / f"{mode}.tmpk").read_bytes(), public).parts
    assert wrong(below) == []
    said = [one.text for report in examine(below, DAY_BEFORE) for one in report.findings]
    assert "3 spares have 4 places, each its own" in said
    assert "takes the place of any of 3 terminals" in said


def test_boxes_and_the_centres_list(at: Path, tmp_path: Path) -> None:
    """A box for each spare desk; the centre's list does not have it, since it is no terminal of a precinct."""
    below = at / "nation"
    books = sorted(below.rglob("terminals.json"))
    done = run("terminals", "shipping", *books, "--first-seal", "00120000", "--out", tmp_path / "out",
               "--precincts", below)  # fmt: skip
    assert done.exit_code == 0 and "12 boxes" in done.output, done.output
    assert "Pack 0 spare desks and 0 spare booths" in done.output, done.output
    seals = (tmp_path / "out" / "seals.csv").read_text("utf-8").splitlines()
    assert [line.split(",")[:2] for line in seals[-3:]] == [["17", "TM-A-1"], ["17 18", "TM-A-D1"], ["19", "TM-B-D1"]]
    text = [
        " ".join(page.get_textpage().get_text_bounded().split())
        for page in pypdfium2.PdfDocument(tmp_path / "out" / "lists.pdf")
    ]
    assert "Запасной стол TM-A-D1" in text[-2] and "Участки № 17, 18" in text[-2]
    assert "Стол регистрации № 2" in text[0] and "Стол регистрации №" not in text[1]
    key = files.load(at / "authority.key")
    records = merged(books)
    assert sum(one.terminal == SPARE_DESK for one in records) == 3
    listed = read(signed(records, key), bytes(key.verify_key)).devices
    assert len(listed) == 10 and {one.serial_number for one in listed}.isdisjoint(DESKS)


def test_the_doctor_finds_spare_desks_that_are_not_ready(copy: Path) -> None:
    place = spare_of(copy, "TM-A-D1")
    whole = (place / PLACES).read_bytes()
    second = whole.index(b"17 102 official.tmpk")
    (place / PLACES).write_bytes(whole[:second] + whole[whole.index(b"18 0 official.tmpk") :])
    assert any("desk-2 of precinct 17: has no place" in text for text in wrong(copy))
    (place / PLACES).unlink()
    assert any("TM-A-D1: has no place in precinct 17, 18" in text for text in wrong(copy))
    (place / PLACES).write_bytes(whole)
    assert wrong(copy) == []
    data = precinct(copy, 19) / TERMINALS / "desk" / "data"
    other = precinct(copy, 20) / TERMINALS / "desk" / "data"
    for name in ("official", "test"):
        shutil.copy(other / f"{name}.tmpk", data)
    found = wrong(copy)
    assert any("names another spare desk" in text or "its packages name another spare desk" in text for text in found)


def test_supplements_make_the_places_anew(copy: Path, at: Path) -> None:
    data = precinct(copy, 19) / TERMINALS / "desk" / "data"
    (data / "official.sup-1").write_bytes(b"the list has changed since")
    assert "1 spares: provisioned" in run(*wanted(at, copy)).output
    assert (19, 0, "official.sup-1") in read_places(spare_of(copy, "TM-B-D1") / PLACES)


def test_definitions_without_the_spares_key_make_packages_that_no_desk_takes(at: Path, tmp_path: Path) -> None:
    """Somebody gathered the definitions and left the keys beside them: the day would find a slip for nobody."""
    below = tmp_path / "nation"
    shutil.copytree(at / "provisioned", below)
    pack(at, below, tmp_path, "*.cbor")
    for number in (17, 18, 19):
        assert all("names another spare desk" in text for text in load(below, tmp_path, number))
    assert all("loaded" in text for text in load(below, tmp_path, 20))
    assert "2 spares: waits for packed rolls" in run(*wanted(at, below)).output
    key = tmp_path / "definitions" / "official" / "spare-desk-19.pub"
    shutil.copy(precinct(below, 19) / "definitions" / "official" / key.name, key)
    again = run("roll", "pack", at / "list.csv", "--unapproved", "--election",
                precinct(below, 17) / "public" / "election.cbor", "--definitions", key.parent,
                "--authority", at / "authority.key", "--master", at / "master.key", "--out",
                tmp_path / "packed" / "official", "--mode", 0, "--workers", 1, "--journal", at / "journal",
                *NAMED)  # fmt: skip
    assert again.exit_code == 2 and "was packed with another definition, master key or spare desk" in again.output


def test_a_whole_precinct_with_another_spare_desk_in_the_table_is_refused(copy: Path, at: Path, tmp_path: Path) -> None:
    for name in ("authority.key", "centre.pub", "master.key", "list.csv"):
        shutil.copy(at / name, tmp_path)
    (tmp_path / "table.csv").write_text(TABLE.replace("TM-B-D1", "TM-B-D2"), "utf-8")
    done = run(*wanted(tmp_path, copy))
    assert done.exit_code == 1 and "was provisioned with other spare desk" in done.output, done.output


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("TM-B-D1", "TM-A-D1", "line 4, precinct 19: the spare TM-A-D1 is in another district in line 2"),
        ("TM-B-D1", "../B", "write Latin letters, digits, hyphens"),
        ("TM-B-D1", "TM-00019-D", "is that of a precinct's terminal"),
        ("TM-A-1,", "TM-B-D1,", "TM-B-D1 is a spare booth, too"),
    ],
)
def test_a_table_whose_spare_desk_cannot_be_names_its_line(
    at: Path, tmp_path: Path, before: str, after: str, words: str
) -> None:
    for name in ("authority.key", "centre.pub", "master.key", "list.csv"):
        shutil.copy(at / name, tmp_path)
    (tmp_path / "table.csv").write_text(TABLE.replace(before, after), "utf-8")
    done = run(*wanted(tmp_path, tmp_path / "nation"), "--dry-run")
    assert done.exit_code == 2 and words in done.output, done.output


def test_a_spare_desk_of_more_rolls_than_it_has_room_for_is_refused_before_anything_is_made(
    at: Path, tmp_path: Path
) -> None:
    for name in ("authority.key", "centre.pub", "master.key"):
        shutil.copy(at / name, tmp_path)
    head = "number,name_kk,name_ru,name_en,booths,voters,spare_desk"
    for count, status in ((3, 0), (30, 2)):
        rows = [f"{number},а,б,c,2,2000,TM-A-D1" for number in range(1, count + 1)]
        (tmp_path / "table.csv").write_text("\n".join((head, *rows)) + "\n", "utf-8")
        asked = wanted(tmp_path, tmp_path / "nation")
        cut = asked.index("--packed")
        done = run(*asked[:cut], *asked[cut + 2 :], "--dry-run")
        assert done.exit_code == status, done.output
    assert "the spare TM-A-D1: packages of 30 precincts are" in done.output
    assert "give it fewer, and another spare to the others" in done.output


def test_one_spare_desk_for_all_rows_that_name_none(at: Path, tmp_path: Path) -> None:
    for name in ("authority.key", "centre.pub", "master.key", "list.csv"):
        shutil.copy(at / name, tmp_path)
    table = TABLE.replace(",TM-A-D1", ",").replace(",TM-B-D1", ",").replace("TM-A-1", "")
    (tmp_path / "table.csv").write_text(table, "utf-8")
    slip = spare_of(at / "nation", "TM-B-D1").parents[1] / "device-keys" / "spare.cose"
    asked = (*wanted(tmp_path, tmp_path / "nation"), "--spare-desk", slip)
    assert "4 precincts: terminals made" in run(*asked).output
    for number in DISTRICTS:
        inject_all(precinct(tmp_path / "nation", number))
    assert "4 precincts: provisioned" in run(*asked).output
    assert "4 precincts: was whole before" in run(*asked).output
    for number in DISTRICTS:
        book = DeviceBook(precinct(tmp_path / "nation", number) / "terminals.json").everything()
        assert [one.serial_number for one in book if one.spare] == ["TM-B-D1"]
    without = run(*wanted(tmp_path, tmp_path / "nation"))
    assert without.exit_code == 1 and "was provisioned with other spare desk" in without.output


# --- killed ---------------------------------------------------------------------------------------------------------

ROW = "17,№ 17 учаске,Участок № 17,Precinct 17,Алматы,1,2,60,TM-A-D1"


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> tuple[Job, TableRow, list[Path]]:
    """(job, row, folders of the nation: empty; with keys shown; provisioned with all packages loaded)."""
    folder = tmp_path_factory.mktemp("killed")
    (folder / "table.csv").write_text(
        f"number,name_kk,name_ru,name_en,district,booths,desks,voters,spare_desk\n{ROW}\n", "utf-8"
    )
    (row,) = read_table(folder / "table.csv")
    images = images_of(VERSION, AUTHORITY, board=BOARD, code=SIMULATOR_CODE)
    election = read_election(DEMO).to_cbor()
    names = [folder / name for name in ("empty", "keys", "packed")]
    names[0].mkdir()
    job = Job(election, bytes(AUTHORITY), bytes(CENTRE.verify_key), names[1], BOARD, images, master=bytes(32))
    (spare,) = spares_of(job, [row])
    assert (bring_on(job, row).state, bring_on_spare(job, spare).state) == (State.MADE, State.MADE)
    assert set(bring_on(job, row).keys) >= {"TM-A-D1"}
    inject_all(row.folder(job.below))
    place = spare_of(job.below, "TM-A-D1")
    own_keys.take(place.parents[1], injected(place, b"spare".ljust(32)))
    for own in job.below.rglob(OWN_KEY_FILE):
        own.unlink()
    shutil.copytree(names[1], names[2])
    there = replace(job, below=names[2])
    assert bring_on(there, row).state == State.PROVISIONED
    for desk in ("desk", "desk-2"):  # a packed roll's stand-ins: what matters here is when they are there
        data = row.folder(names[2]) / TERMINALS / desk / "data"
        for name in ("official", "test"):
            shutil.copy(data / "training.tmpk", data / f"{name}.tmpk")
    return job, row, names


@pytest.mark.parametrize("step", [0, 1, 2])
def test_a_run_with_a_spare_desk_that_is_killed_at_any_rename_is_gone_on_with(
    steps: tuple[Job, TableRow, list[Path]], step: int, tmp_path: Path
) -> None:
    common, row, begun = steps
    for write in range(1, MOST_WRITES):
        here = replace(common, below=tmp_path / str(write))
        shutil.copytree(begun[step], here.below)
        (spare,) = spares_of(here, [row])

        def act() -> tuple[State, State]:
            return bring_on(here, row).state, bring_on_spare(here, spare).state  # noqa: B023

        if not killed_at(write, act):
            assert write > (2, 5, 2)[step]
            print(f"step {step}: killed at {write - 1} renames")
            return
        again, spares = act()
        assert again in ((State.MADE, State.WAITING), (State.PROVISIONED, State.WHOLE), (State.WHOLE,))[step]
        assert spares in ((State.MADE, State.WAITING), (State.UNPACKED,), (State.PROVISIONED, State.WHOLE))[step]
        assert not list(here.below.rglob(".*"))
        if step == 2:
            assert len(read_places(spare_of(here.below, "TM-A-D1") / PLACES)) == 6
            assert act() == (State.WHOLE, State.WHOLE)
        shutil.rmtree(here.below)
    raise AssertionError(f"it makes more than {MOST_WRITES} renames")
