"""Frames of the serial line (formats, section 10), with the `cobs` library and zlib; independent of the device's."""

from __future__ import annotations

import struct
import zlib
from enum import IntEnum
from typing import NamedTuple

from cobs import cobs  # type: ignore[import-untyped]

VERSION = 3
PAYLOAD_SIZE = 240  # bytes at most
RECORD_SIZE = 200
WINDOW = 32  # records sent and not yet acknowledged
SHORTEST = 6 + 4  # bytes of a frame without a payload, as they were before COBS
LONGEST = 1 + 6 + PAYLOAD_SIZE + 4  # bytes on the line, without the zero at the end
_HEAD = struct.Struct("<BBHH")
_CRC = struct.Struct("<I")
_RESIDUE = 0x2144DF1C  # the CRC-32 of whatever has its CRC-32 behind it, lowest byte first


class Type(IntEnum):
    """What a frame is for."""

    OFFER, RESUME, RECORD, ACKNOWLEDGE, END, ANSWER, REFUSED, DONE, HELLO, CHALLENGE = range(1, 11)
    READ_OUT, PIECE, ALL_ONES = range(11, 14)  # a cartridge that is read out through a terminal
    WHO, CHECK, PUT, KEEP, SET_CLOCK = range(14, 19)  # a terminal that is set up; it answers with PIECEs


class Frame(NamedTuple):
    """A frame as it was meant. type: a number, because a newer terminal may send more than Type names."""

    type: int
    sequence: int = 0
    acknowledge: int = 0
    payload: bytes = b""


def encode(frame: Frame) -> bytes:
    """The bytes of a frame, its zero byte included. ValueError for a payload above PAYLOAD_SIZE."""
    type_, sequence, acknowledge, payload = frame
    if len(payload) > PAYLOAD_SIZE:
        raise ValueError("the payload is too long for a frame")
    body = _HEAD.pack(VERSION, type_, sequence, acknowledge) + payload
    encoded: bytes = cobs.encode(body + _CRC.pack(zlib.crc32(body)))
    return encoded + b"\0"


def decode(encoded: bytes) -> Frame | None:
    """The frame between two zero bytes, or None when it is damaged or of another version."""
    try:
        body = cobs.decode(encoded)
    except cobs.DecodeError:
        return None
    if len(body) < SHORTEST or len(encoded) > LONGEST or zlib.crc32(body) != _RESIDUE:
        return None
    version, type_, sequence, acknowledge = _HEAD.unpack_from(body)
    return Frame(type_, sequence, acknowledge, body[_HEAD.size : -_CRC.size]) if version == VERSION else None


class Decoder:
    """Bytes of the line in, frames out. bad: damaged frames so far."""

    def __init__(self) -> None:
        self.bad = 0
        self._rest = b""

    def feed(self, data: bytes) -> list[Frame | None]:
        """What ends in these bytes, in order: a frame, or None for one that is damaged."""
        ended = (self._rest + data if self._rest else data).split(b"\0")
        self._rest = ended.pop()[: LONGEST + 1]  # one byte more than any frame has: it will be counted as damaged
        found = [decode(encoded) for encoded in ended if encoded]
        self.bad += found.count(None)
        return found
