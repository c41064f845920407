"""Retention dates that pass, wiping that must be complete, and a protocol that must not lie."""

from datetime import date

import pytest
from nacl.signing import SigningKey
from typer.testing import CliRunner

from host_tools.keys import files as signing_keys
from host_tools.privacy import key_files, retention, wipe, wipe_protocol
from host_tools.privacy.access_journal import AccessJournal
from host_tools.privacy.cli import app
from host_tools.privacy.image_search import ImageSearch

SIGNER = SigningKey(bytes(range(32)))
NAME = "Үлгіқызы Тіркеу"


@pytest.fixture
def work(tmp_path):
    folder = tmp_path / "work"
    (folder / "inner").mkdir(parents=True)
    (folder / "list.csv").write_text(NAME * 1_000, "utf-8")
    (folder / "inner" / "other.csv").write_text(NAME, "utf-8")
    key_files.create_key_file(folder / "work.key")
    return folder


def test_nothing_is_left_under_the_folder(work):
    results = list(wipe.wipe([work]))
    assert all(wiped.done for wiped in results) and len(results) == 3
    assert not work.exists()


def test_keys_go_first(work):
    assert [wiped.result for wiped in list(wipe.wipe([work]))] == [wipe.WIPED_AS_KEY, wipe.WIPED, wipe.WIPED]


def test_the_blocks_of_a_wiped_file_are_overwritten(work):
    before = (work / "list.csv").open("rb")  # the blocks stay readable through an open handle, as they do for a thief
    other = work / "hard_link.csv"
    other.hardlink_to(work / "list.csv")
    wipe.wipe_file(work / "list.csv")
    assert before.read() == b"" and other.read_bytes() == b""
    assert not list(ImageSearch([NAME]).in_path(other))
    before.close()


def test_random_bytes_reach_the_file_before_it_is_cut(work, monkeypatch):
    seen = []
    real_fsync = wipe.os.fsync
    path = work / "list.csv"

    def watching_fsync(handle):
        seen.append(path.read_bytes() if path.exists() else None)
        real_fsync(handle)

    monkeypatch.setattr(wipe.os, "fsync", watching_fsync)
    size = path.stat().st_size
    wipe.wipe_file(path)
    assert len(seen[0]) == size and NAME.encode() not in seen[0]


def test_a_link_never_wipes_what_it_points_to(work, tmp_path):
    outside = tmp_path / "outside.csv"
    outside.write_text("stays")
    (work / "link.csv").symlink_to(outside)
    (work / "folder_link").symlink_to(tmp_path)
    results = list(wipe.wipe([work]))
    assert outside.read_text() == "stays"
    assert [wiped.result for wiped in results].count(wipe.LINK) == 2


def test_a_file_that_resists_is_named_and_not_called_wiped(tmp_path):
    (tmp_path / "pipe_folder").mkdir()
    stubborn = tmp_path / "pipe_folder" / "locked.csv"
    stubborn.mkdir()  # a folder in the place of a file cannot be opened for writing
    result = wipe.wipe_file(stubborn)
    assert not result.done and result.result.startswith("NOT wiped")


def test_the_protocol_names_every_file_with_its_hash_and_fixes_the_journal(work, tmp_path):
    journal = AccessJournal(tmp_path / "access.journal")
    journal.note("Demo Operator", "wipe", "work", "appeals are over")
    results = list(wipe.wipe([work]))
    signed = wipe_protocol.signed(results, "Demo Operator", "appeals are over", 1_770_000_000, journal.path, SIGNER)
    found = wipe_protocol.read_protocol(signed, bytes(SIGNER.verify_key))
    assert found.results == results and all(len(wiped.hash) == 32 for wiped in results)
    assert (found.journal_entries, found.journal_head) == (1, bytes.fromhex(journal.verify()[1]))
    assert (found.who, found.why, found.when_s) == ("Demo Operator", "appeals are over", 1_770_000_000)
    assert "SSD" in found.limits


def test_a_forged_protocol_is_none(work, tmp_path):
    results = list(wipe.wipe([work]))
    signed = wipe_protocol.signed(results, "Demo Operator", "done", 0, tmp_path / "access.journal", SIGNER)
    forged = signed.replace(b"wiped", b"WIPED", 1)
    assert wipe_protocol.read_protocol(forged, bytes(SIGNER.verify_key)) is None
    assert wipe_protocol.read_protocol(signed, bytes(SigningKey(bytes(32)).verify_key)) is None


def command(tmp_path, *arguments, protocol=None):
    key_path = tmp_path / "signing.key"
    if not key_path.exists():
        signing_keys.create(key_path)
    options = [
        "--protocol",
        protocol or tmp_path / "wipe.cose",
        "--signing-key",
        key_path,
        "--journal",
        tmp_path / "access.journal",
    ]
    options += ["--who", "Demo Operator", "--why", "appeals are over"]
    return CliRunner().invoke(app, ["wipe", *map(str, arguments), *map(str, options)])


def test_a_dry_run_touches_nothing(work, tmp_path):
    assert command(tmp_path, work, "--dry-run").exit_code == 0
    assert (work / "list.csv").read_text("utf-8") == NAME * 1_000 and not (tmp_path / "wipe.cose").exists()


def test_the_command_wipes_notes_and_signs(work, tmp_path):
    assert command(tmp_path, work).exit_code == 0
    assert not work.exists() and (tmp_path / "wipe.cose").exists()
    assert AccessJournal(tmp_path / "access.journal").verify()[0] == 1
    shown = CliRunner().invoke(
        app, ["protocol", str(tmp_path / "wipe.cose"), "--signer", str(tmp_path / "signing.pub")]
    )
    assert shown.exit_code == 0 and "wiped by Demo Operator" in shown.output and "list.csv: " in shown.output
    signing_keys.create(tmp_path / "other.key")
    shown = CliRunner().invoke(app, ["protocol", str(tmp_path / "wipe.cose"), "--signer", str(tmp_path / "other.pub")])
    assert shown.exit_code == 2 and "no wipe protocol that this key has signed" in shown.output


@pytest.mark.parametrize("place", ["nowhere/wipe.cose", "wipe.cose", "work/wipe.cose"])
def test_nothing_is_wiped_where_no_protocol_could_be_written(work, tmp_path, place):
    if place == "wipe.cose":
        (tmp_path / place).write_bytes(b"an older protocol")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    result = command(tmp_path, work, protocol=tmp_path / place)
    assert result.exit_code == 2 and "Traceback" not in result.output
    after = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    after.pop(tmp_path / "signing.key"), after.pop(tmp_path / "signing.pub", None)
    assert after == before


def test_the_command_refuses_to_wipe_the_journal_it_needs(work, tmp_path):
    assert command(tmp_path, tmp_path).exit_code == 2
    assert (work / "list.csv").exists()


PLAN = """
election_date = 2026-03-15
[keep_days_after_election]
registers = 10
[[file]]
path = "population.tmwf"
kind = "registers"
[[file]]
path = "gone.tmwf"
kind = "rolls"
"""


def test_a_file_past_its_day_is_overdue_and_a_wiped_one_is_not(tmp_path):
    (tmp_path / "plan.toml").write_text(PLAN)
    (tmp_path / "population.tmwf").touch()
    plan = retention.read_plan(tmp_path / "plan.toml")
    assert plan.overdue(tmp_path, date(2026, 3, 25)) == []
    assert plan.overdue(tmp_path, date(2026, 3, 26)) == [(tmp_path / "population.tmwf", date(2026, 3, 25))]
    result = CliRunner().invoke(app, ["overdue", str(tmp_path / "plan.toml"), "--today", "2026-06-01"])
    assert result.exit_code == 1 and "population.tmwf" in result.output and "gone" not in result.output


@pytest.mark.parametrize("fault", ['kind = "secrets"', "kind = 5", "kind = "])
def test_a_plan_with_a_fault_says_where(tmp_path, fault):
    (tmp_path / "plan.toml").write_text(PLAN.replace('kind = "rolls"', fault))
    with pytest.raises(retention.RetentionError, match=r"plan\.toml"):
        retention.read_plan(tmp_path / "plan.toml")


def test_a_path_with_brackets_is_shown_as_it_is(tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "1000")
    folder = tmp_path / "[old]"
    folder.mkdir()
    (folder / "[bold]list.csv").write_text("names")
    done = command(tmp_path, folder)
    assert done.exit_code == 0 and "[old]/[bold]list.csv" in done.output
