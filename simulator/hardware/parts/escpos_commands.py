"""How long ESC/POS commands are: what a printer must know even of the commands that it does not carry out."""

from __future__ import annotations

DLE, ESC, GS = 0x10, 0x1B, 0x1D
# Second byte -> argument bytes, where that is all. What is not here has none, and its arguments print as text.
_ARGUMENTS = {
    DLE: {0x04: 1, 0x05: 1, 0x14: 3},
    ESC: {0x20: 1, 0x21: 1, 0x25: 1, 0x2D: 1, 0x33: 1, 0x37: 3, 0x38: 2, 0x3D: 1, 0x45: 1, 0x4A: 1, 0x4D: 1, 0x52: 1,
          0x56: 1, 0x61: 1, 0x63: 2, 0x64: 1, 0x70: 3, 0x74: 1, 0x76: 1, 0x7B: 1},
    GS: {0x21: 1, 0x42: 1, 0x48: 1, 0x4C: 2, 0x50: 2, 0x57: 2, 0x61: 1, 0x66: 1, 0x68: 1, 0x72: 1, 0x76: 6, 0x77: 1},
}  # fmt: skip


def command_length(buffer: bytes | bytearray) -> int | None:
    """The length of the command at the front of `buffer`, without a picture's dots; None while it cannot be said."""
    if len(buffer) < 2:
        return None
    if buffer[0] == GS and buffer[1] in (0x28, 0x56, 0x6B):
        return _counted_length(buffer)
    return 2 + _ARGUMENTS[buffer[0]].get(buffer[1], 0)


def _counted_length(buffer: bytes | bytearray) -> int | None:
    """GS V has an argument in its newer form only, GS ( says its length, GS k says it or ends with a zero."""
    if buffer[1] == 0x56:
        return None if len(buffer) < 3 else 4 if buffer[2] in (0x41, 0x42) else 3
    if buffer[1] == 0x28:
        return None if len(buffer) < 5 else 5 + buffer[3] + 256 * buffer[4]
    if len(buffer) < 4:
        return None
    if buffer[2] >= 0x41:
        return 4 + buffer[3]
    end = buffer.find(b"\0", 3)
    return None if end < 0 else end + 1
