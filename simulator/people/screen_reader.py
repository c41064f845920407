"""Read the words of a screen back from its dots, as a person with good eyes would, and see what can be touched.

So that people and tests can say "expect screen ..." while the firmware offers no way in but its panel. It knows the
fonts and how a target is framed, nothing of the page: any panel, either size of text, any contrast. Letters that look
the same in the font (Latin A, Cyrillic А) cannot be distinguished on a screen; `fold` brings both sides of a
comparison to one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from simulator.people import screen_words
from simulator.people.screen_words import UNREADABLE, fold

__all__ = ["UNREADABLE", "Rectangle", "Screen", "as_written", "fold", "read"]

Rectangle = tuple[int, int, int, int]  # left, top, width, height
GAP, FRAME, FOCUS = (screen_words.LAYOUT[name] for name in ("GAP", "FRAME", "FOCUS"))
_LEAST_SIDE = 45  # of a frame, in dots: longer than any stroke of a letter is both wide and high
_MORE_ABOVE, _MORE_BELOW = "▴", "▾"
_MARKED, _UNMARKED = "☑ ", "☐ "
_CYRILLIC = str.maketrans("AaBCcEeHIiKMOoPpTXxyYhhj", "АаВСсЕеНІіКМОоРрТХхуУһһј")


@dataclass(frozen=True)
class Screen:
    """What a screen shows, from top to bottom and from left to right.

    lines: folded text of every line.
    selected: which of them belong to the target that has the focus; none before a key was pressed.
    title_lines: how many at the top belong to the title bar.
    targets: the words of everything that can be touched, and where.
    marked: words of the cells that are filled and have a mark in their box.
    """

    lines: list[str] = field(default_factory=list)
    selected: list[int] = field(default_factory=list)
    title_lines: int = 0
    targets: dict[str, Rectangle] = field(default_factory=dict)
    marked: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The words of the title bar."""
        return " ".join(self.lines[: self.title_lines])

    @property
    def selection(self) -> str:
        """The words of the target that has the focus."""
        return " ".join(self.lines[i] for i in self.selected)

    @property
    def text(self) -> str:
        """Everything in one piece, so that wrapping does not matter."""
        return " ".join(self.lines)

    @property
    def more_above(self) -> bool:
        """The button for the page before is there."""
        return _MORE_ABOVE in self.targets

    @property
    def more_below(self) -> bool:
        """The button for the next page is there, or one that leads to what was not seen."""
        return any(_MORE_BELOW in words for words in self.targets)

    @property
    def aloud(self) -> str:
        """Every line in the letters of its alphabet, for people."""
        return " | ".join(map(as_written, self.lines)) or "nothing"

    def shows(self, text: str) -> bool:
        """True if the screen shows this text, however it is wrapped."""
        return fold(text) in self.text

    def target(self, words: str) -> Rectangle | None:
        """Where the target with these words is; one that only contains them counts if it is the only one."""
        wanted = fold(words)
        if wanted in self.targets:
            return self.targets[wanted]
        found = [place for text, place in self.targets.items() if wanted in text]
        return found[0] if len(found) == 1 else None


def as_written(text: str) -> str:
    """Folded words by their alphabet: a line with any Cyrillic letter is Cyrillic."""
    return text.translate(_CYRILLIC) if any("Ѐ" <= character <= "ӿ" for character in text) else text


def read(image: np.ndarray) -> Screen:
    """The text of a picture of the panel, rows x columns x 3; empty when nothing is lit."""
    if not image.any():
        return Screen()
    red, green, blue = (image[:, :, channel].astype(np.uint32) for channel in range(3))
    colours = red << 16 | green << 8 | blue
    grounds = colours[:, 0]
    ink = colours != grounds[:, None]
    title_end = int(np.argmax(grounds != grounds[0])) if (grounds != grounds[0]).any() else 0
    bar_begin = len(grounds)
    while title_end and bar_begin > title_end and grounds[bar_begin - 1] == grounds[0]:
        bar_begin -= 1
    lines = [text for _, text in _words_at(ink[:title_end])]
    title_lines = len(lines)
    selected: list[int] = []
    targets: dict[str, Rectangle] = {}
    marked: list[str] = []
    filled_places: dict[Rectangle, bool] = {}
    for begin, end in ((title_end, bar_begin), (bar_begin, len(grounds))):
        region = ink[begin:end].copy()
        found: list[tuple[int, int, list[str], Rectangle | None, bool]] = []
        for left, top, width, height in _frames(region):
            framed = region[top : top + height, left : left + width]
            has_focus, filled = _look(framed)
            inset = FOCUS if has_focus else FRAME
            inside = framed[inset:-inset, inset:-inset]
            words = [text for _, text in _words_at(~inside if filled else inside, framed=True)]
            more = 0 if has_focus else GAP
            frame = (left - more, begin + top - more, width + 2 * more, height + 2 * more)
            found.append((top - more, left, words, frame, has_focus))
            filled_places[frame] = filled
            region[top : top + height, left : left + width] = False
        found += [(top, 0, [text], None, False) for top, text in _words_at(region)]
        for _, _, words, target, has_focus in sorted(found, key=lambda item: item[:2]):
            if has_focus:
                selected += range(len(lines), len(lines) + len(words))
            lines += words
            if target:
                text = " ".join(words)
                if text.startswith(_MARKED) and filled_places[target]:
                    marked.append(text.removeprefix(_MARKED))
                targets[text.removeprefix(_MARKED).removeprefix(_UNMARKED)] = target
    return Screen(lines, selected, title_lines, targets, marked)


def _look(framed: np.ndarray) -> tuple[bool, bool]:
    """(has the focus, is filled) of a frame, a thick one, a block, or a block in a frame, from its corner inwards."""
    second, fifth, inner = (bool(framed[at, at]) for at in (FRAME, FOCUS - 1, FOCUS))
    return second and not (fifth and inner), second and inner


def _frames(ink: np.ndarray) -> list[Rectangle]:
    """Frames and filled rectangles, by their upper left corners: a long way of ink to the right and down."""
    if min(ink.shape) < _LEAST_SIDE:
        return []
    corner = ink.copy()
    corner[1:] &= ~ink[:-1]
    corner[:, 1:] &= ~ink[:, :-1]
    found: list[Rectangle] = []
    for y, x in np.argwhere(corner[: 1 - _LEAST_SIDE, : 1 - _LEAST_SIDE]).tolist():
        if ink[y, x : x + _LEAST_SIDE].all() and ink[y : y + _LEAST_SIDE, x].all():
            if not any(left <= x < left + width and top <= y < top + height for left, top, width, height in found):
                found.append((x, y, _run(ink[y, x:]), _run(ink[y:, x])))
    return found


def _run(dots: np.ndarray) -> int:
    return len(dots) if dots.all() else int(np.argmin(dots))


def _words_at(ink: np.ndarray, framed: bool = False) -> list[tuple[int, str]]:
    if not ink.any():
        return []
    return _kept_words(ink.shape[0], ink.shape[1], np.packbits(ink, axis=1).tobytes(), framed)


@lru_cache(8192)
def _kept_words(rows: int, columns: int, packed: bytes, framed: bool) -> list[tuple[int, str]]:
    """Kept, since most of a page is the same as the last time."""
    ink = np.unpackbits(np.frombuffer(packed, np.uint8).reshape(rows, -1), axis=1)[:, :columns]
    return screen_words.lines(ink, framed)
