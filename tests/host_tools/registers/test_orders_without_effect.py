"""Every decision has its effect or is reported: about somebody in no doubt, with a new value, by a rule."""

from __future__ import annotations

import polars as pl
import pytest

from host_tools.registers.errors import VoterRegisterError
from host_tools.registers.review import decisions
from tests.host_tools.registers.conftest import Desk, as_text

WHO = {"name": "Operator One", "reason": "a court decided"}


def matched(desk: Desk) -> str:
    desk.compile()
    row = as_text(desk.result, "voters").filter(pl.col("class") == "match").row(3, named=True)
    return f"{row['id_type']}:{row['id_value']}"


def outcome(desk: Desk, item: str) -> str:
    rows = as_text(desk.result, "aside").filter(pl.col("id_type") + ":" + pl.col("id_value") == item)
    return rows["outcome"][0] if len(rows) else "listed"


def test_a_person_in_no_doubt_can_be_excluded(desk: Desk) -> None:
    item = matched(desk)
    decisions.append(desk.decisions, item=item, action="exclude", **WHO)
    summary = desk.compile()
    assert summary["decisions"]["refused"] == [] and outcome(desk, item) == "aside"
    assert item in pl.read_parquet(desk.result / "review.parquet")["item"]


def test_a_name_that_no_register_has_can_be_set_and_stands_in_its_place_in_the_list(desk: Desk) -> None:
    item = matched(desk)
    decisions.append(desk.decisions, item=item, action="list", set={"surname": "Ақжаңалов"}, **WHO)
    desk.compile()
    rows = as_text(desk.result, "voters").filter(pl.col("id_type") + ":" + pl.col("id_value") == item)
    assert rows["surname"].to_list() == ["Ақжаңалов"] and rows["decision"].to_list() == ["1"]
    precinct = as_text(desk.result, "voters").filter(pl.col("precinct") == rows["precinct"][0])
    from host_tools.registers.names.alphabet import sort_key

    names = [sort_key(name)[0] for name in precinct["surname"]]
    assert names == sorted(names)


@pytest.mark.parametrize(
    "value", [{"surname": "Ақ0"}, {"birth_date": "1975-02-30"}, {"birth_date": "0001-01-01"}, {"address_code": "1"}]
)
def test_a_value_that_a_check_would_refuse_is_not_written(desk: Desk, value: dict[str, str]) -> None:
    with pytest.raises(VoterRegisterError):
        decisions.append(desk.decisions, item="IIN:1", action="list", set=value, **WHO)
    assert not desk.decisions.exists()


def test_a_rule_that_covers_nothing_says_so(desk: Desk) -> None:
    decisions.append(desk.decisions, rule={"class": "match"}, action="exclude", **WHO)
    summary = desk.compile()
    assert summary["decisions"]["refused"] == [[1, "its rule covers nothing on the review list"]]


def test_somebody_whom_no_register_has_is_reported(desk: Desk) -> None:
    decisions.append(desk.decisions, item="IIN:000101300009", action="exclude", **WHO)
    assert desk.compile()["decisions"]["refused"] == [[1, "no register has its item"]]


def test_a_faulty_record_is_listed_only_with_what_it_lacks(desk: Desk) -> None:
    with open(desk.file("population"), "a") as stream:
        stream.write("IIN,750101300798,Тестов,Үлгі,,1975-02-30,100001,,,2020-01-01\n")
        stream.write("IIN,750101300799,Тестов,Қате,,1975-02-20,100001,,,2020-01-01\n")
    desk.sign()
    decisions.append(desk.decisions, item="IIN:750101300798", action="list", **WHO)
    decisions.append(desk.decisions, item="IIN:750101300799", action="list", **WHO)
    refused = dict(map(tuple, desk.compile()["decisions"]["refused"]))
    assert "birth date is faulty" in refused[1] and "identifier is faulty" in refused[2]
    decisions.append(desk.decisions, item="IIN:750101300798", action="list", set={"birth_date": "1975-02-20"}, **WHO)
    desk.compile()
    assert outcome(desk, "IIN:750101300798") == "listed" and outcome(desk, "IIN:750101300799") == "held"


def test_an_order_that_would_change_nothing_or_cannot_hold_is_reported(desk: Desk) -> None:
    item = matched(desk)
    rows = {name: as_text(desk.result, name) for name in ("voters", "aside")}

    def one_of(name: str, kind: str) -> str:
        row = rows[name].filter(pl.col("class") == kind).row(0, named=True)
        return f"{row['id_type']}:{row['id_value']}"

    alone, only_interior, young = (
        one_of("voters", "only_population"), one_of("aside", "only_interior"), one_of("aside", "under_18")
    )  # fmt: skip
    orders: list[tuple[str, dict[str, object]]] = [
        ("from the interior register, which does not have", {"item": alone, "use": {"surname": "interior"}}),
        ("nothing was decided about its item before", {"item": item, "action": "undo"}),
        ("record 77 of the population register", {"item": only_interior, "record": 77}),
        ("nobody is 18 on the election day", {"item": young}),
        ("nobody is 18 on the election day", {"item": item, "set": {"birth_date": "2010-01-01"}}),
    ]
    for _, order in orders:
        decisions.append(desk.decisions, **{"action": "list", **WHO, **order})
    refused = dict(map(tuple, desk.compile()["decisions"]["refused"]))
    for seq, (words, _) in enumerate(orders, 1):
        assert words in refused.get(seq, "no report"), seq
    assert outcome(desk, item) == outcome(desk, alone) == "listed" and outcome(desk, young) == "aside"


def test_a_register_that_has_no_patronymic_is_taken_at_its_word(desk: Desk) -> None:
    for register, patronymic in (("population", "Мысалұлы"), ("interior", "")):
        with open(desk.file(register), "a") as stream:
            stream.write(f"IIN,750101300798,Тестов,Үлгі,{patronymic},1975-01-01,100001,,,2020-01-01\n")
    desk.sign()
    decisions.append(desk.decisions, item="IIN:750101300798", action="list", use={"patronymic": "interior"}, **WHO)
    assert desk.compile()["decisions"]["refused"] == []
    rows = as_text(desk.result, "voters").filter(pl.col("id_value") == "750101300798")
    assert rows["patronymic"].to_list() == [None]
