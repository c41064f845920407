"""The geometry of a page, for any panel, in dots from the upper left corner.

A page from top to bottom: title bar, body, and a bar of buttons. Touch targets are rectangles of at least `target_dots`
each way (12.7 mm, VVSG 2.0 7.2-I), and 2.54 mm apart if the panel is high enough.
"""

TITLE, BODY = 0, 1  # grounds: title and bar of buttons, everything else
FRAMED, FILLED, BOLD, CENTRED, LARGE, FOCUSED = 1, 2, 4, 8, 16, 32  # looks of the items in a row, as bits
MARGIN = 6  # left and right of text without a frame
ABOVE_TEXT = 8  # between title and text, if the page has room
EDGE = 2  # left and right of frames
GAP = 3  # from the edge of a target to its frame
FRAME = 2  # thickness
FOCUS = 6  # thickness of the frame around the target that has the focus, from the target's edge
CELL_TEXT = 14  # from the left edge of a cell to its words
CELL_RIGHT = 12
BUTTON_TEXT = 8  # the least from either edge of a button to its word


def target_dots(pitch_um: int) -> int:
    """The side of the smallest target: 12.7 mm, rounded up."""
    return -(-12_700 // pitch_um)


def spacing(room: int, heights: list[int], target: int) -> int:
    """Dots below each row of targets: 2.54 mm, or less if there is no room.

    room: dots for all rows.
    heights: of each row.
    target: side of the smallest target in dots.
    """
    return max(0, min(-(-target // 5), (room - sum(heights)) // len(heights)))


def target_height(lines: int, line_height: int, target: int) -> int:
    """Height of a target in dots.

    lines: of words in its frame.
    line_height: dots.
    target: side of the smallest target in dots.
    """
    return max(target, lines * line_height + 2 * (GAP + FRAME))


def first_line(height: int, lines: int, line_height: int) -> int:
    """Dots from the top of a row or target to its first line of words; the lines are centred.

    height: of the row or target.
    lines: how many.
    line_height: dots.
    """
    return (height - lines * line_height) // 2


def pages(heights: list[int], room: int) -> list[int]:
    """The first row of each page, if each holds as many as fit."""
    firsts, used = [0], 0
    for number, height in enumerate(heights):
        if used + height > room and number > firsts[-1]:
            firsts.append(number)
            used = 0
        used += height
    return firsts


def bar_rows(widths: list[int], total: int, target: int) -> list[list[int]]:
    """Numbers of the buttons in each row of the bar, in order.

    widths: the least of each button.
    total: width of the bar.
    target: side of the smallest target in dots.
    """
    rows: list[list[int]] = [[]]
    used = 0
    for number, width in enumerate(widths):
        width = max(width, target)
        if rows[-1] and used + width > total:
            rows.append([])
            used = 0
        rows[-1].append(number)
        used += width
    return rows


def bar_places(widths: list[int], total: int, target: int) -> list[tuple[int, int]]:
    """(left, width) of each button of one row; spare width goes between them, then into the wide ones.

    widths: the least of each button.
    total: width of the bar.
    target: side of the smallest target in dots.
    """
    least = [max(width, target) for width in widths]
    left_over = total - sum(least)
    between = min(-(-target // 5), left_over // (len(least) - 1)) if len(least) > 1 else 0
    wide = [number for number, width in enumerate(widths) if width > target] or list(range(len(least)))
    more = (left_over - between * (len(least) - 1)) // len(wide)
    places, x = [], EDGE
    for number, width in enumerate(least):
        width += more if number in wide else 0
        places.append((x, width))
        x += width + between
    return places
