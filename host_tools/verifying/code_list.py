"""Confirmation codes of published records, and the list in which people look theirs up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from host_tools.errors import VerifyingError
from host_tools.formats import ballot_record
from host_tools.formats.definitions import Election, Precinct
from host_tools.text_files import text_of

LEAST_LETTERS = 5  # fewer would often be another's code
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("OIL", "011")  # Crockford: what people write for 0 and 1
_CODE_TEXT = 29  # 25 letters and 4 spaces


class CodeListError(VerifyingError):
    """Records, lists or letters that cannot be used. The message says why."""


def read_records(path: Path, election: Election) -> list[bytes]:
    """The published records in a file, one behind the other."""
    data, size = path.read_bytes(), ballot_record.record_bytes(election.shape)
    if len(data) % size:
        raise CodeListError(f"{path}: {len(data)} bytes are not a number of records of {size} bytes; fetch it again")
    return [data[at : at + size] for at in range(0, len(data), size)]


def codes_of(records: Iterable[bytes], booth: int, precinct: Precinct) -> set[bytes]:
    """The confirmation codes of a booth's records, 32 bytes each."""
    about = ballot_record.context(precinct.election, precinct.precinct, precinct.mode, booth, precinct.sealing_key)
    return {ballot_record.code(about, record) for record in records}


def list_of(codes: Iterable[bytes]) -> str:
    """The list for people: a code per line, in alphabetical order, which says nothing about the order of votes."""
    return "".join(sorted(ballot_record.code_text(code) + "\n" for code in codes))


def read_list(path: Path) -> list[str]:
    """The codes of a list. TextFileError, CodeListError: it is none."""
    lines = text_of(path.read_bytes(), path).removesuffix("\n").split("\n")
    for number, line in enumerate(lines, 1):
        if len(line) != _CODE_TEXT or set(line.replace(" ", "")) - set(_LETTERS):
            what = "this is no code of five groups of five letters"
            raise CodeListError(f"{path}: line {number}: {what}; give a list that `tamga challenge codes` wrote")
    return lines


def find_codes(letters: str, codes: Sequence[str]) -> list[str]:
    """The codes that begin with these letters. CodeListError: too few, or letters that no code has."""
    wanted = "".join(letters.split()).upper().translate(_MISREAD)
    if strange := "".join(sorted(set(wanted) - set(_LETTERS))):
        raise CodeListError(f"no code has the letters {strange}: a code has digits and letters without I, L, O and U")
    if len(wanted) < LEAST_LETTERS:
        raise CodeListError(f"give at least the first {LEAST_LETTERS} letters")
    return [code for code in codes if code.replace(" ", "").startswith(wanted)]
