"""Ballot styles of packed rolls and supplements: every voter has the one that was written, and nobody has none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from host_tools.formats.label import make_label
from host_tools.formats.packages import Package, open_package
from host_tools.rolls import changes_file, pack, supplement
from host_tools.rolls.errors import ChangesError, PackError, SupplementError
from host_tools.rolls.layout import RollVoter
from host_tools.rolls.roll_view import open_row
from host_tools.rolls.styles_file import read_styles
from host_tools.rolls.supplement import Changes
from tests.host_tools.rolls.made_up_nation import AUTHORITY, Nation, make

PUBLIC = bytes(AUTHORITY.verify_key)
IDS = ["style-1", "style-2"]
NUMBER = "771111222233"
NEWCOMER = RollVoter((NUMBER, make_label(NUMBER, 4)), "Жаңа Тіркелген", 2005, 2)
HEADER = ",".join([*changes_file.COLUMNS, "style"]) + "\n"


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Nation:
    nation = make(tmp_path_factory.mktemp("nation"), {1: 12, 2: 8}, styles=2)
    nation.job = replace(nation.job, styles={1: 1, 2: 2})
    pack.pack(nation.list, nation.job, "state", 1, lambda *_: None)
    return nation


def package(nation: Nation, precinct: int) -> Package:
    return open_package((nation.job.folder / f"desk-{precinct:05d}.tmpk").read_bytes(), PUBLIC)


def style_of(package: Package, supplements: list[bytes], digits: str) -> int | None:
    found = open_row(supplement.roll_of(package, supplements, PUBLIC), digits, package.secrets)
    assert found
    return found.row.style


def test_everybody_on_a_packed_roll_has_the_style_of_the_precinct(nation: Nation) -> None:
    for precinct in (1, 2):
        found = package(nation, precinct)
        assert {style_of(found, [], person.number) for person in nation.of(precinct)} == {precinct}


def test_a_precinct_without_a_style_is_not_packed(nation: Nation, tmp_path: Path) -> None:
    with pytest.raises(PackError, match="precinct 2: has no ballot style in the table"):
        pack.pack(nation.list, replace(nation.job, folder=tmp_path / "out", styles={1: 1}), "state", 1, lambda *_: None)


def test_packing_does_not_go_on_with_other_styles(nation: Nation) -> None:
    with pytest.raises(PackError, match="begun with another styles"):
        pack.pack(nation.list, replace(nation.job, styles={1: 2, 2: 2}), "state", 1, lambda *_: None)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("1,style-3", "line 2: style: is no ballot style"),
        ("1,style-1\n1,style-2", "line 3: number: stands in the table twice"),
        ("one,style-1", "line 2: number: is no number"),
    ],
)
def test_a_table_that_names_no_style_is_refused(tmp_path: Path, rows: str, words: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(f"number,style\n{rows}\n", "utf-8")
    with pytest.raises(PackError, match=words):
        read_styles(path, IDS)


def test_a_table_says_more_than_the_style(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("number,name_kk,style,roll\n17,A,style-2,\n18,B,,18.csv\n", "utf-8")
    assert read_styles(path, IDS) == {17: 2}


def test_whoever_a_supplement_adds_has_the_style_that_it_says(nation: Nation, tmp_path: Path) -> None:
    path = tmp_path / "changes.csv"
    path.write_text(f"{HEADER}add,{NUMBER},{NEWCOMER.digits[1]},,Жаңа,Тіркелген,,2005-02-01,style-2\n", "utf-8")
    changes = changes_file.read_changes(path, styles=IDS)
    assert changes.added == [NEWCOMER]
    found = package(nation, 1)
    made = [supplement.build(found, [], changes, AUTHORITY)]
    assert style_of(found, made, NUMBER) == style_of(found, made, NEWCOMER.digits[1]) == 2
    assert style_of(found, made, nation.of(1)[3].number) == 1


@pytest.mark.parametrize("style", [None, 0, 3])
def test_nobody_is_added_without_a_style_of_the_election(nation: Nation, style: int | None) -> None:
    with pytest.raises(SupplementError, match="one of the ballot styles 1 to 2"):
        supplement.build(package(nation, 1), [], Changes(added=[replace(NEWCOMER, style=style)]), AUTHORITY)


def test_no_style_is_added_where_there_are_none(tmp_path: Path) -> None:
    nation = make(tmp_path, {1: 5})
    pack.pack(nation.list, nation.job, "state", 1, lambda *_: None)
    with pytest.raises(SupplementError, match="no ballot style"):
        supplement.build(package(nation, 1), [], Changes(added=[NEWCOMER]), AUTHORITY)


def test_a_change_with_another_style_is_named(tmp_path: Path) -> None:
    path = tmp_path / "changes.csv"
    path.write_text(f"{HEADER}add,{NUMBER},,,Жаңа,Тіркелген,,2005-02-01,city\n", "utf-8")
    with pytest.raises(ChangesError, match="line 2: style: is no ballot style of the election"):
        changes_file.read_changes(path, styles=IDS)
