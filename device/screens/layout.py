"""Where things stand on a page of text: dots of a panel 480 wide and 320 high. Nothing but numbers."""

SLOTS = 7  # strips of text, one below the other: title, body, footer
LEFT, RIGHT = 20, 26  # margins; the left one holds the bar of the selected line, the right one the marks for more pages
INDENT = 24  # of the rows that a wrapped choice goes on in
BAR_LEFT, BAR_WIDTH = 6, 8
TITLE_GAP = 1  # paper between the title bar and a selected first line
MARK_WIDTH = 24  # from the right edge


def slot_top(slot: int, height: int = 320) -> int:
    """First row of a strip; `slot_top(SLOTS)` is the end of the page."""
    return slot * height // SLOTS
