"""Working files encrypted at rest: streams of any size in bounded memory, that show every cut and every change.

File: `TMWF2` and a zero byte, 24 bytes of stream header, a chunk of 273 bytes that says what the file is (its name and
what it was made from, padded with zeros), then chunks of 64 KiB and 17 bytes, the last one shorter or equally long:
libsodium's secretstream (XChaCha20-Poly1305; each chunk bound to its place, the last marked as last).
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from nacl import bindings, exceptions

from host_tools.errors import PrivacyError
from host_tools.overwriting import SEALED
from host_tools.whole_files import atomic_file

MAGIC = SEALED
_ABOUT_BYTES = 256  # name and inputs; a longer one counts by its SHA-256
SUFFIX = ".tmwf"
CHUNK_BYTES = 65_536  # libsodium's advice for streams; the memory that a reader or writer needs
_HEADER_BYTES = bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES
_TAG_BYTES = bindings.crypto_secretstream_xchacha20poly1305_ABYTES
_MESSAGE = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_ABOUT = bindings.crypto_secretstream_xchacha20poly1305_TAG_PUSH
_FINAL = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL


class WorkingFileError(PrivacyError):
    """A working file that does not open: cut, changed, of another key, or none at all. The text names it."""


class SealingWriter(io.RawIOBase):
    """Encrypts what is written into `target`. Only `finish` makes the file whole: an aborted one will not open.

    target: takes the sealed bytes.
    key: 32 bytes.
    name: what the file is: its clear name, and what it was made from if that matters; readers compare it.

    header: random, and part of what every chunk is bound to, so it names this file and no other.
    """

    def __init__(self, target: BinaryIO, key: bytes, name: str = "") -> None:
        super().__init__()
        self._target = target
        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()
        self.header = bindings.crypto_secretstream_xchacha20poly1305_init_push(self._state, key)
        self._target.write(MAGIC + self.header)
        self._push(_about(name), _ABOUT)
        self._waiting = bytearray()

    def writable(self) -> bool:
        """True."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Take bytes; whole chunks go on at once, but the last: only `finish` knows that it is the last."""
        rest = memoryview(data).cast("B")
        size = len(rest)
        if self._waiting:
            missing = CHUNK_BYTES - len(self._waiting)
            self._waiting += rest[:missing]
            rest = rest[missing:]
            if rest:
                self._push(bytes(self._waiting), _MESSAGE)
                self._waiting.clear()
        while len(rest) > CHUNK_BYTES:
            self._push(bytes(rest[:CHUNK_BYTES]), _MESSAGE)
            rest = rest[CHUNK_BYTES:]
        self._waiting += rest
        return size

    def finish(self) -> None:
        """Write the last chunk, marked as the last."""
        self._push(bytes(self._waiting), _FINAL)
        self._waiting.clear()

    def _push(self, chunk: bytes, tag: int) -> None:
        self._target.write(bindings.crypto_secretstream_xchacha20poly1305_push(self._state, chunk, None, tag))


class SealedReader(io.RawIOBase):
    """Decrypts a working file as it is read. WorkingFileError on the first chunk that is not what was written there.

    source: the sealed bytes.
    key: 32 bytes.
    path: for messages.
    name: what the file must be, as its writer was told; None takes any.
    """

    def __init__(self, source: BinaryIO, key: bytes, path: str = "working file", name: str | None = None) -> None:
        super().__init__()
        self._source, self._name = source, path
        head = source.read(len(MAGIC) + _HEADER_BYTES)
        if not head.startswith(MAGIC[: len(head)]):
            raise WorkingFileError(f"{path}: is no sealed working file, or of a form before; give the sealed one")
        if len(head) != len(MAGIC) + _HEADER_BYTES:
            raise WorkingFileError(f"{path}: is cut off; take a whole copy")
        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()
        bindings.crypto_secretstream_xchacha20poly1305_init_pull(self._state, head[len(MAGIC) :], key)
        self._clear = memoryview(b"")
        self._began = self._ended = False
        about, tag = self._pulled(_ABOUT_BYTES)
        if tag != _ABOUT or len(about) != _ABOUT_BYTES:
            raise WorkingFileError(f"{path}: does not say what it is; make it again")
        if name is not None and about != _about(name):
            raise WorkingFileError(f"{path}: was sealed as another file than its name says; put the right one there")

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill `buffer`; 0 only at the true end of the file."""
        while not self._clear and not self._ended:
            self._pull()
        count = min(len(buffer), len(self._clear))
        buffer[:count] = self._clear[:count]
        self._clear = self._clear[count:]
        return count

    def _pull(self) -> None:
        clear, tag = self._pulled(CHUNK_BYTES)
        self._clear = memoryview(clear)
        if tag == _FINAL:
            self._ended = True
            if self._source.read(1):
                raise WorkingFileError(f"{self._name}: something was put after its end")

    def _pulled(self, size: int) -> tuple[bytes, int]:
        """(clear bytes, tag) of the next chunk. size: of its clear bytes, at most."""
        chunk = self._source.read(size + _TAG_BYTES)
        if len(chunk) < _TAG_BYTES:
            raise WorkingFileError(f"{self._name}: is cut off")
        try:
            clear, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(self._state, chunk, None)
        except exceptions.CryptoError:
            reason = "was changed or cut" if self._began else "does not open: another key, or its beginning was changed"
            raise WorkingFileError(f"{self._name}: {reason}") from None
        self._began = True
        return clear, tag


def _about(name: str) -> bytes:
    """The content of the first chunk."""
    text = name.encode("utf-8", "surrogateescape")
    return (text if len(text) <= _ABOUT_BYTES else hashlib.sha256(text).digest()).ljust(_ABOUT_BYTES, b"\0")


@contextmanager
def writing(path: Path, key: bytes, new: bool = False) -> Iterator[SealingWriter]:
    """A writer whose file appears under its name, mode 0600, only when the block ends well. new: and replaces none."""
    with atomic_file(path, 0o600, new) as target:
        writer = SealingWriter(target, key, clear_name(path).name)
        yield writer
        writer.finish()


@contextmanager
def reading(path: Path, key: bytes, name: str | None = None) -> Iterator[BinaryIO]:
    """A buffered reader of the clear content.

    path: a sealed file.
    key: 32 bytes.
    name: what it must be; None takes any.
    """
    with path.open("rb") as source:
        with io.BufferedReader(SealedReader(source, key, str(path), name), CHUNK_BYTES) as reader:
            yield reader  # type: ignore[misc]


def is_sealed(path: Path) -> bool:
    """Whether a file begins like a sealed one, whatever its name."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def header_of(path: Path) -> bytes:
    """The stream header of a sealed file: what names this very file among all that the key ever sealed.

    WorkingFileError for a clear one. It is no proof of what is in the file: only opening it is.
    """
    with path.open("rb") as file:
        head = file.read(len(MAGIC) + _HEADER_BYTES)
    if not head.startswith(MAGIC):
        raise WorkingFileError(f"{path}: is not sealed")
    return head[len(MAGIC) :]


def clear_name(path: Path) -> Path:
    """The name without the suffix of sealed files."""
    return path.with_suffix("") if path.suffix == SUFFIX else path


def refuse_existing(path: Path) -> None:
    """WorkingFileError where a file lies that would be replaced without a word."""
    if path.exists():
        raise WorkingFileError(f"{path}: is there already; name another file, or wipe this one first")


def seal_file(clear: Path, sealed: Path, key: bytes) -> None:
    """Encrypt a file into another.

    clear: stays; `wipe` it.
    sealed: appears whole or not at all.
    key: 32 bytes.
    """
    refuse_existing(sealed)
    with clear.open("rb") as source, writing(sealed, key, new=True) as writer:
        while chunk := source.read(CHUNK_BYTES):
            writer.write(chunk)


def unseal_file(sealed: Path, clear: Path, key: bytes, name: str | None = None) -> None:
    """Decrypt a file into another.

    sealed: stays.
    clear: appears only if every chunk is authentic.
    key: 32 bytes.
    name: what it must be; None takes any.
    """
    refuse_existing(clear)
    with atomic_file(clear, 0o600, new=True) as target, reading(sealed, key, name) as reader:
        while chunk := reader.read(CHUNK_BYTES):
            target.write(chunk)
