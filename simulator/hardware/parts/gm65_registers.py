"""The zone-bit registers of a GM65-class bar-code module: addresses, factory values, what the bits mean.

Source: GM65 and GM60-S manuals, zone-bit table; values marked "field" were seen on modules by others who drive them.
"""

from __future__ import annotations

MODE, TRIGGER, SETUP_CODES = 0x0000, 0x0002, 0x0003
INTERVAL, READ_TIMEOUT, SAME_CODE_DELAY = 0x0005, 0x0006, 0x0013
BAUDRATE, SYMBOLOGIES, QR = 0x002A, 0x002C, 0x003F
TAIL, AIM, FACTORY_RESET, VERSION = 0x0060, 0x00D0, 0x00D9, 0x00E2
COUNT = 0x100
MANUAL, ON_COMMAND, CONTINUOUS, SENSING = range(4)  # MODE, bits 1:0
SETUP_CLOSED, SETUP_ECHO = 0x02, 0x01
READ_ONLY = (VERSION,)
FACTORY = {
    MODE: 0xD6,  # field: lamp, sound, aim and light on reads, continuous
    SETUP_CODES: SETUP_ECHO,  # open, and their text is sent too
    INTERVAL: 10,  # x 100 ms
    READ_TIMEOUT: 50,  # x 100 ms
    SAME_CODE_DELAY: 0x85,  # on, x 100 ms
    BAUDRATE: 0x39, BAUDRATE + 1: 0x01,  # 9600
    SYMBOLOGIES: 0x02, QR: 0x01, TAIL: 0x01, AIM: 0x00, VERSION: 0x69,
}  # fmt: skip
BAUDRATES = (1200, 4800, 9600, 14400, 19200, 38400, 57600, 115200)


def baudrate_bytes(baudrate: int) -> bytes:
    """What the two baud-rate registers hold: 3,000,000 over the rate, low byte first. 9600 is 39 01."""
    return int(3_000_000 / baudrate + 0.5).to_bytes(2, "little")


def baudrate_of(divisor: bytes) -> int | None:
    """The rate encoded in two bytes; None if it is not a rate."""
    return next((rate for rate in BAUDRATES if baudrate_bytes(rate) == divisor), None)


def factory_registers() -> bytearray:
    """All registers as they leave the factory."""
    registers = bytearray(COUNT)
    for address, value in FACTORY.items():
        registers[address] = value
    return registers


def tail_of(registers: bytearray) -> bytes:
    """What follows every code: bit 0 turns it on, bits 6:5 choose CR, CRLF or TAB."""
    return (b"\r", b"\r\n", b"\t", b"\r")[registers[TAIL] >> 5 & 3] if registers[TAIL] & 1 else b""
