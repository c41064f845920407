"""Text that people bring: one reader for encodings, tables, TOML and JSON; a refusal says what was found.

Taken: UTF-8 with or without a byte order mark, UTF-16 with one (Excel's "Unicode text"); commas, semicolons or tabs
between columns, as Excel writes them here; the line ends of every system.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
import tomllib
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from host_tools.errors import TamgaError

MOST_BYTES = 1 << 26  # 3,000 voters are a quarter of a megabyte
MOST_SETTINGS_BYTES = 1 << 20  # of a TOML or JSON file
_MOST_NESTED = 32  # brackets within each other; a reader that calls itself for each ends with its stack
_MOST_LINE_CHARACTERS = 10_000  # of TOML: a key of 40,000 characters with dots takes seconds
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright strokes"}
_CYRILLIC = re.compile("[А-Яа-яЁё]")
_IN_QUOTES = re.compile(r"""\"[^\"]*\"|'[^']*'""")
_DOTTED_DATE = re.compile(r"=\s*\d{1,2}\.\d{1,2}\.\d{4}")


class TextFileError(TamgaError):
    """Text that cannot be used. name: of the file; line: 1 and up, or 0; the message has all four."""

    def __init__(self, name: object, line: int, reason: str, way_out: str) -> None:
        self.line, self.reason, self.way_out = line, reason, way_out
        place = f"line {line}: " if line else ""
        super().__init__(f"{name}: {place}{reason}; {way_out}")


class Row(NamedTuple):
    """One row of a table. line: where it ends; fields: by column, blanks at both ends taken off."""

    line: int
    fields: dict[str, str]


def text_of(data: bytes, name: object, most_bytes: int = MOST_BYTES) -> str:
    """The text of a file's bytes, without its byte order mark and with \\n for every line end.

    data: the whole file.
    name: for messages.
    most_bytes: TextFileError above that, and for bytes that are no UTF-8 or UTF-16.
    """
    if len(data) > most_bytes:
        raise TextFileError(name, 0, f"has {len(data):,} bytes, more than {most_bytes:,}", "is it another file?")
    mark, encoding = next(((mark, coded) for mark, coded in _MARKS if data.startswith(mark)), (b"", "utf-8"))
    body = data[len(mark) :]
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        line = body[: error.start].count(b"\n") + 1
        raise TextFileError(name, line, f"is {_guessed(body)} and not UTF-8", "save it as UTF-8") from None
    if "\0" in text:
        found = "UTF-16 without its mark" if text.count("\0") * 3 > len(text) else "no text: it has zero bytes"
        raise TextFileError(name, 1, f"is {found}", "save it as UTF-8")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def begins(data: bytes, words: str) -> bool:
    """Whether a file begins with these words, in any encoding that `text_of` takes."""
    mark, encoding = next(((mark, coded) for mark, coded in _MARKS if data.startswith(mark)), (b"", "utf-8"))
    return data[len(mark) :].startswith(words.encode(encoding))


def _guessed(body: bytes) -> str:
    """What bytes that are not UTF-8 probably are."""
    if body.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return "an Excel workbook or another archive"
    read = body.decode("cp1251", "replace")
    if len(_CYRILLIC.findall(read)) * 2 > sum(letter > "\x7f" for letter in read):
        return "Cyrillic in a Windows code page (1251 or KZ-1048)"
    return "in another encoding"


def rows_of(text: str, name: object, columns: Sequence[str], with_others: bool = False) -> Iterator[Row]:
    """The rows of a table with a header. TextFileError: another header, a row of another width, broken quoting.

    text: from `text_of`.
    name: for messages.
    columns: what the header must be, in this order.
    with_others: the header may have more columns, in any order; rows then have them too.
    """
    header = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        found = [cell.strip() for cell in next(reader, [])]
        if with_others and set(columns) <= set(found) and len(set(found)) == len(found):
            columns = found
        if found != list(columns):
            raise TextFileError(name, 1, *_other_header(found, columns))
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue  # Excel leaves rows of delimiters below a table
            if len(cells) != len(columns):
                reason = f"has {len(cells)} columns and not {len(columns)}"
                way_out = f"put a field that holds one of the {_DELIMITERS[delimiter]} in quotation marks"
                raise TextFileError(name, reader.line_num, reason, way_out)
            stripped = (cell.strip() for cell in cells)
            yield Row(reader.line_num, dict(zip(columns, stripped, strict=True)))
    except csv.Error:
        reason = "has a quotation mark that does not fit or a field without an end"
        raise TextFileError(name, reader.line_num, reason, "double each quotation mark inside a field") from None


def _other_header(found: list[str], columns: Sequence[str]) -> tuple[str, str]:
    """(reason, way out) of a header that is not the one wanted."""
    wanted = ",".join(columns)
    missing = [column for column in columns if column not in found]
    unknown = [column for column in found if column not in columns]
    if not any(found):
        return "the header is missing", f"begin the file with the line {wanted}"
    if not missing and not unknown:
        return "the columns stand in another order", f"put them in this one: {wanted}"
    parts = [f"{', '.join(missing)} missing"] if missing else []
    parts += [f"{', '.join(unknown[:5])} unknown"] if unknown else []
    return f"the header is not the one wanted: {'; '.join(parts)}", f"write {wanted}"


def toml_of(data: bytes, name: object) -> tuple[dict[str, Any], str]:
    """(content, text) of a TOML file. TextFileError names the line and the usual mistakes."""
    text = text_of(data, name, MOST_SETTINGS_BYTES)
    for line, content in enumerate(text.split("\n"), 1):
        if len(content) > _MOST_LINE_CHARACTERS:
            raise TextFileError(name, line, f"has more than {_MOST_LINE_CHARACTERS:,} characters", "break the line")
    _limit_nesting(text, name)
    try:
        return tomllib.loads(text), text
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else 0
        around = text.split("\n")[line - 1] if line else ""
        if _DOTTED_DATE.search(around):
            raise TextFileError(name, line, "is a date with points", "write it as 2026-11-29") from None
        reason = "is not TOML: a sign too many or missing, or a quotation mark that does not end"
        raise TextFileError(name, line, reason, "compare with the example in docs") from None


def json_of(data: bytes, name: object, most_bytes: int = MOST_SETTINGS_BYTES) -> Any:
    """The content of a JSON file. TextFileError for anything else."""
    text = text_of(data, name, most_bytes)
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise TextFileError(name, 0, "is not JSON", "give the file that the tool wrote, as it was") from None


def _limit_nesting(text: str, name: object) -> None:
    depth = 0
    for line, content in enumerate(text.split("\n"), 1):
        for sign in _IN_QUOTES.sub("", content):
            depth += (sign in "[{") - (sign in "]}")
            if depth > _MOST_NESTED:
                raise TextFileError(name, line, f"has more than {_MOST_NESTED} brackets in each other", "is it ours?")
        depth = max(depth, 0)
