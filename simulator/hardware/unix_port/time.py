"""`time` for the unix port: the wire's clock, so that asyncio, drivers and chips agree about when things happen."""

import sys

import wire
from utime import ticks_add, ticks_diff  # noqa: F401

_PERIOD = sys.maxsize + 1 >> 1  # of the built-in ticks


def ticks_us():
    """The wire's clock in microseconds."""
    return wire.clock_us & (_PERIOD - 1)


def ticks_ms():
    """The wire's clock in milliseconds."""
    return (wire.clock_us // 1000) & (_PERIOD - 1)


ticks_cpu = ticks_us
if wire.processor:
    wire.processor.clock(ticks_ms)


def sleep_us(duration):
    """Wait for the wire's clock. Interrupts that come meanwhile run, then the wait goes on."""
    until = wire.clock_us + duration
    if duration < 1000:  # too short for anything on the bench to be worth a round trip
        wire.clock_us = until
        return
    while wire.clock_us < until:
        wire.idle(until)


def sleep_ms(duration):
    """Wait for the wire's clock."""
    sleep_us(duration * 1000)


def sleep(duration):
    """Wait for the wire's clock, in seconds."""
    sleep_us(int(duration * 1_000_000))
