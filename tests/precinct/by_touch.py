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
        left = {word for word in left if word not in at.station.screen.text}
        if not left:
            return at.station.screen
        assert at.station.screen.target(MORE), (left, at.station.screen.lines)
        at.station.touch(MORE)


def touches(at: Terminal, text: str) -> None:
    """Touch what says this, on whichever page it stands."""
    while at.station.screen.target(text) is None:
        assert at.station.screen.target(MORE), (text, at.station.screen.lines)
        at.station.touch(MORE)
    at.station.touch(text)


def types(at: Terminal, digits: str) -> None:
    """Digits and OK; where the question has a page of its own, OK on that first."""
    if at.station.screen.target("1") is None:
        at.station.touch(words("key_ok", at.language))
    for digit in digits:
        at.station.touch(digit)
    at.station.touch(words("key_ok", at.language))
