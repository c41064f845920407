"""Every fraud of the corpus gets the verdict that it must get, from each tool, with the line that says so."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from typer.testing import Result

from tests.host_tools import auditor
from tests.host_tools.good_day import GoodDay, write
from tests.host_tools.verifying.frauds import booth_images, desk_images, openings, protocols, records, slips
from tests.host_tools.verifying.frauds.case import STATUS, Day, Fraud, Must

CORPUS: list[Fraud] = [
    *booth_images.FRAUDS, *records.FRAUDS, *desk_images.FRAUDS, *slips.FRAUDS, *openings.FRAUDS, *protocols.FRAUDS,
]  # fmt: skip


@pytest.fixture(scope="module")
def made() -> GoodDay:
    return GoodDay()


@pytest.fixture(scope="module")
def good(made: GoodDay, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good day's files."""
    folder = tmp_path_factory.mktemp("good")
    write(made.files(), folder)
    return folder


def must_say(result: Result, must: Must, who: str) -> None:
    said = auditor.said(result)
    assert result.exception is None or isinstance(result.exception, SystemExit), (who, repr(result.exception))
    assert result.exit_code == STATUS[must.outcome], f"{who}: {said}"
    assert must.words in said, f"{who}: {said}"
    if must.outcome == "disagrees":
        assert "✗" in said, who


def altered(fraud: Fraud, made: GoodDay, good: Path, folder: Path) -> None:
    """A copy of the good day with one change; what stays the same is linked."""
    files = {str(path.relative_to(good)): path.read_bytes() for path in good.rglob("*") if path.is_file()}
    day = Day(made, dict(files), random.Random(fraud.name))
    fraud.change(day)
    assert day.files != files, "nothing was altered"
    for name, content in day.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if files.get(name) == content:
            os.link(good / name, folder / name)
        else:
            (folder / name).write_bytes(content)


def test_the_good_day_agrees_in_every_tool(good: Path) -> None:
    for result in (auditor.check(good), *(auditor.add_up(good, booth) for booth in (1, 2))):
        assert result.exit_code == 0, auditor.said(result)
        assert "Everything agrees." in result.stdout
    for name in auditor.SLIPS:
        assert auditor.verify(good, name).exit_code == 0, name


@pytest.mark.parametrize("fraud", CORPUS, ids=lambda fraud: fraud.name)
def test_each_fraud_gets_its_verdict(fraud: Fraud, made: GoodDay, good: Path, tmp_path: Path) -> None:
    altered(fraud, made, good, tmp_path)
    must_say(auditor.check(tmp_path), fraud.check, "precinct check")
    must_say(auditor.add_up(tmp_path), fraud.sum, "cartridge sum")
    for name, must in fraud.slip.items():
        must_say(auditor.verify(tmp_path, name), must, f"slip verify {name}")


def test_the_corpus_is_large_and_every_fraud_has_its_own_name() -> None:
    assert len({fraud.name for fraud in CORPUS}) == len(CORPUS) >= 80
