"""What a modem sends, taken apart: lines, prompts, and bytes of the connection between them.

A line ends with CR or LF. The prompt of a send command is `>`, which no line end follows. Bytes of the connection come
after `+IPD,<count>:` (SIM800) or a line `+RECEIVE,0,<count>`, with or without a colon (SIM7600); lines mean nothing in
them.
"""

LINE, PROMPT, DATA = range(3)

_LONGEST = 120  # bytes of a line that means something
_MOST_DIGITS = 5  # of a count of bytes
_LEAST = 32  # what is printable


class ModemStream:
    """prompts: a `>` at the beginning of a line is a prompt now."""

    def __init__(self) -> None:
        self.prompts = False
        self._line = bytearray()
        self._left = 0  # bytes of the connection that are still to come

    def feed(self, data) -> list[tuple]:
        """(LINE, words), (PROMPT, None) and (DATA, bytes), in the order in which they came. data: bytes."""
        found: list[tuple] = []
        at, line = 0, self._line
        while at < len(data):
            if self._left:
                piece = bytes(data[at : at + self._left])
                self._left -= len(piece)
                at += len(piece)
                found.append((DATA, piece))
                continue
            byte = data[at]
            at += 1
            if byte == 0x0D and line.startswith(b"+RECEIVE,"):
                continue  # its LF is no data
            if byte in b"\r\n":
                self._ended(found)
            elif byte < _LEAST or len(line) >= _LONGEST or (byte == 0x20 and not line):
                continue  # noise, or the space behind a prompt
            else:
                line.append(byte)
                if byte == 0x3A and line.startswith(b"+IPD,"):
                    self._begin_data(line[5:-1])
                elif self.prompts and line == b">":
                    self._line = line = bytearray()
                    found.append((PROMPT, None))
            line = self._line
        return found

    def _ended(self, found: list) -> None:
        line = self._line
        if line.startswith(b"+RECEIVE,"):
            self._begin_data(line.rstrip(b":").split(b",")[-1])
            return
        self._line = bytearray()
        if line:
            try:
                found.append((LINE, str(line, "utf-8")))
            except ValueError:
                pass  # noise

    def _begin_data(self, count: bytes | bytearray) -> None:
        self._line = bytearray()
        self._left = int(count) if count.isdigit() and len(count) <= _MOST_DIGITS else 0
