"""What a person does at one terminal: read its screen, press, touch, type, hold codes up, take slips."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image

from simulator.hardware.terminal import TerminalHardware
from simulator.people import screen_reader
from simulator.people.saying import of_error, said
from simulator.people.screen_reader import Screen

KEY_GAP_MS = 350  # people let a screen settle: a press within 300 ms of a new one does not count
CODE_GAP_MS = 700
_DIGITS, _PLACE, _OK = "1234567890", "_", "OK"  # the grid's order, a place for one, a button in every language


class Hands:
    """The eyes and hands of one person before a terminal."""

    def __init__(self, hardware: TerminalHardware) -> None:
        self.hardware = hardware
        self._seen: tuple[tuple[object, ...], Screen] = ((), Screen())

    # --- looking ------------------------------------------------------------------------------------------------

    @property
    def screen(self) -> Screen:
        """What can be read on the display at this moment."""
        look = self.hardware.display.look
        if look != self._seen[0]:
            self._seen = (look, screen_reader.read(self.hardware.display.image()))
        return self._seen[1]

    def expect(self, text: str, limit_ms: int = 120_000) -> bool:
        """Wait until the screen shows a text; else AssertionError with what it shows, False on a power cut."""
        return self.wait_for(lambda screen: screen.shows(text), text, limit_ms)

    def wait_for(self, stands: Callable[[Screen], bool], what: str, limit_ms: int = 120_000) -> bool:
        """Wait for a page as `expect` does; `stands` is asked whenever the display has changed. what: for the error."""
        seen: object = None

        def is_there() -> bool:
            nonlocal seen
            if self.hardware.display.look == seen:
                return False
            seen = self.hardware.display.look
            return stands(self.screen)

        try:
            return self.hardware.wait(is_there, limit_ms)
        except AssertionError as error:
            raise AssertionError(said("waited_for_words", what, self.screen.aloud, of_error(error))) from error

    # --- acting -------------------------------------------------------------------------------------------------

    def press(self, *names: str) -> None:
        """Press keys one after the other, as people do."""
        for name in names:
            if not self.hardware.rest(KEY_GAP_MS):
                return
            self.hardware.keys.press(name)
            if not self.hardware.rest(200):
                return

    def scan(self, text: str, aim: str = "]Q1") -> None:
        """Hold a code before the scanner."""
        if self.hardware.rest(CODE_GAP_MS):
            self.hardware.scanner.show(text, aim)
            self.hardware.rest(CODE_GAP_MS)

    def choose(self, text: str, most: int = 140) -> None:
        """Move the focus to the target with these words, and press OK."""
        if self.focus_on(text, most):
            self.press("ok")

    def focus_on(self, text: str, most: int = 140) -> bool:
        """Move the focus to the target with these words, by keys; False if the power went.

        Down, up, and down again: a button may say something else when all lines were seen.
        """
        wanted = screen_reader.fold(text)
        if not self.hardware.rest(KEY_GAP_MS):
            return False
        steps = ["down", "up", "down"]
        for _ in range(most):
            if wanted in self.screen.selection:
                return True
            before = self.screen
            self._tap(steps[0])
            if not self.hardware.bench.powered:
                return False
            if self.screen == before:
                del steps[0]
                if not steps:
                    break
        raise AssertionError(said("no_line", text, self.screen.aloud))

    def type_digits(self, digits: str) -> None:
        """Wait for as many places, type the digits with the grid, and press OK."""
        places = screen_reader.fold(_PLACE * len(digits))

        def is_empty(screen: Screen) -> bool:
            return places in screen.text or _is_empty_grid(screen)

        if not self.wait_for(lambda screen: is_empty(screen) or _is_read_first(screen), places):
            return
        while not is_empty(self.screen) and self.screen.more_below:
            self.press("down")
        if not is_empty(self.screen):
            self.press("ok")
        if not self.wait_for(is_empty, places) or not self.hardware.rest(KEY_GAP_MS):
            return
        columns, at = _columns(self.screen), _DIGITS.find(self.screen.selection or "?")
        if at < 0:
            self._tap("down")  # nothing has the focus before a key was pressed
            at = _DIGITS.find(self.screen.selection)
        for digit in digits:
            wanted = _DIGITS.index(digit)
            for _ in range(abs(wanted // columns - at // columns)):
                down = wanted > at
                self._tap("down" if down else "up")
                at = min(at + columns, len(_DIGITS) - 1) if down else at - columns
            for _ in range(abs(wanted - at)):
                self._tap("right" if wanted > at else "left")
            self._tap("ok")
            at = wanted
            if not self.hardware.bench.powered:
                return
        if self.screen.selection != _OK:
            raise AssertionError(said("typed_shows", digits, self.screen.aloud))
        self.press("ok")

    def type_letters(self, text: str) -> None:
        """Type words with the pages of letters, and press OK. Capitals stand where the terminal puts them."""
        if not self.hardware.rest(KEY_GAP_MS):
            return
        for character in text:
            self._focus("␣" if character == " " else character.upper())
            self._tap("ok")
            if not self.hardware.bench.powered:
                return
        self._focus(_OK)
        self.press("ok")

    def _focus(self, words: str) -> None:
        """Move the focus over a grid that may have several pages."""
        for _ in range(60):
            screen = self.screen
            if screen.selection == screen_reader.fold(words) or not self.hardware.bench.powered:
                return
            there, here = screen.target(words), screen.target(screen.selection)
            if there is None or here is None:
                self._tap("down")
            elif there[1] != here[1]:
                self._tap("down" if there[1] > here[1] else "up")
            else:
                self._tap("right" if there[0] > here[0] else "left")
        raise AssertionError(said("no_letter_key", words, self.screen.aloud))

    def _tap(self, key: str) -> None:
        """One quick press of a key, and a look at what it did."""
        if self.hardware.bench.powered:
            self.hardware.keys.press(key, 60)
            self.hardware.rest(100)

    def touch(self, words: str | tuple[int, int], hold_ms: int = 120) -> None:
        """Touch the target with these words, or a place on the panel as (column, row), and let go."""
        if not self.hardware.rest(KEY_GAP_MS):
            return
        if isinstance(words, str):
            place = self.screen.target(words)
            if place is None:
                raise AssertionError(said("nothing_to_touch", words, self.screen.aloud))
            words = (place[0] + place[2] // 2, place[1] + place[3] // 2)
        self.hardware.touch_panel.finger_down(*words)
        if self.hardware.rest(hold_ms):
            self.hardware.touch_panel.finger_up()
            self.hardware.rest(200)

    # --- paper --------------------------------------------------------------------------------------------------

    def next_slip(self, had: int, limit_ms: int = 180_000) -> Image.Image | None:
        """Wait for the slip after the first `had` ones; None when the power went."""
        if not self.hardware.wait(lambda: len(self.hardware.printer.slips) > had, limit_ms):
            return None
        return self.hardware.printer.slips[had]


def _columns(screen: Screen) -> int:
    """Of a grid of digits."""
    first = screen.target(_DIGITS[0])
    return sum(place[1] == first[1] for place in screen.targets.values()) if first else 1


def _is_empty_grid(screen: Screen) -> bool:
    """Digits to type on a panel so small that the places appear where the question was."""
    return screen.selection in ("", _DIGITS[0]) and _DIGITS[-1] in screen.targets and _PLACE not in screen.text


def _is_read_first(screen: Screen) -> bool:
    """A page of words that are too long to stand above the digits."""
    is_asked = screen.more_below or screen.target(_OK) is not None
    return is_asked and not any(digit in screen.targets for digit in _DIGITS)
