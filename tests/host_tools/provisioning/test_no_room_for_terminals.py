"""The disk is full while terminals, cards or their register are written, or the register is none: all as before."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from host_tools.cli import app
from host_tools.keys import files
from host_tools.provisioning.device_book import DeviceBook, DeviceBookError, TerminalRecord
from simulator.people.newborn import inject_all
from tests.host_tools.provisioning.test_secrets_in_the_wrong_place import NUMBER_CARDS

DEMO = Path(__file__).parents[3] / "simulator" / "people" / "election.toml"
DESK = TerminalRecord(
    serial_number="TM-00017-D", role="desk", precinct=17, terminal=0, public_key="00" * 32, firmware_version="0.1.0",
    firmware_hash="11" * 32, packages={},
)  # fmt: skip


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, list(map(str, arguments)), env={"COLUMNS": "1000"})


@contextmanager
def room_for_files_of(limit_bytes: int) -> Iterator[None]:
    """No file gets longer: what a full disk looks like to a program."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize(
    "limits",
    [(40, 40), (60_000, 7_000), *(pytest.param(both, marks=pytest.mark.long) for both in ((1_000,) * 2, (5_000,) * 2))],
)
def test_a_precinct_is_provisioned_whole_or_not_at_all(tmp_path: Path, limits: tuple[int, int]) -> None:
    for name in ("authority.key", "centre.key"):
        files.create(tmp_path / name)
    (tmp_path / "roll.csv").write_text(run("demo", "roll", "--voters", 20).stdout, "utf-8")
    wanted = ("provision", "--election", DEMO, "--precinct", 17, "--name", "а", "б", "c",
              "--authority", tmp_path / "authority.key", "--centre", tmp_path / "centre.pub",
              "--roll", tmp_path / "roll.csv", "--folder", tmp_path / "made", "--demo")  # fmt: skip
    for step, limit_bytes in zip(("terminals", "packages and cards"), limits, strict=True):
        before = sorted(tmp_path.rglob("*"))
        with room_for_files_of(limit_bytes):
            done = run(*wanted)
        assert done.exit_code == 2 and "too large" in done.output, (step, done.output)
        assert sorted(tmp_path.rglob("*")) == before, step
        done = run(*wanted)
        assert done.exit_code == 0, f"{step}: with room it goes on"
        if step == "terminals":
            inject_all(tmp_path / "made")
    assert not list((tmp_path / "made").glob(".*"))
    assert "TM-00017-D" in run("terminals", "list", tmp_path / "made" / "terminals.json").output


def test_a_ceremony_leaves_all_cards_or_none(tmp_path: Path) -> None:
    (tmp_path / "election.cbor").write_bytes(NUMBER_CARDS.to_cbor())
    wanted = ("keys", "ceremony", "--election", tmp_path / "election.cbor", "--precinct", 17, "--folder")
    with room_for_files_of(1_000):
        done = run(*wanted, tmp_path / "cards")
    assert done.exit_code == 2 and [path.name for path in tmp_path.iterdir()] == ["election.cbor"]
    assert run(*wanted, tmp_path / "cards").exit_code == 0
    assert "never overwritten" in run(*wanted, tmp_path / "cards").output


def test_the_device_book_stays_whole(tmp_path: Path) -> None:
    path = tmp_path / "terminals.json"
    with DeviceBook(path) as book:
        book.put(DESK)
    content = path.read_bytes()
    with room_for_files_of(len(content) + 20), DeviceBook(path) as book, pytest.raises(OSError, match="too large"):
        book.put(DESK.model_copy(update={"serial_number": "TM-00017-1", "terminal": 1}))
    assert path.read_bytes() == content


@pytest.mark.parametrize("content", ["{", "[]", "null", '{"_default": []}', '{"_default": {"1": {"role": 5}}}'])
def test_something_else_is_no_device_book(tmp_path: Path, content: str) -> None:
    (tmp_path / "other.json").write_text(content)
    with (
        pytest.raises(DeviceBookError, match=r"other\.json: is no device book"),
        DeviceBook(tmp_path / "other.json") as book,
    ):
        book.everything()
    assert run("terminals", "list", tmp_path / "other.json").exit_code == 2
    assert (tmp_path / "other.json").read_text() == content


def test_looking_for_terminals_begins_no_device_book(tmp_path: Path) -> None:
    done = run("terminals", "list", tmp_path / "nowhere" / "terminals.json")
    assert done.exit_code == 2 and "no such device book" in done.output
    assert not list(tmp_path.iterdir())
