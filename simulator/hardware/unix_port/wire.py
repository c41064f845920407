"""The thread between one terminal's MicroPython and the bench that holds its chips.

Every message carries the terminal's clock, so time is what the wire and the sleeps say it is, and a run repeats itself
exactly. On the unix port computing costs nothing; on the emulated board the processor's time is added (`ends`).

Message and answer: as in wire_operations, then as many bytes as said. Operations without an answer are sent on without
waiting.
"""

import gc
import struct
import sys

import ends
from wire_operations import (  # noqa: F401  for `machine` and `select` too
    ANSWER,
    BY_POWER,
    BY_PROGRAM,
    BY_WATCHDOG,
    FOREVER_US,
    HEAD,
    I2C_READ,
    I2C_WRITE,
    IDLE,
    IRQ_PIN,
    IRQ_UART,
    PIN_IRQ,
    PIN_READ,
    PIN_WRITE,
    REGISTER_READ,
    RESET,
    RESET_CAUSE,
    SPI_READ,
    SPI_SETUP,
    SPI_TRANSFER,
    SPI_WRITE,
    UART_ANY,
    UART_READ,
    UART_SETUP,
    UART_WRITE,
    WATCHDOG_FEED,
    WATCHDOG_START,
)  # fmt: skip

del sys.modules["wire_operations"]  # a second table of them would lie on the terminal's heap

clock_us = ends.START_US
processor = ends.processor
handlers = {}  # (IRQ_PIN or IRQ_UART, unit) -> called when an idle answer names it

_to_bench = ends.to_bench
_from_bench = ends.from_bench
_head = bytearray(12)
_answer_head = bytearray(10)


def _send(operation: int, unit: int, data: bytes) -> None:
    struct.pack_into(HEAD, _head, 0, operation, unit, len(data), clock_us)
    _to_bench.write(_head)
    if data:
        _to_bench.write(data)


def post(operation: int, unit: int, data=b"") -> None:
    """Send without waiting for anything."""
    global clock_us
    if processor:
        clock_us += processor.passed()
    _send(operation, unit, data)


def ask(operation: int, unit: int, data=b"") -> bytes:
    """Send and wait for the answer; the clock moves to what the bench says."""
    global clock_us
    if processor:
        clock_us += processor.passed()
    _send(operation, unit, data)
    if not _from_bench.readinto(_answer_head):
        raise SystemExit  # the bench is gone: the power is off
    length, clock_us = struct.unpack(ANSWER, _answer_head)
    answer = _from_bench.read(length) if length else b""
    return answer


def ask_into(operation: int, unit: int, data, buffer) -> None:
    """Send, and read the answer, as long as `buffer`, straight into it: on a board that takes no memory either."""
    global clock_us
    if processor:
        clock_us += processor.passed()
    _send(operation, unit, data)
    if not _from_bench.readinto(_answer_head):
        raise SystemExit
    clock_us = struct.unpack(ANSWER, _answer_head)[1]
    if buffer:
        _from_bench.readinto(buffer)


def advance(duration_us: int) -> None:
    """Let time pass on the wire."""
    global clock_us
    clock_us += duration_us


_measures_heap = ends.MEASURES_HEAP
_most_used, _least_room = 0, 1 << 30


def _fits(size: int) -> bool:
    try:
        bytearray(size)
        return True
    except MemoryError:
        return False


def _largest_free() -> int:
    """Bytes of the largest object that fits now, to 64."""
    fits, too_many = 0, gc.mem_free() + 64
    while too_many - fits > 64:
        size = (fits + too_many) // 2
        if _fits(size):
            fits = size
        else:
            too_many = size
    return fits


def _measure_heap() -> None:
    """For `make bench`, after a collection: bytes in use and the largest free block, reported at each new extreme."""
    global _most_used, _least_room
    gc.collect()
    used = gc.mem_alloc()
    if used > _most_used or not _fits(_least_room):
        room = _largest_free()
        _most_used, _least_room = max(used, _most_used), min(room, _least_room)
        print("heap", used, room)
    gc.collect()


def idle(until_us: int) -> None:
    """Nothing to do until then: the bench may answer earlier, with the interrupts that came.

    With a processor that counts, the bench hears too what it did since it was last idle.
    """
    global clock_us
    if processor:
        clock_us += processor.passed()
    if _measures_heap:
        _measure_heap()
        if processor:
            processor.passed()  # measuring takes no time: the clock must not run past `until_us`, and then back
    events = ask(IDLE, 0, struct.pack("<Q", until_us) + (processor.report() if processor else b""))
    for i in range(0, len(events), 2):
        handler = handlers.get((events[i], events[i + 1]))
        if handler:
            handler()
