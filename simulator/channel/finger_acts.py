"""Keys and glass: what fingers do at a terminal.

Here as in the other `…_acts`, a function takes the words behind an act's name and gives what is to be done, or raises
Nonsense; `acts.ACTS` says what each does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulator.channel.at_terminal import Run, TerminalActs, fail
from simulator.channel.lines import Nonsense, Word, nothing_more, number, one_of

SHORTEST_TOUCH_US = 80_000  # what a quick finger stays
NEXT_PAGE, MOST_PAGES = "▾", 40


def press(at: TerminalActs, given: list[Word]) -> Run:
    keys = [_key(at, word) for word in given] or [_key(at, "")]

    def run() -> str:
        at.station.press(*keys)
        return at.still_on()

    return run


def _key(at: TerminalActs, word: str) -> str:
    if not word:
        raise Nonsense(f"which key? There are {', '.join(at.station.keys.pins)}")
    return one_of(word, list(at.station.keys.pins), "key")


def hold(at: TerminalActs, given: list[Word]) -> Run:
    key = _key(at, given[0] if given else "")
    nothing_more(given, 1)

    def run() -> None:
        _down(at, key)
        at.station.keys.hold(key)

    return run


def release(at: TerminalActs, given: list[Word]) -> Run:
    key = _key(at, given[0] if given else "")
    nothing_more(given, 1)
    return lambda: _lift(at, key, lambda: at.station.keys.release(key))


def _down(at: TerminalActs, finger: str) -> None:
    at.down_at_us[finger] = at.station.bench.clock.now_us


def _lift(at: TerminalActs, finger: str, lift: Callable[[], None]) -> None:
    """A finger stays as long as fingers do, by the terminal's clock: a busy computer may be behind the hand."""
    clock = at.station.bench.clock
    since_us = clock.now_us - at.down_at_us.pop(finger, 0)
    if at.station.bench.powered and 0 <= since_us < SHORTEST_TOUCH_US:
        clock.call_later(SHORTEST_TOUCH_US - since_us, lift)
    else:
        lift()


def choose(at: TerminalActs, given: list[Word]) -> Run:
    texts = at.texts(given)

    def run() -> str:
        try:
            at.station.choose(at.shown(texts) or texts[0])
        except AssertionError as trouble:
            return fail(str(trouble))
        return at.still_on()

    return run


def type_(at: TerminalActs, given: list[Word]) -> Run:
    if given[:1] == ["pin"]:
        digits = at.thing(given[1:]).pin
        if not digits:
            raise Nonsense(f"{' '.join(given[1:])} has no PIN")
    else:
        digits = "".join(given)
        if not digits.isascii() or not digits.isdigit():
            raise Nonsense(f"only digits can be typed, or: type pin role chair; not {digits or 'nothing'}")

    def run() -> str:
        at.station.type_digits(digits)
        return at.still_on()

    return run


def touch(at: TerminalActs, given: list[Word]) -> Run:
    if len(given) == 2 and not any(word.quoted for word in given) and given[0].isdecimal():
        dot = _point(at, given)

        def tap() -> str:
            at.station.touch(dot)
            return at.still_on()

        return tap
    texts = at.texts(given)

    def run() -> str:
        try:
            _touch_words(at, at.shown(texts) or texts[0])
        except AssertionError as trouble:
            return fail(str(trouble))
        return at.still_on()

    return run


def _touch_words(at: TerminalActs, text: str) -> None:
    """Touch what says this, on a later page too."""
    for _ in range(MOST_PAGES):
        screen = at.station.screen
        if screen.target(text) or not screen.target(NEXT_PAGE):
            break
        at.station.touch(NEXT_PAGE)
    at.station.touch(text)


def touch_down(at: TerminalActs, given: list[Word]) -> Run:
    x, y = _point(at, given)

    def run() -> None:
        _down(at, "glass")
        _glass(at).finger_down(x, y)

    return run


def touch_move(at: TerminalActs, given: list[Word]) -> Run:
    x, y = _point(at, given)
    return lambda: _glass(at).finger_move(x, y)


def touch_up(at: TerminalActs, given: list[Word]) -> Run:
    nothing_more(given, 0)
    return lambda: _lift(at, "glass", _glass(at).finger_up)


def _point(at: TerminalActs, given: list[Word]) -> tuple[int, int]:
    width, height = at.station.display.width, at.station.display.height
    x, y = number(given, 0, "number of dots from the left"), number(given, 1, "number of dots from the top")
    nothing_more(given, 2)
    if x >= width or y >= height:
        raise Nonsense(f"the display has {width} x {height} dots: {x} {y} is outside")
    return x, y


def _glass(at: TerminalActs) -> Any:
    glass = getattr(at.station, "touch_panel", None)
    if glass is None:
        raise Nonsense(f"{at.terminal.name} has no touch glass")
    return glass
