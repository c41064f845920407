"""A nation's precincts with several desks, from the table to the box: no desk gets another's part of the roll."""

from __future__ import annotations

import shutil
from pathlib import Path

import pypdfium2
import pytest

from host_tools.elections.election_file import read_election
from host_tools.formats.packages import Package, open_package
from host_tools.formats.places import file_name, package_name, terminal_of_desk
from host_tools.keys import files
from host_tools.privacy import key_files
from host_tools.provisioning.doctor import examine
from host_tools.provisioning.own_keys import OWN_KEY_FILE
from host_tools.provisioning.paper_rolls import use_of
from host_tools.provisioning.plan import PlanError, plan_of
from host_tools.rolls.roll_view import RollView
from simulator.people.newborn import inject_all
from tests.host_tools.provisioning.test_no_room_for_terminals import DEMO, run
from tests.host_tools.provisioning.test_unfit_to_ship import DAY_BEFORE

TABLE = """number,name_kk,name_ru,name_en,booths,desks
17,№ 17 учаске,Участок № 17,Precinct 17,1,2
18,№ 18 учаске,Участок № 18,Precinct 18,1,
"""
LISTED = {17: 7, 18: 4}
PARTS = {(17, 1): 3, (17, 2): 4, (18, 1): 4}  # voters by precinct and desk
NAMED = ("--who", "Operator", "--why", "a test")


def voters() -> str:
    lines = ["precinct,surname,given_name,patronymic,birth_date,id_type,id_value"]
    for precinct, listed in LISTED.items():
        lines += [f"{precinct},Аманов{place},Асан,,1980-05-17,IIN,{precinct}{place:010d}" for place in range(listed)]
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two precincts with all packages loaded, and shipping papers, in a folder with the keys and the packed rolls."""
    at = tmp_path_factory.mktemp("desks")
    files.create(at / "authority.key")
    files.create(at / "centre.key")
    key_files.create_key_file(at / "master.key")
    (at / "list.csv").write_text(voters(), "utf-8")
    (at / "table.csv").write_text(TABLE, "utf-8")
    below, journal = at / "nation", ("--journal", at / "journal")
    keys = ("--authority", at / "authority.key", "--master", at / "master.key")
    made = ("provision", "--table", at / "table.csv", "--election", DEMO, *keys, "--centre", at / "centre.pub",
            "--packed", at / "list.csv", "--folder", below, "--demo", "--workers", 1, *journal, *NAMED)  # fmt: skip
    assert "2 precincts: terminals made" in run(*made).output
    for number in LISTED:
        inject_all(below / f"{number:05d}")
    assert "2 precincts: provisioned" in run(*made).output
    for key in below.rglob(OWN_KEY_FILE):
        key.unlink()
    for cards in below.rglob("cards.json"):
        cards.unlink()
    for mode, name in enumerate(("official", "test")):
        (at / name).mkdir()
        for definition in below.glob(f"*/definitions/{name}/*.cbor"):
            shutil.copy(definition, at / name)
        done = run("roll", "pack", at / "list.csv", "--unapproved", "--election", below / "00017/public/election.cbor",
                   "--definitions", at / name, *keys, "--out", at / "packed" / name, "--mode", mode, "--workers", 1,
                   *journal, *NAMED)  # fmt: skip
        assert done.exit_code == 0 and "3 packages, 11 voters" in done.output, done.output
        for precinct, desk in PARTS:
            folder = below / f"{precinct:05d}"
            done = run("terminals", "load", folder / "terminals" / file_name(terminal_of_desk(desk)),
                       at / "packed" / name / package_name(precinct, desk),
                       "--device-book", folder / "terminals.json")  # fmt: skip
            assert done.exit_code == 0, done.output
    books = sorted(below.glob("*/terminals.json"))
    done = run("terminals", "shipping", *books, "--first-seal", "00120000", "--out", below / "shipping",
               "--precincts", below)  # fmt: skip
    assert done.exit_code == 0 and "5 boxes" in done.output, done.output
    return at


def opened(nation: Path, precinct: int, desk: int) -> Package:
    place = nation / "nation" / f"{precinct:05d}" / "terminals" / file_name(terminal_of_desk(desk))
    return open_package((place / "data" / "official.tmpk").read_bytes(), files.load_public(nation / "authority.pub"))


def test_each_desk_of_a_table_has_its_part_of_the_packed_roll(nation: Path) -> None:
    for (precinct, desk), listed in PARTS.items():
        package = opened(nation, precinct, desk)
        assert len(RollView.of(package.parts["roll"]).rows) == listed
        assert package.precinct.voters == LISTED[precinct]
        assert [one.voters for one in package.precinct.every_desk][desk - 1] == listed


def test_nothing_is_wrong_with_them(nation: Path) -> None:
    reports = examine(nation / "nation", DAY_BEFORE)
    assert [one.text for report in reports for one in report.findings if one.level == "bad"] == []
    assert run("roll", "check", nation / "packed" / "official", "--authority", nation / "authority.pub").exit_code == 0


@pytest.mark.parametrize(("onto", "package"), [("desk-2", (17, 1)), ("desk", (17, 2)), ("desk", (18, 1))])
def test_the_package_of_another_desk_does_not_go_onto_a_desk(
    nation: Path, tmp_path: Path, onto: str, package: tuple[int, int]
) -> None:
    place = tmp_path / onto
    shutil.copytree(nation / "nation" / "00017" / "terminals" / onto, place)
    (place / "data" / "official.tmpk").unlink()
    done = run("terminals", "load", place, nation / "packed" / "official" / package_name(*package))
    assert done.exit_code == 2 and "is for another terminal" in done.output
    assert not (place / "data" / "official.tmpk").exists()


def test_the_doctor_finds_desks_that_have_each_others_packages(nation: Path, tmp_path: Path) -> None:
    shutil.copytree(nation / "nation" / "00017", tmp_path / "17")
    first, second = (tmp_path / "17" / "terminals" / name / "data" / "official.tmpk" for name in ("desk", "desk-2"))
    one, other = first.read_bytes(), second.read_bytes()
    first.write_bytes(other)
    second.write_bytes(one)
    (report,) = examine(tmp_path / "17", DAY_BEFORE)
    wrong = [one.text for one in report.findings if one.level == "bad"]
    assert sum("is for another precinct, terminal or mode" in text for text in wrong) == 2, wrong
    (tmp_path / "17" / "terminals" / "desk-2").rename(tmp_path / "17" / "terminals" / "desk-3")
    (report,) = examine(tmp_path / "17", DAY_BEFORE)
    wrong = [one.text for one in report.findings if one.level == "bad"]
    assert any("desk-3: is no terminal of the precinct's definition" in text for text in wrong), wrong
    assert any("terminals/: desk-2 missing" in text for text in wrong), wrong


def test_boxes_and_paper_say_which_desk(nation: Path) -> None:
    papers = nation / "nation" / "shipping"
    seals = (papers / "seals.csv").read_text("utf-8").splitlines()
    assert [line.split(",")[1] for line in seals[1:]] == [
        "TM-00017-D", "TM-00017-D2", "TM-00017-1", "TM-00018-D", "TM-00018-1",
    ]  # fmt: skip
    text = [
        " ".join(page.get_textpage().get_text_bounded().split()) for page in pypdfium2.PdfDocument(papers / "lists.pdf")
    ]
    assert "Стол регистрации № 1" in text[0] and "Стол регистрации № 2" in text[0] and "Кабина № 1" in text[0]
    assert "Стол регистрации" in text[1] and "Стол регистрации №" not in text[1]
    use = use_of(read_election(DEMO), 7, 1, 2)
    assert f"{use.rolls} = 2 × {use.desk_rolls} + 1 × {use.booth_rolls} + 1" in text[0]
    assert (papers / "paper.csv").read_text("utf-8").splitlines()[1].startswith("17,7,1,2,")


def test_a_whole_precinct_whose_desks_have_changed_is_not_passed_over(nation: Path, tmp_path: Path) -> None:
    shutil.copytree(nation / "nation", tmp_path / "nation")
    (tmp_path / "table.csv").write_text(TABLE.replace("1,2\n", "1,3\n"), "utf-8")
    done = run("provision", "--table", tmp_path / "table.csv", "--election", DEMO, "--authority",
               nation / "authority.key", "--master", nation / "master.key", "--centre", nation / "centre.pub",
               "--packed", nation / "list.csv", "--folder", tmp_path / "nation", "--demo", "--workers", 1,
               "--journal", tmp_path / "journal", *NAMED)  # fmt: skip
    assert done.exit_code == 1 and "was provisioned with other desks" in done.output, done.output
    assert "1 precincts: was whole before" in done.output


def test_a_packed_roll_has_a_part_for_each_desk() -> None:
    names = dict.fromkeys(("kk", "ru", "en"), "17")
    fields = {"election": read_election(DEMO), "number": 17, "names": names, "booths": 1}
    assert plan_of(**fields, packed=7, desks=2).part_sizes() == [3, 4]
    with pytest.raises(PlanError, match="6 desks for 5 voters"):
        plan_of(**fields, packed=5, desks=6, slots=200)
