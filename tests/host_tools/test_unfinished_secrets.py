"""Unfinished work that held a secret: what was written of it is overwritten, not only taken out of the folder."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from host_tools.whole_files import atomic_file, atomic_folder, entries_whole

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
