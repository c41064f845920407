"""Where a terminal finds a text by its id: the index beside each file of texts (device/text/texts.py)."""

from __future__ import annotations

import struct
from binascii import crc32
from collections.abc import Mapping

from host_tools.provisioning.closure import DATA_FOLDER

_TEXTS, _INDEX = ".tsv", ".idx"
_ENTRY = struct.Struct("<HH")


def index_of(texts: bytes) -> bytes:
    """The index of a file of texts, of at most 64 KiB."""
    entries, at = [], 0
    for line in texts.splitlines(keepends=True):
        entries.append((crc32(line.partition(b"\t")[0]) >> 16, at))
        at += len(line)
    return b"".join(_ENTRY.pack(*entry) for entry in sorted(entries))


def indexes(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The index of each file of texts among those of `device/text`, by path. files: by path."""
    return {
        name.removesuffix(_TEXTS) + _INDEX: index_of(content)
        for name, content in files.items()
        if name.endswith(_TEXTS) and f"{DATA_FOLDER}/" in name
    }
