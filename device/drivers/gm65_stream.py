"""Parse the bytes that a GM65-class bar-code module sends: command replies and decoded codes in one stream.

Reply: 02 00, type (00 is "done"), count, `count` bytes, CRC-16/XMODEM from the type on (GM65 manual, "serial
commands").
Code: AIM identifier, the characters, a tail of CR, LF or both, then silence. A tail followed by more may be part of
the code, which anyone can print. A reply may come before, after or in the middle of a code.
"""

from formats.crc16 import crc16_xmodem

MAX_CHARACTERS = 700  # the longest code in use has 500
AIM_CHARACTERS = 3  # "]", code, modifier (ISO/IEC 15424)
MAX_REPLY_DATA = 8  # the driver never requests more at once
REPLY_FRAME = 6  # 02 00, type, count, two bytes of CRC

CR, LF, REPLY_START, NOISE = 0x0D, 0x0A, 0x02, (0x00, 0xFF)


class Code:
    """How a code ended."""

    WHOLE, TOO_LONG, INCOMPLETE, NOT_TEXT = range(4)


class Gm65Stream:
    """Takes bytes one by one and reports complete codes and replies, one code at a time, without allocating memory.

    on_code: called with a `Code` kind when a code ended; `aim()`, `text()` and `frame()` return it until the next byte.
    on_reply: called with type and data of a reply whose checksum is right; returns False if none was expected.

    `has_tail`: the code is complete if silence follows, or only the same code again (held in view and read twice).
    """

    def __init__(self, on_code, on_reply) -> None:
        self._on_code, self._on_reply = on_code, on_reply
        self._characters = bytearray(AIM_CHARACTERS + MAX_CHARACTERS)
        self._count = 0  # characters of the current code, including those that did not fit
        self._is_text = True
        self.has_tail = False
        self._again = 0  # characters repeated after the tail
        self._skipping = False
        self._reply = bytearray(REPLY_FRAME + MAX_REPLY_DATA)
        self._reply_count = 0

    @property
    def in_the_middle(self) -> bool:
        """True between the first byte and the last of a code or reply."""
        return bool(self._count or self._reply_count)

    def aim(self) -> str:
        """AIM identifier of the code that just ended, such as "]C0"."""
        return str(memoryview(self._characters)[:AIM_CHARACTERS], "ascii")

    def text(self) -> str:
        """Characters of the code that just ended, without AIM identifier and tail."""
        return str(memoryview(self._characters)[AIM_CHARACTERS : self._count], "ascii")

    def frame(self) -> memoryview:
        """The raw characters of the code that just ended, up to the size of the buffer."""
        return memoryview(self._characters)[: min(self._count, len(self._characters))]

    def feed(self, data: bytearray, count: int) -> None:
        """Take the first `count` bytes of `data`."""
        for i in range(count):
            byte = data[i]
            if self._reply_count or byte == REPLY_START:
                self._take_reply(byte)
            else:
                self._take_character(byte)

    def line_is_idle(self) -> None:
        """End the current code or reply: the silence was longer than any gap inside one."""
        if self._reply_count:
            self._reply_count, self._is_text = 0, False
        if self._count:
            self._end()
        self._is_text = True

    def forget(self) -> None:
        """Discard a partly received code or reply, after the line has changed."""
        self._count = self._reply_count = self._again = 0
        self._is_text, self.has_tail, self._skipping = True, False, False

    def skip(self) -> None:
        """Discard the current code, including the rest of it that has not arrived yet."""
        self._skipping = self._count > 0

    def _take_character(self, byte: int) -> None:
        if byte == CR or byte == LF:
            if self._count:
                if self._again not in (0, self._count):
                    self._is_text = False
                self.has_tail, self._again = True, 0
            return
        if byte in NOISE and (self._again == 0 if self.has_tail else not self._count):
            return  # the line's level jumps when the module powers up
        if self.has_tail:
            if self._again < len(self._characters) and self._characters[self._again] == byte:
                self._again += 1
            else:
                self._is_text = False  # two codes without silence in between are invalid
            return
        if self._count < len(self._characters):
            self._characters[self._count] = byte
        if not 0x20 <= byte <= 0x7E:
            self._is_text = False
        self._count += 1

    def _end(self) -> None:
        if not self._is_text or self._again not in (0, self._count):
            kind = Code.NOT_TEXT
        elif self._count > len(self._characters):
            kind = Code.TOO_LONG
        elif not self.has_tail or self._count <= AIM_CHARACTERS or self._characters[0] != 0x5D:
            kind = Code.INCOMPLETE  # without "]" the beginning is missing
        else:
            kind = Code.WHOLE
        if not self._skipping:
            self._on_code(kind)
        self._count = self._again = 0
        self._is_text, self.has_tail, self._skipping = True, False, False

    def _take_reply(self, byte: int) -> None:
        reply = self._reply
        reply[self._reply_count] = byte
        self._reply_count += 1
        count = self._reply_count
        if (count == 2 and byte != 0) or (count == 4 and byte > MAX_REPLY_DATA):
            self._it_was_no_reply()
        elif count >= 4 and count == REPLY_FRAME + reply[3]:
            self._reply_count = 0
            good = crc16_xmodem(reply, 2, count - 2) == reply[count - 2] << 8 | reply[count - 1]
            asked = good and self._on_reply(reply[2], bytes(reply[4 : count - 2]))
            if self._count and not asked:
                self._is_text = False  # they were part of the code

    def _it_was_no_reply(self) -> None:
        """Treat bytes that only began like a reply as characters, which make the current code unusable."""
        count, self._reply_count = self._reply_count, 0
        for i in range(count):
            self._take_character(self._reply[i])
