"""Three contrasts as data: RGB565 of (ink, ground) for title and buttons, for everything else, and for title and
buttons in test and training.

| contrast | text       | title and buttons | the same, not official | VVSG 2.0                        |
|----------|------------|-------------------|------------------------|---------------------------------|
| standard | 21 : 1     | 14.5 : 1          | 11.6 : 1               | 7.1-C: at least 10 : 1          |
| inverse  | 21 : 1     | 10.9 : 1          | 11.6 : 1               | 7.1-D: high, at least 20 : 1    |
| low      | 7.4 : 1    | 6.4 : 1           | 5.6 : 1                | 7.1-D: low, 4.5 to 8 : 1        |

The grounds of a theme differ, so that people can tell page from frame, and training from official mode.
"""

STANDARD, INVERSE, LOW = range(3)
MARKED = 2  # the ground of title and buttons in test and training
ALARMED = 3  # and of everything that an image for development shows
PASSED = 4  # and of a page that says that every part works
# In every contrast: white on red, 8 : 1; white on green, 11 : 1.
_RED, _GREEN = (0xFFFF, 0xA800), (0xFFFF, 0x0240)
THEMES = (
    ((0xFFFF, 0x014B), (0x0000, 0xFFFF), (0x0000, 0xFD80), _RED, _GREEN),  # navy; black on white; on amber
    ((0xFFFF, 0x01EF), (0xFFFF, 0x0000), (0x0000, 0xFD80), _RED, _GREEN),  # blue; white on black; on amber
    ((0xF739, 0x5A88), (0x4A48, 0xF739), (0xF739, 0x8A42), _RED, _GREEN),  # umber; on warm white; on orange
)
