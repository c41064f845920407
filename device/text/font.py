"""Proportional bitmap text for screen and paper. The file format is described in host_tools/fonts/cut.py."""

import struct

import framebuf

HEAD_BYTES = 10
_ENTRY_BYTES = 9
CACHED_GLYPHS = 24  # about 200 bytes each; a page of text uses about thirty different ones
_LATIN, _CYRILLIC = 0x20, 0x410  # ranges of most text, in which every code point has a glyph
_LATIN_END, _CYRILLIC_END = 0x7F, 0x450
_UNKNOWN = 0x25A1  # drawn for a character without a glyph: a hollow box is noticed, a gap is not


class Font:
    """One font file, its index in memory and its bitmaps read on demand.

    height, ascent, capital_height: in dots; a line of text is `height` rows, its baseline `ascent` rows down.
    """

    def __init__(self, path: str) -> None:
        """Raises OSError if the file is missing, ValueError if it is not a font of this format."""
        self._file = open(path, "rb")  # noqa: SIM115  stays open for the glyphs
        magic, version, self.height, self.ascent, self.capital_height, self._count = struct.unpack(
            "<4sBBBBH", self._file.read(HEAD_BYTES)
        )
        if magic != b"TMGF" or version != 1:
            raise ValueError(path)
        self._index = self._file.read(_ENTRY_BYTES * self._count)
        self._glyphs: dict[int, framebuf.FrameBuffer] = {}
        self._latin, self._cyrillic = self._search(_LATIN), self._search(_CYRILLIC)
        colours = bytearray(1)
        self._reversed = framebuf.FrameBuffer(colours, 2, 1, framebuf.MONO_HLSB)
        self._reversed.pixel(0, 0, 1)

    def width(self, text: str, bold: bool = False) -> int:
        """Dots from the start of `text` to where the next character would start."""
        index, width = self._index, len(text) if bold else 0
        for character in text:
            width += index[self._entry(character) + 4]
        return width

    def missing(self, text: str) -> str | None:
        """The first character of `text` that has no glyph; None if all have one."""
        for character in text:
            if character != "\n" and self._find(ord(character)) < 0:
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
        lines = []
        space = self.width(" ", bold)
        for paragraph in text.split("\n"):
            line, used = "", 0
            for word in paragraph.split(" "):
                if not word:
                    continue
                needed = self.width(word, bold)
                if line and used + space + needed <= width_dots:
                    line, used = line + " " + word, used + space + needed
                    continue
                if line:
                    lines.append(line)
                while needed > width_dots and len(word) > 1:
                    fitting = self._fitting(word, width_dots, bold)
                    fitting = word.rfind("-", 0, fitting) + 1 or fitting
                    lines.append(word[:fitting])
                    word = word[fitting:]
                    needed = self.width(word, bold)
                line, used = word, needed
            lines.append(line)
        return lines

    def draw(self, text: str, canvas: framebuf.FrameBuffer, x: int, y: int, ink: int = 1, bold: bool = False) -> int:
        """Draw one line of `text` with its upper left corner at (x, y) of a MONO_HLSB frame buffer; the x after it.

        Only dots of ink are set, to `ink`. Bold draws each glyph again one dot to the right.

        text: without newlines.
        canvas: to draw on.
        x, y: dots.
        ink: 1 or 0.
        bold: in bold.
        """
        index = self._index
        key, palette = (0, None) if ink else (1, self._reversed)
        for character in text:
            entry = self._entry(character)
            if index[entry + 8]:
                glyph = self._glyph(entry)
                left, top = x + index[entry + 5], y + index[entry + 7]
                canvas.blit(glyph, left, top, key, palette)
                if bold:
                    canvas.blit(glyph, left + 1, top, key, palette)
            x += index[entry + 4] + (1 if bold else 0)
        return x

    def _find(self, code: int) -> int:
        """Offset of a code point's entry in the index, -1 if it has none."""
        if _CYRILLIC <= code < _CYRILLIC_END:
            return self._cyrillic + (code - _CYRILLIC) * _ENTRY_BYTES
        if _LATIN <= code < _LATIN_END:
            return self._latin + (code - _LATIN) * _ENTRY_BYTES
        return self._search(code)

    def _search(self, code: int) -> int:
        index, low, high = self._index, 0, self._count
        while low < high:
            middle = (low + high) >> 1
            entry = middle * _ENTRY_BYTES
            found = index[entry] | index[entry + 1] << 8
            if found == code:
                return entry
            if found < code:
                low = middle + 1
            else:
                high = middle
        return -1

    def _entry(self, character: str) -> int:
        entry = self._find(ord(character))
        return entry if entry >= 0 else self._find(_UNKNOWN)

    def _glyph(self, entry: int) -> framebuf.FrameBuffer:
        glyph = self._glyphs.get(entry)
        if glyph is None:
            if len(self._glyphs) >= CACHED_GLYPHS:
                self._glyphs.clear()
            index = self._index
            width, rows = index[entry + 6], index[entry + 8]
            bitmap = bytearray((width + 7) // 8 * rows)
            self._file.seek(HEAD_BYTES + len(index) + (index[entry + 2] | index[entry + 3] << 8))
            self._file.readinto(bitmap)
            glyph = self._glyphs[entry] = framebuf.FrameBuffer(bitmap, width, rows, framebuf.MONO_HLSB)
        return glyph

    def _fitting(self, word: str, width_dots: int, bold: bool) -> int:
        """How many characters of `word` fit, at least one."""
        used = 0
        for position, character in enumerate(word):
            used += self.width(character, bold)
            if used > width_dots:
                return max(position, 1)
        return len(word)
