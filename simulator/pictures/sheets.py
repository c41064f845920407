"""Sheets of pictures with a word below each: screens in rows, slips as paper lying side by side, long ones folded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

FONTS = Path(__file__).parents[1] / "front" / "static" / "fonts"
TABLE, PAPER, INK, QUIET, CASE = (233, 235, 238), (255, 255, 255), (24, 32, 46), (92, 102, 118), (32, 40, 54)
MARGIN, GAP, BEZEL, CAPTION_DOTS, HEADING_DOTS = 40, 36, 10, 30, 44
LINE_DOTS = 1.35  # of the height of its letters
PAPER_MARGIN_DOTS = 24  # 3 mm at 8 dots a millimetre, as a 58 mm roll leaves beside its 48 mm of dots
COLUMN_DOTS = 2000  # a longer slip is folded into columns of about this height
FOLD_REACH_DOTS = 300  # how far from an even fold a gap between lines is looked for
COLOURS = 64


@dataclass(frozen=True)
class Shot:
    """A picture and what it shows, in a few words."""

    picture: Image.Image
    caption: str


def _font(size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / ("NotoSans-Bold.woff" if bold else "NotoSans-Regular.woff")), size)


def _lines(words: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    rows = [""]
    for word in words.split():
        longer = f"{rows[-1]} {word}".strip()
        if font.getlength(longer) > width and rows[-1]:
            rows.append(word)
        else:
            rows[-1] = longer
    return rows


def captioned(shot: Shot, dots: int = CAPTION_DOTS) -> Image.Image:
    """The picture with its caption below, in letters of this many dots, on the colour of the table."""
    font, picture = _font(dots), shot.picture
    rows, step = _lines(shot.caption, font, picture.width), int(dots * LINE_DOTS)
    page = Image.new("RGB", (picture.width, picture.height + 10 + step * len(rows)), TABLE)
    page.paste(picture, (0, 0))
    draw = ImageDraw.Draw(page)
    for number, row in enumerate(rows):
        draw.text((0, picture.height + 6 + number * step), row, QUIET, font)
    return page


def framed(screen: Image.Image) -> Image.Image:
    """A screen in a dark case, as in the terminal."""
    size = screen.width + 2 * BEZEL, screen.height + 2 * BEZEL
    page = Image.new("RGB", size, TABLE)
    ImageDraw.Draw(page).rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), BEZEL, CASE)
    page.paste(screen.convert("RGB"), (BEZEL, BEZEL))
    return page


def rows_of(heading: str, shots: Sequence[Shot], columns: int) -> Image.Image:
    """A heading, and screens below it in rows."""
    pieces = [captioned(Shot(framed(shot.picture), shot.caption)) for shot in shots]
    return _with_heading(heading, [pieces[at : at + columns] for at in range(0, len(pieces), columns)])


def beside(heading: str, slips: Sequence[Shot]) -> Image.Image:
    """A heading, and slips below it side by side."""
    return _with_heading(
        heading, [[captioned(Shot(folded(slip.picture), slip.caption), HEADING_DOTS) for slip in slips]]
    )


def _with_heading(heading: str, rows: Sequence[Sequence[Image.Image]]) -> Image.Image:
    width = max(sum(piece.width + GAP for piece in row) - GAP for row in rows)
    top = int(HEADING_DOTS * LINE_DOTS) + GAP // 2
    page = Image.new("RGB", (width, top + sum(max(p.height for p in row) + GAP for row in rows) - GAP), TABLE)
    ImageDraw.Draw(page).text((0, 0), heading, INK, _font(HEADING_DOTS, bold=True))
    y = top
    for row in rows:
        x = 0
        for piece in row:
            page.paste(piece, (x, y))
            x += piece.width + GAP
        y += max(piece.height for piece in row) + GAP
    return page


def folded(slip: Image.Image) -> Image.Image:
    """A slip on its paper; a long one in columns, cut where the most rows without ink follow each other."""
    inked = np.asarray(slip.convert("L")).min(axis=1) < 128
    columns, top = [], 0
    for left in range(-(-slip.height // COLUMN_DOTS), 0, -1):
        end = slip.height if left == 1 else _widest_gap(inked, top + (slip.height - top) // left)
        columns.append(slip.crop((0, top, slip.width, end)))
        top = end
    wide, high = slip.width + 2 * PAPER_MARGIN_DOTS, max(column.height for column in columns) + 2 * PAPER_MARGIN_DOTS
    page = Image.new("RGB", (len(columns) * (wide + GAP // 2) - GAP // 2, high), TABLE)
    draw = ImageDraw.Draw(page)
    for number, column in enumerate(columns):
        x = number * (wide + GAP // 2)
        draw.rectangle((x, 0, x + wide - 1, column.height + 2 * PAPER_MARGIN_DOTS - 1), PAPER)
        page.paste(column.convert("RGB"), (x + PAPER_MARGIN_DOTS, PAPER_MARGIN_DOTS))
    return page


def _widest_gap(inked: np.ndarray, around: int) -> int:
    """The middle of the longest run of rows without ink near a row."""
    begin, best, run = around - FOLD_REACH_DOTS, (0, around), 0
    for row in range(begin, around + FOLD_REACH_DOTS):
        run = 0 if inked[row] else run + 1
        best = max(best, (run, row - run // 2))
    return best[1]


def save(path: Path, parts: Sequence[Image.Image]) -> None:
    """Parts one below the other, as a PNG of few colours."""
    width = max(part.width for part in parts) + 2 * MARGIN
    page = Image.new("RGB", (width, sum(part.height + MARGIN for part in parts) + MARGIN), TABLE)
    y = MARGIN
    for part in parts:
        page.paste(part, (MARGIN, y))
        y += part.height + MARGIN
    page.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path}: {page.width} x {page.height} dots, {path.stat().st_size // 1024} KiB")
