"""Lines of text on pictures of one bit per dot: measured, broken, drawn."""

# ruff: noqa: F821  (viper's types)

import micropython
from micropython import const

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
LIMIT = const(10)
BREAK = const(11)
FITTING = const(12)
_PLACE = const(13)
_BITS = const(14)
_SHIFT = const(15)
_COLUMNS = const(16)
_HIGH = const(17)
_FIRST = const(18)
NUMBERS = const(19)
FAR = const(0x8000)  # a text may begin left of the picture and above it; a computer of 64 bits reads no 32-bit signs
DOUBLED = const(1)  # flags
DRAWS = const(2)
CLEARS = const(4)  # clears dots
HEAD_BYTES = const(10)  # of a font file
GLYPH_BYTES = const(9)
LATIN_BEGIN = const(0x20)  # most text, in which every code point has a glyph
_LATIN_END = const(0x7F)
CYRILLIC_BEGIN = const(0x410)
_CYRILLIC_END = const(0x450)
_SPACE = const(0x20)
NO_LIMIT = const(0x20000000)


@micropython.viper
def _stamp(to: ptr8, word: int, bits: ptr8, numbers: ptr32):
    """Set or clear the dots of a glyph, two bytes of a row at a time.

    Only the first two names are in registers: hence their order, and `word`, whatever it is given.

    to, bits: the picture and the font.
    numbers: as for `line`. PLACE, plus FAR, and BITS are the glyph's upper left bytes in both; SHIFT how many dots it
        begins to the right of that; COLUMNS its bytes per row, HIGH its rows; CLEARS among FLAGS.
    """
    clears, shift = numbers[FLAGS] & CLEARS, 8 - numbers[_SHIFT]
    stride, columns = numbers[STRIDE], numbers[_COLUMNS]
    to_top, bits_top, column = int(to) + numbers[_PLACE] - FAR, int(bits) + numbers[_BITS], 0
    while column < columns:
        mask = 0xFFFF if column + 1 < columns else 0xFF00  # the byte behind the last is of the next row
        to, bits, left = ptr8(to_top + column), ptr8(bits_top + column), numbers[_HIGH]
        while left:
            word = (bits[0] << 8 | bits[1]) & mask
            if word:
                word <<= shift
                if clears:
                    to[0] = to[0] & (0xFF ^ word >> 16)
                    to[1] = to[1] & (0xFF ^ word >> 8 & 0xFF)
                    if word & 0xFF:
                        to[2] = to[2] & (0xFF ^ word & 0xFF)
                else:
                    to[0] = to[0] | word >> 16
                    to[1] = to[1] | word >> 8
                    if word & 0xFF:
                        to[2] = to[2] | word
            bits, to = ptr8(int(bits) + columns), ptr8(int(to) + stride)
            left -= 1
        column += 2


@micropython.viper
def _stamp_at_edge(data: ptr8, font: ptr8, numbers: ptr32):
    """`_stamp` for a glyph of which a part may lie beside the picture.

    numbers: FIRST, plus FAR, is the byte of a row where it begins.
    """
    flags, shift, stride = numbers[FLAGS], numbers[_SHIFT], numbers[STRIDE]
    columns, left, first = numbers[_COLUMNS], numbers[_HIGH], numbers[_FIRST] - FAR
    place, bits_at = numbers[_PLACE] - FAR, numbers[_BITS]
    while left:
        column = 0
        before = 0  # both in one statement would be objects
        while column <= columns:
            bits = before << 8 >> shift & 0xFF
            if column < columns:
                before = int(font[bits_at + column])
                bits |= before >> shift
            if first + column >= 0 and first + column < stride:
                to = place + column
                if flags & CLEARS:
                    data[to] = data[to] & (0xFF ^ bits)
                else:
                    data[to] = data[to] | bits
            column += 1
        bits_at += columns
        place += stride
        left -= 1


@micropython.viper
def line(text: ptr8, font: ptr8, numbers: ptr32, data: ptr8) -> int:
    """Where the next character would start behind a line of text, which is drawn if the flags say so.

    text: UTF-8.
    font: a font file.
    numbers: none negative. X, Y of the upper left corner, each plus FAR; STRIDE and ROWS of the picture; FLAGS; how
        many CHARACTERS; how many GLYPHS the font has; the entries of its LATIN and CYRILLIC and of the glyph for
        characters WITHOUT_GLYPH, or 0. It ends behind the first character that leads beyond LIMIT; FITTING is then how
        many characters come before that, BREAK the place of the last space among them, if there was one.
    data: of the picture.
    """
    flags, x, left_to_do = numbers[FLAGS], numbers[X] - FAR, numbers[CHARACTERS]
    bold, limit = flags & DOUBLED, numbers[LIMIT]
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
        if code >= CYRILLIC_BEGIN and code < _CYRILLIC_END and numbers[CYRILLIC]:
            entry = numbers[CYRILLIC] + (code - CYRILLIC_BEGIN) * GLYPH_BYTES
        elif code >= LATIN_BEGIN and code < _LATIN_END and numbers[LATIN]:
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
            if x + font[entry + 4] + bold > limit:
                numbers[FITTING] = numbers[CHARACTERS] - left_to_do - 1
                return x + font[entry + 4] + bold
            if code == _SPACE:
                numbers[BREAK] = numbers[CHARACTERS] - left_to_do - 1
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
                    if row < end:
                        numbers[_PLACE], numbers[_BITS], numbers[_SHIFT] = row * stride + FAR + first, bits_at, shift
                        numbers[_COLUMNS], numbers[_HIGH] = columns, end - row
                        if first < 0 or first + columns >= stride:
                            numbers[_FIRST] = first + FAR
                            _stamp_at_edge(data, font, numbers)
                        else:
                            _stamp(data, 0, font, numbers)
                    left += 1
            x += font[entry + 4] + bold
    return x
