"""People who use nothing but the panel, of either size: they turn the pages until they find what they look for."""

from __future__ import annotations

from simulator.people.precinct import Terminal
from simulator.people.screen_reader import Screen, fold
from simulator.people.words import words

MORE = "▾"


def seen_whole(at: Terminal, *texts: str) -> Screen:
    """Turn the pages until every word of these texts has been seen; the last page."""
    left = {word for text in texts for word in fold(text).split()}
    while True:
        left = {word for word in left if word not in at.hands.screen.text}
        if not left:
            return at.hands.screen
        assert at.hands.screen.target(MORE), (left, at.hands.screen.lines)
        at.hands.touch(MORE)


def touches(at: Terminal, text: str) -> None:
    """Touch what says this, on whichever page it stands."""
    while at.hands.screen.target(text) is None:
        assert at.hands.screen.target(MORE), (text, at.hands.screen.lines)
        at.hands.touch(MORE)
    at.hands.touch(text)


def types(at: Terminal, digits: str) -> None:
    """Digits and OK; where the question has a page of its own, OK on that first."""
    if at.hands.screen.target("1") is None:
        at.hands.touch(words("key_ok", at.language))
    for digit in digits:
        at.hands.touch(digit)
    at.hands.touch(words("key_ok", at.language))
