"""The files of a publication that is being written: what follows from the same as before is the file of before.

A file that was published is never changed in place, so that the next publication has it by another link. Each was read
back from the disk once; a link to one that has another inode, size or time than then is not taken, and it is made anew.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from hashlib import file_digest
from pathlib import Path
from typing import NamedTuple

from host_tools.errors import PublishingError
from host_tools.file_stamps import Stamp, stamp_of, stamps
from host_tools.formats.definitions import Item
from host_tools.whole_files import sync_file

_AT_ONCE, _ONE_BY_ONE = 16, 200  # more files than this are forced to disk with everything else that waits for it


class KeptFile(NamedTuple):
    """item: as it was read back. made_of: what its content follows from; None where it is made anew each time."""

    item: Item
    stamp: Stamp
    made_of: object


class Files:
    """What is written into a folder that is not published yet.

    folder: of the new publication, empty or with files of an older one. before: that of the last.
    kept: files of the last publication, by name.
    """

    def __init__(self, folder: Path, before: Path, kept: Mapping[str, KeptFile]) -> None:
        self.folder, self._before, self._kept = folder, before, kept
        self._made_of: dict[str, object] = {}  # by name, of all that was put
        self._written: set[str] = set()
        self._touched: set[Path] = set()  # folders that have other entries now
        self._here = self._swept()

    def _swept(self) -> set[str]:
        """Names of the files of the last publication that are here already. Everything else goes."""
        here = set()
        for name, stamp in stamps(self.folder, follow=False):
            known = self._kept.get(name)
            if known is not None and known.stamp == stamp:
                here.add(name)
            else:
                (self.folder / name).unlink()
        return here

    def put(self, name: str, make: Callable[[], bytes], made_of: object = None) -> None:
        """Have a file under this name: that of before where it was made of the same, else what `make` gives."""
        self._made_of[name] = made_of
        known = self._kept.get(name)
        if known is None or made_of is None or known.made_of != made_of or not self._has(known):
            self._place(name).write_bytes(make())
            self._written.add(name)

    def put_kept(self) -> None:
        """Have every file of the last publication that is still the one that was read back."""
        for known in self._kept.values():
            self._has(known)

    def kept_in(self, name: str) -> list[str]:
        """Names of the files that a folder of the last publication has."""
        return [one for one in self._kept if one.startswith(f"{name}/")]

    def emptied(self, name: str) -> Path:
        """A folder in it without any files, for a writer of its own."""
        for one in [one for one in self._here if one.startswith(f"{name}/")]:
            self._place(one)
        return self.folder / name

    def read_back(self) -> dict[str, KeptFile]:
        """Every file that is there now, by name, in the order of their paths. PublishingError: one was taken away."""
        for name in self._here - self._made_of.keys():
            self._place(name)
        found = {}
        for name, stamp in stamps(self.folder, follow=False):
            known = self._kept.get(name)
            if known is None or known.stamp != stamp or name in self._written:
                with (self.folder / name).open("rb") as stream:
                    item = Item(name, stamp.size, file_digest(stream, "sha256").digest())
                known = KeptFile(item, stamp, self._made_of.get(name))
                self._written.add(name)
                self._touched.update(self._folders_of(name))
            found[name] = known
        if lost := sorted(self._made_of.keys() - found.keys()):
            raise PublishingError(f"{self.folder / lost[0]}: was taken away while it was published")
        if found.keys() == self._kept.keys():
            return {name: found[name] for name in self._kept}  # in that order already
        return dict(sorted(found.items(), key=lambda one: one[0].split("/")))

    def force(self) -> None:
        """To the disk, what is new: before it is published."""
        if len(self._written) > _ONE_BY_ONE:
            os.sync()
            return
        with ThreadPoolExecutor(_AT_ONCE) as together:  # a disk that is asked for many at once writes once
            list(together.map(sync_file, [self.folder / name for name in self._written]))
            list(together.map(sync_file, self._touched))

    def _has(self, known: KeptFile) -> bool:
        """Whether a file of before is here, or could be linked."""
        name = known.item.name
        if name not in self._here:
            path = self._place(name)
            try:
                os.link(self._before / name, path, follow_symlinks=False)
            except OSError:  # it is gone, or this disk knows one name per file
                return False
            if stamp_of(path.lstat()) != known.stamp:
                return False
            self._here.add(name)
        return True

    def _place(self, name: str) -> Path:
        """Where a file can be made: nothing has this name, and its folder is there."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        self._here.discard(name)
        self._touched.update(self._folders_of(name))
        return path

    def _folders_of(self, name: str) -> list[Path]:
        return [self.folder / part for part in Path(name).parents]
