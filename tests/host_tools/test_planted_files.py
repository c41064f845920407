"""Somebody lays files and links where a command is about to write, writes at the same time, or is killed halfway."""

from __future__ import annotations

import multiprocessing
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from host_tools.folder_lock import FolderBusyError, alone_in
from host_tools.provisioning.device_book import DeviceBook, TerminalRecord
from host_tools.whole_files import atomic_file, atomic_folder, entries_whole

ROOT = Path(__file__).parents[2]


def test_a_planted_file_or_link_is_neither_followed_nor_reused(tmp_path: Path) -> None:
    victim, path = tmp_path / "victim.txt", tmp_path / "list.csv"
    victim.write_text("theirs")
    for name in (".list.csv.partial", ".list.csv.0000.partial"):
        (tmp_path / name).symlink_to(victim)
    path.symlink_to(victim)
    with atomic_file(path, 0o600) as stream:
        stream.write(b"ours")
    assert victim.read_text() == "theirs" and path.read_bytes() == b"ours" and not path.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_writers_of_one_file_leave_one_whole_content(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    with atomic_file(path) as first:
        first.write(b"A" * 100)
        with atomic_file(path) as second:
            second.write(b"B" * 300)
        assert path.read_bytes() == b"B" * 300
    assert path.read_bytes() == b"A" * 100
    assert [left.name for left in tmp_path.iterdir()] == ["list.csv"]


def test_what_a_killed_writer_left_is_removed_by_the_next(tmp_path: Path) -> None:
    program = (
        "import os, signal, pathlib\nfrom host_tools.whole_files import atomic_file\n"
        f"with atomic_file(pathlib.Path({str(tmp_path / 'list.csv')!r})) as stream:\n"
        "    stream.write(b'half'); stream.flush(); os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL and len(list(tmp_path.glob(".list.csv.*.partial"))) == 1
    with atomic_file(tmp_path / "list.csv") as stream:
        stream.write(b"whole")
    assert [left.name for left in tmp_path.iterdir()] == ["list.csv"]


@pytest.mark.parametrize("made", [lambda path: atomic_folder(path, ["*"]), entries_whole], ids=["folder", "entries"])
def test_a_second_command_in_one_folder_is_refused_and_harms_nothing(tmp_path: Path, made) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path / "result"
    with made(folder) as beside:
        (beside / "a").write_text("first")
        with pytest.raises(FolderBusyError, match=r"process .* is writing there"), made(folder):
            pass
    assert (folder / "a").read_text() == "first"
    assert [left.name for left in tmp_path.iterdir()] == ["result"]
    with made(folder) as beside:
        (beside / "b").write_text("second")


def test_the_lock_of_a_killed_command_holds_nobody_up(tmp_path: Path) -> None:
    program = (
        "import os, signal, pathlib\nfrom host_tools.folder_lock import alone_in\n"
        f"with alone_in(pathlib.Path({str(tmp_path / 'result')!r})): os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False)
    assert (tmp_path / ".result.lock").exists()
    with alone_in(tmp_path / "result"):
        pass
    assert not list(tmp_path.iterdir())


def test_a_link_in_the_locks_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / ".result.lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError), alone_in(tmp_path / "result"):
        pass
    assert not (tmp_path / "elsewhere").exists()


def add_terminals(path: Path, first: int, count: int) -> None:
    for number in range(first, first + count):
        record = TerminalRecord(
            serial_number=f"TM-{number}", role="booth", precinct=number, terminal=1, public_key="", firmware_version="",
            firmware_hash="", packages={},
        )  # fmt: skip
        with DeviceBook(path) as book:
            book.put(record)


def test_four_processes_write_one_device_book_and_none_is_lost(tmp_path: Path) -> None:
    path, context = tmp_path / "book" / "terminals.json", multiprocessing.get_context("spawn")
    writers = [context.Process(target=add_terminals, args=(path, 10 * number, 5)) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(DeviceBook(path).everything()) == 20


@pytest.mark.parametrize("links", [True, False])
def test_a_file_that_came_meanwhile_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    """Two sign the same protocol, supplement or ruling at one moment: the later is refused, also on a stick."""
    if not links:

        def none_here(*_: object, **__: object) -> None:
            raise PermissionError(1, "Operation not permitted")

        monkeypatch.setattr(os, "link", none_here)
    path = tmp_path / "protocol-1.cose"
    with pytest.raises(FileExistsError):
        with atomic_file(path, new=True) as later:
            later.write(b"the later")
            with atomic_file(path, new=True) as first:
                first.write(b"the first")
    assert path.read_bytes() == b"the first" and list(tmp_path.iterdir()) == [path]
    assert path.stat().st_nlink == 1
