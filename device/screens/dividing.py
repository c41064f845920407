"""Divide lines of a choice that are too long for a page. Imported on demand."""

from screens.layout import CELL_RIGHT, CELL_TEXT, EDGE, target_height
from screens.sheet import Sheet, buttons


def divided(canvas, title: str, lines: list, left: list, right: list) -> tuple:
    """(pieces that fit a page below the title, the number of the line of each piece).

    title, lines: words of the page.
    left, right: its buttons, as in `Cells`.
    """
    pieces: list = []
    numbers: list = []
    for number, words in enumerate(lines):
        pieces += _pieces(canvas, title, words, left, right)
        numbers += [number] * (len(pieces) - len(numbers))
    return pieces, numbers


def _pieces(canvas, title: str, words: str, left: list, right: list) -> list:
    """The words of one cell, broken between paragraphs if possible."""
    sheet, pieces = Sheet(canvas), [""]
    sheet.bar(buttons(canvas, left, right, 2, 0))
    sheet.title(title, canvas.target_dots)
    most = (sheet.room - target_height(0, 0, 0)) // canvas.font.height
    used, width = 0, canvas.width - 2 * EDGE - CELL_TEXT - CELL_RIGHT
    for paragraph in words.split("\n"):
        lines = canvas.font.wrap(paragraph, width)
        while lines:
            if used and used + min(len(lines), most) > most:
                pieces.append("")
                used = 0
            taken, lines = lines[: most - used], lines[most - used :]
            pieces[-1] += ("\n" if used else "") + "\n".join(taken)
            used += len(taken)
    return pieces
