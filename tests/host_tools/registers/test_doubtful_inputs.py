"""Which file, of which day, signed by whom: what could be meant otherwise is a question, never a silent choice."""

from __future__ import annotations

import fcntl
import shutil
from pathlib import Path

import nacl.signing
import polars as pl
import pytest

from host_tools.folder_lock import FolderBusyError, alone_in
from host_tools.registers.compiling.compile import Compiling
from host_tools.registers.errors import VoterRegisterError
from host_tools.registers.profiles import PROFILES
from host_tools.registers.reading import manifest
from host_tools.registers.reading.files import scan
from host_tools.registers.reading.header import explained
from host_tools.registers.reading.sources import Sources, in_words, wrong_dates
from host_tools.registers.reading.trust import Trusted
from host_tools.registers.report.summary import oddities
from tests.host_tools.registers.conftest import DAY, KEY, TRUSTED, Desk

HEADER = ",".join(PROFILES["pension"].header)


def test_two_files_of_one_register_are_a_question(desk: Desk) -> None:
    (desk.folder / "population.parquet").write_bytes(b"")
    with pytest.raises(VoterRegisterError, match=r"has population\.parquet and population\.csv: say which with --take"):
        Sources.of_folder(desk.folder, TRUSTED, desk.vault)
    assert Sources.of_folder(desk.folder, TRUSTED, desk.vault, ["population.csv"]).files["population"].suffix == ".csv"
    with pytest.raises(VoterRegisterError, match=r"--take moon\.csv"):
        Sources.of_folder(desk.folder, TRUSTED, desk.vault, ["population.csv", "moon.csv"])


@pytest.mark.parametrize(("date", "words"), [("1999-01-01", "days before"), ("2026-12-01", "after the election day")])
def test_a_register_of_another_year_is_a_question(desk: Desk, date: str, words: str) -> None:
    one = manifest.read(desk.file("interior"), TRUSTED)
    manifest.write(desk.file("interior"), one.model_copy(update={"date": date}), KEY)
    manifests = desk.sources().manifests()
    assert any(words in line for line in wrong_dates(manifests, DAY))
    assert any("days apart" in line for line in in_words(desk.sources(), manifests)) == (date == "1999-01-01")


@pytest.mark.parametrize("missing", ["pension", "interior"])
def test_a_missing_register_is_a_question_and_nobody_is_absent_from_what_is_not(desk: Desk, missing: str) -> None:
    desk.file(missing).unlink()
    with pytest.raises(VoterRegisterError, match=f"say --without {missing}"):
        Sources.of_folder(desk.folder, TRUSTED, desk.vault)
    sources = Sources.of_folder(desk.folder, TRUSTED, desk.vault, without=[missing])
    summary = Compiling(sources, DAY, desk.result).run()
    assert summary["registers"][missing]["records"] == 0
    assert summary["flags"][f"only_{'population' if missing == 'interior' else 'pension'}"] == 0
    with pytest.raises(VoterRegisterError, match="can be done without"):
        Sources.of_folder(desk.folder, TRUSTED, desk.vault, without=["population"])


def test_an_office_cannot_sign_another_ones_register(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "trusted").write_text(f"pension,interior {KEY.verify_key.encode().hex()}\n")
    trusted = Trusted.of_files([tmp_path / "trusted"])
    assert manifest.read(desk.file("pension"), trusted).profile == "pension"
    with pytest.raises(VoterRegisterError, match="trusted for interior, pension and not for population"):
        manifest.read(desk.file("population"), trusted)
    stranger = nacl.signing.SigningKey(bytes(32))
    manifest.write(desk.file("pension"), manifest.read(desk.file("pension"), trusted), stranger)
    with pytest.raises(VoterRegisterError, match="not among the trusted"):
        manifest.read(desk.file("pension"), trusted)


def test_two_operators_on_one_result_do_not_spoil_each_others_work(desk: Desk) -> None:
    desk.compile()
    before = desk.bytes()
    with alone_in(desk.result), pytest.raises(FolderBusyError, match="is writing there; wait, or name another folder"):
        desk.compile()
    assert desk.bytes() == before
    desk.compile()
    assert not list(desk.folder.glob(".*"))


def test_a_lock_file_of_a_killed_run_holds_nobody_up(tmp_path: Path) -> None:
    (tmp_path / ".list.lock").write_text("somebody, since yesterday")
    with alone_in(tmp_path / "list"):
        handle = (tmp_path / ".list.lock").open()
        with pytest.raises(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        handle.close()


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (HEADER.replace(",", ";"), "separated by semicolons"),
        (HEADER.replace(",", "\t"), "separated by tabs"),
        (HEADER.upper(), "capital letters"),
        (HEADER + ",", "a comma too many"),
        ("sep=,", "begins with sep="),
        (HEADER.replace("surname,given_name", "given_name,surname"), "another order"),
        (HEADER.replace("surname", "family"), "column 3 is 'family', expected surname"),
        (HEADER.replace(",", ", "), "blanks around"),
        (HEADER + "\rIIN,1", "carriage returns alone"),
    ],
)
def test_a_header_is_refused_with_its_cause(line: str, says: str) -> None:
    assert says in str(explained((line + "\n").encode(), PROFILES["pension"], "utf-8"))


def test_a_header_that_is_right_is_taken_however_it_is_written() -> None:
    for good in (HEADER, "\ufeff" + HEADER, ",".join(f'"{name}"' for name in HEADER.split(",")), HEADER + "\r"):
        assert explained((good + "\n").encode(), PROFILES["pension"], "utf-8") is None
    assert "UTF-16" in str(explained((HEADER + "\n").encode("utf-16"), PROFILES["pension"], "utf-8"))
    assert "UTF-16" in str(explained((HEADER + "\n").encode("utf-16-le"), PROFILES["pension"], "utf-8"))


def rows() -> pl.DataFrame:
    values = ("IIN", "750101300798", "Тестов", "Үлгі", None, "1975-01-01", None, "2020-01-01")
    return pl.DataFrame([values], schema=dict.fromkeys(PROFILES["pension"].header, pl.String), orient="row")


@pytest.mark.parametrize(
    ("column", "kind", "says"),
    [
        ("id_value", pl.Int64, "column id_value is Int64; leading zeros are lost"),
        ("id_value", pl.Float64, "leading zeros are lost"),
        ("birth_date", pl.Datetime, "column birth_date is Datetime"),
        ("surname", pl.Boolean, "column surname is Boolean"),
        ("given_name", pl.List(pl.String), "column given_name is List"),
        ("given_name", pl.Binary, "column given_name is Binary"),
    ],
)
def test_a_typed_column_that_loses_something_is_named(
    tmp_path: Path, column: str, kind: pl.DataType, says: str
) -> None:
    nulls = pl.Series(column, [None], dtype=kind)
    rows().with_columns(nulls).write_parquet(tmp_path / "pension.parquet")
    with pytest.raises(VoterRegisterError) as caught:
        scan(tmp_path / "pension.parquet", PROFILES["pension"])
    assert says in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"PAR1", b"no Parquet at all", "cut"])
def test_a_file_that_is_no_parquet_is_a_sentence(tmp_path: Path, content: bytes | str) -> None:
    file = tmp_path / "pension.parquet"
    rows().write_parquet(file)
    file.write_bytes(file.read_bytes()[:-20] if content == "cut" else content)  # type: ignore[arg-type]
    with pytest.raises(VoterRegisterError, match=r"pension\.parquet: cannot be read"):
        scan(file, PROFILES["pension"]).collect()


def test_a_clean_copy_of_the_registers_asks_nothing(desk: Desk, tmp_path: Path) -> None:
    shutil.copytree(desk.folder, tmp_path / "copy")
    sources = Sources.of_folder(tmp_path / "copy", TRUSTED, desk.vault)
    assert wrong_dates(sources.manifests(), DAY) == []


def test_exchanged_columns_of_a_whole_file_are_noticed(desk: Desk) -> None:
    assert oddities(desk.compile()) == []
    table = pl.read_csv(desk.file("interior"), infer_schema=False)
    table.with_columns(surname="given_name", given_name="surname").write_csv(desk.file("interior"))
    desk.sign()
    found = oddities(desk.compile())
    assert len(found) == 2 and all("are columns exchanged" in line for line in found)
    assert "surname" in found[0] and "given_name" in found[1]
    assert found[0] in (desk.result / "report.html").read_text()
