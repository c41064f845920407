"""A kept day is lost only to somebody who was asked: not to a second `make run`, nor to another number of voters."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer import Typer
from typer.testing import CliRunner
from websockets.exceptions import ConnectionClosed

from host_tools.elections.election_file import read_election
from host_tools.elections.glyphs import printable_characters
from host_tools.folder_lock import alone_in
from host_tools.provisioning.provision import MODES
from simulator.front import command
from simulator.front.listening import listen
from simulator.people.provisioned import ELECTION
from tests.simulator.front.conftest import Browser, Front


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A folder with a day of 150 voters."""
    folder = tmp_path / "run"
    (folder / "tables").mkdir(parents=True)
    (folder / "tables" / "tables.json").write_text("the slips")
    (folder / "front.json").write_text(json.dumps({"voters": 150, "booths": 2, "election": "", "day": "1"}))
    return folder


def run(folder: Path, *options: str) -> Result:
    """Start, and end as soon as there is anything to serve."""
    app = Typer()
    app.command()(command.main)
    return CliRunner().invoke(app, ["--folder", str(folder), *options], env={"COLUMNS": "1000"})


def is_whole(folder: Path) -> bool:
    return (folder / "tables" / "tables.json").read_text() == "the slips" and len(list(folder.iterdir())) == 2


def test_the_port_is_taken(kept: Path) -> None:
    listening = listen("127.0.0.1", 0)
    assert listening
    with listening:
        done = run(kept, "--fresh", "--port", str(listening.getsockname()[1]))
    assert done.exit_code == 2 and "is in use" in done.output, done.output
    assert is_whole(kept)


def test_the_folder_is_taken(kept: Path) -> None:
    with alone_in(kept.with_name(f"{kept.name}.served")):
        done = run(kept, "--fresh", "--port", "0")
    assert done.exit_code == 2 and "Another `make run` uses" in done.output, done.output
    assert is_whole(kept)


@pytest.mark.parametrize("same_election", [True, False])
def test_other_settings_than_it_has(kept: Path, same_election: bool) -> None:
    if same_election:
        election = read_election(ELECTION, printable_characters()).hash16.hex()
        settings = {"voters": 150, "booths": 2, "election": election, "modes": len(MODES), "day": "1"}
        (kept / "front.json").write_text(json.dumps(settings))
    done = run(kept, "--voters", "40", "--port", "0")
    assert done.exit_code == 2, done.output
    assert "150 voters and 2 booths" in done.output and "FRESH=1" in done.output
    assert ("VOTERS=150 BOOTHS=2" if same_election else "ELECTION=") in done.output
    assert is_whole(kept)


def test_it_is_begun_anew_from_the_page(front: Front) -> None:
    """Last: the server of this module has another day from here on."""
    browser = front.browser()
    before = browser.until("hello")["day"]
    assert browser.do("desk show card 1")["ok"]
    browser.close()
    asking = front.browser()
    asking.socket.send(json.dumps({"id": 1, "do": "begin anew"}))
    with pytest.raises(ConnectionClosed):
        while True:
            asking.next()
    again, day = comes_again(front)
    assert day == front.live.made.day != before
    assert not front.live.table.held
    assert again.do("desk expect screen id:mode_choose within 120s")["ok"]
    assert "open day" in again.do("autopilot start 2")["say"], "nobody comes to a desk that is not open"


def comes_again(front: Front) -> tuple[Browser, str]:
    """A browser that tries until there is a day to see, as the page does; and that day."""
    while True:
        browser = front.browser()
        try:
            return browser, str(browser.until("hello")["day"])
        except ConnectionClosed:
            continue
