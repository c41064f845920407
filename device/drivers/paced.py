"""Writing to a serial line without waiting in the way of other tasks."""

import asyncio

_DRAIN_MS = 10  # at 9600 baud about 10 bytes


class PacedLine:
    """uart: a `machine.UART`. txbuf_bytes: its txbuf; no more is written at once, so that no other task waits."""

    def __init__(self, uart, txbuf_bytes: int) -> None:
        self._uart, self._txbuf_bytes = uart, txbuf_bytes
        self._room_bytes = 0

    async def write(self, data: bytes) -> None:
        """Hand over to the line; wait until it is empty first, if that is needed. data: at most txbuf_bytes."""
        if len(data) > self._room_bytes:
            await self.sent()
            self._room_bytes = self._txbuf_bytes
        self._room_bytes -= len(data)
        self._uart.write(data)

    async def sent(self) -> None:
        """Wait until the line has carried everything."""
        while not self._uart.txdone():
            await asyncio.sleep_ms(_DRAIN_MS)
