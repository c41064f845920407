"""What is answered on a page is one number: from 0 on a line of the page, below that one of these.

A question that is typed gives what was typed; "" if nothing was.
"""

BACK, EXPIRED = -1, -2  # went back or said no; nobody is there any more
NEXT = -3  # done with marking lines
YES = 1

# What a page hears on the way to an answer: keys, and the buttons that do the same or turn its pages.
OK, UP, DOWN, LEFT, RIGHT = -4, -5, -6, -7, -8
PREVIOUS, FOLLOWING, FINISHED = -9, -10, -11
AWAKE = -12  # the alert was answered, nothing else
KEYS = {"back": BACK, "ok": OK, "up": UP, "down": DOWN, "left": LEFT, "right": RIGHT}
