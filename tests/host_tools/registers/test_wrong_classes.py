"""The whole way at 125,000 rows against the answer key: every class of every affected number, and every byte again."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from host_tools.privacy.key_files import create_key_file
from host_tools.privacy.vault import Vault
from host_tools.privacy.working_files import clear_name, is_sealed
from host_tools.registers.made_up import compare_key
from host_tools.registers.made_up.generate import generate
from host_tools.registers.made_up.manifests import sign_all
from host_tools.registers.names.alphabet import sort_key
from tests.host_tools.registers.conftest import DAY, KEY, Desk, as_csv, as_text

ROWS = 125_000


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = Desk(tmp_path_factory.mktemp("large"))
    generate(desk.folder, ROWS, 11, DAY)
    sign_all(desk.folder, KEY)
    desk.compile(stages=True)
    return desk


def test_every_class_outcome_and_field_is_the_answer_keys(large: Desk) -> None:
    key = large.folder / "answer_key.parquet"
    assert compare_key.differences(large.result, key).is_empty()
    assert compare_key.field_differences(large.result, key).is_empty()
    assert compare_key.faulty_difference(large.result, key) == (25, 25)
    assert set(pl.read_parquet(key)["class"]) >= {
        "deceased", "under_18", "only_pension", "faulty", "swapped_numbers", "other_person", "age_conflict",
        "without_precinct", "duplicate", "perhaps_same", "conflict", "doubtful_name", "only_interior",
        "only_population", "pension_conflict", "over_limit", "repaired",
    }  # fmt: skip


def test_the_comparison_notices_one_wrong_class(large: Desk, tmp_path: Path) -> None:
    for name in ("aside.parquet", "voters.parquet"):
        (tmp_path / name).write_bytes((large.result / name).read_bytes())
    frame = pl.read_parquet(tmp_path / "aside.parquet").with_row_index("row")
    first = frame.filter(pl.col("class") == "under_18")["row"][0]
    wrong = pl.when(pl.col("row") == first).then(pl.lit("deceased")).otherwise(pl.col("class").cast(pl.String))
    frame.with_columns(wrong.alias("class")).drop("row").write_parquet(tmp_path / "aside.parquet")
    assert len(compare_key.differences(tmp_path, large.folder / "answer_key.parquet")) == 1


def test_no_record_of_any_register_is_lost_or_used_twice(large: Desk) -> None:
    used: dict[str, list[int]] = {"population": [], "interior": [], "pension": []}
    for name in ("voters", "aside"):
        with io.StringIO(as_csv(large.result, name), newline="") as stream:
            for row in csv.DictReader(stream):
                for register, found in used.items():
                    if row[f"{register}_record"]:
                        found.append(int(row[f"{register}_record"]))
    with io.StringIO(as_csv(large.result, "rows_aside"), newline="") as stream:
        for row in csv.DictReader(stream):
            if row["why"] == "repeated number":
                used[row["register"]].append(int(row["record"]))
    for register, rows in (("population", ROWS), ("interior", ROWS), ("pension", ROWS * 64 // 100)):
        assert sorted(used[register]) == list(range(1, rows + 1)), register


def test_every_voter_is_the_person_of_the_named_record(large: Desk) -> None:
    population = pl.read_csv(large.file("population"), infer_schema=False)
    voters = as_text(large.result, "voters")
    source = population[(voters["population_record"].cast(pl.UInt32) - 1).to_numpy()]
    for field in ("id_type", "id_value", "birth_date", "address"):
        assert source[field].equals(voters[field]), field


def test_the_list_is_in_kazakh_order_within_precincts(large: Desk) -> None:
    with io.StringIO(as_csv(large.result, "voters"), newline="") as stream:
        rows = list(csv.DictReader(stream))
    keys = [
        (
            int(row["precinct"]),
            *(sort_key(row[name])[0] for name in ("surname", "given_name", "patronymic")),
            row["birth_date"],
            row["id_type"],
            row["id_value"],
        )
        for row in rows
    ]
    assert keys == sorted(keys)
    number = 0
    for before, row in zip([None, *rows[:-1]], rows, strict=True):
        number = number + 1 if before and before["precinct"] == row["precinct"] else 1
        assert int(row["number"]) == number


@pytest.mark.parametrize("threads", ["1", "3"])
def test_the_same_inputs_give_the_same_bytes_on_any_number_of_threads_sealed_or_not(
    large: Desk, tmp_path: Path, threads: str
) -> None:
    trust = tmp_path / "trusted"
    trust.write_text(KEY.verify_key.encode().hex())
    command = [sys.executable, "-m", "host_tools.registers.cli", "compile", str(large.folder), "--day", DAY.isoformat(),
               "--trust", str(trust), "--result", str(tmp_path / "again"), "--no-stages", "--who", "Demo Operator",
               "--why", "a test", "--journal", str(tmp_path / "access.journal"),
               "--key", str(tmp_path / "working.key")]  # fmt: skip
    vault = Vault(create_key_file(tmp_path / "working.key"))
    done = subprocess.run(
        command,
        env=os.environ | {"POLARS_MAX_THREADS": threads, "PYTHONPATH": os.getcwd()},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    made = sorted((tmp_path / "again").iterdir())  # the reports for the wall are in clear, they name nobody
    again = {clear_name(path).name: (vault.read if is_sealed(path) else Path.read_bytes)(path) for path in made}
    assert again.keys() == large.bytes().keys()
    for name, data in large.bytes().items():
        assert again[name] == data, name


def test_parquet_gives_the_same_list_as_csv(large: Desk, tmp_path: Path) -> None:
    import shutil

    from host_tools.registers.compiling.compile import Compiling
    from host_tools.registers.hashes import sha256_of
    from host_tools.registers.reading import manifest

    sources = large.sources()
    for name in ("population", "interior"):
        file = tmp_path / f"{name}.parquet"
        pl.read_csv(large.file(name), infer_schema=False).write_parquet(file)
        said = manifest.read(large.file(name), sources.trusted)
        manifest.write(
            file, said.model_copy(update={"size_bytes": file.stat().st_size, "sha256": sha256_of(file)}), KEY
        )
        sources.files[name] = file
    Compiling(sources, DAY, tmp_path / "result").run()
    assert (tmp_path / "result" / "voters.parquet").read_bytes() == (large.result / "voters.parquet").read_bytes()
    shutil.rmtree(tmp_path / "result")
