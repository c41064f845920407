"""A precinct's own hours of voting: signed into its definition, or refused in a sentence with nothing written."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from host_tools.cli import app
from host_tools.formats.definitions import Hours, Precinct
from host_tools.keys import files
from host_tools.privacy import key_files
from simulator.people.newborn import inject_all

DEMO = Path(__file__).parents[3] / "simulator" / "people" / "election.toml"


def provision(folder: Path, *hours: str) -> Result:
    for name in ("authority.key", "centre.key"):
        files.create(folder / name)
    command = ("provision", "--election", DEMO, "--precinct", 17, "--name", "а", "б", "c", "--packed", 900,
               "--master", folder / "master.key", "--authority", folder / "authority.key",
               "--centre", folder / "centre.pub", "--folder", folder / "made", "--demo", "--hours", *hours)  # fmt: skip
    key_files.create_key_file(folder / "master.key")
    done = CliRunner().invoke(app, list(map(str, command)), env={"COLUMNS": "1000"})
    if done.exit_code:
        return done
    inject_all(folder / "made")
    return CliRunner().invoke(app, list(map(str, command)), env={"COLUMNS": "1000"})


def test_they_stand_in_the_definition(tmp_path: Path) -> None:
    done = provision(tmp_path, "06:00", "19:00")
    assert done.exit_code == 0, done.output
    made = Precinct.from_cbor((tmp_path / "made" / "public" / "precinct-official.cbor").read_bytes())
    assert made.hours == Hours(360, 1140)


@pytest.mark.parametrize(
    ("opens", "closes", "said"),
    [
        ("6", "19:00", "6: is no time of day; write it as 07:00"),
        ("06:00", "24:00", "24:00: is no time of day"),
        ("19:00", "06:00", "opens before it closes"),
        ("06:00", "06:00", "opens before it closes"),
    ],
)
def test_wrong_hours(tmp_path: Path, opens: str, closes: str, said: str) -> None:
    done = provision(tmp_path, opens, closes)
    assert done.exit_code == 2 and said in done.output, done.output
    assert not (tmp_path / "made").exists()
