"""The text of our QR codes (formats, section 1): one object as 1 to 99 codes, and back."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

import base45

from host_tools.errors import FormatsError

KINDS = "AZSPRCKVOGTQWBI7J8"
PREFIX = "TM1:"
LONGEST = 500  # characters: what a 58 mm print head holds at 4 dots a module
MOST_PARTS = 99
HASH_SIZE = 8


class CodeError(FormatsError):
    """A text that is not one of our codes, or parts that make no object. The message says which."""


@dataclass(frozen=True)
class Code:
    """One code as read. data: what the Base45 holds, with the object's hash first if there are several parts."""

    kind: str
    part: int
    parts: int
    data: bytes

    @property
    def object_hash(self) -> bytes:
        """The first 8 bytes of the SHA-256 of the object it belongs to."""
        return sha256(self.data).digest()[:HASH_SIZE] if self.parts == 1 else self.data[:HASH_SIZE]

    @property
    def piece(self) -> bytes:
        """Its bytes of the object."""
        return self.data if self.parts == 1 else self.data[HASH_SIZE:]


def split(kind: str, data: bytes) -> list[str]:
    """The texts of as few codes as hold the object, nearly equally long."""
    if len(kind) != 1 or kind not in KINDS or not data:
        raise CodeError("no kind or no object")
    for parts in range(1, MOST_PARTS + 1):
        prefix = sha256(data).digest()[:HASH_SIZE] if parts > 1 else b""
        edges = [len(data) * part // parts for part in range(parts + 1)]
        texts = [
            f"{PREFIX}{kind}:{part + 1}/{parts}:"
            + base45.b45encode(prefix + data[edges[part] : edges[part + 1]]).decode()
            for part in range(parts)
        ]
        if max(len(text) for text in texts) <= LONGEST:
            return texts
    raise CodeError("the object is too long for codes")


def parse(text: str) -> Code:
    """The code of a scanned text. Raises CodeError if it is damaged or another code."""
    fields = text.split(":", 3)  # the Base45 may hold colons
    if len(fields) != 4 or fields[0] != "TM1":
        raise CodeError("this is not a Tamga code")
    if len(text) > LONGEST:
        raise CodeError("the code is longer than any that Tamga prints")
    kind, numbers = fields[1], fields[2].split("/")
    if len(kind) != 1 or kind not in KINDS or len(numbers) != 2:
        raise CodeError("the code is damaged")
    if not all(number.isascii() and number.isdigit() and number[0] != "0" for number in numbers):
        raise CodeError("the code's part number is damaged")
    part, parts = int(numbers[0]), int(numbers[1])
    try:
        data = base45.b45decode(fields[3])
    except ValueError as error:
        raise CodeError("the code's content is damaged") from error
    if not 1 <= part <= parts <= MOST_PARTS or len(data) <= (HASH_SIZE if parts > 1 else 0):
        raise CodeError("the code is damaged")
    if base45.b45encode(data).decode() != fields[3]:
        raise CodeError("the code's content is damaged")
    return Code(kind, part, parts, data)


@dataclass
class Joined:
    """What some codes make: whole objects as (kind, object), and for the others the numbers of missing parts."""

    objects: list[tuple[str, bytes]]
    missing: dict[tuple[str, bytes, int], list[int]]
    damaged: list[str]


def join(found: list[Code]) -> Joined:
    """Put the parts of any number of objects together; order and repeats do not matter."""
    groups: dict[tuple[str, bytes, int], dict[int, bytes]] = {}
    damaged = []
    for code in found:
        group = groups.setdefault((code.kind, code.object_hash, code.parts), {})
        if group.setdefault(code.part, code.piece) != code.piece:
            damaged.append(f"part {code.part} of a {code.kind} code exists in two versions")
    result = Joined([], {}, damaged)
    for key, group in groups.items():
        kind, digest, parts = key
        missing = [part for part in range(1, parts + 1) if part not in group]
        whole = b"".join(group[part] for part in sorted(group))
        if missing:
            result.missing[key] = missing
        elif sha256(whole).digest()[:HASH_SIZE] != digest:
            result.damaged.append(f"the parts of a {kind} code do not make the object that they name")
        else:
            result.objects.append((kind, whole))
    return result
