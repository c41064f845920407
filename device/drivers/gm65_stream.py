"""What a GM65-class bar-code module sends: command replies and decoded codes, two grammars in one stream of bytes.

Reply: 02 00, type (00 is "done"), count, `count` bytes, CRC-16/XMODEM from the type on (GM65 manual, "serial
commands").
Code: AIM identifier, the characters, a tail of CR, LF or both, and silence: a tail with more behind it may be a part of
the code, which anybody can print. A reply may come before, after or in the middle of one.
"""

from formats.crc16 import crc16_xmodem

MAX_CHARACTERS = 700  # longest code in the field's formats is 500; above this it is not one of them
AIM_CHARACTERS = 3  # "]", code, modifier (ISO/IEC 15424)
MAX_REPLY_DATA = 8  # the driver never asks for more at once
REPLY_FRAME = 6  # 02 00, type, count, two bytes of CRC

CR, LF, REPLY_START, NOISE = 0x0D, 0x0A, 0x02, (0x00, 0xFF)


class Code:
    """A finished run of characters: how it ended."""

    WHOLE, TOO_LONG, INCOMPLETE, NOT_TEXT = range(4)


class Gm65Stream:
    """Takes bytes one by one; says when a code or a reply is complete. One code at a time, no allocation on the way.

    has_tail: the code is complete if nothing but itself, held in view and read again, follows before the silence.

    on_code(Code kind): a code ended; `aim()`, `text()` and `frame()` give it until the next byte.
    on_reply(type, data) -> bool: a reply with a right checksum; False if nobody has asked.
    """

    def __init__(self, on_code, on_reply) -> None:
        self._on_code, self._on_reply = on_code, on_reply
        self._characters = bytearray(AIM_CHARACTERS + MAX_CHARACTERS)
        self._count = 0  # characters of the running code, those that did not fit included
        self._is_text = True
        self.has_tail = False
        self._again = 0  # characters that came once more behind the tail
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
        """The raw characters of the code that just ended, as far as they were kept."""
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
        """Nothing came for longer than any gap inside a code: what is in the middle is over."""
        if self._reply_count:
            self._reply_count, self._is_text = 0, False
        if self._count:
            self._end()
        self._is_text = True

    def forget(self) -> None:
        """Begin anew: what was in the middle came from a line that has changed."""
        self._count = self._reply_count = self._again = 0
        self._is_text, self.has_tail, self._skipping = True, False, False

    def skip(self) -> None:
        """Forget the code that is in the middle, with what is still to come of it."""
        self._skipping = self._count > 0

    def _take_character(self, byte: int) -> None:
        if byte == CR or byte == LF:
            if self._count:
                if self._again not in (0, self._count):
                    self._is_text = False
                self.has_tail, self._again = True, 0
            return
        if byte in NOISE and (self._again == 0 if self.has_tail else not self._count):
            return  # the line's level jumps when the module's supply comes up
        if self.has_tail:
            if self._again < len(self._characters) and self._characters[self._again] == byte:
                self._again += 1
            else:
                self._is_text = False  # two codes without a silence between them are none
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
            kind = Code.INCOMPLETE  # without the "]" its beginning is what is missing
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
                self._is_text = False  # then they were the code's own bytes

    def _it_was_no_reply(self) -> None:
        """Bytes of a code that began like a reply: as characters they make the code unusable."""
        count, self._reply_count = self._reply_count, 0
        for i in range(count):
            self._take_character(self._reply[i])
