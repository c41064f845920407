"""A signature does not make a record right: what a check refuses, no list holds, and nobody is taken for absent."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from host_tools.registers.compiling.compile import Compiling
from host_tools.registers.errors import VoterRegisterError
from host_tools.registers.hashes import sha256_of
from host_tools.registers.made_up.accepting import accept_all
from host_tools.registers.made_up.manifests import sign_all
from host_tools.registers.reading import manifest
from host_tools.registers.reading.sources import Sources
from tests.host_tools.registers.conftest import DAY, KEY, TRUSTED, Desk, as_text

GOOD = "IIN,750101300798,Тестов,Үлгі,Мысалұлы,1975-01-01,100001,Талап 1,,2020-01-01"
WRONG = [
    ("digit in a name", "Тестов", "Тест0в"),
    ("control character", "Тестов", "Те\x07стов"),
    ("markup", "Тестов", "<b>Тестов</b>"),
    ("formula", "Тестов", "=1+1"),
    ("long name", "Тестов", "Т" * 121),
    ("zero width", "Тестов", "Тес\u200bтов"),
    ("heap of marks", "Тестов", "Т" + "\u0301" * 9 + "естов"),
    ("foreign script", "Тестов", "王小明"),
    ("born in year 1", "1975-01-01", "0001-01-01"),
    ("born in 1850", "1975-01-01", "1850-01-01"),
    ("no such day", "1975-01-01", "1975-02-30"),
    ("address code", "100001", "abc"),
    ("no change date", "2020-01-01", ""),
    ("changed before birth", "2020-01-01", "1960-01-01"),
    ("died before birth", ",,2020", ",1960-01-01,2020"),
    ("died in the future", ",,2020", ",2199-01-01,2020"),
    ("check digit", "750101300798", "750101300799"),
    ("placeholder", "750101300798", "111111111110"),
    ("type in small letters", "IIN,", "iin,"),
    ("blank in an old code", "IIN,750101300798", "SIK,0001 01"),
]


def with_row(desk: Desk, row: str) -> None:
    with open(desk.file("population"), "a") as stream:
        stream.write(row + "\n")
    with open(desk.file("interior"), "a") as stream:
        stream.write("IIN,750101300798,Тестов,Үлгі,Мысалұлы,1975-01-01,100001,,,2020-01-01\n")
    desk.sign()


def test_every_wrong_record_is_held_with_its_number_and_name_and_none_is_listed(desk: Desk) -> None:
    rows = []
    for place, (_, old, new) in enumerate(WRONG):
        assert old in GOOD
        rows.append(GOOD.replace("Үлгі", f"Үлгі{'абвгдежзиклмнопрстуф'[place]}").replace(old, new))
    before = desk.compile()["classes"]["faulty"]["held"]
    with_row(desk, "\n".join(rows))
    summary = desk.compile()
    listed = as_text(desk.result, "voters").filter(pl.col("given_name").str.starts_with("Үлгі"))
    assert listed.is_empty()
    faulty = as_text(desk.result, "aside").filter(pl.col("class") == "faulty")
    records = {int(record) for record in faulty["population_record"].drop_nulls()}
    repeated = as_text(desk.result, "rows_aside").filter(pl.col("why") == "repeated number")["record"]
    first = summary["registers"]["population"]["records"] - len(WRONG)
    missing = set(range(first + 1, first + 1 + len(WRONG))) - records - {int(record) for record in repeated}
    assert not missing, [WRONG[record - first - 1][0] for record in missing]
    assert summary["classes"]["faulty"]["listed"] == 0 and summary["classes"]["faulty"]["held"] > before
    words = as_text(desk.result, "rows_aside").filter(pl.col("why") == "faulty", pl.col("register") == "population")
    assert {int(record) for record in words["record"]} >= set(range(first + 1, first + 1 + len(WRONG)))
    assert words["reason"].null_count() == 0


@pytest.mark.parametrize(("what", "old", "new"), [one for one in WRONG if one[0] in ("address code", "no such day")])
def test_a_faulty_record_is_not_an_absent_one_and_can_be_decided(desk: Desk, what: str, old: str, new: str) -> None:
    with_row(desk, GOOD.replace(old, new))
    desk.compile()
    item = (
        pl.read_parquet(desk.result / "review.parquet").filter(pl.col("item") == "IIN:750101300798").row(0, named=True)
    )
    assert item["class"] == "faulty" and "only_interior" not in item["also"]
    assert item["p_surname"] == "Тестов" and item["faults"].startswith("population ")


def test_accepted_files_give_the_same_list_as_what_was_delivered(desk: Desk, tmp_path: Path) -> None:
    desk.compile()
    accept_all(desk.folder, tmp_path / "accepted", KEY, desk.vault, DAY)
    sources = Sources.of_folder(tmp_path / "accepted", TRUSTED, desk.vault)
    assert sources.quick_to_read
    delivered = desk.bytes()
    Compiling(sources, DAY, tmp_path / "result", tmp_path / "work").run()
    assert not (tmp_path / "work").exists(), "what is read at once needs no stage file"
    for name in ("voters.parquet", "aside.parquet", "rows_aside.parquet", "review.parquet"):
        assert (tmp_path / "result" / name).read_bytes() == delivered[name], name


def test_a_table_with_a_fault_is_refused_with_its_record(desk: Desk) -> None:
    text = desk.file("precincts").read_text().replace("2026-01-01", "2026-13-01", 1)
    desk.file("precincts").write_text(text)
    sign_all(desk.folder, KEY)
    with pytest.raises(Exception, match="record 1: changed_on: not a date"):
        desk.compile()


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ('ул. "Абай" 5', "a quote inside a field that is not quoted"),
        ('"ул. Абай" 5', "text behind a closing quote"),
        ('"ул.' + "\n" * 20 + 'Абай"', "a quote is opened and never closed"),
    ],
)
def test_records_that_a_check_cuts_otherwise_are_not_compiled(desk: Desk, address: str, says: str) -> None:
    with_row(desk, GOOD.replace("Талап 1", address))
    with pytest.raises(VoterRegisterError, match=f"population.csv: line 6062: {says}"):
        desk.compile()


def test_a_whole_file_in_another_code_page_is_not_compiled_either(desk: Desk) -> None:
    header, _, rows = desk.file("interior").read_text().partition("\n")
    cyrillic = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
    desk.file("interior").write_text(header + "\n" + rows.translate(str.maketrans(cyrillic, cyrillic[::-1].upper())))
    desk.sign()
    with pytest.raises(VoterRegisterError, match=r"interior.csv: .* names are written as no name is"):
        desk.compile()


def test_an_accepted_file_that_no_check_wrote_is_refused(desk: Desk, tmp_path: Path) -> None:
    target, record, number = tmp_path / "accepted", pl.col("record"), pl.col("number")
    accept_all(desk.folder, target, KEY, desk.vault, DAY)
    file = target / "population.parquet"
    right, said = pl.read_parquet(file), manifest.read(file, TRUSTED)
    for change in (
        pl.lit(1, pl.UInt32).alias("record"),
        pl.lit(None, pl.UInt32).alias("record"),
        record - 1,
        record.reverse(),
        record.cast(pl.String),
        -record.cast(pl.Int64),
        pl.when(record == record.max()).then(4_000_000_000).otherwise(record).cast(pl.UInt32).alias("record"),
        number.cast(pl.String),
        number.cast(pl.Float64),
        pl.lit(None, pl.Int64).alias("fault"),
    ):
        right.with_columns(change).write_parquet(file)
        hashed = {"size_bytes": file.stat().st_size, "sha256": sha256_of(file)}
        manifest.write(file, said.model_copy(update=hashed), KEY)
        run = Compiling(Sources.of_folder(target, TRUSTED, desk.vault), DAY, desk.result)
        with pytest.raises(VoterRegisterError, match=r"population.parquet: column .* check --accept"):
            run.run()
    assert not desk.result.exists()
