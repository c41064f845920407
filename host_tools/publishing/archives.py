"""One archive per region with every signed object of its precincts: the same objects give the same bytes."""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from host_tools.errors import PublishingError

MOST_MEMBER_BYTES = 1 << 22
MOST_MEMBERS = 1 << 21


class ArchiveError(PublishingError):
    """An archive that this program did not write. The message names it and the way out."""


def pack(members: Mapping[str, bytes]) -> bytes:
    """A .tar.gz without times, owners and modes of this computer. members: content by path."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0, compresslevel=6) as stream:
        with tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT) as archive:
            for path, data in sorted(members.items()):
                entry = tarfile.TarInfo(path)
                entry.size, entry.mode = len(data), 0o644
                archive.addfile(entry, io.BytesIO(data))
    return packed.getvalue()


def members(path: Path) -> Iterator[tuple[str, bytes]]:
    """(path, content) of every file in an archive; nothing is written to disk. ArchiveError for anything else."""
    try:
        with tarfile.open(path, mode="r:gz") as archive:
            for number, entry in enumerate(archive):
                if number >= MOST_MEMBERS or not entry.isfile() or entry.size > MOST_MEMBER_BYTES:
                    raise ArchiveError(f"{path}: holds links, folders or a file that is too large; fetch it again")
                stream = archive.extractfile(entry)
                yield entry.name, stream.read() if stream else b""
    except (tarfile.TarError, EOFError, gzip.BadGzipFile) as error:
        raise ArchiveError(f"{path}: broken off or no archive; fetch it again") from error
