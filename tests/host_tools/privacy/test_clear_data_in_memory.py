"""Clear data that must be a file for a library: only in memory, and gone whatever ends the program."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from host_tools.privacy import memory_files
from host_tools.privacy.memory_files import memory_file, memory_folder
from host_tools.privacy.vault import CLEAR, MissingKeyError, Vault
from host_tools.privacy.working_files import CHUNK_BYTES, MAGIC
from host_tools.privacy.write_behind import PIECE_BYTES, WriteBehind

# Not signal.pause(): a signal that comes just before it would wake nobody.
_WAITS = """
import sys
from host_tools.privacy.ending import ended_in_order
from host_tools.privacy.memory_files import memory_folder
with ended_in_order(), memory_folder() as folder:
    (folder / "clear").write_text("000101300009")
    print(folder, flush=True)
    sys.stdin.read()
"""


def test_a_memory_file_has_no_name_and_ends_with_its_block() -> None:
    with memory_file(io.BytesIO(b"clear" * 1_000_000)) as path:
        assert path.stat().st_size == 5_000_000 and path.stat().st_nlink == 0
    assert not path.exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_folder_in_memory_goes_when_the_program_is_told_to_end(number: int) -> None:
    command = [sys.executable, "-c", _WAITS]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin and process.stdout
        folder = Path(process.stdout.readline().strip())
        assert folder.is_dir() and folder.stat().st_mode & 0o777 == 0o700
        process.send_signal(number)
        process.stdin.close()
        assert process.wait() == 128 + number
    assert not folder.exists()


def test_a_disk_in_the_place_of_shared_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"tmpfs {tmp_path} tmpfs rw 0 0\n/dev/disk {tmp_path} ext4 rw 0 0\n")
    assert not memory_files.is_memory(tmp_path, mounts), "the last mount covers the one before"
    monkeypatch.setattr(memory_files, "SHARED_MEMORY", tmp_path)
    with pytest.raises(OSError, match="no memory file system"), memory_folder():
        pass


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES, PIECE_BYTES - 1, PIECE_BYTES, 3 * PIECE_BYTES + 5])
@pytest.mark.parametrize("step", [1_000, CHUNK_BYTES + 1, 2 * PIECE_BYTES])
def test_what_goes_in_by_pieces_comes_out_whole_and_in_order(tmp_path: Path, size: int, step: int) -> None:
    content = bytes(range(256)) * (size // 256) + bytes(size % 256)
    for vault in (Vault(bytes(32)), CLEAR):
        path = vault.named(tmp_path / "list.csv")
        with vault.writing(path) as stream:
            for start in range(0, size, step):
                stream.write(content[start : start + step])
        assert vault.read(path) == content and path.stat().st_mode & 0o777 == 0o600
        with vault.as_file(path) as inner:
            assert inner.read_bytes() == content
        assert path.read_bytes().startswith(MAGIC) == vault.sealing


class FullDisk(io.RawIOBase):
    """Takes so many bytes and no more."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self.room = room

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.room -= len(data)
        if self.room < 0:
            raise OSError(28, "No space left on device")
        return len(data)


@pytest.mark.parametrize("room", [0, 5 * PIECE_BYTES])
def test_a_full_disk_behind_the_thread_is_told_to_the_writer(room: int) -> None:
    behind = WriteBehind(FullDisk(room))
    with pytest.raises(OSError, match="No space left"):
        for _ in range(200):
            behind.write(bytes(PIECE_BYTES))
        behind.finish()
    behind.stop()


def test_a_block_that_ends_badly_leaves_the_older_file(tmp_path: Path) -> None:
    vault = Vault(bytes(32))
    vault.write(tmp_path / "list.tmwf", b"older")
    with pytest.raises(RuntimeError), vault.writing(tmp_path / "list.tmwf") as stream:
        stream.write(bytes(3 * PIECE_BYTES))
        raise RuntimeError("stopped")
    assert vault.read(tmp_path / "list.tmwf") == b"older" and os.listdir(tmp_path) == ["list.tmwf"]


def test_sealing_without_a_key_is_refused_and_clear_must_be_said() -> None:
    with pytest.raises(MissingKeyError):
        Vault(sealing=True)
    with pytest.raises(MissingKeyError, match="say --clear"):
        Vault.of(None, False, "voters.csv", Path("access.journal"))
    assert not Vault.of(None, True, "voters.csv", Path("access.journal")).sealing
