"""The text of Tamga's QR codes: `TM1:<kind>:<part>/<parts>:<Base45>`, one object in 1 to 99 codes.

A single code holds the object. Each of several codes holds the first 8 bytes of the object's SHA-256 and then its
part, so that parts of different objects are never combined. All characters belong to QR's alphanumeric mode.
"""

from hashlib import sha256

from formats import base45
from formats.payloads import IN_CODES
from formats.refused import Refused

LONGEST = 500  # characters per code: what a 58 mm head prints at 4 dots per module
MOST_PARTS = 99
_HASH_SIZE = 8

NOT_OURS = Refused("code_not_ours")  # some other bar code
DAMAGED = Refused("code_damaged")  # a Tamga code that is incomplete or too long
DIFFERENT_OBJECT, REPEATED_PART = 1, 2  # a part of another object; a part that was scanned before


class Code:
    """One code as scanned.

    kind: a letter of IN_CODES.
    part, parts: this is part 1..parts.
    data: its bytes, with the hash if there are several parts.
    """

    def __init__(self, kind: str, part: int, parts: int, data: bytes):
        self.kind = kind
        self.part = part
        self.parts = parts
        self.data = data


def split(kind: str, data: bytes) -> list[str]:
    """The texts of the codes that hold an object, as few as possible and nearly equally long.

    kind, data: as for `parts_of`.
    """
    parts = parts_of(kind, data)
    return [one(kind, data, part, parts) for part in range(1, parts + 1)]


def parts_of(kind: str, data: bytes) -> int:
    """How many codes an object takes.

    kind: a letter of IN_CODES, else ValueError.
    data: at least 1 byte and at most what 99 codes hold, else ValueError.
    """
    if kind not in IN_CODES or len(kind) != 1 or not data:
        raise ValueError("unknown kind, or no data")
    for parts in range(1, MOST_PARTS + 1):
        if (len(data) + parts - 1) // parts <= _capacity(parts):
            return parts
    raise ValueError("object too long for codes")


def one(kind: str, data: bytes, part: int, parts: int) -> str:
    """The text of one of an object's codes: a long object as text at once would fill the heap.

    part: its number, from 1. parts: from `parts_of`.
    """
    prefix = sha256(data).digest()[:_HASH_SIZE] if parts > 1 else b""
    chunk = data[len(data) * (part - 1) // parts : len(data) * part // parts]
    return f"TM1:{kind}:{part}/{parts}:{base45.encode(prefix + chunk)}"


def parse(text: str) -> Code | Refused:
    """The code in a scanned text, or NOT_OURS or DAMAGED."""
    if not text.startswith("TM1:"):
        return NOT_OURS
    if len(text) > LONGEST:
        return DAMAGED
    fields = text.split(":", 3)  # Base45 may contain colons
    if len(fields) != 4 or len(fields[1]) != 1 or fields[1] not in IN_CODES:
        return DAMAGED
    numbers = fields[2].split("/")
    if len(numbers) != 2:
        return DAMAGED
    part, parts = _number(numbers[0]), _number(numbers[1])
    if not 1 <= part <= parts:
        return DAMAGED
    try:
        data = base45.decode(fields[3])
    except ValueError:
        return DAMAGED
    if len(data) <= (_HASH_SIZE if parts > 1 else 0):
        return DAMAGED
    return Code(fields[1], part, parts, data)


class Assembler:
    """Puts the parts of one object together, in any order and with repeats.

    kind, parts: of the object whose first part was added; "" and 0 before that.
    """

    def __init__(self):
        self.clear()

    def clear(self) -> None:
        """Discard all parts and wait for a first one again."""
        self.kind = ""
        self.parts = 0
        self._hash = b""
        self._chunks: dict[int, bytes] = {}

    def add(self, code: Code) -> bytes | Refused | int | None:
        """The object once it is complete, None while parts are missing, DAMAGED, or what happened to a part.

        DIFFERENT_OBJECT: the code was ignored. REPEATED_PART: it was added before, nothing changed. DAMAGED: the hash
        of the parts is wrong; all of them are dropped.
        """
        single = code.parts == 1
        digest = sha256(code.data).digest()[:_HASH_SIZE] if single else code.data[:_HASH_SIZE]
        if self.parts == 0:
            self.kind, self.parts, self._hash = code.kind, code.parts, digest
        elif (code.kind, code.parts, digest) != (self.kind, self.parts, self._hash):
            return DIFFERENT_OBJECT
        chunk = code.data if single else code.data[_HASH_SIZE:]
        if code.part in self._chunks:
            if self._chunks[code.part] == chunk:
                return REPEATED_PART
            self.clear()
            return DAMAGED
        self._chunks[code.part] = chunk
        if len(self._chunks) < self.parts:
            return None
        data = b"".join([self._chunks[part] for part in range(1, self.parts + 1)])
        if sha256(data).digest()[:_HASH_SIZE] != self._hash:
            self.clear()
            return DAMAGED
        return data

    def missing(self) -> list[int]:
        """The numbers of the parts that are still missing; empty before the first part too."""
        return [part for part in range(1, self.parts + 1) if part not in self._chunks]


def _capacity(parts: int) -> int:
    """Bytes of the object in one code. parts: how many codes there are."""
    characters = LONGEST - len("TM1:K:/:") - 2 * len(str(parts))
    return characters // 3 * 2 + characters % 3 // 2 - (_HASH_SIZE if parts > 1 else 0)


def _number(text: str) -> int:
    """1..99 without leading zero or sign, else 0."""
    if not 1 <= len(text) <= 2 or text[0] == "0":
        return 0
    for character in text:
        if character not in "0123456789":
            return 0
    return int(text)
