"""A wipe that meets strange names, links, pipes, devices, signals: it ends, says what it did, and leaves a protocol."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from nacl.signing import SigningKey

from host_tools.keys import files
from host_tools.privacy import wipe, wipe_protocol
from host_tools.privacy.key_files import create_key_file

ROOT = Path(__file__).parents[3]
SIGNER = SigningKey(bytes(range(32)))
SECRET = b"secret"


def wiped(place: Path, *paths: Path) -> dict[str, str]:
    """Result by name, from the protocol that the wipe left."""
    protocol = place / "wipe.cose"
    wipe_protocol.wipe_with_protocol(list(paths), protocol, "Demo Operator", "done", place / "access.journal", SIGNER)
    found = wipe_protocol.read_protocol(protocol.read_bytes(), bytes(SIGNER.verify_key))
    assert found is not None and not (place / "wipe.cose.progress").exists()
    return {Path(row.path).name: row.result for row in found.results}


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "list.csv").write_bytes(SECRET)
    return folder


def test_nothing_in_a_folder_keeps_a_wipe_from_its_protocol(work: Path, tmp_path: Path) -> None:
    strange = os.fsencode(work) + b"/\xff\xfe.csv"
    Path(os.fsdecode(strange)).write_bytes(SECRET)
    (work / "bad\x1b[2J\n.csv").write_bytes(SECRET)
    os.mkfifo(work / "pipe")
    socket.socket(socket.AF_UNIX).bind(str(work / "socket"))
    (work / "loop").symlink_to(work)
    (work / "nowhere").symlink_to(work / "missing")
    results = wiped(tmp_path, work, tmp_path / "never")
    assert results["pipe"] == results["socket"] == wipe.PIPE
    assert results["loop"] == results["nowhere"] == wipe.LINK and results["never"] == wipe.MISSING
    assert results["\\xff\\xfe.csv"] == wipe.WIPED
    assert not work.exists()


def test_every_kind_of_key_goes_first_and_is_called_destroyed(work: Path, tmp_path: Path) -> None:
    files.create(work / "z.key")
    create_key_file(work / "y.key")
    files.write_secret(work / "x.key", f"{files.CARD_SECRET}{bytes(32).hex()}\n".encode())
    results = wiped(tmp_path, work)
    assert [name for name, result in results.items() if result == wipe.WIPED_AS_KEY] == ["x.key", "y.key", "z.key"]
    assert list(results)[:3] == ["x.key", "y.key", "z.key"]


def test_the_journal_is_spared_under_any_name(work: Path, tmp_path: Path) -> None:
    journal = tmp_path / "access.journal"
    journal.write_bytes(b"")
    (work / "innocent.csv").hardlink_to(journal)
    with pytest.raises(wipe.WipeError, match="needed for the protocol"):
        wiped(tmp_path, work)
    assert (work / "list.csv").read_bytes() == SECRET


@pytest.mark.parametrize("inner", ["", "deep/deeper"])
def test_a_protocol_in_what_is_wiped_is_refused(work: Path, inner: str) -> None:
    (work / inner).mkdir(parents=True, exist_ok=True)
    with pytest.raises(wipe.WipeError, match="put it elsewhere"):
        wiped(work / inner, work)
    assert (work / "list.csv").read_bytes() == SECRET


def test_another_name_of_a_wiped_file_is_told(work: Path, tmp_path: Path) -> None:
    (tmp_path / "second.csv").hardlink_to(work / "list.csv")
    assert "1 other names" in wiped(tmp_path, work)["list.csv"]


def test_what_programs_left_beside_is_wiped_too(tmp_path: Path) -> None:
    database = tmp_path / "labels.db"
    for name in ("labels.db", "labels.db-wal", ".labels.db.0123.partial", "labels.db.work/stage", "labels.dbx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(SECRET)
    results = wiped(tmp_path, database)
    assert set(results) == {"labels.db", "labels.db-wal", ".labels.db.0123.partial", "stage"}
    assert (tmp_path / "labels.dbx").exists() and not (tmp_path / "labels.db.work").exists()


PROGRAM = """
    import os, pathlib, signal
    from nacl.signing import SigningKey
    from host_tools.privacy import wipe, wipe_protocol
    from host_tools.privacy.ending import ended_in_order
    real, seen = wipe._overwrite, []
    def overwrite(path):
        seen.append(path)
        if len(seen) == 2:
            os.kill(os.getpid(), signal.{signal})
        return real(path)
    wipe._overwrite = overwrite
    place = pathlib.Path({place!r})
    with ended_in_order():
        wipe_protocol.wipe_with_protocol([place / "work"], place / "wipe.cose", "Demo Operator", "done",
                                         place / "access.journal", SigningKey(bytes(range(32))))
"""


@pytest.mark.parametrize("kind", ["SIGTERM", "SIGHUP", "SIGKILL"])
def test_a_wipe_that_is_ended_halfway_says_what_it_did(work: Path, tmp_path: Path, kind: str) -> None:
    for name in ("a.csv", "b.csv", "c.csv"):
        (work / name).write_bytes(SECRET)
    program = textwrap.dedent(PROGRAM).format(signal=kind, place=str(tmp_path))
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False)
    assert done.returncode in (128 + getattr(signal, kind), -getattr(signal, kind))
    if kind != "SIGKILL":
        found = wipe_protocol.read_protocol((tmp_path / "wipe.cose").read_bytes(), bytes(SIGNER.verify_key))
        assert found is not None
        results = {Path(row.path).name: row.done for row in found.results}
        assert results == {"a.csv": True, "b.csv": False, "c.csv": False, "list.csv": False}
        return
    assert not (tmp_path / "wipe.cose").exists() and (tmp_path / "wipe.cose.progress").exists()
    results = wiped(tmp_path, work)
    assert results["a.csv"] == wipe.WIPED and set(results) == {"a.csv", "b.csv", "c.csv", "list.csv"}
    assert not work.exists()
