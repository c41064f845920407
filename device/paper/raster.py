"""A slip as printer bytes: everything is drawn here, because cheap printers have no Kazakh letters.

A slip is a list of the plain tuples that the functions from `text` to `under` make. `render` turns it into ESC/POS
bytes chunk by chunk; never more than one line of text is held in memory.
"""

from paper import qr as qr_code
from paper.strip import BAND_ROWS, Strip, feed
from text import FOLDER
from text.font import Font

DOTS_PER_MM = 8
QR_MODULE_DOTS, QR_MODULE_DOTS_MIN = 4, 3
RULE_ROWS, RULE_MARGIN_ROWS = 2, 8
INVERSE_MARGIN_DOTS = 8
LEADER_DOTS = 12  # from dot to dot between the two sides of a pair
BETWEEN_LANGUAGES = " \u00b7 "
WATERMARK_EVERY_DOTS = 60 * DOTS_PER_MM
WATERMARK_MARGIN_ROWS = 4  # black above and below its text
WATERMARK_GAP_DOTS = 6  # white above and below the black
TEAR_OFF_DOTS = 12 * DOTS_PER_MM  # from the head to the knife or the tear bar
CUT = b"\x1dV\x01"  # GS V 1, partial; printers without a knife ignore it


def text(string: str, align: str = "left", bold: bool = False, inverse: bool = False, big: bool = False) -> tuple:
    """A paragraph, wrapped. Two languages, with BETWEEN_LANGUAGES, each begin a line if one line cannot hold both.

    align: "left", "centre" or "right".
    bold: thicker strokes.
    inverse: white on a black band.
    big: twice the size.
    """
    return ("text", string, align, bold, inverse, big)


def pair(left: str, right: str, bold: bool = False) -> tuple:
    """A row of a table.

    left: wrapped like `text`.
    right: at the right margin, on the last line of `left` if there is room.
    bold: thicker strokes.
    """
    return ("pair", left, right, bold)


def small(is_small: bool = True) -> tuple:
    """Switch to letters of 2.5 mm, for papers that commissions sign, never for voters. False: back to normal size."""
    return ("small", is_small)


def row(cells: tuple, bold: bool = False) -> tuple:
    """A row of a table with equal columns: the first cell is aligned left, the others right."""
    return ("row", cells, bold)


def rule() -> tuple:
    """A line across the paper."""
    return ("rule",)


def qr(string: str, level: str = "M") -> tuple:
    """A centred QR code with its quiet zone. string, level: as for `paper.qr.encode`."""
    return ("qr", string, level)


def space(dots: int) -> tuple:
    """Blank paper; 8 dots are a millimetre."""
    return ("space", dots)


def pause() -> tuple:
    """Nothing on paper: whoever prints gives way to other tasks before the next element, which takes time to make."""
    return ("pause",)


def cut() -> tuple:
    """Feed to the knife and cut; on a printer without one, feed to the tear bar."""
    return ("cut",)


def under() -> tuple:
    """As first element: this slip continues the paper that is still in the printer, complete or torn."""
    return ("under",)


def new_strip(font, width_dots: int) -> Strip:
    """A strip to draw slips on, one after another. width_dots: of the print head, a multiple of 8."""
    return Strip(width_dots, font.height + 2 * WATERMARK_MARGIN_ROWS)


def render(elements: list, font, width_dots: int, watermark: str = "", strip: Strip | None = None):
    """Yield a slip as chunks of ESC/POS bytes, at most 24 rows of raster each, every one starting at the line start. An
    empty chunk is a `pause`.

    ValueError if a QR code is too wide for the paper.

    elements: of the slip.
    font: text.font.Font.
    width_dots: of the print head, a multiple of 8.
    watermark: printed in reverse at the top, at the bottom and at least once per 60 mm between; "" for none.
    strip: a `new_strip` to reuse, for one slip at a time; None makes one.
    """
    return _Sheet(font, width_dots, watermark, strip or new_strip(font, width_dots)).chunks(elements)


class _Sheet:
    """One slip being printed: a strip to draw on, and the distance to the last watermark."""

    def __init__(self, font, width_dots: int, watermark: str, strip: Strip) -> None:
        self.font, self.width, self.watermark = font, width_dots, watermark
        self._usual = font
        self._small: Font | None = None  # loaded on demand, freed with the slip
        self.strip = strip
        self.picture = self.strip.picture
        self.unmarked: int | None = None  # rows since the last watermark; None at the start of a piece of paper

    def chunks(self, elements: list):
        for element in elements:
            kind = element[0]
            if kind == "text":
                yield from self._text(*element[1:])
            elif kind == "pair":
                yield from self._pair(*element[1:])
            elif kind == "row":
                yield from self._row(element[1], element[2])
            elif kind == "small":
                self._small = self._small or Font(FOLDER + "font_small.bin")
                self.font = self._small if element[1] else self._usual
            elif kind == "rule":
                yield from self._rule()
            elif kind == "qr":
                yield from self._qr(element[1], element[2])
            elif kind == "space":
                yield from self._space(element[1])
            elif kind == "pause":
                yield b""
            elif kind == "cut":
                yield from self._end_of_piece()
                yield feed(TEAR_OFF_DOTS) + CUT
        yield from self._end_of_piece()

    # --- the elements -------------------------------------------------------------------------------------------

    def _text(self, string: str, align: str, bold: bool, inverse: bool, big: bool):
        font, scale = self.font, 2 if big else 1
        margin = INVERSE_MARGIN_DOTS if inverse else 0
        room = self.width // scale - 2 * margin
        lines = self._wrapped(string, room, bold)
        yield from self._together(len(lines) * font.height * scale)
        for line in lines:
            yield from self._room_for(font.height * scale)
            spare = room - font.width(line, bold)
            x = margin + (spare if align == "right" else spare // 2 if align == "centre" else 0)
            self.picture.fill(1 if inverse else 0)
            font.draw(line, self.picture, x, 0, 0 if inverse else 1, bold)
            yield from self.strip.printed(font.height, scale)

    def _wrapped(self, string: str, room: int, bold: bool) -> list[str]:
        if BETWEEN_LANGUAGES in string and self.font.width(string, bold) > room:
            string = string.replace(BETWEEN_LANGUAGES, "\n")
        return self.font.wrap(string, room, bold)

    def _pair(self, left: str, right: str, bold: bool):
        font = self.font
        gap = font.width(" ")
        right_x = self.width - font.width(right, bold)
        lines = self._wrapped(left, self.width, bold)
        if font.width(lines[-1], bold) + gap > right_x:
            lines.append("")
        yield from self._together(len(lines) * font.height)
        for number, line in enumerate(lines):
            yield from self._room_for(font.height)
            self.picture.fill(0)
            x = font.draw(line, self.picture, 0, 0, 1, bold)
            if number == len(lines) - 1:
                for dot in range((x + gap + LEADER_DOTS - 1) // LEADER_DOTS * LEADER_DOTS, right_x - gap, LEADER_DOTS):
                    self.picture.fill_rect(dot, font.ascent - 2, 2, 2, 1)
                font.draw(right, self.picture, right_x, 0, 1, bold)
            yield from self.strip.printed(font.height)

    def _row(self, cells: tuple, bold: bool):
        font = self.font
        yield from self._room_for(font.height)
        self.picture.fill(0)
        font.draw(cells[0], self.picture, 0, 0, 1, bold)
        for number, cell in enumerate(cells[1:], 2):
            font.draw(cell, self.picture, self.width * number // len(cells) - font.width(cell, bold), 0, 1, bold)
        yield from self.strip.printed(font.height)

    def _rule(self):
        rows = RULE_ROWS + 2 * RULE_MARGIN_ROWS
        yield from self._room_for(rows)
        self.picture.fill(0)
        self.picture.fill_rect(0, RULE_MARGIN_ROWS, self.width, RULE_ROWS, 1)
        yield from self.strip.printed(rows)

    def _qr(self, string: str, level: str):
        size, modules = qr_code.encode(string, level)
        whole = size + 2 * qr_code.QUIET_MODULES
        dots = QR_MODULE_DOTS
        while whole * dots > self.width:
            dots -= 1
        if dots < QR_MODULE_DOTS_MIN:
            raise ValueError("QR code wider than the paper")
        yield from self._room_for(whole * dots)
        left, stride = (self.width - size * dots) // 2, (size + 7) // 8
        yield feed(qr_code.QUIET_MODULES * dots)
        together = BAND_ROWS // dots
        for first in range(0, size, together):
            rows = min(together, size - first)
            self.picture.fill(0)
            for row in range(rows):
                self.picture.modules(modules, (first + row) * stride, size, left, row * dots, dots)
            yield from self.strip.printed(rows * dots)
        yield feed(qr_code.QUIET_MODULES * dots)

    def _space(self, dots: int):
        while dots:
            part = min(dots, WATERMARK_EVERY_DOTS // 4)
            yield from self._room_for(part)
            yield feed(part)
            dots -= part

    # --- the watermark ------------------------------------------------------------------------------------------

    def _together(self, rows: int):
        """Before a paragraph of `rows`: the watermark that would otherwise split it."""
        if self.unmarked and self._too_far(rows) and rows <= WATERMARK_EVERY_DOTS - 2 * WATERMARK_GAP_DOTS:
            yield from self._mark()

    def _room_for(self, rows: int):
        """Before the next `rows` are printed: a watermark, if they would end too far below the last one."""
        if self.unmarked is None or self._too_far(rows):
            yield from self._mark()
        self.unmarked += rows

    def _too_far(self, rows: int) -> bool:
        return self.unmarked + rows > WATERMARK_EVERY_DOTS - WATERMARK_GAP_DOTS

    def _end_of_piece(self):
        if self.unmarked:
            yield from self._mark(last=True)
        self.unmarked = None

    def _mark(self, last: bool = False):
        first, self.unmarked = self.unmarked is None, 0
        if self.watermark:
            font = self._usual
            if not first:
                yield feed(WATERMARK_GAP_DOTS)
            self.picture.fill(1)
            x = max((self.width - font.width(self.watermark)) // 2, 0)
            font.draw(self.watermark, self.picture, x, WATERMARK_MARGIN_ROWS, 0)
            yield from self.strip.printed(font.height + 2 * WATERMARK_MARGIN_ROWS)
            if not last:
                yield feed(WATERMARK_GAP_DOTS)
                self.unmarked = WATERMARK_GAP_DOTS
