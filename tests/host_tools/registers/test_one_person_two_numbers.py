"""One person under two numbers is found and put before a person; twins and namesakes are two people."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from host_tools.registers.made_up import bench_doubles
from host_tools.registers.made_up.labelled_doubles import draw
from host_tools.registers.names.slips import near_dates, one_slip
from tests.host_tools.registers.conftest import Desk

ONE, OTHER = "750101300798", "750101401118"
PERSON = "{kind},{number},Бірегейов,Ерекшебек,Дарақұлы,{birth},{code},{more},,2020-01-01\n"


def add(desk: Desk, *rows: tuple[str, str, str, str]) -> None:
    """Rows (kind, number, birth, given name or "") into population and interior."""
    for register, more in (("population", "Талап 1"), ("interior", "")):
        with open(desk.file(register), "a") as stream:
            for kind, number, birth, given_name in rows:
                row = PERSON.format(kind=kind, number=number, birth=birth, code=100001, more=more)
                stream.write(row.replace("Ерекшебек", given_name) if given_name else row)
    desk.sign()


def review(desk: Desk) -> dict[str, dict[str, object]]:
    return {row["item"]: row for row in pl.read_parquet(desk.result / "review.parquet").iter_rows(named=True)}


@pytest.mark.parametrize(
    "second",
    [
        ("IIN", OTHER, "1975-01-01", ""),  # in every field
        ("RNN", "600100200300", "1975-01-01", ""),  # an old number beside the new one
        ("IIN", OTHER, "1975-01-01", "Ерекшебк"),  # a letter left out
        ("IIN", OTHER, "1975-01-10", ""),  # a digit of the date
    ],
)
def test_a_double_voter_is_found_with_the_evidence(desk: Desk, second: tuple[str, str, str, str]) -> None:
    add(desk, ("IIN", ONE, "1975-01-01", ""), second)
    desk.compile()
    items, number = review(desk), f"{second[0]}:{second[1]}"
    assert items[f"IIN:{ONE}"]["perhaps"] == number and items[number]["perhaps"] == f"IIN:{ONE}"
    assert "same: surname" in str(items[number]["evidence"])
    assert items[number]["outcome"] == "listed", "nobody loses a vote by a machine's suspicion"


@pytest.mark.parametrize("fields", ["Ерекшебек,Бірегейов,Дарақұлы", "Бірегейов,Дарақұлы,Ерекшебек"])
def test_names_in_each_others_fields_hide_no_double(desk: Desk, fields: str) -> None:
    add(desk, ("IIN", ONE, "1975-01-01", ""))
    for register in ("population", "interior"):
        with open(desk.file(register), "a") as stream:
            row = PERSON.format(kind="IIN", number=OTHER, birth="1975-01-01", code=100001, more="")
            stream.write(row.replace("Бірегейов,Ерекшебек,Дарақұлы", fields))
    desk.sign()
    desk.compile()
    item = review(desk)[f"IIN:{OTHER}"]
    assert item["perhaps"] == f"IIN:{ONE}" and "same in each other's fields: " in str(item["evidence"])


def test_three_records_that_are_the_same_in_every_field_are_found_in_the_smallest_register(tmp_path: Path) -> None:
    people = pl.DataFrame(
        {
            "number": [1, 2, 3, 4],
            "surname": ["Бірегейов"] * 3 + ["Басқаев"],
            "given_name": ["Ерек"] * 4,
            "patronymic": ["Дарақұлы"] * 4,
            "birth_date": ["1975-01-01"] * 4,
            "address_code": [1] * 4,
        },
        schema_overrides={"number": pl.UInt64, "address_code": pl.UInt32},
    ).with_columns(pl.col("birth_date").str.to_date())
    assert bench_doubles.ours(people) >= {(1, 2)} and not any(4 in pair for pair in bench_doubles.ours(people))


def test_twins_are_two_people(desk: Desk) -> None:
    add(desk, ("IIN", ONE, "1975-01-01", ""), ("IIN", OTHER, "1975-01-01", "Мүлдембасқа"))
    desk.compile()
    assert not {f"IIN:{ONE}", f"IIN:{OTHER}"} & review(desk).keys()


def test_numbers_that_two_registers_have_crosswise_are_held_as_a_pair(desk: Desk) -> None:
    lines = {name: desk.file(name).read_text().splitlines() for name in ("population", "interior")}
    people = [("IIN", ONE, "Алғашқыов,Бірінші,,1975-01-01"), ("IIN", OTHER, "Соңғыев,Екінші,,1981-05-06")]
    for (kind, number, said), (_, _, other) in zip(people, people[::-1], strict=True):
        lines["population"].append(f"{kind},{number},{said},100001,Талап 1,,2020-01-01")
        lines["interior"].append(f"{kind},{number},{other},100001,,,2020-01-01")
    for name, rows in lines.items():
        desk.file(name).write_text("\n".join(rows) + "\n")
    desk.sign()
    desk.compile()
    items = review(desk)
    assert items[f"IIN:{ONE}"]["class"] == "swapped_numbers" and items[f"IIN:{ONE}"]["perhaps"] == f"IIN:{OTHER}"
    assert items[f"IIN:{ONE}"]["outcome"] == "held"


@pytest.mark.parametrize("young_in", ["population", "interior"])
def test_an_age_that_two_registers_do_not_agree_on_is_held_in_both_directions(desk: Desk, young_in: str) -> None:
    for register, more in (("population", "Талап 1"), ("interior", "")):
        birth = "2010-01-01" if register == young_in else "2001-01-01"
        with open(desk.file(register), "a") as stream:
            stream.write(PERSON.format(kind="IIN", number=ONE, birth=birth, code=100001, more=more))
    desk.sign()
    desk.compile()
    item = review(desk)[f"IIN:{ONE}"]
    assert (item["class"], item["outcome"]) == ("age_conflict", "held")


def test_labelled_doubles_are_found_and_twins_are_not() -> None:
    labelled = draw(6_000, seed=5)
    found = bench_doubles.ours(labelled.people)
    pairs: dict[str, set[tuple[int, int]]] = {}
    for left, right, kind in pl.concat([labelled.truth, labelled.others]).iter_rows():
        pairs.setdefault(kind, set()).add((left, right))
    shares = {kind: len(found & those) / len(those) for kind, those in pairs.items()}
    beyond = {"two slips, moved", "married and moved", "namesakes born on one day"}  # the registers cannot say
    assert shares.pop("twins") == 0
    assert all(share >= 0.9 for kind, share in shares.items() if kind not in beyond), shares
    assert len(found - set().union(*pairs.values())) <= 0.02 * len(found)


def test_splink_is_never_silently_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["bench_doubles"])
    with pytest.raises(SystemExit) as refused:
        bench_doubles.main()
    assert refused.value.code == 2
    recipe = (
        (Path(__file__).parents[3] / "Makefile").read_text("utf-8").split("\nbench-registers: ")[1].split("\n\n")[0]
    )
    assert "$(SPLINK)/.ready" in recipe and "bench_doubles --splink" in recipe and "--alone" not in recipe


@given(st.text("абвгд", max_size=8), st.integers(0, 8), st.sampled_from("абвгд"))
def test_one_slip_is_seen_from_both_sides_and_equal_texts_are_none(text: str, place: int, letter: str) -> None:
    slipped = text[:place] + letter + text[place:]
    assert one_slip(text, slipped) and one_slip(slipped, text)
    assert not one_slip(text, text)
    assert not one_slip(text, slipped + letter * 2)


def test_dates_are_near_when_day_and_month_or_one_digit_are_mistaken() -> None:
    import datetime as dt

    date = dt.date(1975, 3, 9)
    assert near_dates(date, dt.date(1975, 9, 3)) and near_dates(date, dt.date(1976, 3, 9))
    assert not near_dates(date, dt.date(1978, 4, 9)) and not near_dates(date, date)
