"""Working files of one work place: sealed with its key, unless somebody says that they must be in clear.

Writing follows what was asked for; reading follows what a file is, so a folder may hold both.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from host_tools.errors import PrivacyError
from host_tools.privacy import key_files, working_files
from host_tools.privacy.memory_files import memory_file
from host_tools.privacy.working_files import SealingWriter
from host_tools.privacy.write_behind import WriteBehind
from host_tools.whole_files import atomic_file

SUFFIX = ".tmwf"
OWNER_ONLY = 0o600


class MissingKeyError(PrivacyError):
    """Personal data is to be written or opened, and nobody said with which key. The text says the way out."""


class Vault:
    """Opens working files, and writes them. key: 32 bytes, or None; sealing: whether what is written is sealed."""

    def __init__(self, key: bytes | None = None, sealing: bool | None = None) -> None:
        self.key = key
        self.sealing = key is not None if sealing is None else sealing
        if self.sealing and key is None:
            raise MissingKeyError("give --key (tamga privacy key makes one), or say --clear")

    @classmethod
    def of(cls, key_file: Path | None, clear: bool, what: str, option: str = "--key") -> Vault:
        """By the options --key and --clear. MissingKeyError if neither is given.

        key_file: of --key.
        clear: of --clear.
        what: what is written, for the message.
        option: what --key is called here.
        """
        if key_file is None and not clear:
            raise MissingKeyError(
                f"{what}: holds personal data and is written sealed: give {option} (tamga privacy key makes one), "
                "or say --clear"
            )
        return cls(key_files.read_key_file(key_file) if key_file else None, not clear)

    @classmethod
    def to_read(cls, key_file: Path | None) -> Vault:
        """For a command that only opens files; without a key it opens clear ones."""
        return cls(key_files.read_key_file(key_file) if key_file else None)

    @property
    def manner(self) -> str:
        """How it writes, for the access journal."""
        return "sealed" if self.sealing else "in clear"

    def named(self, path: Path) -> Path:
        """The name that a file to be written gets."""
        return path.with_name(path.name + SUFFIX) if self.sealing and path.suffix != SUFFIX else path

    def find(self, path: Path) -> Path:
        """A file as it lies there: under its name, or sealed with the suffix. `path` itself when there is neither."""
        sealed = path.with_name(path.name + SUFFIX)
        return sealed if not path.exists() and sealed.exists() else path

    @contextmanager
    def writing(self, path: Path) -> Iterator[BinaryIO]:
        """A stream whose file appears as `path`, mode 0600, only when the block ends well."""
        with atomic_file(path, OWNER_ONLY) as target:
            sealer = SealingWriter(target, self.key) if self.sealing and self.key is not None else None
            behind = WriteBehind(sealer or target)
            try:
                yield behind  # type: ignore[misc]
                behind.finish()
            finally:
                behind.stop()
            if sealer:
                sealer.finish()

    def write(self, path: Path, data: bytes) -> None:
        """Write a whole file."""
        with self.writing(path) as stream:
            stream.write(data)

    @contextmanager
    def reading(self, path: Path) -> Iterator[BinaryIO]:
        """A stream of the clear content, checked as it is read. MissingKeyError, WorkingFileError."""
        if not working_files.is_sealed(path):
            with path.open("rb") as stream:
                yield stream
            return
        with working_files.reading(path, self._key_for(path)) as reader:
            yield reader

    def read(self, path: Path) -> bytes:
        """The whole clear content."""
        with self.reading(path) as stream:
            return stream.read()

    @contextmanager
    def as_file(self, path: Path) -> Iterator[Path]:
        """A path for a library that wants one: the file itself, or its clear content in memory, checked whole."""
        if not working_files.is_sealed(path):
            yield path
            return
        with self.reading(path) as stream, memory_file(stream) as inner:
            yield inner

    def as_bytes_io(self, path: Path) -> io.BytesIO:
        """The whole clear content as a file in memory."""
        return io.BytesIO(self.read(path))

    def _key_for(self, path: Path) -> bytes:
        if self.key is None:
            raise MissingKeyError(f"{path}: is sealed: give its key file with --key")
        return self.key


CLEAR = Vault()  # opens and writes clear files


def clear_name(path: Path) -> Path:
    """The name without the suffix of sealed files."""
    return path.with_suffix("") if path.suffix == SUFFIX else path
