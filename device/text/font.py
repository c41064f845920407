"""Proportional bitmap text for screen and paper. The file format is described in host_tools/fonts/cut.py."""

import struct
from array import array

from text import content, letters
from text.letters import (
    BREAK,
    CHARACTERS,
    CLEARS,
    DOUBLED,
    DRAWS,
    FAR,
    FITTING,
    FLAGS,
    GLYPH_BYTES,
    HEAD_BYTES,
    LIMIT,
    NO_LIMIT,
    NUMBERS,
    ROWS,
    STRIDE,
    X,
    Y,
    line,
)

_UNKNOWN = 0x25A1  # drawn for a character without a glyph: a hollow box is noticed, a gap is not


class Font:
    """One font file.

    height, ascent, capital_height: in dots; a line of text is `height` rows, its baseline `ascent` rows down.
    """

    def __init__(self, path: str) -> None:
        """Raises OSError if the file is missing, ValueError if it is not a font of this format."""
        data = content(path)
        magic, version, self.height, self.ascent, self.capital_height, self._count = struct.unpack_from(
            "<4sBBBBH", data, 0
        )
        if magic != b"TMGF" or version != 1:
            raise ValueError(path)
        self._data = data
        self._numbers = numbers = array("i", [0] * NUMBERS)
        numbers[letters.GLYPHS], numbers[LIMIT] = self._count, NO_LIMIT
        numbers[letters.LATIN] = self._find(letters.LATIN_BEGIN)
        numbers[letters.CYRILLIC] = self._find(letters.CYRILLIC_BEGIN)
        numbers[letters.WITHOUT_GLYPH] = self._find(_UNKNOWN)

    def width(self, text: str, bold: bool = False) -> int:
        """Dots from the start of `text` to where the next character would start."""
        numbers = self._numbers
        numbers[X], numbers[FLAGS], numbers[CHARACTERS] = FAR, DOUBLED if bold else 0, len(text)
        return line(text, self._data, numbers, b"")  # type: ignore[arg-type]  # viper: addresses

    def missing(self, text: str) -> str | None:
        """The first character of `text` that has no glyph; None if all have one."""
        for character in text:
            if character != "\n" and not self._find(ord(character)):
                return character
        return None

    def wrap(self, text: str, width_dots: int, bold: bool = False) -> list[str]:
        """`text` in lines of at most `width_dots`, at least one: broken at spaces, and inside a word that is too
        long, after a hyphen if it has one.

        A no-break space keeps its words together; a newline always breaks. Runs of spaces become one.

        text: to wrap.
        width_dots: of a line.
        bold: measure bold glyphs.
        """
        lines: list[str] = []
        for paragraph in text.split("\n") if "\n" in text else (text,):
            if "  " in paragraph or paragraph[:1] == " " or paragraph[-1:] == " ":
                paragraph = " ".join([word for word in paragraph.split(" ") if word])
            while True:
                end = self._line_end(paragraph, width_dots, bold)
                if not end:
                    break
                lines.append(paragraph[:end])
                paragraph = paragraph[end + 1 if paragraph[end] == " " else end :]
            lines.append(paragraph)
        return lines

    def _line_end(self, text: str, width_dots: int, bold: bool) -> int:
        """How many characters the first line of several has; 0 if all of `text` fits."""
        numbers = self._numbers
        numbers[LIMIT], numbers[BREAK] = width_dots, 0
        fits = self.width(text, bold) <= width_dots
        numbers[LIMIT] = NO_LIMIT
        fitting, end = numbers[FITTING], numbers[BREAK]
        if fits or len(text) < 2:
            return 0
        if text[fitting] == " ":
            return fitting
        if end:
            return end
        fitting = max(fitting, 1)
        return text.rfind("-", 0, fitting) + 1 or fitting

    def draw(self, text: str, canvas, x: int, y: int, ink: int = 1, bold: bool = False) -> int:
        """Draw one line of `text` with its upper left corner at (x, y) of a picture; the x after it.

        Only dots of ink are set, to `ink`. Bold draws each glyph again one dot to the right.

        text: without newlines.
        canvas: text.picture.Picture to draw on.
        x, y: dots.
        ink: 1 or 0.
        bold: in bold.
        """
        numbers = self._numbers
        numbers[X], numbers[Y], numbers[STRIDE], numbers[ROWS] = x + FAR, y + FAR, canvas.stride, canvas.rows
        numbers[FLAGS], numbers[CHARACTERS] = DRAWS | (DOUBLED if bold else 0) | (0 if ink else CLEARS), len(text)
        return line(text, self._data, numbers, canvas.data)  # type: ignore[arg-type]  # viper: addresses

    def _find(self, code: int) -> int:
        """Offset of a code point's entry in the file, 0 if it has none."""
        data, low, high = self._data, 0, self._count
        while low < high:
            middle = (low + high) >> 1
            entry = HEAD_BYTES + middle * GLYPH_BYTES
            found = data[entry] | data[entry + 1] << 8
            if found == code:
                return entry
            if found < code:
                low = middle + 1
            else:
                high = middle
        return 0
