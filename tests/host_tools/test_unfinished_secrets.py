"""Unfinished work that held a secret: what was written of it is overwritten, not only taken out of the folder."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from host_tools import whole_files
from host_tools.keys import files
from host_tools.overwriting import SEALED, discard
from host_tools.whole_files import atomic_file, atomic_folder, entries_whole, sweep_folder, write_later_synced

SECRET = b"PIN 482915 " * 20_000


def stop() -> None:
    raise InterruptedError("the power button")


def one_file(folder: Path, ends: Callable[[], None]) -> None:
    with atomic_file(folder / "pins.txt", 0o600) as stream:
        stream.write(SECRET)
        stream.flush()
        WATCHED.append(os.open(next(folder.glob(".pins.txt.*")), os.O_RDONLY))
        ends()


def a_folder(folder: Path, ends: Callable[[], None]) -> None:
    with atomic_folder(folder / "cards", ["*.txt"]) as beside:
        (beside / "pins.txt").write_bytes(SECRET)
        WATCHED.append(os.open(beside / "pins.txt", os.O_RDONLY))
        ends()


def entries(folder: Path, ends: Callable[[], None]) -> None:
    with entries_whole(folder / "precinct") as beside:
        (beside / "cards").mkdir()
        (beside / "cards" / "pins.txt").write_bytes(SECRET)
        WATCHED.append(os.open(beside / "cards" / "pins.txt", os.O_RDONLY))
        ends()


WATCHED: list[int] = []  # a thief who keeps the file open sees what becomes of its blocks


@pytest.mark.parametrize("work", [one_file, a_folder, entries])
def test_what_is_given_up_is_overwritten(tmp_path: Path, work: Callable[..., None]) -> None:
    with pytest.raises(InterruptedError):
        work(tmp_path, stop)
    handle = WATCHED.pop()
    assert b"482915" not in os.pread(handle, len(SECRET), 0)
    os.close(handle)
    assert not list(tmp_path.rglob("*.txt*"))


def test_what_a_killed_command_left_is_overwritten_by_the_next(tmp_path: Path) -> None:
    left = tmp_path / ".pins.txt.0011223344556677.partial"
    left.write_bytes(SECRET)
    left.chmod(0o600)
    handle = os.open(left, os.O_RDONLY)
    with atomic_file(tmp_path / "pins.txt", 0o600) as stream:
        stream.write(b"new")
    assert not left.exists() and b"482915" not in os.pread(handle, len(SECRET), 0)
    os.close(handle)


def test_a_file_with_another_name_keeps_its_content(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_bytes(SECRET)
    left = tmp_path / ".pins.txt.0011223344556677.partial"
    os.link(tmp_path / "kept.txt", left)
    left.chmod(0o600)
    with atomic_file(tmp_path / "pins.txt", 0o600) as stream:
        stream.write(b"new")
    assert not left.exists() and (tmp_path / "kept.txt").read_bytes() == SECRET


def held(path: Path) -> int:
    WATCHED.append(os.open(path, os.O_RDONLY))
    return WATCHED[-1]


def test_one_of_many_files_that_found_no_room_is_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(beside: Path, path: Path) -> None:
        assert beside.stat().st_mode & 0o777 == 0o600
        held(beside)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(whole_files.os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        write_later_synced(tmp_path / "desk-00001.tmpk", SECRET)
    handle = WATCHED.pop()
    assert b"482915" not in os.pread(handle, len(SECRET), 0) and not list(tmp_path.iterdir())
    os.close(handle)


def test_what_a_killed_worker_left_is_overwritten(tmp_path: Path) -> None:
    left = tmp_path / ".desk-00001.tmpk.0011223344556677.partial"
    left.write_bytes(SECRET)
    handle = os.open(left, os.O_RDONLY)
    sweep_folder(tmp_path)
    assert not left.exists() and b"482915" not in os.pread(handle, len(SECRET), 0)
    os.close(handle)


def test_a_key_that_found_no_room_is_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        held(tmp_path / "a.key")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        files.write_secret(tmp_path / "a.key", SECRET)
    handle = WATCHED.pop()
    assert b"482915" not in os.pread(handle, len(SECRET), 0) and not (tmp_path / "a.key").exists()
    os.close(handle)


def test_stages_in_clear_are_overwritten_and_sealed_ones_removed(tmp_path: Path) -> None:
    work = tmp_path / "res.work"
    work.mkdir()
    (work / "read.arrow").write_bytes(SECRET)
    (work / "read.arrow.tmwf").write_bytes(SEALED + bytes(range(200)))
    clear, sealed = (os.open(work / name, os.O_RDONLY) for name in ("read.arrow", "read.arrow.tmwf"))
    discard(work)
    assert not work.exists() and b"482915" not in os.pread(clear, len(SECRET), 0)
    assert os.pread(sealed, 300, 0) == SEALED + bytes(range(200))  # noise already, and as large as a nation's list
    os.close(clear)
    os.close(sealed)
