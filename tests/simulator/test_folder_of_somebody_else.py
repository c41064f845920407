"""A folder given for a day that holds something else is left as it is; one of an earlier day is begun anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner

import simulator.demo.command as demo
import simulator.front.command as front
from simulator.people.provisioned import emptied


@pytest.mark.parametrize("command", [(demo, "--out"), (front, "--folder")], ids=["demo", "page"])
def test_it_is_not_emptied(tmp_path: Path, command: tuple) -> None:
    module, option = command
    letters = tmp_path / "letters.txt"
    letters.write_text("dear", "utf-8")
    app = Typer()
    app.command()(module.main)
    done = CliRunner().invoke(app, [option, str(tmp_path)], env={"COLUMNS": "1000"})
    assert done.exit_code == 2 and "letters.txt" in done.output, done.output
    assert letters.read_text("utf-8") == "dear"


def test_an_earlier_day_makes_room(tmp_path: Path) -> None:
    for name in ("cards", "slips", "terminals"):
        (tmp_path / name).mkdir()
    (tmp_path / "result.json").write_text("{}", "utf-8")
    emptied(tmp_path)
    assert list(tmp_path.iterdir()) == []
