"""Nothing is changed silently: repaired letters are counted, doubtful ones asked about, code pages judged by file."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from host_tools.privacy.vault import CLEAR
from host_tools.registers.profiles import PROFILES
from host_tools.registers.reading import acceptance, encodings
from tests.host_tools.registers.conftest import DAY, Desk, as_text

NUMBER = "750101300798"


def both(desk: Desk, surname: str, changed_on: str = "2020-01-01") -> None:
    for register, more in (("population", "Талап 1"), ("interior", "")):
        with open(desk.file(register), "a") as stream:
            stream.write(f"IIN,{NUMBER},{surname},Үлгі,,1975-01-01,100001,{more},,{changed_on}\n")
    desk.sign()


@pytest.mark.parametrize(
    ("written", "listed", "also"),
    [
        ("Айдiнов", "Айдінов", "repaired"),
        ("ГАУHАР", "ГАУНАР", "doubtful_name"),
        ("Дyйсенов", "Дуйсенов", "doubtful_name"),
        ("Мұраtов", "Мұраtов", "doubtful_name"),
        ("Смиt-Али", "Смиt-Али", "doubtful_name"),
        ("НЕТ", "НЕТ", "doubtful_name"),
        ("Нет данных", "Нет данных", "doubtful_name"),
        ("Нетов", "Нетов", "match"),
        ("Али-Smith", "Али-Smith", "match"),
        ("Дүйсенов", "Дүйсенов", "match"),
        ("Ali-Bekov", "Ali-Bekov", "match"),
    ],
)
def test_a_repaired_name_says_so_and_a_doubtful_one_waits(desk: Desk, written: str, listed: str, also: str) -> None:
    both(desk, written)
    summary = desk.compile()
    row = as_text(desk.result, "voters").filter(pl.col("id_value") == NUMBER).row(0, named=True)
    assert (row["surname"], row["class"]) == (listed, also)
    waits = pl.read_parquet(desk.result / "review.parquet").filter(pl.col("item") == f"IIN:{NUMBER}")
    assert len(waits) == (also == "doubtful_name")
    assert summary["flags"]["repaired"] > 0


@pytest.mark.parametrize(
    ("newer", "street", "outcome"), [("2026-02-02", "Жаңа 2", "listed"), ("2020-01-01", "", "held")]
)
def test_the_newest_of_repeated_records_counts(desk: Desk, newer: str, street: str, outcome: str) -> None:
    both(desk, "Қайталанов")
    with open(desk.file("population"), "a") as stream:
        stream.write(f"IIN,{NUMBER},Жаңаев,Үлгі,,1975-01-01,100001,Жаңа 2,,{newer}\n")
    desk.sign()
    desk.compile()
    item = pl.read_parquet(desk.result / "review.parquet").filter(pl.col("item") == f"IIN:{NUMBER}").row(0, named=True)
    assert "duplicate" in f"{item['class']} {item['also']}" and item["outcome"] == outcome
    voters = as_text(desk.result, "voters").filter(pl.col("id_value") == NUMBER)
    assert voters["address"].to_list() == ([street] if street else [])
    old = as_text(desk.result, "rows_aside").filter(pl.col("id_value") == NUMBER)
    assert old["changed_on"].to_list() == ["2020-01-01"]


def test_a_record_without_a_date_is_never_the_newest(desk: Desk) -> None:
    both(desk, "Қайталанов")
    text = desk.file("population").read_text()
    row = f"IIN,{NUMBER},Белгісіз,Үлгі,,1975-01-01,100001,Белгісіз 3,,\n"
    desk.file("population").write_text(text.replace(f"IIN,{NUMBER},", f"{row}IIN,{NUMBER},", 1))
    desk.sign()
    desk.compile()
    item = pl.read_parquet(desk.result / "review.parquet").filter(pl.col("item") == f"IIN:{NUMBER}").row(0, named=True)
    assert (item["p_surname"], item["outcome"]) == ("Қайталанов", "held")


NAMES = [("Түсіпов", "Өмір"), ("Ғалымов", "Бүркіт"), ("Иванов", "Пётр"), ("Сейітов", "Жан"), ("Асанова", "Дина")]


def delivered(folder: Path, written: str) -> Path:
    """A register of 40 people, in a code page."""
    lines = [",".join(PROFILES["population"].header)]
    for place in range(40):
        surname, given_name = NAMES[place % len(NAMES)]
        if written not in ("kz1048", "ptcp154", "utf-8"):
            surname, given_name = "Петров", "Иван"
        lines.append(f"IIN,{NUMBER},{surname},{given_name},,1975-01-01,100001,,,2020-01-01")
    file = folder / "population.csv"
    file.write_bytes(("\n".join(lines) + "\n").encode(written))
    return file


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("kz1048", "cp1251"),
        ("koi8-r", "cp1251"),
        ("cp866", "cp1251"),
        ("iso8859-5", "cp1251"),
        ("mac-cyrillic", "cp1251"),
    ],
)
def test_a_file_in_another_code_page_is_not_accepted_at_all(tmp_path: Path, written: str, said: str) -> None:
    delivery = acceptance.Delivery(delivered(tmp_path, written), PROFILES["population"], said, None)
    accepted = tmp_path / "accepted.parquet"
    examined = acceptance.examine(delivery, accepted, DAY, CLEAR, lambda *_: None)
    assert not accepted.exists() and examined.problems
    assert "nothing was accepted" in examined.problems[-1]


@pytest.mark.parametrize("written", ["kz1048", "cp1251", "utf-8"])
def test_the_right_code_page_is_guessed_and_accepted(tmp_path: Path, written: str) -> None:
    file = delivered(tmp_path, written)
    assert encodings.guess(file.read_bytes()) == written
    delivery = acceptance.Delivery(file, PROFILES["population"], written, None)
    examined = acceptance.examine(delivery, tmp_path / "accepted.parquet", DAY, CLEAR, lambda *_: None)
    assert not examined.problems and (tmp_path / "accepted.parquet").exists()


def test_who_was_dead_in_an_older_record_is_listed_and_looked_at(desk: Desk) -> None:
    both(desk, "Тірілов", changed_on="2026-02-02")
    with open(desk.file("population"), "a") as stream:
        stream.write(f"IIN,{NUMBER},Тірілов,Үлгі,,1975-01-01,100001,Талап 1,2020-01-01,2020-02-02\n")
    desk.sign()
    desk.compile()
    item = pl.read_parquet(desk.result / "review.parquet").filter(pl.col("item") == f"IIN:{NUMBER}").row(0, named=True)
    assert (item["class"], item["outcome"]) == ("duplicate", "listed")
