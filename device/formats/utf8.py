"""Validate UTF-8 (RFC 3629): MicroPython's own check accepts overlong forms and surrogates."""


def is_utf8(data: bytes) -> bool:
    """True if data is well-formed UTF-8."""
    highest = max(data) if data else 0  # `max` is C
    if highest < 0x80:
        return True
    if highest < 0xE0 and b"\xc0" not in data and b"\xc1" not in data:  # Cyrillic: no form that MicroPython gets wrong
        return _decodes(data)
    at = 0
    while at < len(data):
        first = data[at]
        if first < 0x80:
            at += 1
            continue
        size = 2 if 0xC2 <= first < 0xE0 else 3 if 0xE0 <= first < 0xF0 else 4 if 0xF0 <= first <= 0xF4 else 0
        if size == 0 or at + size > len(data):
            return False
        for i in range(at + 1, at + size):
            if data[i] & 0xC0 != 0x80:
                return False
        lead = first << 8 | data[at + 1]
        if 0xE000 <= lead < 0xE0A0 or 0xEDA0 <= lead < 0xEE00 or 0xF000 <= lead < 0xF090 or lead >= 0xF490:
            return False  # overlong, surrogate, overlong, above U+10FFFF
        at += size
    return True


def _decodes(data: bytes) -> bool:
    try:
        str(data, "utf-8")
    except ValueError:
        return False
    return True
