"""Decisions: each with name and reason, replayable to the byte, undone by new ones, stale when registers change."""

from __future__ import annotations

import io
from typing import Any

import polars as pl
import pytest
from rich.console import Console

from host_tools.registers.errors import VoterRegisterError
from host_tools.registers.review import decisions
from host_tools.registers.review.sitting import Review
from tests.host_tools.registers.conftest import Desk, as_text


def sit(desk: Desk, *lines: str) -> str:
    """A sitting with typed lines; gives what the screen showed."""
    screen, typed = io.StringIO(), iter(lines)

    def ask(_: str) -> str:
        try:
            return next(typed)
        except StopIteration:
            raise EOFError from None

    Review(desk.result, desk.decisions, "Operator One", Console(file=screen, width=200), ask).run()
    return screen.getvalue()


def queued(desk: Desk, **wanted: Any) -> dict[str, Any]:
    rows = pl.read_parquet(desk.result / "review.parquet").filter(**wanted)
    return rows.row(0, named=True)


def entry(desk: Desk, item: str) -> dict[str, str]:
    """The entry's row in list or aside file."""
    for name in ("voters", "aside"):
        rows = as_text(desk.result, name).filter(pl.col("id_type") + ":" + pl.col("id_value") == item)
        if len(rows):
            return {"outcome": "listed"} | {key: value or "" for key, value in rows.row(0, named=True).items()}
    raise AssertionError(f"{item} was dropped")


@pytest.fixture
def compiled(desk: Desk) -> Desk:
    desk.compile()
    return desk


def test_the_chosen_side_is_listed_and_the_same_decisions_give_the_same_bytes(compiled: Desk) -> None:
    item = queued(compiled, fields="surname")
    sit(compiled, f"decide {item['item']} list surname=interior", "the passport says so")
    compiled.compile()
    first = compiled.bytes()
    row = entry(compiled, item["item"])
    assert row["surname"] == item["i_surname"] != item["p_surname"]
    assert (row["decision"], row["given_name"]) == ("1", item["p_given_name"])
    compiled.compile()
    assert compiled.bytes() == first


def test_the_time_of_a_decision_does_not_change_the_list(compiled: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    item = queued(compiled, fields="surname")
    sit(compiled, f"decide {item['item']} exclude", "left the country")
    compiled.compile()
    first = compiled.bytes()
    line = compiled.decisions.read_text()
    at = decisions.load(compiled.decisions)[0].at
    compiled.decisions.write_text(line.replace(at, "2026-01-01T00:00:00+00:00"))
    compiled.compile()
    assert compiled.bytes() == first and entry(compiled, item["item"])["outcome"] == "aside"


def test_undo_is_a_new_decision_and_restores_the_list(compiled: Desk) -> None:
    untouched = (compiled.result / "voters.parquet").read_bytes()
    item = queued(compiled, fields="given_name")["item"]
    sit(compiled, f"decide {item} exclude", "a mistake")
    compiled.compile()
    assert entry(compiled, item)["outcome"] == "aside"
    sit(compiled, f"undo {item}", "it was a mistake")
    compiled.compile()
    assert (compiled.result / "voters.parquet").read_bytes() == untouched
    assert [decision.action for decision in decisions.load(compiled.decisions)] == ["exclude", "undo"]


def test_a_decision_without_reason_or_sense_is_not_written(compiled: Desk) -> None:
    item = queued(compiled, fields="surname")["item"]
    shown = sit(
        compiled,
        f"decide {item} list",
        "",
        f"decide {item} burn",
        "because",
        "decide IIN:1 list",
        f"decide {item} list surname=moon",
        "because",
        "dance",
        "decide",
    )
    assert "needs a reason" in shown and shown.count("no: ") >= 5
    assert not compiled.decisions.exists()


def test_a_changed_line_breaks_the_chain(compiled: Desk) -> None:
    items = pl.read_parquet(compiled.result / "review.parquet")["item"][:2].to_list()
    sit(compiled, f"decide {items[0]} exclude", "one", f"decide {items[1]} exclude", "two")
    compiled.decisions.write_text(compiled.decisions.read_text().replace('"one"', '"won"'))
    with pytest.raises(VoterRegisterError, match="line 2: the chain is broken"):
        compiled.compile()
    with pytest.raises(VoterRegisterError, match="line 1"):
        compiled.decisions.write_text(compiled.decisions.read_text().split("\n", 1)[1])
        compiled.compile()


def test_a_decision_on_what_the_registers_no_longer_say_is_stale(compiled: Desk) -> None:
    item = queued(compiled, fields="surname", precinct=1)
    sit(compiled, f"decide {item['item']} exclude", "two persons")
    text = compiled.file("interior").read_text()
    compiled.file("interior").write_text(
        text.replace(f"{item['item'].split(':')[1]},{item['i_surname']}", f"{item['item'].split(':')[1]},Басқа")
    )
    compiled.sign()
    summary = compiled.compile()
    assert [seq for seq, why in summary["decisions"]["refused"] if "no longer say" in why] == [1]
    assert entry(compiled, item["item"])["outcome"] == "listed"


def test_a_rule_decides_a_whole_class_and_a_later_decision_wins(compiled: Desk) -> None:
    rows = pl.read_parquet(compiled.result / "review.parquet").filter(
        (pl.col("class") == "conflict") & (pl.col("fields") == "patronymic")
    )
    one = rows["item"][0]
    sit(
        compiled,
        "rule conflict list fields=patronymic patronymic=interior",
        "checked by sample",
        f"decide {one} exclude",
        "moved away",
    )
    summary = compiled.compile()
    assert summary["queue"]["decided"] == len(rows)
    assert entry(compiled, one)["outcome"] == "aside"
    other = rows.row(1, named=True)
    assert entry(compiled, other["item"])["patronymic"] == other["i_patronymic"]
    conflicts = (pl.read_parquet(compiled.result / "review.parquet")["class"] == "conflict").sum()
    assert f"conflict: {conflicts - len(rows)} open" in sit(compiled, "list")


def test_an_entry_without_precinct_is_listed_only_with_a_known_one(compiled: Desk) -> None:
    item = queued(compiled, **{"class": "without_precinct"})["item"]
    sit(compiled, f"decide {item} list", "lives here", f"show {item}")
    assert "must give one" in compiled.compile()["decisions"]["refused"][0][1]
    sit(compiled, f"decide {item} list precinct=999999", "lives here")
    assert "no precinct 999999" in compiled.compile()["decisions"]["refused"][0][1]
    sit(compiled, f"decide {item} list precinct=3", "seen the contract")
    compiled.compile()
    row = entry(compiled, item)
    assert (row["outcome"], row["precinct"], row["class"]) == ("listed", "3", "without_precinct")


def test_of_a_repeated_number_the_right_record_can_be_chosen(compiled: Desk) -> None:
    rows = as_text(compiled.result, "rows_aside").filter(
        pl.col("register") == "population", pl.col("why") == "repeated number"
    )
    other = rows.filter(pl.col("record") == rows["record"].max()).row(0, named=True)
    item = f"{other['id_type']}:{other['id_value']}"
    assert entry(compiled, item)["outcome"] == "held"
    assert other["surname"] in sit(compiled, f"show {item}")
    sit(compiled, f"decide {item} list record={other['record']}", "the other one is an error")
    compiled.compile()
    row = entry(compiled, item)
    assert (row["outcome"], row["surname"], row["population_record"]) == ("listed", other["surname"], other["record"])
    sit(compiled, f"decide {item} list record=1", "wrong key")
    assert "has another number" in compiled.compile()["decisions"]["refused"][0][1]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("decide {item} list record=99999999999", "record"),
        ("decide {item} list precinct=-1", "precinct"),
        ("rule conflict exclude precinct=99999999999", "precinct"),
        ("rule only_population exclude fields=sirname", "fields are of surname, given_name"),
        ("decide {item} list precinct", "precinct: write it as FIELD=VALUE"),
        ("decide {item} list precinct=three", "precinct: three is no number"),
    ],
)
def test_a_mistyped_decision_is_refused_before_it_stops_every_compile(compiled: Desk, typed: str, words: str) -> None:
    item = queued(compiled, fields="surname")["item"]
    shown = sit(compiled, typed.format(item=item), "a slip of the finger")
    assert words in shown and "validation error" not in shown
    assert not compiled.decisions.exists()
