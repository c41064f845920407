"""Give the bytes of a cartridge to a computer at the serial line: `tamga cartridge read --port`.

For cartridges that this desk cannot go on with: of a booth, of another desk, or damaged. Nothing is written, and with
a programmer whoever holds a cartridge could read the same bytes. docs/formats.md, section 10, types 11 to 13.
"""

import asyncio
import struct

from drivers.hearing import hear
from drivers.paced import PacedLine
from formats import frames
from screens.first_of import first

_REQUEST = "<BIH"  # chip, address, bytes; no bytes: how large is the chip?
_REQUEST_BYTES = 7
_PIECE_BYTES = frames.PAYLOAD_SIZE
_READ_BYTES = 64


async def read_out(desk) -> None:
    """Answer the computer until somebody presses OK."""
    terminal = desk.terminal
    texts = terminal.texts
    line = desk.line.open()
    if line is None:
        await terminal.dialog.message(texts("read_out"), [texts("line_of_console"), texts("call_technician")])
        return
    page = terminal.dialog.message(texts("read_out"), [texts("read_out_line"), texts("read_out_end")])
    await first(_Answering(terminal.twin.chips, *line).run(), page)


class _Answering:
    """chips: of the cartridge. uart, txbuf_bytes: of the line."""

    def __init__(self, chips: tuple, uart, txbuf_bytes: int):
        self._chips, self._uart, self._line = chips, uart, PacedLine(uart, txbuf_bytes)
        self._piece = bytearray(_PIECE_BYTES)
        self._arrived = asyncio.ThreadSafeFlag()
        hear(uart, self._on_bytes)

    def _on_bytes(self, _) -> None:
        self._arrived.set()

    async def run(self) -> None:
        """Answer what is asked. Frames that are damaged or mean something else are dropped: the computer asks again."""
        buffer, decoder = bytearray(_READ_BYTES), frames.Decoder()
        while True:
            count = self._uart.readinto(buffer)
            if not count:
                await self._arrived.wait()
                continue
            for kind, sequence, _, payload in decoder.feed(memoryview(buffer)[:count]):
                if kind == frames.READ_OUT and len(payload) == _REQUEST_BYTES:
                    await self._answer(sequence, *struct.unpack(_REQUEST, payload))

    async def _answer(self, sequence: int, number: int, address: int, length: int) -> None:
        if number >= len(self._chips):
            return
        chip = self._chips[number]
        size = chip.identify() or 0
        if not length or address + length > size:
            await self._line.write(frames.encode(frames.PIECE, sequence, 0, struct.pack("<I", size)))
        elif chip.is_blank(address, length):
            await self._line.write(frames.encode(frames.ALL_ONES, sequence, 0, b""))
        else:
            for place in range((length + _PIECE_BYTES - 1) // _PIECE_BYTES):
                at = place * _PIECE_BYTES
                piece = memoryview(self._piece)[: min(_PIECE_BYTES, length - at)]
                chip.read_into(address + at, piece)
                await self._line.write(frames.encode(frames.PIECE, sequence, place, piece))
