"""Keys and glass: what fingers do at a terminal.

Here as in the other `…_acts`, a function takes the words behind an act's name and gives what is to be done, or raises
LineError; `acts.ACTS` says what each does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulator.channel.at_terminal import Run, TerminalActs, fail
from simulator.channel.lines import LineError, Word, nothing_more, number, one_of
from simulator.people.saying import of_error, said

SHORTEST_TOUCH_US = 80_000  # what a quick finger stays
NEXT_PAGE, MOST_PAGES = "▾", 40


def press(at: TerminalActs, given: list[Word]) -> Run:
    """Press keys one after another."""
    keys = [_key(at, word) for word in given] or [_key(at, "")]

    def run() -> str:
        at.hands.press(*keys)
        return at.still_on()

    return run


def _key(at: TerminalActs, word: str) -> str:
    if not word:
        raise LineError(said("which_key", ", ".join(at.hardware.keys.pins)))
    return one_of(word, list(at.hardware.keys.pins), "what_key")


def hold(at: TerminalActs, given: list[Word]) -> Run:
    """Put a finger on a key and leave it there."""
    key = _key(at, given[0] if given else "")
    nothing_more(given, 1)

    def run() -> None:
        _down(at, key)
        at.hardware.keys.hold(key)

    return run


def release(at: TerminalActs, given: list[Word]) -> Run:
    """Take the finger off a key."""
    key = _key(at, given[0] if given else "")
    nothing_more(given, 1)
    return lambda: _lift(at, key, lambda: at.hardware.keys.release(key))


def _down(at: TerminalActs, finger: str) -> None:
    at.down_at_us[finger] = at.hardware.bench.clock.now_us


def _lift(at: TerminalActs, finger: str, lift: Callable[[], None]) -> None:
    """A finger stays as long as fingers do, by the terminal's clock: a busy computer may be behind the hand."""
    clock = at.hardware.bench.clock
    since_us = clock.now_us - at.down_at_us.pop(finger, 0)
    if at.hardware.bench.powered and 0 <= since_us < SHORTEST_TOUCH_US:
        clock.call_later(SHORTEST_TOUCH_US - since_us, lift)
    else:
        lift()


def choose(at: TerminalActs, given: list[Word]) -> Run:
    """Move the focus to a line by keys, and press OK."""
    texts = at.texts(given)

    def run() -> str:
        try:
            at.hands.choose(at.shown(texts) or texts[0])
        except AssertionError as error:
            return fail(of_error(error))
        return at.still_on()

    return run


def type_(at: TerminalActs, given: list[Word]) -> Run:
    """Type digits, or the PIN of a card."""
    if given[:1] == ["pin"]:
        digits = at.item(given[1:]).pin
        if not digits:
            raise LineError(said("has_no_pin", " ".join(given[1:])))
    else:
        digits = "".join(given)
        if not digits.isascii() or not digits.isdigit():
            raise LineError(said("only_digits", digits or said("nothing")))

    def run() -> str:
        at.hands.type_digits(digits)
        return at.still_on()

    return run


def touch(at: TerminalActs, given: list[Word]) -> Run:
    """Tap words or a dot on the glass."""
    if len(given) == 2 and not any(word.quoted for word in given) and given[0].isdecimal():
        dot = _point(at, given)

        def tap() -> str:
            at.hands.touch(dot)
            return at.still_on()

        return tap
    texts = at.texts(given)

    def run() -> str:
        try:
            _touch_words(at, at.shown(texts) or texts[0])
        except AssertionError as error:
            return fail(of_error(error))
        return at.still_on()

    return run


def _touch_words(at: TerminalActs, text: str) -> None:
    """Touch the target with these words, turning pages if need be."""
    for _ in range(MOST_PAGES):
        screen = at.hands.screen
        if screen.target(text) or not screen.target(NEXT_PAGE):
            break
        at.hands.touch(NEXT_PAGE)
    at.hands.touch(text)


def touch_down(at: TerminalActs, given: list[Word]) -> Run:
    """Put a finger on the glass and leave it there."""
    x, y = _point(at, given)

    def run() -> None:
        _down(at, "glass")
        _glass(at).finger_down(x, y)

    return run


def touch_move(at: TerminalActs, given: list[Word]) -> Run:
    """Move the finger that is on the glass."""
    x, y = _point(at, given)
    return lambda: _glass(at).finger_move(x, y)


def touch_up(at: TerminalActs, given: list[Word]) -> Run:
    """Take the finger off the glass."""
    nothing_more(given, 0)
    return lambda: _lift(at, "glass", _glass(at).finger_up)


def _point(at: TerminalActs, given: list[Word]) -> tuple[int, int]:
    width, height = at.hardware.display.width, at.hardware.display.height
    x, y = number(given, 0, "what_from_left"), number(given, 1, "what_from_top")
    nothing_more(given, 2)
    if x >= width or y >= height:
        raise LineError(said("outside", width, height, x, y))
    return x, y


def _glass(at: TerminalActs) -> Any:
    glass = getattr(at.hardware, "touch_panel", None)
    if glass is None:
        raise LineError(said("no_glass", at.terminal.name))
    return glass
