"""CRC-16/XMODEM: polynomial 1021h, start 0, most significant bit first, nothing reflected or inverted."""


def crc16_xmodem(data: bytes | bytearray, start: int = 0, end: int | None = None) -> int:
    """Checksum of `data[start:end]` without copying it. Check value: b"123456789" gives 31C3h.

    data: the bytes.
    start: offset of the first byte.
    end: offset after the last byte; None for all.
    """
    crc = 0
    for i in range(start, len(data) if end is None else end):
        crc ^= data[i] << 8
        for _ in range(8):
            crc = (crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1
        crc &= 0xFFFF
    return crc
