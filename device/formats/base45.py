"""Base45 (RFC 9285): bytes in the 45 characters of the alphanumeric mode of QR codes."""

ALPHABET = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
# The value of each character from the space on, in flash memory.
_VALUES = (
    b"$\xff\xff\xff%&\xff\xff\xff\xff'(\xff)*+\x00\x01\x02\x03\x04\x05\x06\x07\x08\t,\xff\xff\xff\xff\xff\xff"
    b'\n\x0b\x0c\r\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f !"#'
)
_NONE = 0xFF


def encode(data: bytes) -> str:
    """Three characters per two bytes, two for a single last byte."""
    characters = bytearray(len(data) // 2 * 3 + len(data) % 2 * 2)
    at = 0
    for i in range(0, len(data), 2):
        number = data[i] << 8 | data[i + 1] if i + 1 < len(data) else data[i]
        for _ in range(3 if i + 1 < len(data) else 2):
            characters[at] = ALPHABET[number % 45]
            number //= 45
            at += 1
    return characters.decode()


def decode(text: str) -> bytes:
    """The bytes of text. ValueError: an invalid character, an impossible length, or a group that is too large."""
    characters = text.encode()
    if len(characters) % 3 == 1:
        raise ValueError("not a length of Base45")
    output = bytearray()
    for i in range(0, len(characters), 3):
        number = value(characters[i]) + 45 * value(characters[i + 1])
        if i + 2 == len(characters):
            if number > 0xFF:
                raise ValueError("group too large")
        else:
            number += 45 * 45 * value(characters[i + 2])
            if number > 0xFFFF:
                raise ValueError("group too large")
            output.append(number >> 8)
        output.append(number & 0xFF)
    return bytes(output)


def value(character: int) -> int:
    """What a character stands for, from 0 to 44. character: its code point. ValueError if it is none of Base45's."""
    place = character - 0x20
    found = _VALUES[place] if 0 <= place < len(_VALUES) else _NONE
    if found == _NONE:
        raise ValueError("not a character of Base45")
    return found
