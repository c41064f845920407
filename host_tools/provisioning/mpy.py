"""What is in a compiled module (.mpy, version 6: tools/mpy-tool.py of MicroPython): names, texts, and machine code.

The firmware's images run machine code where it lies in flash; a stock image copies it to the heap. For that it has to
begin at a multiple of four bytes, as the literals of Thumb code do; the numbers before it may have zeros in front.
"""

from __future__ import annotations

from collections.abc import Iterator

from host_tools.provisioning.romfs import ending_aligned

_HEADER_BYTES = 4  # b"M", version, features, bits of a small int
_STATIC = 1  # the lowest bit of a name's length: a number in the table that all images have
_STRING, _BYTES, _TUPLE = 5, 6, 10
_WITHOUT_LENGTH = range(5)  # None, True and so on
_BYTECODE, _PYTHON, _ASSEMBLER = 0, 1, 3  # kinds of functions; 2 is viper
_KIND, _HAS_CHILDREN, _LENGTH_SHIFT = 3, 4, 3
_OF_C = 0x20 | 0x40 | 0x80  # what code compiled from C has besides: data, and addresses that must be put in


class Reader:
    """Reads a module from its begin."""

    def __init__(self, code: bytes) -> None:
        self._code, self.at = code, _HEADER_BYTES

    def number(self) -> int:
        value = 0
        while True:
            byte = self.byte()
            value = value << 7 | byte & 0x7F
            if byte < 0x80:
                return value

    def byte(self) -> int:
        self.at += 1
        return self._code[self.at - 1]

    def take(self, length: int) -> bytes:
        self.at += length
        return self._code[self.at - length : self.at]

    def name(self) -> bytes | None:
        """None for one that all images have."""
        length = self.number()
        return None if length & _STATIC else self._text(length >> 1)

    def texts(self) -> Iterator[bytes]:
        """The strings of the object that comes next."""
        kind = self.byte()
        if kind in _WITHOUT_LENGTH:
            return
        length = self.number()
        if kind == _TUPLE:
            for _ in range(length):
                yield from self.texts()
        elif kind in (_STRING, _BYTES):
            text = self._text(length)
            if kind == _STRING:
                yield text
        else:
            self.at += length

    def _text(self, length: int) -> bytes:
        return self.take(length + 1)[:-1]  # a zero ends it


def aligned(code: bytes) -> bytes:
    """The module with its machine code at multiples of four bytes."""
    reader = Reader(code)
    names, objects = reader.number(), reader.number()
    for _ in range(names):
        reader.name()
    for _ in range(objects):
        list(reader.texts())
    made = bytearray(code[: reader.at])
    _align_function(reader, code, made)
    return bytes(made)


def _align_function(reader: Reader, code: bytes, into: bytearray) -> None:
    """Copy the function that comes next, and those that it defines."""
    begin, head = reader.at, reader.number()
    kind = head & _KIND
    into += code[begin : reader.at] if kind == _BYTECODE else ending_aligned(head, len(into))
    begin = reader.at
    reader.take(head >> _LENGTH_SHIFT)
    if kind != _BYTECODE:
        flags = reader.number()  # of compiled Python, where something else stands
        if kind != _PYTHON and flags & _OF_C:
            raise ValueError("machine code that mpy-cross does not make")  # a bug
        for _ in range(2 if kind == _ASSEMBLER else 0):
            reader.number()
    children = reader.number() if head & _HAS_CHILDREN else 0
    into += code[begin : reader.at]
    for _ in range(children):
        _align_function(reader, code, into)
