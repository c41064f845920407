"""Working files of one work place: sealed with its key, unless somebody says that they must be in clear.

Whoever gives a key gets sealed input or a refusal: what a file's own bytes claim never decides whether it must be
authentic. Only what a signed manifest vouches for (`vouched`) may come in clear to somebody with a key.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from host_tools.errors import PrivacyError
from host_tools.privacy import key_files, newest, working_files
from host_tools.privacy.access_journal import AccessJournal
from host_tools.privacy.memory_files import memory_file
from host_tools.privacy.working_files import SUFFIX, SealingWriter, WorkingFileError, clear_name
from host_tools.privacy.write_behind import WriteBehind
from host_tools.whole_files import atomic_file

OWNER_ONLY = 0o600


class MissingKeyError(PrivacyError):
    """Personal data is to be written or opened, and nobody said with which key. The text says the way out."""


class Vault:
    """Opens working files, and writes them. key: 32 bytes, or None; sealing: whether what is written is sealed."""

    def __init__(self, key: bytes | None = None, sealing: bool | None = None) -> None:
        self.key = key
        self.journal: AccessJournal | None = None  # where sealed files are recorded, so that an older one is noticed
        self.sealing = key is not None if sealing is None else sealing
        if self.sealing and key is None:
            raise MissingKeyError("give --key (tamga privacy key makes one), or say --clear")

    @classmethod
    def of(
        cls,
        key_file: Path | None,
        clear: bool,
        what: str,
        journal: Path,
        option: str = "--key",
    ) -> Vault:
        """By the options --key and --clear. MissingKeyError if neither is given.

        key_file: of --key.
        clear: of --clear.
        what: what is written, for the message.
        option: what --key is called here.
        journal: the access journal, to notice older files.
        """
        if key_file is None and not clear:
            raise MissingKeyError(
                f"{what}: holds personal data and is written sealed: give {option} (tamga privacy key makes one), "
                "or say --clear"
            )
        vault = cls(key_files.read_key_file(key_file) if key_file else None, not clear)
        vault.journal = AccessJournal(journal)
        return vault

    @classmethod
    def to_read(cls, key_file: Path | None, journal: Path) -> Vault:
        """For a command that only opens files; without a key it opens clear ones. journal: to notice older files."""
        vault = cls(key_files.read_key_file(key_file) if key_file else None)
        vault.journal = AccessJournal(journal)
        return vault

    @property
    def manner(self) -> str:
        """How it writes, for the access journal."""
        return "sealed" if self.sealing else "in clear"

    def named(self, path: Path) -> Path:
        """The name that a file to be written gets."""
        return path.with_name(path.name + SUFFIX) if self.sealing and path.suffix != SUFFIX else path

    def find(self, path: Path) -> Path:
        """A file as it lies there: under its name, or sealed with the suffix. `path` itself when there is neither.

        WorkingFileError where both lie there: one of them is not what this work goes on with.
        """
        sealed = path.with_name(path.name + SUFFIX)
        if path.suffix == SUFFIX or not sealed.exists():
            return path
        if path.exists():
            raise WorkingFileError(f"{path}: lies here in clear and sealed; take away the one that is not wanted")
        return sealed

    @contextmanager
    def writing(self, path: Path, inputs: str = "", synced_later: bool = False) -> Iterator[BinaryIO]:
        """A stream whose file appears as `path`, mode 0600, only when the block ends well.

        inputs: what it was made from; who reads it must name the same.
        synced_later: as for `atomic_file`.
        """
        with atomic_file(path, OWNER_ONLY, synced_later=synced_later) as target:
            name = _what(path, inputs)
            sealer = SealingWriter(target, self.key, name) if self.sealing and self.key is not None else None
            behind = WriteBehind(sealer or target)
            try:
                yield behind  # type: ignore[misc]
                behind.finish()
            finally:
                behind.stop()
            if sealer:
                sealer.finish()

    def write(self, path: Path, data: bytes, inputs: str = "", synced_later: bool = False) -> None:
        """Write a whole file. inputs, synced_later: as for `writing`."""
        with self.writing(path, inputs, synced_later) as stream:
            stream.write(data)

    @contextmanager
    def reading(self, path: Path, inputs: str = "", vouched: bool = False) -> Iterator[BinaryIO]:
        """A stream of the clear content, checked as it is read.

        path: a sealed file of this name, or a clear one where there is no key.
        inputs: as for `writing`.
        vouched: something else says what it must be (a signed manifest), or it is raw and judged here; it may be clear
            although there is a key, and bear any name.
        MissingKeyError, WorkingFileError.
        """
        if self._may_be_clear(path, vouched):
            with path.open("rb") as stream:
                yield stream
            return
        if self.journal is not None and not vouched:
            newest.refuse_older(self.journal, path)
        name = None if vouched else _what(path, inputs)
        with working_files.reading(path, self._key_for(path), name) as reader:
            yield reader

    def record(self, path: Path) -> None:
        """Note in the journal that a sealed file lies in its place; from now on an older one there is refused."""
        if self.journal is not None and self.sealing:
            newest.record(self.journal, path)

    def _may_be_clear(self, path: Path, vouched: bool) -> bool:
        """Whether to open a file as it is. WorkingFileError for a clear one that had to be sealed."""
        if working_files.is_sealed(path):
            return False
        if path.suffix == SUFFIX:
            raise WorkingFileError(f"{path}: is called sealed and is not, or is cut off; take the right copy")
        if self.key is not None and not vouched:
            raise WorkingFileError(
                f"{path}: is in clear, and a key was given: anybody may have written it; seal it yourself after a look "
                "(tamga privacy seal), or leave the key out"
            )
        return True

    def read(self, path: Path, inputs: str = "", vouched: bool = False) -> bytes:
        """The whole clear content. inputs, vouched: as for `reading`."""
        with self.reading(path, inputs, vouched) as stream:
            return stream.read()

    @contextmanager
    def as_file(self, path: Path, vouched: bool = False) -> Iterator[Path]:
        """A path for a library that wants one: the file itself, or its clear content in memory, checked whole."""
        if self._may_be_clear(path, vouched):
            yield path
            return
        with self.reading(path, vouched=vouched) as stream, memory_file(stream) as inner:
            yield inner

    def as_bytes_io(self, path: Path, inputs: str = "") -> io.BytesIO:
        """The whole clear content as a file in memory. inputs: as for `reading`."""
        return io.BytesIO(self.read(path, inputs))

    def _key_for(self, path: Path) -> bytes:
        if self.key is None:
            raise MissingKeyError(f"{path}: is sealed: give its key file with --key")
        return self.key


def _what(path: Path, inputs: str) -> str:
    """What a sealed file says that it is."""
    return f"{clear_name(path).name}\n{inputs}" if inputs else clear_name(path).name


CLEAR = Vault()  # opens and writes clear files
