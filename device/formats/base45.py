"""Base45 (RFC 9285): bytes in the 45 characters of the alphanumeric mode of QR codes."""

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def encode(data: bytes) -> str:
    """Three characters per two bytes, two for a single last byte."""
    characters = bytearray(len(data) // 2 * 3 + len(data) % 2 * 2)
    at = 0
    for i in range(0, len(data), 2):
        number = data[i] << 8 | data[i + 1] if i + 1 < len(data) else data[i]
        for _ in range(3 if i + 1 < len(data) else 2):
            characters[at] = ord(ALPHABET[number % 45])
            number //= 45
            at += 1
    return characters.decode()


def decode(text: str) -> bytes:
    """The bytes of text. ValueError: an invalid character, an impossible length, or a group that is too large."""
    if len(text) % 3 == 1:
        raise ValueError("not a length of Base45")
    output = bytearray()
    for i in range(0, len(text), 3):
        number = 0
        group = text[i : i + 3]
        for k in range(len(group) - 1, -1, -1):
            digit = ALPHABET.find(group[k])
            if digit < 0:
                raise ValueError("not a character of Base45")
            number = number * 45 + digit
        if number >> (16 if len(group) == 3 else 8):
            raise ValueError("group too large")
        if len(group) == 3:
            output.append(number >> 8)
        output.append(number & 0xFF)
    return bytes(output)
