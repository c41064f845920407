"""The answer to a page is one number: a line of the page from 0 on, or one of these negative ones.

A typed question returns what was typed; "" if nothing was.
"""

BACK, EXPIRED = -1, -2  # Back or No; nobody is there any more
NEXT = -3  # done with marking lines
YES = 1

# What a page hears before an answer: keys, and the buttons that do the same or turn its pages.
OK, UP, DOWN, LEFT, RIGHT = -4, -5, -6, -7, -8
PREVIOUS, FOLLOWING, FINISHED = -9, -10, -11
AWAKE = -12  # the alert was answered, nothing else
OTHER = -13  # the third button of a page that asks yes or no
KEYS = {"back": BACK, "ok": OK, "up": UP, "down": DOWN, "left": LEFT, "right": RIGHT}
