"""A precinct's name that a terminal cannot draw, or that people would not see as it is, in every path."""

from __future__ import annotations

from pathlib import Path

import pytest

from host_tools.determining import territory
from host_tools.elections.election_file import read_election
from host_tools.paper_precincts.preparing import TableError, read_table
from host_tools.provisioning.plan import PlanError, plan_of
from simulator.people.provisioned import ELECTION

UNFIT = {
    "a letter without a glyph": ("№ 7 七", "has what no terminal can draw: 七 (U+4E03)"),
    "an invisible character": ("№ 7\u200bа", "has an invisible character (U+200B)"),
    "a direction": ("№ 7 \u202eа", "has an invisible character (U+202E)"),
    "an escape": ("№ 7\x1b[2J", "has a control character (U+001B)"),
    "nothing": (" ", "is missing"),
    "no end": ("№ " + "7" * 130, "has 132 characters, more than 120"),
}


@pytest.mark.parametrize("name,said", UNFIT.values(), ids=UNFIT)
def test_a_precinct_is_not_provisioned_under_it(name: str, said: str) -> None:
    with pytest.raises(PlanError) as refused:
        plan_of(election=read_election(ELECTION), number=7, names={"kk": "№ 7", "ru": name, "en": "No. 7"})
    assert str(refused.value).startswith("the precinct's name in ru: " + said)


@pytest.mark.parametrize("name,said", UNFIT.values(), ids=UNFIT)
def test_nor_with_a_member_of_that_name_nor_with_more_names_than_role_cards(name: str, said: str) -> None:
    names = {language: "№ 7" for language in ("kk", "ru", "en")}
    election = read_election(ELECTION)
    with pytest.raises(PlanError) as refused:
        plan_of(election=election, number=7, names=names, people=["Әлиева Г. С.", name])
    assert str(refused.value).startswith("the name of person 2 of the commission: " + said)
    with pytest.raises(PlanError, match="4 names for 3 role cards"):
        plan_of(election=election, number=7, names=names, people=["А. А.", "Б. Б.", "В. В.", "Г. Г."], holders=3)


@pytest.mark.parametrize("name,said", UNFIT.values(), ids=UNFIT)
def test_nor_does_it_count_by_hand(tmp_path: Path, name: str, said: str) -> None:
    path = tmp_path / "precincts.csv"
    path.write_text(f"precinct,name_kk,name_ru,name_en,voters\n7,№ 7,{name},No. 7,20\n", "utf-8")
    with pytest.raises(TableError) as refused:
        read_table(path)
    assert f"line 2: name_ru {said}" in str(refused.value)


@pytest.mark.parametrize("name,said", [pair for pair in UNFIT.values() if "七" not in pair[0]])
def test_nor_is_its_district_called_so(tmp_path: Path, name: str, said: str) -> None:
    path = tmp_path / "territory.csv"
    path.write_text(f"precinct,district,region\n7,{name},Абай\n", "utf-8")
    with pytest.raises(territory.TerritoryError) as refused:
        territory.load(path)
    assert f"line 2: district: {said}" in str(refused.value)


def test_a_name_has_one_spelling() -> None:
    names = {"kk": "№  7 И\u0306мена ", "ru": "№ 7", "en": "No. 7"}
    plan = plan_of(election=read_election(ELECTION), number=7, names=names, packed=20)
    assert plan.names["kk"] == "№ 7 Й\u043cена"
