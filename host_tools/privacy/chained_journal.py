"""A journal in a file: one JSON line per entry, with the link of its hash chain (host_tools/hash_chain.py).

The link of a line is over its canonical JSON without `chain`; the links are hexadecimal text. Lines cut from the end
show only against a head that was noted elsewhere: `head` gives it, a signed wipe protocol or a posted paper keeps it.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from host_tools.hash_chain import START, ChainError, Entry, canonical, follow, text_link


def entries(path: Path) -> Iterator[dict[str, Any]]:
    """Every entry in order, each checked against the one before. ChainError at the first that does not follow."""
    if not path.exists():
        return
    for entry, chain in follow(_kept(path), text_link):
        yield {**entry, "chain": chain.hex()}


def _kept(path: Path) -> Iterator[Entry[dict[str, Any]]]:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            place = f"{path}: line {number}"
            try:
                entry = json.loads(line)
                claimed = bytes.fromhex(entry.pop("chain"))
            except (ValueError, KeyError, AttributeError, TypeError):
                raise ChainError(f"{place}: is no entry; was it cut while being written?") from None
            if entry.get("number") != number or not line.endswith(b"\n"):
                claimed = b""  # follows from nothing
            yield Entry(place, entry, canonical(entry), claimed)


def head(path: Path) -> tuple[int, str]:
    """(number of entries, chain of the last): what to note elsewhere."""
    number, chain = 0, START.hex()
    for entry in entries(path):
        number, chain = entry["number"], entry["chain"]
    return number, chain


def head_of(text: str) -> tuple[int, str]:
    """(number, chain) of a head as people write it down, 12:CHAIN. ChainError for anything else."""
    number, _, chain = text.partition(":")
    if not number.isdecimal() or len(chain) != 2 * len(START) or set(chain) - set("0123456789abcdef"):
        raise ChainError(f"{text}: is no head of a journal; write it as 12:CHAIN with the chain's 64 digits")
    return int(number), chain


def missing_heads(path: Path, heads: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Those heads that a journal does not pass through: it was cut before them, or goes another way."""
    wanted = {head for head in heads if head[0]}
    there = {(entry["number"], entry["chain"]) for entry in entries(path)} if wanted else set()
    return sorted(wanted - there)


def append(path: Path, entry: dict[str, Any]) -> dict[str, Any]:
    """Add one entry durably; several processes may do so at once. Returns it with `number` and `chain`.

    Only the last line is looked at, so that appending stays cheap; `entries` verifies the whole.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "r+b", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        number, before = _last(path, file)
        entry = {"number": number + 1, **entry}
        whole = {**entry, "chain": text_link(before, canonical(entry)).hex()}
        end = file.seek(0, os.SEEK_END)
        try:
            line = memoryview(canonical(whole) + b"\n")
            while line:
                line = line[file.write(line) :]
            os.fsync(file.fileno())
        except OSError:
            file.truncate(end)  # half a line, on a full disk, would make the journal one that does not verify
            raise
    return whole


def _last(path: Path, file: Any) -> tuple[int, bytes]:
    size = file.seek(0, os.SEEK_END)
    if size == 0:
        return 0, START
    length = 4_096
    while True:
        file.seek(max(0, size - length))
        tail = file.read()
        if not tail.endswith(b"\n"):
            raise ChainError(f"{path}: the last line is cut; keep a copy, then mend it under two pairs of eyes")
        lines = tail[:-1].split(b"\n")
        if len(lines) > 1 or length >= size:
            try:
                entry = json.loads(lines[-1])
                return int(entry["number"]), bytes.fromhex(entry["chain"])
            except (ValueError, KeyError, TypeError):
                raise ChainError(f"{path}: the last line is no entry") from None
        length *= 2
