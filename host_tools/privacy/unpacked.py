"""What is inside files that a search for bytes would pass by: archives, PDF, tables; and what could not be looked into.

A search that says "0 hits" of a compressed file says nothing; so whatever cannot be opened here is named.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import NamedTuple

import polars as pl
import pypdfium2
from pyzbar.pyzbar import decode

from host_tools.errors import PrivacyError
from host_tools.formats import codes
from host_tools.picture_files import PictureFileError, pages_of

MOST_BYTES = 1 << 28  # out of one file; more is an archive made to fill memory
_MOST_NESTED = 4  # archives in archives
_CLOSED = {
    b"\x28\xb5\x2f\xfd": "zstd",
    b"\x04\x22\x4d\x18": "LZ4",
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
    b"Rar!": "RAR",
    b"TMWF": "a sealed working file",
}
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*")
_PDF_PICTURE = b"/Image"  # of an object's subtype; a stream of objects may hide it, and is unpacked as text
_TAR_AT, _TAR, _ZIP_END = 257, b"ustar", b"PK\x05\x06"
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.S)
_CODE = re.compile(rb"TM1:[A-Z]:\d+/\d+:[0-9A-Z $%*+\-./:]+")


class Inside(NamedTuple):
    """A piece of content. where: file, and the place in it; content: None if it could not be looked into, for `why`."""

    where: str
    content: bytes | None
    why: str = ""


_DAMAGED = (
    OSError, ValueError, LookupError, EOFError, RuntimeError, MemoryError, struct.error, zlib.error, lzma.LZMAError,
    zipfile.BadZipFile, tarfile.TarError, pl.exceptions.PolarsError, pypdfium2.PdfiumError,
)  # fmt: skip


class TooMuchError(PrivacyError):
    """An archive made to fill memory."""


def unpacked(where: str, data: bytes, depth: int = 0) -> Iterator[Inside]:
    """Everything inside some bytes, layer by layer, without the bytes themselves.

    where: their name, for messages.
    data: any bytes.
    depth: how many archives they came out of.
    """
    for magic, what in _CLOSED.items():
        if data.startswith(magic):
            yield Inside(where, None, f"is {what}")
            return
    if data.startswith(_PICTURES) or _is_bitmap(data):
        yield from _picture(where, data)
        if _ZIP_END not in data:
            return
    opener = next((opener for magic, opener in _OPENERS.items() if data.startswith(magic)), None)
    if opener is None and data[_TAR_AT : _TAR_AT + len(_TAR)] == _TAR:
        opener = _tar
    elif opener is None and _ZIP_END in data:
        opener = _zip  # behind something else: a program that unpacks itself, a picture
    if opener is None:
        yield from _codes(where, data)
        return
    if depth >= _MOST_NESTED:
        yield Inside(where, None, f"is more than {_MOST_NESTED} archives in each other")
        return
    try:
        if opener is _pdf and _PDF_PICTURE in data:
            yield from _picture(where, data)
        for name, content in opener(data):
            inner = f"{where}: {name}" if name else where
            if content is None:
                yield Inside(inner, None, "is encrypted or of another compression")
                continue
            yield Inside(inner, content)
            yield from unpacked(inner, content, depth + 1)
    except TooMuchError:
        yield Inside(where, None, f"has more than {MOST_BYTES >> 20} MB in it")
    except _DAMAGED as error:
        yield Inside(where, None, f"is damaged or of another form ({type(error).__name__})")


_Parts = Iterator[tuple[str, bytes | None]]


def _limited(stream: io.BufferedIOBase | gzip.GzipFile | bz2.BZ2File | lzma.LZMAFile) -> bytes:
    content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise TooMuchError
    return content


def _compressed(opener: Callable[[io.BytesIO], object]) -> Callable[[bytes], _Parts]:
    def parts(data: bytes) -> _Parts:
        with opener(io.BytesIO(data)) as stream:  # type: ignore[attr-defined]
            yield "decompressed", _limited(stream)

    return parts


def _zip(data: bytes) -> _Parts:
    """ZIP, and with it Excel, Word and OpenDocument."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            if info.is_dir():
                continue
            yield f"name {info.filename}", info.filename.encode("utf-8", "surrogateescape")
            try:
                with archive.open(info) as stream:
                    yield info.filename, _limited(stream)  # type: ignore[arg-type]
            except (RuntimeError, NotImplementedError):
                yield info.filename, None


def _tar(data: bytes) -> _Parts:
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
        for member in archive:
            if member.isfile() and (stream := archive.extractfile(member)):
                yield member.name, stream.read()  # no longer than the archive itself


def _is_bitmap(data: bytes) -> bool:
    """BMP and WebP: by more than their first letters, which a text may have too."""
    is_bmp = data[:2] == b"BM" and int.from_bytes(data[2:6], "little") == len(data)
    return is_bmp or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")


def _picture(where: str, data: bytes) -> Iterator[Inside]:
    """The codes that a picture shows; what else it shows cannot be searched, and that is said."""
    try:
        texts = {code.data for page in pages_of(data, where) for code in decode(page)}
    except PictureFileError:
        yield Inside(where, None, "is a picture that cannot be read")
        return
    for number, text in enumerate(sorted(texts), 1):
        inner = f"{where}: code {number} of the picture"
        yield Inside(inner, text)
        yield from _codes(inner, text)
    yield Inside(where, None, "is a picture: its codes were read, not what else is in it")


def _pdf(data: bytes) -> _Parts:
    """The text of each page as a reader sees it, and every stream that is deflated."""
    document = pypdfium2.PdfDocument(data)
    try:
        for number in range(len(document)):
            text = document[number].get_textpage().get_text_bounded()
            yield f"page {number + 1}", " ".join(text.split()).encode()
    finally:
        document.close()
    for number, found in enumerate(_STREAM.finditer(data), 1):
        try:
            content = zlib.decompressobj().decompress(found[1], MOST_BYTES)
        except zlib.error:
            continue  # not deflated: it stands in the file as it is, or is a picture
        yield f"stream {number}", content


def _table(read: Callable[[io.BytesIO], pl.DataFrame]) -> Callable[[bytes], _Parts]:
    def parts(data: bytes) -> _Parts:
        frame = read(io.BytesIO(data))
        yield "rows", frame.select(pl.all().cast(pl.String, strict=False)).write_csv().encode()

    return parts


def _codes(where: str, data: bytes) -> Iterator[Inside]:
    """Objects in the texts of our own codes: their Base45 hides every name."""
    for number, found in enumerate(_CODE.finditer(data), 1):
        try:
            yield Inside(f"{where}: code {number}", codes.parse(found[0].decode("ascii").rstrip()).data)
        except codes.CodeError:
            continue


_OPENERS: dict[bytes, Callable[[bytes], _Parts]] = {
    b"\x1f\x8b": _compressed(lambda data: gzip.GzipFile(fileobj=data)),
    b"BZh": _compressed(bz2.BZ2File),
    b"\xfd7zXZ\x00": _compressed(lzma.LZMAFile),
    b"PK\x03\x04": _zip,
    b"%PDF": _pdf,
    b"PAR1": _table(pl.read_parquet),
    b"ARROW1": _table(pl.read_ipc),
}
