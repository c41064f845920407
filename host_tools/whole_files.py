"""Files and folders that appear under their names whole, or not at all.

They are written beside their place under a name that nobody can foresee, which is created and never opened: no link
that is there is followed, and no earlier file's permissions are inherited. Folders are written under their lock.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path
from typing import BinaryIO

from host_tools.folder_lock import alone_in
from host_tools.overwriting import discard

OWNER_ONLY = 0o700  # of folders with personal data
OWNER_ONLY_FILE = 0o600
_NO_ROOM = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)
_PARTIAL, _OLDER, _MOVING = "partial", "older", "moving"
_HERE, _EXCHANGE = -100, 2  # AT_FDCWD, RENAME_EXCHANGE


@contextmanager
def atomic_file(path: Path, mode: int = 0o666, new: bool = False, synced_later: bool = False) -> Iterator[BinaryIO]:
    """Open a file that takes the name `path` only when the block ends well.

    path: a file or a link there is replaced, not followed.
    mode: its permissions before the umask.
    new: what has this name is never replaced, not even if it came while this was written: FileExistsError.
    synced_later: whoever asks forces it to disk with the others of its folder, as `atomic_folder` does.

    The bytes are forced to disk before the name is taken. On any exception, a full disk included, nothing is left and
    an older file of that name stays as it was. What a killed process left is removed. Of two writers the later wins.
    """
    _sweep(path)
    beside = _beside(path, _PARTIAL)
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
    try:
        with os.fdopen(handle, "wb") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)  # who sweeps sees that it is being written
            yield stream
            stream.flush()
            if not synced_later:
                os.fsync(stream.fileno())
            _take_new_name(beside, path) if new else os.replace(beside, path)
        if not synced_later:
            sync_folder(path.parent)
    except BaseException as error:
        _take_away(beside, mode)
        _say_where(error, path)
        raise


def _take_new_name(beside: Path, path: Path) -> None:
    """Give a finished file a name that nothing has."""
    try:
        os.link(beside, path, follow_symlinks=False)
    except FileExistsError:
        raise FileExistsError(errno.EEXIST, "is there already and is never replaced", str(path)) from None
    except OSError:  # a stick's file system knows one name per file: claim it, and put the file there
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, OWNER_ONLY_FILE))
        os.replace(beside, path)
    else:
        beside.unlink()


def refuse_other_files(path: Path, made_here: Sequence[str]) -> None:
    """FileExistsError where `path` is no folder, or one with anything in it that `atomic_folder` must not take away.

    made_here: patterns of the names that an older folder of this kind has.
    """
    if not path.exists():
        return
    if not path.is_dir():
        raise FileExistsError(errno.EEXIST, "is a file; name a folder", str(path))
    for file in sorted(path.iterdir()):
        if not any(fnmatchcase(file.name, pattern) for pattern in made_here):
            words = f"holds {file.name}, which would be lost; name a folder of its own"
            raise FileExistsError(errno.EEXIST, words, str(path))


@contextmanager
def atomic_folder(path: Path, made_here: Sequence[str]) -> Iterator[Path]:
    """Give an empty folder that takes the name `path`, replacing an older one, only when the block ends well.

    It is its owner's alone. FileExistsError as in `refuse_other_files`; FolderBusyError while another command writes.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with alone_in(path):
        refuse_other_files(path, made_here)
        for left in _left_behind(path):
            discard(left)
        beside, older = _beside(path, _PARTIAL), _beside(path, _OLDER)
        beside.mkdir(mode=OWNER_ONLY)
        try:
            yield beside
            for file in beside.iterdir():
                sync_file(file)
            sync_folder(beside)
            if path.exists():
                os.replace(path, older)
            os.replace(beside, path)
            sync_folder(path.parent)
            discard(older)
        except BaseException as error:
            _say_where(error, path)
            discard(beside)
            if older.exists() and not path.exists():
                os.replace(older, path)
            raise


@contextmanager
def public_folder(path: Path, made_here: Sequence[str], spare: Path | None = None) -> Iterator[Path]:
    """Give a folder that changes names with `path` when the block ends well: there is always one, and it is whole.

    spare: a folder that `folder_beside` made, or that was given before and has the older one's files now; else it is
    empty. Whoever calls forces files to disk before, and afterwards keeps or removes what the name that was given has.
    Everybody may have what is in it: nothing is overwritten before it is removed. Errors as of `atomic_folder`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with alone_in(path):
        refuse_other_files(path, made_here)
        for left in _left_behind(path):
            if left != spare:
                shutil.rmtree(left, ignore_errors=True)
        is_there = spare is not None and spare.is_dir() and not spare.is_symlink()
        beside = spare if spare is not None and is_there else folder_beside(path)
        try:
            yield beside
            sync_folder(beside)
            _exchange(beside, path)
            sync_folder(path.parent)
        except BaseException as error:
            _say_where(error, path)
            shutil.rmtree(beside, ignore_errors=True)
            raise


def folder_beside(path: Path) -> Path:
    """A new folder for `public_folder`; a server that runs as somebody else may read it."""
    beside = _beside(path, _PARTIAL)
    beside.mkdir()
    return beside


def _exchange(beside: Path, path: Path) -> None:
    """Let two folders change their names; where there is none at `path`, let the other have it."""
    if not path.exists():
        os.rename(beside, path)
    elif not _exchanged_at_once(beside, path):
        older = _beside(path, _OLDER)
        os.rename(path, older)
        os.rename(beside, path)
        os.rename(older, beside)


def _exchanged_at_once(one: Path, other: Path) -> bool:
    """By Linux's renameat2(2); False where the system or the disk knows no such thing."""
    renameat2 = getattr(ctypes.CDLL(None), "renameat2", None)
    return renameat2 is not None and renameat2(_HERE, bytes(one), _HERE, bytes(other), _EXCHANGE) == 0


@contextmanager
def entries_whole(folder: Path, replaced: Sequence[str] = ()) -> Iterator[Path]:
    """Give a folder whose entries move into `folder` when the block ends well; else `folder` is as it was.

    A process that is killed while they move has them all: whoever comes next finishes it (`finish_moves`).

    replaced: names that may be there already and are replaced; FileExistsError for any other. FolderBusyError while
    another command writes.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with alone_in(folder):
        was_there = folder.exists()
        if not was_there:
            folder.mkdir(mode=OWNER_ONLY)
        _move_on(folder)
        sweep_folder(folder)
        beside = _beside(folder / "all", _PARTIAL)
        beside.mkdir(parents=True, mode=OWNER_ONLY)
        moving = beside.with_suffix(f".{_MOVING}")
        made: list[str] = []
        try:
            yield beside
            made = sorted(path.name for path in beside.iterdir())
            for name in made:
                if name not in replaced and (folder / name).exists():
                    raise FileExistsError(errno.EEXIST, "is there already and is not overwritten", str(folder / name))
            for path in beside.rglob("*"):
                sync_file(path)
            os.replace(beside, moving)
            sync_folder(folder)
            _move_on(folder)
        except BaseException as error:
            _say_where(error, folder)
            if moving.exists():
                _move_back(folder, moving, [name for name in made if name not in replaced])
            raise
        finally:
            discard(beside)
            if not was_there and not any(folder.iterdir()):
                folder.rmdir()


def _move_back(folder: Path, moving: Path, made: Sequence[str]) -> None:
    """Take away what was moved before an error: whoever made it takes the rest away, too."""
    for name in made:
        if (folder / name).exists() and not (moving / name).exists():
            os.replace(folder / name, moving / name)
    discard(moving)


def finish_moves(folder: Path) -> None:
    """Move what a killed process had made whole with `entries_whole` and not moved to the end; nothing if nobody did.

    FolderBusyError while another command writes there.
    """
    if any(folder.glob(f".*.{_MOVING}")):
        with alone_in(folder):
            _move_on(folder)
            sweep_folder(folder)


def _move_on(folder: Path) -> None:
    """Move all entries of what is being moved into a folder that is locked."""
    for moving in folder.glob(f".*.{_MOVING}"):
        for path in sorted(moving.iterdir()):
            os.replace(path, folder / path.name)
        sync_folder(folder)
        moving.rmdir()


def write_later_synced(path: Path, data: bytes) -> None:
    """Write one of many files, its owner's alone: whole or not at all, but not forced to disk.

    Whoever writes thousands of them calls `os.sync` at the end, and `sweep_folder` before the first.
    """
    beside = _beside(path, _PARTIAL)
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, OWNER_ONLY_FILE)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        os.replace(beside, path)
    except BaseException as error:
        discard(beside)
        _say_where(error, path)
        raise


def sweep_folder(folder: Path) -> None:
    """Overwrite and remove what killed writers left in a folder that is locked."""
    for left in folder.glob(f".*.{_PARTIAL}"):
        discard(left)
    for lock in folder.glob(f"..*.{_PARTIAL}.lock"):  # of whoever wrote in there
        lock.unlink(missing_ok=True)


def write_text(path: Path, text: str, new: bool = False) -> None:
    """Write UTF-8 text atomically. new: as for `atomic_file`."""
    with atomic_file(path, new=new) as stream:
        stream.write(text.encode())


def sync_file(path: Path) -> None:
    """Force a written file to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


sync_folder = sync_file


def _beside(path: Path, ending: str) -> Path:
    """A hidden name in the same folder that nobody can foresee."""
    return path.with_name(f".{path.name}.{secrets.token_hex(8)}.{ending}")


def _left_behind(path: Path) -> list[Path]:
    """What interrupted writers of `path` left."""
    return [left for ending in (_PARTIAL, _OLDER) for left in path.parent.glob(f".{_escaped(path.name)}.*.{ending}")]


def _escaped(name: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)


def _sweep(path: Path) -> None:
    """Remove half-written files of killed processes; one that somebody is writing is locked and stays."""
    for left in _left_behind(path):
        try:
            handle = os.open(left, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            continue  # gone meanwhile, a link, or somebody else's
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _take_away(left, os.fstat(handle).st_mode)
        except OSError:
            continue
        finally:
            os.close(handle)


def _take_away(left: Path, mode: int) -> None:
    """Remove an unfinished file; one that others may not read is overwritten before."""
    if mode & 0o077:
        left.unlink(missing_ok=True)
    else:
        discard(left)


def _say_where(error: BaseException, path: Path) -> None:
    """Name the file or folder that found no room: a write does not say where."""
    if isinstance(error, OSError) and error.errno in _NO_ROOM and error.filename is None:
        error.filename = str(path)
