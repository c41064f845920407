"""Spares that a nation's table names: one is shared by some precincts, shows its key once, and has a place in each."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pypdfium2
import pytest

from host_tools.formats.definitions import Precinct
from host_tools.keys import files
from host_tools.privacy import key_files
from host_tools.provisioning import nation_spares, own_keys
from host_tools.provisioning.device_book import DeviceBook
from host_tools.provisioning.doctor import examine
from host_tools.provisioning.new_terminals import BOARD, TERMINALS
from host_tools.provisioning.own_keys import OWN_KEY_FILE
from host_tools.provisioning.spare_places import PLACES, read_places, room_for_places
from simulator.people.newborn import injected
from tests.host_tools.provisioning.test_no_room_for_terminals import DEMO, run
from tests.host_tools.provisioning.test_unfit_to_ship import DAY_BEFORE

HEADER = "number,name_kk,name_ru,name_en,district,booths,voters,spare_booth"
PLACES_OF = {"TM-A-1": (17, 18), "TM-A-2": (19,), "TM-B-1": (20, 21)}
DISTRICTS = {17: "Алматы", 18: "Алматы", 19: "Алматы", 20: "Шымкент", 21: "Шымкент", 22: "Шымкент"}
NO_SPARE = 22


def rows() -> list[str]:
    spare = {number: serial for serial, numbers in PLACES_OF.items() for number in numbers}
    return [
        f"{number},№ {number} учаске,Участок № {number},Precinct {number},{district},{2 if number in spare else 1},9,"
        f"{spare.get(number, '')}"
        for number, district in DISTRICTS.items()
    ]


def table(folder: Path, text: list[str]) -> Path:
    path = folder / "table.csv"
    path.write_text("\n".join((HEADER, *text)) + "\n", "utf-8")
    return path


def wanted(at: Path, below: Path) -> list[object]:
    return ["provision", "--table", at / "table.csv", "--election", DEMO, "--authority", at / "authority.key",
            "--centre", at / "centre.pub", "--master", at / "master.key", "--folder", below, "--key-here",
            "--workers", 1]  # fmt: skip


def spare_of(below: Path, serial: str) -> Path:
    district = DISTRICTS[PLACES_OF[serial][0]]
    return nation_spares.folder_of(below, district, serial) / TERMINALS / nation_spares.NAME


def precinct(below: Path, number: int) -> Path:
    return below / DISTRICTS[number] / f"{number:05d}"


def show_key(place: Path, seed: bytes) -> None:
    """A terminal's first start: its slip is taken in its own folder, and the private half stays on it."""
    own_keys.take(place.parents[1], injected(place, seed.ljust(32)))
    (place / "data" / OWN_KEY_FILE).unlink()


def show_keys(below: Path) -> None:
    """Every terminal shows its key; a spare does so in its own folder alone."""
    for number in DISTRICTS:
        for place in sorted((precinct(below, number) / TERMINALS).iterdir()):
            if number == NO_SPARE or place.name != "booth-2":
                show_key(place, f"{number} {place.name}".encode())
    for serial in PLACES_OF:
        show_key(spare_of(below, serial), serial.encode())


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys, a table, and in `nation` what three runs made: terminals; packages and places; nothing more to do."""
    at = tmp_path_factory.mktemp("spares")
    for name in ("authority.key", "centre.key"):
        files.create(at / name)
    key_files.create_key_file(at / "master.key")
    table(at, rows())
    below = at / "nation"
    assert "Good: 6 precincts with 54 voters and 3 spares" in run(*wanted(at, below), "--dry-run").output
    first = run(*wanted(at, below))
    assert "6 precincts: terminals made" in first.output and "3 spares: terminals made" in first.output, first.output
    waits = run(*wanted(at, below))
    assert "3 spares: waits for keys" in waits.output, waits.output
    assert f"{6 * 2 + len(PLACES_OF)} terminals have still to show their keys" in waits.output, waits.output
    show_keys(below)
    second = run(*wanted(at, below))
    assert second.exit_code == 0, second.output
    assert "6 precincts: provisioned" in second.output and "3 spares: provisioned" in second.output, second.output
    again = run(*wanted(at, below))
    assert "6 precincts: was whole before" in again.output and "3 spares: was whole before" in again.output
    return at


@pytest.fixture
def copy(at: Path, tmp_path: Path) -> Path:
    shutil.copytree(at / "nation", tmp_path / "nation")
    return tmp_path / "nation"


def wrong(below: Path) -> list[str]:
    """What the doctor finds, but for the packages of desks, which `tamga roll pack` makes."""
    found = [one.text for report in examine(below, DAY_BEFORE) for one in report.findings if one.level == "bad"]
    return [text for text in found if not text.startswith("terminals/desk: has no package")]


def test_a_spare_has_a_place_in_each_of_its_precincts_and_nowhere_else(at: Path) -> None:
    below = at / "nation"
    for serial, numbers in PLACES_OF.items():
        found = read_places(spare_of(below, serial) / PLACES)
        assert {(precinct, terminal) for precinct, terminal, _ in found} == {(number, 2) for number in numbers}
        slip = own_keys.checked((spare_of(below, serial).parents[1] / "device-keys" / "spare.cose").read_bytes())
        for number in numbers:
            there = precinct(below, number)
            definition = Precinct.from_cbor((there / "public" / "precinct-official.cbor").read_bytes())
            assert definition.terminal_key(2) == slip.public_key
            data = there / TERMINALS / "booth-2" / "data"
            for mode in ("training", "test", "official"):
                assert found[number, 2, f"{mode}.tmpk"] == (data / f"{mode}.tmpk").read_bytes()
    with (below / nation_spares.SUMMARY).open(encoding="utf-8") as stream:
        lines = {row["spare"]: (row["precincts"], row["state"]) for row in csv.DictReader(stream)}
    assert lines == {serial: (" ".join(map(str, numbers)), "was whole before") for serial, numbers in PLACES_OF.items()}


def test_a_spare_waits_until_all_of_its_precincts_are_provisioned(copy: Path, at: Path) -> None:
    shutil.rmtree(precinct(copy, 18))
    (spare_of(copy, "TM-A-1") / PLACES).unlink()
    done = run(*wanted(at, copy))
    assert "1 spares: waits for keys" in done.output and "2 spares: was whole before" in done.output, done.output
    assert "precinct 18 is not provisioned" in (copy / nation_spares.SUMMARY).read_text("utf-8")
    for name in ("desk", "booth-1"):
        show_key(precinct(copy, 18) / TERMINALS / name, f"18 {name} anew".encode())
    done = run(*wanted(at, copy))
    assert "1 precincts: provisioned" in done.output and "1 spares: provisioned" in done.output, done.output
    assert (spare_of(copy, "TM-A-1") / PLACES).is_file()
    assert "3 spares: was whole before" in run(*wanted(at, copy)).output


def test_a_run_that_was_killed_before_its_places_were_written_is_gone_on_with(copy: Path, at: Path) -> None:
    """Its note in the device book comes first: what a board had read back before is not what it is to have now."""
    place = spare_of(copy, "TM-B-1")
    (place / PLACES).write_bytes(b"older places")
    with DeviceBook(place.parents[1] / "terminals.json") as book:
        (record,) = book.everything()
        book.put(record.model_copy(update={"brought": "2026-11-01"}))
    done = run(*wanted(at, copy))
    assert "1 spares: provisioned" in done.output and "2 spares: was whole" in done.output, done.output
    assert [one.brought for one in DeviceBook(place.parents[1] / "terminals.json").everything()] == [""]


def test_a_spare_that_was_erased_since_is_refused(copy: Path, at: Path) -> None:
    slip = spare_of(copy, "TM-A-1").parents[1] / "device-keys" / "spare.cose"
    slip.unlink()
    show_key(spare_of(copy, "TM-A-1"), b"another key")
    done = run(*wanted(at, copy))
    assert done.exit_code == 1 and "has shown another key since" in done.output


def test_a_precinct_that_is_whole_and_has_another_spare_in_the_table_is_refused(
    copy: Path, at: Path, tmp_path: Path
) -> None:
    for name in ("authority.key", "centre.pub", "master.key"):
        shutil.copy(at / name, tmp_path)
    table(tmp_path, [row.replace("9,TM-A-2", "9,TM-A-1") for row in rows()])
    done = run(*wanted(tmp_path, copy))
    assert done.exit_code == 1 and "was provisioned with other spare" in done.output, done.output
    assert "its last booth is TM-A-2, not one spare of the district, TM-A-1" in done.output, done.output


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("9,TM-B-1", "9,TM-A-1", "line 5, precinct 20: the spare TM-A-1 is in another district in line 2"),
        ("Алматы,2,9,TM-A-2", "Алматы,1,9,TM-A-2", "beside those that open"),
        ("TM-A-2", "TM-00017-1", "is that of a precinct's terminal"),
        ("TM-A-2", "../A-2", "write Latin letters, digits, hyphens"),
        ("TM-A-2", "T" * 25, "write Latin letters, digits, hyphens"),
    ],
)
def test_a_table_whose_spare_cannot_be_names_its_line(
    at: Path, tmp_path: Path, before: str, after: str, words: str
) -> None:
    for name in ("authority.key", "centre.pub", "master.key"):
        shutil.copy(at / name, tmp_path)
    table(tmp_path, [row.replace(before, after) for row in rows()])
    done = run(*wanted(tmp_path, tmp_path / "nation"), "--dry-run")
    assert done.exit_code == 2 and words in done.output and "line " in done.output, done.output


def test_a_spare_of_more_precincts_than_it_has_room_for_is_refused_before_anything_is_made(
    at: Path, tmp_path: Path
) -> None:
    for name in ("authority.key", "centre.pub", "master.key"):
        shutil.copy(at / name, tmp_path)
    packages = len((spare_of(at / "nation", "TM-A-2") / PLACES).read_bytes())
    most = room_for_places(BOARD) // packages
    for count in (most * 9 // 10, most * 11 // 10):
        table(tmp_path, [f"{number},а,б,c,,2,9,TM-A-1" for number in range(1, count + 1)])
        done = run(*wanted(tmp_path, tmp_path / "nation"), "--dry-run")
        if count < most:
            assert done.exit_code == 0, done.output
        else:
            assert done.exit_code == 2 and f"the spare TM-A-1: packages of {count} precincts are" in done.output
            assert "give it fewer, and another spare to the others" in done.output
    print(f"a spare has room for {most} precincts of {packages} bytes")


def test_papers_have_a_box_for_each_spare_once_and_nothing_is_wrong(at: Path) -> None:
    below = at / "nation"
    books = sorted(below.rglob("terminals.json"))
    done = run("terminals", "shipping", *books, "--first-seal", "00120000", "--out", below / "shipping",
               "--precincts", below)  # fmt: skip
    assert done.exit_code == 0 and "15 boxes" in done.output, done.output
    assert "Pack 1 spare desks and 0 spare booths" in done.output, "three spares are in boxes already"
    seals = (below / "shipping" / "seals.csv").read_text("utf-8").splitlines()
    assert [line.split(",")[:2] for line in seals[-3:]] == [["17 18", "TM-A-1"], ["19", "TM-A-2"], ["20 21", "TM-B-1"]]
    text = [
        " ".join(page.get_textpage().get_text_bounded().split())
        for page in pypdfium2.PdfDocument(below / "shipping" / "lists.pdf")
    ]
    assert "Участки № 17, 18" in text[6] and "Запасная кабина TM-A-1" in text[6] and "Термобумага" not in text[6]
    assert "TM-A-1" not in text[0] and "Термобумага" in text[0]
    rolls = (below / "shipping" / "paper.csv").read_text("utf-8").splitlines()
    assert rolls[1].startswith("17,9,1,1,"), "a spare takes the rolls of the booth in whose place it comes"
    assert wrong(below) == []
    said = [one.text for report in examine(below, DAY_BEFORE) for one in report.findings]
    assert "3 spares have 5 places, each its own" in said
    assert "15 terminals, each with a key of its own" in said
    assert "15 boxes of 15 terminals with 15 seals, each on one box" in said
    assert "3 of 3 spares have not read their files back (tamga terminals bring)" in said


def test_books_with_spares_can_be_merged(at: Path, tmp_path: Path) -> None:
    books = sorted((at / "nation").rglob("terminals.json"))
    done = run("terminals", "merge", *reversed(books), "--out", tmp_path / "all.json")
    assert done.exit_code == 0 and f"{12 + 5} terminals of 6 precincts" in done.output, done.output


def test_the_doctor_finds_spares_that_are_not_ready(copy: Path) -> None:
    place = spare_of(copy, "TM-A-1")
    whole = (place / PLACES).read_bytes()
    other = (spare_of(copy, "TM-B-1") / PLACES).read_bytes()
    for content, words in (
        (whole[: len(whole) // 2 + 9], "is damaged; gather it again"),
        (whole[:-9], "ends too early; gather it again"),
        (other, "TM-A-1: has no place in precinct 17, 18"),
        (whole[:-1] + b"\0", "booth-2 of precinct 18: training.tmpk: not as in the precinct's folder"),
        (b"", "TM-A-1: has no place in precinct 17, 18"),
    ):
        (place / PLACES).write_bytes(content)
        found = wrong(copy)
        assert any(words in text for text in found), found
    (place / PLACES).unlink()
    (found_now,) = wrong(copy)
    assert "TM-A-1: has no place in precinct 17, 18" in found_now
    (place / PLACES).write_bytes(whole)
    assert wrong(copy) == []
    shutil.copytree(place.parents[1], copy / "again" / "TM-A-1")
    (found_now,) = wrong(copy)
    assert "TM-A-1: has places in several folders; keep one" in found_now
    shutil.rmtree(copy / "again")
    (place / "data" / OWN_KEY_FILE).write_bytes(bytes(32))
    (place / "main.py").write_bytes(b"x")
    found = wrong(copy)
    assert any("a terminal's private key" in text for text in found) and any("main.py" in text for text in found)
