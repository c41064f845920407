"""Signed objects from files: photographed slips, folders of an USB stick or a desk's data, texts of codes, objects.

What is found takes the same way as what comes over a line: check, chain, one transaction, receipt.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from host_tools.collecting.centre import Arrival, Centre, Outcome, whole
from host_tools.collecting.checks import KEY_SLIP, LARGEST, PROTOCOL, SEALED_TOTALS, SIGNATURES
from host_tools.collecting.http import kind_of
from host_tools.errors import CollectingError
from host_tools.formats import codes, cose
from host_tools.formats.objects import Protocol
from host_tools.formats.payload import PayloadError
from host_tools.text_files import TextFileError, begins, text_of
from host_tools.verifying import pictures

_GROUP = 500  # objects of one transaction


class ImportingError(CollectingError):
    """A file that was named and gives nothing. The message names it and the way out."""


@dataclass
class Found:
    """What some files hold. objects: (kind, object), each once. problems: what is missing or cannot be read, in words.

    others: signed objects of other kinds, such as zero reports, which a centre does not collect.
    seen_at: (picture, page in it) of each part that was photographed, by the start of its object's hash.
    """

    objects: dict[bytes, tuple[str, bytes]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    others: int = 0
    seen_at: dict[bytes, dict[int, tuple[Path, int]]] = field(default_factory=dict)

    def add(self, kind: str, data: bytes) -> None:
        """Take an object of a kind that a centre collects; count another."""
        if kind in (PROTOCOL, SEALED_TOTALS, KEY_SLIP, SIGNATURES):
            self.objects[sha256(data).digest()] = (kind, data)
        else:
            self.others += 1


def files_of(paths: Iterable[Path]) -> Iterator[tuple[Path, bool]]:
    """(file, whether it was named itself) of files and folders. ImportingError: there is no such file."""
    for path in paths:
        if path.is_dir():
            yield from ((one, False) for one in sorted(path.rglob("*")) if one.is_file() and not one.is_symlink())
        elif path.is_file():
            yield path, True
        else:
            raise ImportingError(f"{path}: there is no such file or folder; check the name, and that the stick is in")


def found_in(files: Iterable[tuple[Path, bool]]) -> Found:
    """The objects in some files; parts of one object may be spread over them.

    files: as from `files_of`. In a folder what is none of ours is passed over: a stick holds other things too.
    """
    found, parts, photographs = Found(), list[codes.Code](), list[Path]()
    for path, is_named in files:
        if path.suffix.lower() in pictures.PICTURE_ENDINGS:
            photographs.append(path)
            parts += _photographed(path, is_named, found, thorough=False)
            continue
        if path.stat().st_size > LARGEST:
            if is_named:
                found.problems.append(f"{path}: is longer than any object; chip images hold none, photograph the slip")
            continue
        data = path.read_bytes()
        if begins(data, codes.PREFIX):
            parts += _typed(path, data, found)
        elif cose.peek1(data):
            found.add(kind_of(data), data)
        elif is_named:
            found.problems.append(f"{path}: neither a picture, nor the text of codes, nor a signed object")
    joined = codes.join(parts)
    if joined.missing:
        for path in photographs:
            parts += _photographed(path, False, found, thorough=True)
        joined = codes.join(parts)
    for kind, data in joined.objects:
        found.add(kind, data)
    found.problems += joined.damaged
    for (kind, digest, count), missing in joined.missing.items():
        still = ", ".join(f"{kind} {number}/{count}" for number in missing)
        found.problems.append(f"still needed of the slip {digest.hex()}: {still}; photograph these codes, too")
    return found


def _photographed(path: Path, is_named: bool, found: Found, thorough: bool) -> list[codes.Code]:
    """The codes in a picture that are ours."""
    try:
        pages = pictures.open_pages(path)
    except pictures.PictureError as error:
        found.problems.append(str(error))
        return []
    parts = []
    for number, page in enumerate(pages):
        for text in pictures.read_texts(page, thorough):
            try:
                code = codes.parse(text)
            except codes.CodeError:
                continue  # somebody else's code in the picture
            parts.append(code)
            found.seen_at.setdefault(code.object_hash, {}).setdefault(code.part, (path, number))
    if is_named and not parts:
        found.problems.append(f"{path}: no code of ours found; photograph it closer, straight from above, no shadow")
    return parts


def _typed(path: Path, data: bytes, found: Found) -> list[codes.Code]:
    parts = []
    try:
        text = text_of(data, path)
    except TextFileError as error:
        found.problems.append(str(error))
        return []
    for number, line in enumerate(text.split("\n"), 1):
        try:
            parts += [codes.parse(line)] if line else []
        except codes.CodeError as error:
            found.problems.append(f"{path}: line {number}: {error}")
    return parts


def accept(centre: Centre, found: Found) -> list[tuple[Arrival, Outcome]]:
    """What became of each object: totals before the protocols that name them, protocols in the order of numbers."""
    arrivals = [whole(kind, data) for kind, data in sorted(found.objects.values(), key=_order)]
    outcomes: list[tuple[Arrival, Outcome]] = []
    for at in range(0, len(arrivals), _GROUP):
        group = arrivals[at : at + _GROUP]
        outcomes += zip(group, centre.accept(group), strict=True)
    return outcomes


def _order(one: tuple[str, bytes]) -> tuple[bool, int]:
    kind, data = one
    peeked = cose.peek1(data)
    try:
        return kind == PROTOCOL, Protocol.from_cbor(peeked[1]).version if kind == PROTOCOL and peeked else 0
    except PayloadError:
        return True, 0  # refused when it is checked
