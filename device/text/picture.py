"""Pictures of one bit per dot, and what is drawn on them: boxes, and lines of text.

MicroPython's `framebuf` sets dot by dot; here bytes are set, which takes a tenth of the time. A page is drawn after
every key, so that time is what people wait for.
"""

# ruff: noqa: F821  (viper's types)

import micropython
from micropython import const


class Picture:
    """Rows of dots, the first dot of a row in the highest bit of its first byte (framebuf's MONO_HLSB).

    data: the bytes, `stride` of them for a row.
    """

    def __init__(self, width: int, rows: int) -> None:
        """Blank. width: dots, a multiple of 8. rows: how many."""
        self.width, self.rows, self.stride = width, rows, width // 8
        self.data = bytearray(self.stride * rows)

    def fill(self, ink: int, rows: int | None = None) -> None:
        """Set every dot to 1 or 0. rows: only the first ones; None for all."""
        count = len(self.data) if rows is None else rows * self.stride
        _all(self.data, count, 0xFF if ink else 0)  # type: ignore[arg-type]  # viper: an address

    def fill_rect(self, left: int, top: int, width: int, height: int, ink: int) -> None:
        """Set the dots of a rectangle, as far as it is inside the picture, to 1 or 0."""
        right, bottom = left + width, top + height
        if left < 0:
            left = 0
        if top < 0:
            top = 0
        if right > self.width:
            right = self.width
        if bottom > self.rows:
            bottom = self.rows
        if left < right and top < bottom:
            _box(self.data, self.stride, left, right, top, bottom, 0xFF if ink else 0)  # type: ignore[arg-type]  # viper: an address

    def frame(self, left: int, top: int, width: int, height: int, thickness: int) -> None:
        """Draw the edges of a rectangle inside it. thickness: dots."""
        bottom = top + height - thickness
        if -thickness < top < self.rows:  # a call takes longer than this: most edges are outside a strip
            self.fill_rect(left, top, width, thickness, 1)
        if -thickness < bottom < self.rows:
            self.fill_rect(left, bottom, width, thickness, 1)
        self.fill_rect(left, top, thickness, height, 1)
        self.fill_rect(left + width - thickness, top, thickness, height, 1)

    def modules(self, row: bytearray, at: int, count: int, left: int, top: int, dots: int) -> None:
        """Draw a row of a QR code on a blank part inside the picture.

        row: the first module in the highest bit of the byte `at`; 1 is dark.
        count: modules.
        left, top: dots.
        dots: of a module's side.
        """
        _modules(row, at, count, self.data, self.stride, left, top, dots)  # type: ignore[arg-type]  # viper


@micropython.viper
def _modules(row: ptr8, at: int, count: int, data: ptr8, stride: int, left: int, top: int, dots: int):
    """Set the dots of dark modules in one row of dots, and copy that to the others."""
    begin = top * stride
    module = 0
    while module < count:
        if row[at + (module >> 3)] >> (7 - (module & 7)) & 1:
            dot = left + module * dots
            end = dot + dots
            while dot < end:
                to = begin + (dot >> 3)
                data[to] = data[to] | 0x80 >> (dot & 7)
                dot += 1
        module += 1
    end = begin + dots * stride
    to = begin + stride
    while to < end:
        data[to] = data[to - stride]
        to += 1


@micropython.viper
def _all(data: ptr32, count: int, bits: int):
    """Set bytes to bits of 0 or 255, four at a time, which takes most of the time of an empty page."""
    four, words = bits << 24 | bits << 16 | bits << 8 | bits, count >> 2
    at = 0
    while at < words:
        data[at] = four
        at += 1
    rest = ptr8(data)
    at = words << 2
    while at < count:
        rest[at] = bits
        at += 1


@micropython.viper
def _box(data: ptr8, stride: int, left: int, right: int, top: int, bottom: int, bits: int):
    """Set a box inside the picture to bits of 0 or 255. right, bottom: the first dots outside."""
    first, last = left >> 3, (right - 1) >> 3
    head, tail = 0xFF >> (left & 7), 0xFF << (7 - (right - 1 & 7)) & 0xFF
    if first == last:
        head &= tail
    row = top
    while row < bottom:
        at, end = row * stride + first, row * stride + last
        data[at] = data[at] & (0xFF ^ head) | bits & head
        if at < end:
            at += 1
            while at < end:
                data[at] = bits
                at += 1
            data[at] = data[at] & (0xFF ^ tail) | bits & tail
        row += 1


# Places of the numbers that `line` is given beside its text. The compiler puts constants into the code.
X = const(0)
Y = const(1)
STRIDE = const(2)
ROWS = const(3)
FLAGS = const(4)
CHARACTERS = const(5)
GLYPHS = const(6)
LATIN = const(7)
CYRILLIC = const(8)
WITHOUT_GLYPH = const(9)
NUMBERS = const(10)
FAR = const(0x8000)  # a text may begin left of the picture and above it; a computer of 64 bits reads no 32-bit signs
DOUBLED = const(1)  # flags
DRAWS = const(2)
CLEARS = const(4)  # clears dots
HEAD_BYTES = const(10)  # of a font file
GLYPH_BYTES = const(9)
LATIN_BEGIN = const(0x20)  # most text, in which every code point has a glyph
LATIN_END = const(0x7F)
CYRILLIC_BEGIN = const(0x410)
CYRILLIC_END = const(0x450)


@micropython.viper
def line(text: ptr8, font: ptr8, numbers: ptr32, data: ptr8) -> int:
    """Where the next character would start behind a line of text, which is drawn if the flags say so.

    text: UTF-8.
    font: a font file.
    numbers: none negative. X, Y of the upper left corner, each plus FAR; STRIDE and ROWS of the picture; FLAGS; how
        many CHARACTERS; how many GLYPHS the font has; the entries of its LATIN and CYRILLIC and of the glyph for
        characters WITHOUT_GLYPH, or 0.
    data: of the picture.
    """
    flags, x, left_to_do = numbers[FLAGS], numbers[X] - FAR, numbers[CHARACTERS]
    bold = flags & DOUBLED
    at = 0
    while left_to_do > 0:
        left_to_do -= 1
        code = int(text[at])
        at += 1
        if code >= 0xF0:
            code = (code & 7) << 18 | (text[at] & 63) << 12 | (text[at + 1] & 63) << 6 | text[at + 2] & 63
            at += 3
        elif code >= 0xE0:
            code = (code & 15) << 12 | (text[at] & 63) << 6 | text[at + 1] & 63
            at += 2
        elif code >= 0xC0:
            code = (code & 31) << 6 | text[at] & 63
            at += 1
        entry = 0
        if code >= CYRILLIC_BEGIN and code < CYRILLIC_END and numbers[CYRILLIC]:
            entry = numbers[CYRILLIC] + (code - CYRILLIC_BEGIN) * GLYPH_BYTES
        elif code >= LATIN_BEGIN and code < LATIN_END and numbers[LATIN]:
            entry = numbers[LATIN] + (code - LATIN_BEGIN) * GLYPH_BYTES
        else:
            low, high = 0, numbers[GLYPHS]
            while low < high:
                middle = (low + high) >> 1
                place = HEAD_BYTES + middle * GLYPH_BYTES
                found = font[place] | font[place + 1] << 8
                if found == code:
                    entry = place
                    high = low
                elif found < code:
                    low = middle + 1
                else:
                    high = middle
            if entry == 0:
                entry = numbers[WITHOUT_GLYPH]
        if entry:
            if flags & DRAWS and font[entry + 8]:
                columns = (font[entry + 6] + 7) >> 3
                source = HEAD_BYTES + numbers[GLYPHS] * GLYPH_BYTES + (font[entry + 2] | font[entry + 3] << 8)
                left, top = x + font[entry + 5], numbers[Y] - FAR + font[entry + 7]
                again = bold
                while again >= 0:
                    again -= 1
                    shift, first = left & 7, left >> 3
                    row, bits_at, end = top, source, top + font[entry + 8]
                    if row < 0:
                        bits_at -= row * columns
                        row = 0
                    if end > numbers[ROWS]:
                        end = numbers[ROWS]
                    stride = numbers[STRIDE]
                    place = row * stride + first
                    if first < 0 or first + columns >= stride:
                        while row < end:  # near an edge: dots beside the picture are left out
                            column = 0
                            while column < columns:
                                bits = font[bits_at + column] << 8 >> shift
                                to = first + column
                                if bits >> 8 and to >= 0 and to < stride:
                                    if flags & CLEARS:
                                        data[place + column] = data[place + column] & (0xFF ^ bits >> 8)
                                    else:
                                        data[place + column] = data[place + column] | bits >> 8
                                to += 1
                                if bits & 0xFF and to >= 0 and to < stride:
                                    if flags & CLEARS:
                                        data[place + column + 1] = data[place + column + 1] & (0xFF ^ bits & 0xFF)
                                    else:
                                        data[place + column + 1] = data[place + column + 1] | bits & 0xFF
                                column += 1
                            bits_at += columns
                            place += stride
                            row += 1
                    elif flags & CLEARS:
                        beyond = stride - columns
                        while row < end:
                            last = bits_at + columns
                            while bits_at < last:
                                bits = font[bits_at] << 8 >> shift
                                if bits:
                                    data[place] = data[place] & (0xFF ^ bits >> 8)
                                    data[place + 1] = data[place + 1] & (0xFF ^ bits & 0xFF)
                                bits_at += 1
                                place += 1
                            place += beyond
                            row += 1
                    else:
                        beyond = stride - columns
                        while row < end:
                            last = bits_at + columns
                            while bits_at < last:
                                bits = font[bits_at] << 8 >> shift
                                if bits:
                                    data[place] = data[place] | bits >> 8
                                    data[place + 1] = data[place + 1] | bits & 0xFF
                                bits_at += 1
                                place += 1
                            place += beyond
                            row += 1
                    left += 1
            x += font[entry + 4] + bold
    return x
