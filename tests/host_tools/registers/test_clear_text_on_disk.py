"""A machine is stolen in the middle of a compile, or after it: no file shows a name or a number."""

from __future__ import annotations

import io
import json
import signal
from pathlib import Path

import polars as pl
import pytest
from rich.console import Console
from typer.testing import CliRunner

from host_tools.privacy.chained_journal import entries
from host_tools.privacy.working_files import MAGIC
from host_tools.registers.cli import app
from host_tools.registers.compiling.compile import Compiling
from host_tools.registers.review import decisions
from host_tools.registers.review.sitting import Review
from tests.host_tools.registers.conftest import DAY, Desk, as_csv
from tests.host_tools.registers.sealed_work import NAMED, Work, found, needles


@pytest.fixture
def work(generated: Path, tmp_path: Path) -> Work:
    return Work.begun(tmp_path / "work", generated)


def finish(work: Work) -> None:
    Compiling(work.sources(), DAY, work.result, work.stages, work.decisions).run()


def run(work: Work, *arguments: object, typed: str = "", status: int = 0) -> str:
    common = ["--journal", work.journal] if arguments[0] != "report" else []
    done = CliRunner().invoke(app, [str(one) for one in (*arguments, *common)], input=typed, env={"COLUMNS": "1000"})
    assert done.exit_code == status, done.output
    return done.output


# Each stage ends in one place of the code; CI kills at the first, at a middle one and at the last.
STAGES = [
    "read",
    "decide",
    "write",
    *(pytest.param(one, marks=pytest.mark.long) for one in ("normalise", "compare", "order")),
]


def compile_args(work: Work, *more: object) -> tuple[object, ...]:
    return ("compile", work.registers, "--day", DAY, "--trust", work.trust, "--result", work.result, *NAMED, *more)


@pytest.mark.parametrize("stage", STAGES)
def test_killed_at_a_stage_shows_nothing_and_goes_on_to_the_same_bytes(
    work: Work, desk: Desk, generated: Path, stage: str
) -> None:
    assert work.killed(stage) == -signal.SIGKILL
    assert found(needles(generated), work.folder) == {}
    finish(work)
    desk.compile()
    assert work.contents() == desk.bytes()


@pytest.mark.parametrize("stage", ["decide", "write"])
def test_told_to_end_it_clears_up_and_goes_on_later(work: Work, generated: Path, stage: str) -> None:
    assert work.killed(stage, number=signal.SIGTERM) == 128 + signal.SIGTERM
    assert not list(work.folder.glob(".*")) and not work.result.exists()
    assert found(needles(generated), work.folder) == {}
    seen: list[str] = []
    Compiling(work.sources(), DAY, work.result, work.stages).run(lambda name, *_: seen.append(name))
    assert "read" not in seen and work.result.exists()


@pytest.mark.parametrize(
    ("stage", "limit_bytes"),
    [
        ("normalise", 20_000),
        ("order", 250_000),
        *(pytest.param(*one, marks=pytest.mark.long) for one in (("normalise", 100_000), ("order", 100_000))),
    ],
)
def test_killed_while_a_file_is_written_shows_nothing(
    work: Work, generated: Path, stage: str, limit_bytes: int
) -> None:
    assert work.killed(stage, limit_bytes) == -signal.SIGXFSZ
    assert list(work.folder.rglob(".*.partial")), "a half-written file is what this looks at"
    assert found(needles(generated), work.folder) == {}
    finish(work)
    assert not [path for path in work.folder.rglob(".*.partial") if path.parent != work.stages]


def test_a_finished_run_with_decisions_and_stages_shows_nothing(work: Work, generated: Path) -> None:
    finish(work)
    shown = io.StringIO()
    console = Console(file=shown)
    sitting = Review(work.result, work.decisions, "Demo Operator", console, lambda _: "a test", work.vault)
    item = sitting.items.filter(pl.col("class") == "conflict")["item"][0]
    number = needles(generated)[0]
    sitting.do(["show", sitting.items.filter(pl.col("class") == "duplicate")["item"][0]])
    assert "also population record" in shown.getvalue() or "also interior record" in shown.getvalue()
    sitting.do(["decide", item, "exclude"])
    decisions.append(work.decisions, work.vault, item=f"IIN:{number}", fingerprint="0" * 12, action="exclude",
                     name="Demo Operator", reason="a test")  # fmt: skip
    finish(work)
    summary = json.loads(work.contents()["summary.json"])
    assert [seq for seq, _ in summary["decisions"]["refused"]] == [2] and summary["queue"]["decided"] == 1
    assert found([*needles(generated), item.split(":")[1]], work.folder) == {}
    clear = {path.name for path in work.result.iterdir() if not path.read_bytes().startswith(MAGIC)}
    assert clear == {"report.html", "report.pdf"}


def test_the_same_search_finds_everybody_in_clear_files(desk: Desk, generated: Path) -> None:
    desk.compile(stages=True)
    wanted = needles(generated)
    listed = found(wanted, desk.result)
    assert len(listed["voters.parquet"] | listed["aside.parquet"]) >= len(wanted) - 2, "faulty rows are on no list"
    assert listed["review.parquet"]
    assert "report.html" not in listed and "report.pdf" not in listed
    stages = found(wanted, desk.work)
    assert stages["read.population_first.arrow"] & set(wanted[:40]) and stages["read.book_surname.arrow"]


def test_faulty_and_accepted_rows_are_sealed_and_compile_again(work: Work, generated: Path) -> None:
    register = work.registers / "population.csv.tmwf"
    arguments = ("check", register, "--trust", work.trust, "--key", work.key_file)
    assert "say who you are" in run(work, *arguments, status=2)
    run(work, *arguments, "--accept", work.registers / "good.parquet", *NAMED, status=1)
    assert found(needles(generated), work.folder) == {}
    names = {path.name for path in work.registers.iterdir()}
    assert {"population.csv.faults.csv", "population.csv.faulty.csv.tmwf", "good.parquet.tmwf"} <= names
    assert work.vault.read(work.registers / "population.csv.faulty.csv.tmwf").count(b"\n") > 1


def test_every_opening_is_in_the_journal_and_clear_files_by_that_word(work: Work) -> None:
    key = ("--key", work.key_file)
    run(work, *compile_args(work, *key))
    run(work, "review", work.result, "--decisions", work.decisions, "--name", "Demo Operator", *key, typed="quit\n")
    run(work, "export", work.result / "voters.parquet", work.folder / "sheet.csv", "--precinct", 1, *NAMED, *key)
    said = json.loads(run(work, *compile_args(work, *key, "--clear", "--json")))
    assert said["voters_listed"] > 0 and any(line.startswith("population: ") for line in said["registers"])
    acts = [entry for entry in entries(work.journal) if entry["act"] != "sealed"]  # which file was sealed last
    assert [(entry["act"], entry["what"].removeprefix(str(work.folder))) for entry in acts] == [
        ("open", "/registers"), ("create", "/result, sealed"), ("open", "/result"),
        ("export", f"/result/voters.parquet.tmwf to {work.folder}/sheet.csv.tmwf, sealed"),
        ("open", "/registers"), ("create", "/result, in clear"),
    ]  # fmt: skip
    assert as_csv(work.result, "voters").startswith("precinct,number,surname")


def test_the_report_of_a_sealed_result_is_written_again(work: Work) -> None:
    finish(work)
    page, paper = work.folder / "again.html", work.folder / "again.pdf"
    run(work, "report", work.result, "--html", page, "--pdf", paper, "--key", work.key_file)
    assert page.read_bytes() == (work.result / "report.html").read_bytes()
    assert "give its key" in run(work, "report", work.result, "--html", page, "--pdf", paper, status=2)
