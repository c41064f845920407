"""A chip in a terminal's socket, read through its serial line (formats, section 10, types 11 to 13)."""

from __future__ import annotations

import struct

from host_tools.collecting.asking import Line, answers
from host_tools.collecting.frames import PAYLOAD_SIZE, Frame, Type

_REQUEST = struct.Struct("<BIH")
_SIZE = struct.Struct("<I")
_TRIES = 4


class TerminalChip:
    """A `source.Source`. line: to a desk that shows *Read out*. number: of the chip, 0 or 1."""

    def __init__(self, line: Line, number: int) -> None:
        self._line, self._number = line, number
        self._sequence = 0

    def size(self) -> int | None:
        """As `Source.size`."""
        for _ in range(_TRIES):
            answer = self._asked(0, 0).get(0)
            if answer is not None and len(answer) == _SIZE.size:
                return int(_SIZE.unpack(answer)[0])
        return None

    def read(self, address: int, count: int) -> bytes | None:
        """As `Source.read`. Pieces that were lost on the line are asked for again, one by one."""
        sizes = {place: min(PAYLOAD_SIZE, count - place * PAYLOAD_SIZE) for place in range(-(-count // PAYLOAD_SIZE))}
        pieces = self._asked(address, count)
        for _ in range(_TRIES):
            missing = [place for place, size in sizes.items() if len(pieces.get(place, b"")) != size]
            if not missing:
                return b"".join(pieces[place] for place in sizes)
            for place in missing:
                again = self._asked(address + place * PAYLOAD_SIZE, sizes[place])
                if not again and not pieces:
                    break  # nobody is there
                pieces[place] = again.get(0, b"")
        return None

    def _asked(self, address: int, count: int) -> dict[int, bytes]:
        """Send a request. The pieces of its answer by number: all, or what came before the line fell silent."""
        self._sequence = (self._sequence + 1) & 0xFFFF
        request = Frame(Type.READ_OUT, self._sequence, 0, self._request(address, count))
        pieces = dict[int, bytes]()
        last = max(1, -(-count // PAYLOAD_SIZE)) - 1
        for frame in answers(self._line, request):
            if frame.type == Type.ALL_ONES:
                blank = b"\xff" * count
                return {place: blank[: count - place * PAYLOAD_SIZE][:PAYLOAD_SIZE] for place in range(last + 1)}
            if frame.type == Type.PIECE:
                pieces[frame.acknowledge] = frame.payload
                if frame.acknowledge == last or len(frame.payload) == _SIZE.size:
                    return pieces  # or its size: it has no such bytes
        return pieces

    def _request(self, address: int, count: int) -> bytes:
        return _REQUEST.pack(self._number, address, count)
