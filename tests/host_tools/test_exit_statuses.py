"""A command that says one thing and ends with another status; a message that moves the cursor; the table in docs."""

from __future__ import annotations

import re
from pathlib import Path

import click.testing
import pytest
import typer
from typer.testing import CliRunner

from host_tools import console
from host_tools.cli import app
from host_tools.console import expected
from host_tools.errors import TamgaError

DOCS = Path(__file__).parents[2] / "docs" / "commands.md"


def commands(group: typer.Typer, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The path of every command."""
    root = typer.main.get_command(group)
    found: list[tuple[str, ...]] = []

    def walk(command: object, path: tuple[str, ...]) -> None:
        inner = getattr(command, "commands", None)
        if inner is None:
            found.append(path)
            return
        for name, one in inner.items():
            walk(one, (*path, name))

    walk(root, path)
    return found


def test_every_command_helps_and_refuses_an_option_that_it_does_not_know() -> None:
    every = commands(app)
    assert len(every) > 30
    whole, runner = typer.main.get_command(app), click.testing.CliRunner()  # built once: it takes longer than most do
    for path in every:
        assert runner.invoke(whole, [*path, "--help"]).exit_code == 0, path
        assert runner.invoke(whole, [*path, "--no-such-option"]).exit_code == console.BAD_INPUT, path


def test_the_version_is_shown() -> None:
    shown = CliRunner().invoke(app, ["--version"])
    assert shown.exit_code == 0 and re.fullmatch(r"tamga \d+\.\d+\.\d+\n", shown.output)


def test_the_table_of_exit_statuses_is_the_code_s() -> None:
    rows = dict(re.findall(r"^\| (\d) \| ([^|]+) \|", DOCS.read_text("utf-8"), re.M))
    statuses = {console.MISMATCH: "something was found", console.BAD_INPUT: "no conclusion"}
    statuses |= {0: "done", console.EXPLAINED: "the differences are explained"}
    assert {int(number) for number in rows} == set(statuses)
    for number, words in statuses.items():
        assert rows[str(number)].startswith(words)


@pytest.mark.parametrize("evil", ["\x1b[2J", "\x1b]0;title\x07", "\x9b2J", "\u202e", "\u200b", "\r"])
def test_a_file_s_name_never_moves_the_cursor(evil: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit), expected():
        raise TamgaError(f"bad{evil}name.csv: is no file of ours; name another")
    console.say(f"bad{evil}name.csv: done")
    captured = capsys.readouterr()
    for said in (captured.err, captured.out):
        assert evil not in said and "bad\ufffd" in said
