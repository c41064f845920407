"""A journal that only grows: one JSON line an entry, each holding the hash of the line before.

chain = SHA-256(chain before ‖ the line's canonical JSON without `chain`), hex; the first chain before is 64 zeros. An
entry changed, dropped or put in between breaks every chain after it. Lines cut from the end show only against a head
that was noted elsewhere: `head` gives it, a signed wipe protocol or a posted paper keeps it.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

START = "0" * 64


class JournalError(Exception):
    """A journal that does not verify. The text names file and line."""


def entries(path: Path) -> Iterator[dict[str, Any]]:
    """Every entry in order, each checked against the one before. JournalError at the first that does not hold."""
    chain = START
    if not path.exists():
        return
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                entry = json.loads(line)
                claimed = entry.pop("chain")
            except (ValueError, KeyError, AttributeError, TypeError):
                raise JournalError(f"{path}: line {number}: is no entry; was it cut while being written?") from None
            chain = _chain(chain, entry)
            if claimed != chain or entry.get("number") != number or not line.endswith(b"\n"):
                raise JournalError(f"{path}: line {number}: does not follow from the line before")
            yield {**entry, "chain": chain}


def head(path: Path) -> tuple[int, str]:
    """(number of entries, chain of the last): what to note elsewhere."""
    number, chain = 0, START
    for entry in entries(path):
        number, chain = entry["number"], entry["chain"]
    return number, chain


def append(path: Path, entry: dict[str, Any]) -> dict[str, Any]:
    """Add one entry durably; several processes may do so at once. Returns it with `number` and `chain`.

    Only the last line is looked at, so that appending stays cheap; `entries` verifies the whole.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "r+b", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        number, before = _last(path, file)
        entry = {"number": number + 1, **entry}
        whole = {**entry, "chain": _chain(before, entry)}
        end = file.seek(0, os.SEEK_END)
        try:
            line = memoryview(_canonical(whole) + b"\n")
            while line:
                line = line[file.write(line) :]
            os.fsync(file.fileno())
        except OSError:
            file.truncate(end)  # half a line, on a full disk, would make the journal one that does not verify
            raise
    return whole


def _last(path: Path, file: Any) -> tuple[int, str]:
    size = file.seek(0, os.SEEK_END)
    if size == 0:
        return 0, START
    length = 4_096
    while True:
        file.seek(max(0, size - length))
        tail = file.read()
        if not tail.endswith(b"\n"):
            raise JournalError(f"{path}: the last line is cut; keep a copy, then mend it under two pairs of eyes")
        lines = tail[:-1].split(b"\n")
        if len(lines) > 1 or length >= size:
            try:
                entry = json.loads(lines[-1])
                return int(entry["number"]), str(entry["chain"])
            except (ValueError, KeyError, TypeError):
                raise JournalError(f"{path}: the last line is no entry") from None
        length *= 2


def _chain(before: str, entry: dict[str, Any]) -> str:
    return hashlib.sha256(before.encode("ascii") + _canonical(entry)).hexdigest()


def _canonical(entry: dict[str, Any]) -> bytes:
    text = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace")  # bytes that no terminal's encoding knows: as JSON's own escapes
