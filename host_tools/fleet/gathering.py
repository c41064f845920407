"""Readiness slips from pictures, code texts and folders of them, each checked: the newest of each terminal counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from host_tools.findings import Report
from host_tools.formats import cose
from host_tools.formats.objects import Readiness
from host_tools.formats.payload import PayloadError
from host_tools.verifying import loading
from host_tools.verifying.keyring import KeyRing
from host_tools.verifying.pictures import PICTURE_ENDINGS
from host_tools.verifying.slips import verify_slip

KIND = "7"
_ENDINGS = (*PICTURE_ENDINGS, ".txt", ".cose")


@dataclass(frozen=True)
class Slip:
    """One readiness slip. source: the file that it came from. report: who signed it, and whether that is genuine.

    is_key_known: it names a key that was given; else nobody can tell.
    """

    source: str
    said: Readiness
    report: Report
    is_key_known: bool


@dataclass(frozen=True)
class Gathered:
    """slips: of each serial number the newest. older: how many slips a newer one replaced. problems: unusable files."""

    slips: dict[str, Slip]
    older: int
    problems: list[str]


def gather(paths: Sequence[Path], ring: KeyRing) -> Gathered:
    """What some files and folders hold. Other slips among them are passed over; LoadError: a path that is not there."""
    newest: dict[str, Slip] = {}
    seen: set[bytes] = set()
    older, problems = 0, []
    for path in _files(paths):
        try:
            objects = loading.load_objects([path])
        except loading.LoadError as error:
            problems.append(f"{path}: {str(error).removeprefix(f'{path}: ')}")
            continue
        for kind, data in objects:
            if kind != KIND or data in seen:
                continue
            seen.add(data)
            slip = _read(str(path), data, ring)
            if slip is None:
                problems.append(f"{path}: its readiness slip says something that no terminal says")
                continue
            before = newest.get(slip.said.serial_number)
            older += before is not None
            if before is None or _age(slip) > _age(before):
                newest[slip.said.serial_number] = slip
    return Gathered(newest, older, problems)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(one for one in path.rglob("*") if one.suffix.lower() in _ENDINGS and one.is_file())
        elif path.is_file():
            yield path
        else:
            raise loading.LoadError(f"{path}: there is no such file or folder")


def _read(source: str, data: bytes, ring: KeyRing) -> Slip | None:
    peeked = cose.peek1(data)
    try:
        said = Readiness.from_cbor(peeked[1]) if peeked else None
    except PayloadError:
        return None
    if peeked is None or said is None:
        return None
    return Slip(source, said, verify_slip(KIND, data, ring), bool(ring.candidates(peeked[0])))


def _age(slip: Slip) -> tuple[bool, int]:
    """For comparing: a forged slip never replaces a genuine one; then the later one counts."""
    return slip.report.ok, slip.said.time_s or 0
