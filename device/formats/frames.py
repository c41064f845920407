"""Frames of the serial line (docs/formats.md section 10): COBS, CRC-32, a zero byte between frames.

COBS: S. Cheshire and M. Baker, "Consistent Overhead Byte Stuffing", 1999. A frame is shorter than 254 bytes, so it
grows by exactly one byte, and both directions work in place.
"""

import struct
from binascii import crc32

OFFER, RESUME, RECORD, ACKNOWLEDGE, END, ANSWER, REFUSED, DONE, HELLO, CHALLENGE = range(1, 11)
READ_OUT, PIECE, ALL_ONES = range(11, 14)  # to read out a cartridge: what a computer asks, and two answers
WHO, CHECK, PUT, KEEP, SET_CLOCK = range(14, 19)  # to set up a terminal: what a computer asks; the answers are PIECEs
OURS = (HELLO, OFFER, RECORD, END, DONE)  # what only a terminal sends

PAYLOAD_SIZE = 240  # bytes at most
RECORD_SIZE = 200  # bytes of an object in each record but its last
WINDOW = 32  # records sent and not yet acknowledged: 7 s at 9,600 baud; a late line takes 2 there and back

_VERSION = 3
_HEAD = "<BBHH"  # version, type, sequence, acknowledge
_HEAD_SIZE = 6
_CRC_SIZE = 4
_SHORTEST = 1 + _HEAD_SIZE + _CRC_SIZE  # with the byte of COBS, without the zero at the end
_LONGEST = _SHORTEST + PAYLOAD_SIZE


def encode(kind: int, sequence: int, acknowledge: int, payload: bytes) -> bytearray:
    """The bytes of one frame, including its zero byte.

    kind: OFFER to CHALLENGE.
    sequence, acknowledge: 0 to 65,535.
    payload: at most PAYLOAD_SIZE bytes, or a memoryview of them.
    """
    end = 1 + _HEAD_SIZE + len(payload)
    frame = bytearray(end + _CRC_SIZE + 1)
    struct.pack_into(_HEAD, frame, 1, _VERSION, kind, sequence, acknowledge)
    frame[1 + _HEAD_SIZE : end] = payload
    struct.pack_into("<I", frame, end, crc32(memoryview(frame)[1:end]))
    code = 0
    for at in range(1, end + _CRC_SIZE + 1):  # the zero at the end closes the last run
        if not frame[at]:
            frame[code] = at - code
            code = at
    frame[code] = 0
    return frame


class Decoder:
    """Turns bytes of the line into frames; noise between frames is dropped.

    `bad` counts frames that were damaged, too long or of another version.
    """

    def __init__(self) -> None:
        self.bad = 0
        self._frame = bytearray(_LONGEST)
        self._length = 0  # more than _LONGEST: the rest up to the next zero is dropped

    def feed(self, data: bytes) -> list[tuple]:
        """The frames (type, sequence, acknowledge, payload) that end in these bytes."""
        found = []
        for byte in data:
            if byte:
                if self._length < _LONGEST:
                    self._frame[self._length] = byte
                if self._length <= _LONGEST:
                    self._length += 1
            elif self._length:
                frame = self._finished()
                self._length = 0
                if frame is None:
                    self.bad += 1
                else:
                    found.append(frame)
        return found

    def _finished(self) -> tuple | None:
        frame, length = self._frame, self._length
        if not _SHORTEST <= length <= _LONGEST:
            return None
        at = 0
        while at < length:
            step = frame[at]
            frame[at] = 0
            at += step
        end = length - _CRC_SIZE
        if at != length or struct.unpack_from("<I", frame, end)[0] != crc32(memoryview(frame)[1:end]):
            return None
        version, kind, sequence, acknowledge = struct.unpack_from(_HEAD, frame, 1)
        return (kind, sequence, acknowledge, bytes(frame[1 + _HEAD_SIZE : end])) if version == _VERSION else None
