"""Somebody changes, drops, inserts or cuts lines of the access journal."""

import json
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from host_tools.hash_chain import ChainError, canonical, text_link
from host_tools.privacy import chained_journal
from host_tools.privacy.access_journal import AccessJournal, MissingReasonError
from host_tools.privacy.cli import app


@pytest.fixture
def journal(tmp_path):
    journal = AccessJournal(tmp_path / "access.journal", clock=lambda: datetime(2026, 3, 1, 9, 0, tzinfo=UTC))
    for number in range(1, 5):
        journal.note("Demo Operator", "open", f"list-{number}.tmwf", "compiling the list")
    return journal


def test_what_was_noted_is_there_in_order(journal):
    entries = list(chained_journal.entries(journal.path))
    assert [entry["what"] for entry in entries] == [f"list-{number}.tmwf" for number in range(1, 5)]
    assert entries[0]["when"] == "2026-03-01T09:00:00+00:00"
    assert journal.verify() == (4, entries[-1]["chain"])


def test_a_changed_name_is_noticed(journal):
    journal.path.write_bytes(journal.path.read_bytes().replace(b"Demo Operator", b"Demo Director", 1))
    with pytest.raises(ChainError, match="line 1"):
        journal.verify()


@pytest.mark.parametrize("dropped", [0, 1, 2])
def test_a_dropped_line_is_noticed(journal, dropped):
    lines = journal.path.read_bytes().splitlines(keepends=True)
    journal.path.write_bytes(b"".join(lines[:dropped] + lines[dropped + 1 :]))
    with pytest.raises(ChainError, match=f"line {dropped + 1}"):
        journal.verify()


def test_a_rewritten_line_with_its_own_right_hash_breaks_the_next(journal):
    lines = journal.path.read_bytes().splitlines(keepends=True)
    forged = {key: value for key, value in json.loads(lines[1]).items() if key != "chain"} | {"who": "Nobody"}
    forged["chain"] = text_link(bytes.fromhex(json.loads(lines[0])["chain"]), canonical(forged)).hex()
    lines[1] = canonical(forged) + b"\n"
    journal.path.write_bytes(b"".join(lines))
    with pytest.raises(ChainError, match="line 3"):
        journal.verify()


def test_a_cut_end_differs_from_the_head_that_was_noted(journal):
    noted = journal.verify()
    lines = journal.path.read_bytes().splitlines(keepends=True)
    journal.path.write_bytes(b"".join(lines[:-1]))
    assert journal.verify() != noted


def test_nothing_is_added_behind_a_torn_line(journal):
    journal.path.write_bytes(journal.path.read_bytes()[:-5])
    with pytest.raises(ChainError, match="the last line is cut"):
        journal.note("Demo Operator", "open", "list.tmwf", "goes on")


def test_an_entry_longer_than_the_window_is_followed(journal):
    journal.note("Demo Operator", "open", "x" * 20_000, "a long name")
    journal.note("Demo Operator", "open", "list.tmwf", "goes on")
    assert journal.verify()[0] == 6


@pytest.mark.parametrize(("who", "why"), [("", "checking"), ("Demo Operator", ""), ("Demo Operator", " x ")])
def test_nobody_opens_without_a_name_and_a_reason(journal, who, why):
    with pytest.raises(MissingReasonError):
        journal.note(who, "open", "list.tmwf", why)
    assert journal.verify()[0] == 4


def test_a_name_typed_in_another_encoding_is_noted_and_does_not_stop_the_work(tmp_path):
    """What a terminal set to CP1251 hands to a program that expects UTF-8."""
    journal = AccessJournal(tmp_path / "journal")
    typed = "Әсем".encode("kz1048").decode("utf-8", "surrogateescape")
    journal.note(typed, "open", "list", "a test")
    journal.note("Demo Operator", "open", "list", "a test")
    assert journal.verify()[0] == 2


def test_a_journal_that_was_cut_or_written_anew_is_told_by_a_noted_head(journal, tmp_path):
    noted = "{}:{}".format(*journal.verify())
    run = CliRunner()
    assert run.invoke(app, ["journal", str(journal.path), "--noted", noted]).exit_code == 0
    journal.note("Demo Operator", "open", "one more", "compiling the list")
    assert run.invoke(app, ["journal", str(journal.path), "--noted", noted]).exit_code == 0
    lines = journal.path.read_bytes().splitlines(keepends=True)
    journal.path.write_bytes(b"".join(lines[:3]))
    for _ in range(2):  # cut, then grown again another way
        told = run.invoke(app, ["journal", str(journal.path), "--noted", noted])
        assert told.exit_code == 1 and "cut or written anew" in told.output
        journal.note("Demo Operator", "open", "something else", "compiling the list")
    assert run.invoke(app, ["journal", str(journal.path), "--noted", "4:abc"]).exit_code == 2
