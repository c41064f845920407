"""Files with faults in cutting, encoding and values: each fault is told with line, field and reason."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from host_tools.registers.errors import VoterRegisterError
from host_tools.registers.profiles import PROFILES
from host_tools.registers.reading import check as checking
from host_tools.registers.reading import records
from host_tools.registers.reading.accepted import with_identifiers
from host_tools.registers.reading.check import Finding
from tests.host_tools.registers.conftest import DAY, Desk, as_csv

HEADER = ",".join(PROFILES["population"].header) + "\n"
GOOD = "IIN,000101300009,Тестов,Үлгі,,2000-01-01,100001,Талап көшесі 1-2,,2020-01-01\n"


def run(folder: Path, body: str | bytes, encoding: str = "utf-8") -> tuple[Finding, str, str, list[list[str]]]:
    """Check a population file; finding, faulty rows, accepted good rows as CSV and the table of faults."""
    path = folder / "population.csv"
    data = HEADER.encode() + (body.encode(encoding) if isinstance(body, str) else body)
    path.write_bytes(data)
    faults, faulty, accepted = folder / "faults.csv", folder / "faulty.csv", folder / "accepted.parquet"
    found = checking.check(path, PROFILES["population"], encoding, checking.Sheets(faults, faulty, accepted), DAY)
    table = list(csv.reader(io.StringIO(faults.read_text())))[1:]
    good = pl.DataFrame()
    if accepted.exists():
        good = with_identifiers(pl.scan_parquet(accepted)).filter(pl.col("fault").is_null()).collect()
    text = good.select(PROFILES["population"].header).write_csv() if len(good) else HEADER
    return found, faulty.read_bytes().decode(encoding, "replace"), text, table


@pytest.mark.parametrize(
    ("row", "line", "field", "reason"),
    [
        (GOOD.replace("000101300009", "000101300008"), 3, "id_value", "check digit"),
        (GOOD.replace("000101300009", "00010130000"), 3, "id_value", "12 digits"),
        (GOOD.replace("2000-01-01", "2000-02-30"), 3, "birth_date", "not a date"),
        (GOOD.replace("2000-01-01", "2000-1-1"), 3, "birth_date", "not a date"),
        (GOOD.replace("2000-01-01", "2199-01-01"), 3, "birth_date", "future"),
        (GOOD.replace("Тестов", ""), 3, "surname", "empty"),
        (GOOD.replace("Тестов", "=SUM(A1)"), 3, "surname", "characters that no name has"),
        (GOOD.replace("100001", "99999999999"), 3, "address_code", "larger"),
        (GOOD.replace("100001", "1a"), 3, "address_code", "not a whole number"),
        (GOOD.replace("100001", "4294967296"), 3, "address_code", "larger"),
        (GOOD.replace("2020-01-01", ""), 3, "changed_on", "empty"),
        (GOOD.replace("IIN", "iin"), 3, "id_type", "not a type"),
        (GOOD.replace(",,2020", ",2020"), 3, "", "9 fields"),
        ("\n", 3, "", "empty line"),
        (GOOD.replace("Талап", 'Тал"ап'), 3, "", "a quote inside a field"),
        (GOOD.replace("Талап көшесі 1-2", '"Талап" 1'), 3, "", "behind a closing quote"),
        (GOOD.replace("Талап", '"Талап'), 3, "", "never closed"),
        (GOOD.replace("Талап", "Та\0лап"), 3, "", "zero byte"),
    ],
)
def test_a_fault_is_told_with_line_field_and_reason(
    tmp_path: Path, row: str, line: int, field: str, reason: str
) -> None:
    found, faulty, accepted, table = run(tmp_path, GOOD + row + GOOD * 20)
    assert [(int(at), name) for at, name, _ in table] == [(line, field)]
    assert reason in table[0][2]
    assert (found.rows, found.faulty_rows) == (22, 1)
    assert faulty == HEADER + row
    assert accepted.count("\n") == 22


def test_a_file_cut_within_its_last_record_is_told(tmp_path: Path) -> None:
    found, _, _, table = run(tmp_path, GOOD + GOOD[:40])
    assert table[0][0] == "3" and "ends in the middle" in table[0][2]
    assert found.rows == 2


def test_a_birth_date_that_disagrees_with_the_number_is_no_fault(tmp_path: Path) -> None:
    found, _, accepted, table = run(tmp_path, GOOD.replace("2000-01-01", "1971-03-05"))
    assert table == [] and found.other_birth_dates == 1
    assert "1971-03-05" in accepted


def test_old_codes_stand_beside_personal_numbers(tmp_path: Path) -> None:
    found, _, _, table = run(tmp_path, GOOD + GOOD.replace("IIN,000101300009", "SIK,KZ00000000000001"))
    assert table == [] and found.rows == 2


@pytest.mark.parametrize("encoding", ["utf-8", "kz1048", "cp1251"])
def test_every_encoding_is_read_and_accepted_as_utf8(tmp_path: Path, encoding: str) -> None:
    row = GOOD.replace("Үлгі", "Анна").replace("көшесі", "даңғылы" if encoding != "cp1251" else "улица")
    found, _, accepted, table = run(tmp_path, row, encoding)
    assert table == [] and accepted == HEADER + row and found.rows == 1


def test_rows_of_another_encoding_are_told_one_by_one(tmp_path: Path) -> None:
    foreign = GOOD.replace("Тестов", "Қалиев").encode("kz1048")
    _, _, accepted, table = run(tmp_path, GOOD.encode() + foreign + GOOD.encode())
    assert [row[0] for row in table] == ["3"] and "mixed encodings" in table[0][2]
    assert accepted == HEADER + GOOD * 2
    _, _, _, table = run(tmp_path, foreign + GOOD.encode(), "kz1048")
    assert [row[0] for row in table] == ["3"] and "reads as UTF-8" in table[0][2]
    plain = "IIN,000101300009,Тестов,,,2000-01-01,100001,,,2020-01-01\n".encode("cp1251")
    _, _, _, table = run(tmp_path, plain + foreign, "cp1251")
    assert [row[0] for row in table] == ["3"] and "KZ-1048" in table[0][2]


def test_commas_quotes_and_newlines_inside_fields_are_one_record(tmp_path: Path) -> None:
    odd = GOOD.replace("Талап көшесі 1-2", '"Талап көшесі 1,\n""Үміт"" үйі\n2"')
    found, _, accepted, table = run(tmp_path, GOOD + odd + GOOD.replace("Тестов", ""))
    assert [(row[0], row[1]) for row in table] == [("6", "surname")]
    assert found.rows == 3 and accepted == HEADER + GOOD + odd


def test_an_open_quote_spoils_one_line_not_the_rest_of_the_file(tmp_path: Path) -> None:
    found, _, _, table = run(tmp_path, GOOD + GOOD.replace("Талап", '"Талап') + GOOD * 1000)
    assert [row[0] for row in table] == ["3"]
    assert (found.rows, found.faulty_rows) == (1002, 1)


def test_a_foreign_header_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "population.csv").write_text("a,b\n1,2\n")
    with pytest.raises(VoterRegisterError, match="line 1: column 1 is 'a', expected id_type"):
        checking.check(
            tmp_path / "population.csv",
            PROFILES["population"],
            "utf-8",
            checking.Sheets(tmp_path / "f", tmp_path / "g"),
            DAY,
        )
    assert [path.name for path in tmp_path.iterdir()] == ["population.csv"]


def test_an_empty_register_is_refused(tmp_path: Path, desk: Desk) -> None:
    with pytest.raises(VoterRegisterError, match="empty"):
        run(tmp_path, "")
    desk.file("interior").write_text(",".join(PROFILES["interior"].header) + "\n")
    desk.sign()
    with pytest.raises(VoterRegisterError, match=r"interior\.csv: the register is empty"):
        desk.compile()
    assert not desk.result.exists()


def test_a_cut_row_behind_a_right_manifest_is_set_aside_by_compile(desk: Desk) -> None:
    lines = desk.file("pension").read_text().splitlines(keepends=True)
    lines[5] = ",".join(lines[5].split(",")[:6]) + "\n"
    desk.file("pension").write_text("".join(lines))
    desk.sign()
    summary = desk.compile()
    assert summary["registers"]["pension"]["faulty"] == 1
    assert "pension,5,faulty,changed_on" in as_csv(desk.result, "rows_aside")


FIELD = st.text(st.sampled_from('аә ,"\n\r1'), max_size=6)


@settings(max_examples=150)
@given(st.lists(st.tuples(FIELD, FIELD), max_size=12), st.integers(3, 60))
def test_records_are_cut_as_the_csv_module_does_whatever_the_block_size(
    rows: list[tuple[str, str]], block_bytes: int
) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    data = text.getvalue().encode()
    found, lines = [], []
    for block in records.blocks(io.BytesIO(data), 1, block_bytes):
        assert block.faults == []
        found += block.records
        lines += block.lines
    assert b"".join(found) == data and len(found) == len(rows)
    assert [records.fields_in(record) for record in found] == [2] * len(rows)
    assert lines == [
        1 + data[: data.index(record, sum(map(len, found[:place])))].count(b"\n") for place, record in enumerate(found)
    ]


def test_a_whole_file_in_another_encoding_is_one_kind_of_fault(tmp_path: Path) -> None:
    rows = [
        GOOD.replace("000101300009,", "000101300009," + "A" * number).replace("Үлгі", "Лев").replace("көшесі", "дом")
        for number in range(39)
    ]
    found, _, _, table = run(tmp_path, "".join(rows).encode("cp1251"))
    assert found.faulty_rows == 39 and len(table) == 39
    assert len(found.counts) == 1, "the table of a nation's register must fit a screen"
    assert len({reason for *_, reason in table}) > 1, "each row is told where it is"
