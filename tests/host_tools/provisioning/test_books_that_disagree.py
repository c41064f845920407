"""Device books of several technicians that disagree: one terminal twice, two of one place; a list nobody signed."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from nacl.signing import SigningKey
from typer.testing import CliRunner

from host_tools.cli import app
from host_tools.keys import files
from host_tools.provisioning import device_list
from host_tools.provisioning.device_book import DeviceBook, DeviceBookError, TerminalRecord

AUTHORITY = SigningKey(b"authority".ljust(32))


def record(precinct: int, terminal: int, **changes: object) -> TerminalRecord:
    number = precinct * 16 + terminal
    name = f"TM-{precinct:05}-{terminal or 'D'}"
    made = TerminalRecord(
        serial_number=name, role="booth" if terminal else "desk", precinct=precinct, terminal=terminal,
        public_key=f"{number:064x}", firmware_version="0.1.0", firmware_hash="ab" * 32, packages={},
    )  # fmt: skip
    return made.model_copy(update=changes)


def book(path: Path, *records: TerminalRecord) -> Path:
    with DeviceBook(path) as made:
        for one in records:
            made.put(one)
    return path


def test_any_order_of_books_gives_one_list(tmp_path: Path) -> None:
    books = [
        book(tmp_path / "a" / "terminals.json", record(2, 0), record(2, 1)),
        book(tmp_path / "b" / "terminals.json", record(1, 1), record(1, 0), record(2, 1)),
        book(tmp_path / "c" / "terminals.json", record(1, 0)),
    ]
    for order in itertools.permutations(books):
        found = [(one.precinct, one.terminal) for one in device_list.merged(order)]
        assert found == [(1, 0), (1, 1), (2, 0), (2, 1)]


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (record(1, 1, public_key="ff" * 32), "differs from .* in public_key"),
        (record(1, 1, firmware_hash="cd" * 32, firmware_version="0.2.0"), "in firmware_version, firmware_hash"),
        (record(3, 1, public_key=record(1, 1).public_key), "have one key"),
        (record(1, 1, serial_number="TM-X", public_key="ee" * 32), "are both booth 1 of precinct 1"),
    ],
)
def test_two_that_cannot_both_be_there(tmp_path: Path, other: TerminalRecord, words: str) -> None:
    first = book(tmp_path / "a" / "terminals.json", record(1, 0), record(1, 1))
    second = book(tmp_path / "b" / "terminals.json", other)
    for order in ([first, second], [second, first]):
        with pytest.raises(DeviceBookError, match=words):
            device_list.merged(order)


def test_a_missing_book_and_one_that_is_there(tmp_path: Path) -> None:
    with pytest.raises(DeviceBookError, match="there is no such device book"):
        device_list.merged([tmp_path / "terminals.json"])
    there = book(tmp_path / "terminals.json", record(1, 0))
    with pytest.raises(FileExistsError):
        device_list.put_all([record(2, 0)], there)
    assert [one.precinct for one in device_list.merged([there])] == [1]


def test_a_list_that_another_signed_or_that_was_changed() -> None:
    data = device_list.signed([record(1, 0), record(1, 1)], AUTHORITY)
    assert [one.serial_number for one in device_list.read(data, bytes(AUTHORITY.verify_key)).devices] == [
        "TM-00001-D", "TM-00001-1",
    ]  # fmt: skip
    other = bytes(SigningKey(b"other".ljust(32)).verify_key)
    for wrong, key in ((data, other), (data[:-1] + b"!", bytes(AUTHORITY.verify_key)), (b"", other)):
        with pytest.raises(DeviceBookError, match="no list of terminals"):
            device_list.read(wrong, key)


def test_the_way_by_commands(tmp_path: Path) -> None:
    files.create(tmp_path / "authority.key")
    books = [book(tmp_path / name / "terminals.json", record(at, 0)) for at, name in enumerate("ab", 1)]
    whole, signed = tmp_path / "all.json", tmp_path / "terminals.cose"
    for arguments in (
        ["merge", *books, "--out", whole],
        ["sign", whole, "--authority", tmp_path / "authority.key", "--out", signed],
        ["signed", signed, "--authority", tmp_path / "authority.pub"],
    ):
        done = CliRunner().invoke(app, ["terminals", *map(str, arguments)])
        assert done.exit_code == 0, done.output
    assert "TM-00002-D" in done.output
