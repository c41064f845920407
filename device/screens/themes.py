"""Three contrasts as data: RGB565 of (ink, ground) for title and buttons, and for everything else.

| contrast | text       | title and buttons | VVSG 2.0                        |
|----------|------------|-------------------|---------------------------------|
| standard | 21 : 1     | 14.5 : 1          | 7.1-C: at least 10 : 1          |
| inverse  | 21 : 1     | 10.9 : 1          | 7.1-D: high, at least 20 : 1    |
| low      | 7.4 : 1    | 6.4 : 1           | 7.1-D: low, 4.5 to 8 : 1        |

The two grounds of a theme differ, so that the page can be told from its frame.
"""

STANDARD, INVERSE, LOW = range(3)
THEMES = (
    ((0xFFFF, 0x014B), (0x0000, 0xFFFF)),  # white on navy; black on white
    ((0xFFFF, 0x01EF), (0xFFFF, 0x0000)),  # white on blue; white on black
    ((0xF739, 0x5A88), (0x4A48, 0xF739)),  # warm white on umber; umber on warm white
)
