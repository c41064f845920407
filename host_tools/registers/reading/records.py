"""Cut a CSV file into records of lines, in bounded memory, whatever is wrong with it (RFC 4180, comma, double quote).

Lines without a quote are judged in bulk; a record with quotes is followed by hand over its lines. A quote that is never
closed would swallow the rest of the file, so a record that goes on too long is a fault of its first line and reading
goes on behind that line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

BLOCK_BYTES = 16 << 20
RECORD_LINES = 16  # an address has a few lines; more is a quote that was never closed
RECORD_BYTES = 64 << 10


@dataclass
class Block:
    """Records in a row: bytes with line ends, numbers of first lines, faults of cutting (line, reason, bytes)."""

    records: list[bytes] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    faults: list[tuple[int, str, bytes]] = field(default_factory=list)


def quoted_state(text: bytes) -> tuple[bool, str | None]:
    """(inside an open quote at the end, fault) of the text of one record so far."""
    inside, at_start, place = False, True, 0
    fault = None
    while place < len(text):
        character = text[place : place + 1]
        if inside:
            if character == b'"':
                if text[place + 1 : place + 2] == b'"':
                    place += 1
                else:
                    inside = False
                    if text[place + 1 : place + 2] not in (b",", b"\n", b"\r", b""):
                        fault = "text behind a closing quote"
        elif character == b'"':
            if at_start:
                inside = True
            else:
                fault = "a quote inside a field that is not quoted"
        at_start = not inside and character == b","
        place += 1
    return inside, fault


def fields_in(record: bytes) -> int:
    """Number of fields of a complete record."""
    if b'"' not in record:
        return record.count(b",") + 1
    return sum(part.count(b",") for part in record.split(b'"')[::2]) + 1


def blocks(stream: BinaryIO, first_line: int, block_bytes: int = BLOCK_BYTES) -> Iterator[Block]:
    """Blocks of records from the stream's place on; `first_line` is the number of the next line."""
    line, rest = first_line, b""
    while True:
        chunk = stream.read(block_bytes)
        text = rest + chunk
        if not text:
            return
        lines = _lines(text)
        rest = b""
        if chunk:  # the last lines may go on in the next chunk
            keep = max(0, len(lines) - RECORD_LINES - 1)
            if not keep and len(text) < RECORD_BYTES * RECORD_LINES + block_bytes:
                rest = text
                continue
            if keep:
                lines, rest = lines[:keep], b"".join(lines[keep:])
        block, used = _cut(lines, line, at_end=not chunk)
        rest = b"".join(lines[used:]) + rest
        line += used
        yield block


def first_fault(stream: BinaryIO, first_line: int) -> tuple[int, str] | None:
    """The first record that cannot be cut, as (line, reason), from the stream's place on; None if there is none.

    Only quotes make a record hard to cut, so a file without any is merely searched for one.
    """
    start = stream.tell()
    while chunk := stream.read(BLOCK_BYTES):
        if b'"' in chunk:
            stream.seek(start)
            faults = (fault for block in blocks(stream, first_line) for fault in block.faults)
            return next(((line, reason) for line, reason, _ in faults), None)
    return None


def _lines(text: bytes) -> list[bytes]:
    """Lines with their ends; only a line feed ends a line."""
    parts = text.split(b"\n")
    last = parts.pop()
    return [part + b"\n" for part in parts] + ([last] if last else [])


def _cut(lines: list[bytes], first_line: int, at_end: bool) -> tuple[Block, int]:
    """Records of lines; how many lines were used."""
    block, place = Block(), 0
    while place < len(lines):
        text = lines[place]
        if b'"' not in text:
            block.records.append(text)
            block.lines.append(first_line + place)
            place += 1
            continue
        taken = 1
        inside, fault = quoted_state(text)
        while inside and place + taken < len(lines) and taken < RECORD_LINES and len(text) < RECORD_BYTES:
            text += lines[place + taken]
            taken += 1
            inside, fault = quoted_state(text)
        if inside and not at_end and place + taken == len(lines) and taken < RECORD_LINES:
            return block, place
        if inside:
            block.faults.append((first_line + place, "a quote is opened and never closed", lines[place]))
            taken = 1
        elif fault:
            block.faults.append((first_line + place, fault, text))
        else:
            block.records.append(text)
            block.lines.append(first_line + place)
        place += taken
    return block, place
