"""Calibrate the touch glass with three crosses, and check it with a fourth. Imported on demand."""

from drivers import calibration
from screens.first_of import first
from screens.layout import BODY, MARGIN
from screens.themes import THEMES
from text.picture import Picture

_ARM, _THICK = 20, 3  # dots
_PLACES = ((12, 18), (88, 18), (50, 85), (70, 75))  # percent of width and height; the last is the check
_SPACE = 8  # dots between a cross and the words
_OFF_MOST_UM = 3000  # a target has 12.7 mm
_SLIDE_MOST = 60  # counts from beginning to end of a touch, 1.5 mm: a finger that slid did not touch a cross
_TRIES = 3  # then the old calibration stays, so that nobody without keys is trapped here


class Calibrating:
    """One calibration of `dialog.touch`."""

    def __init__(self, dialog):
        self.dialog, self.touch, self.texts = dialog, dialog.touch, dialog.texts
        self.canvas, self.display, self.font = dialog.canvas, dialog.canvas.display, dialog.canvas.font
        width, height = self.display.width, self.display.height
        self.points = [(x * width // 100, y * height // 100) for x, y in _PLACES]
        rows = max(2 * _ARM + 1, self.font.height)
        self._strip = Picture(width, rows)

    async def run(self) -> bool:
        """True if a new calibration is in use and stored; False after *back* or three failed tries: the old stays."""
        note = ""
        for _ in range(_TRIES):
            found = await self._try(note)
            if found is None:
                return False
            if found:
                kept = calibration.save(found, self.display.width, self.display.height)
                self.touch.coefficients = found
                await self._say("touch_done" if kept else "touch_not_kept")
                return kept
            note = self.texts("touch_again") + " "
        await self._say("touch_as_before")
        return False

    async def _try(self, note: str):
        """Coefficients, checked with the fourth cross; () if the check failed, None for *back*."""
        readings: list = []
        while len(readings) < len(self.points):
            number = len(readings)
            self.show_cross(number, note)
            reading = await self._touched()
            if reading is None:
                return None
            if reading:
                readings.append(reading)
        found = calibration.solve(self.points[:3], readings[:3])
        if found is None:
            return ()
        x, y = calibration.dot(found, readings[3])
        aim_x, aim_y = self.points[3]
        most = _OFF_MOST_UM // self.display.profile["pitch_um"]
        return found if (x - aim_x) ** 2 + (y - aim_y) ** 2 <= most * most else ()

    async def _touched(self):
        """The reading of one steady touch; () if it slid or for another key, None for *back*."""
        self.dialog.lock_out()
        which, value = await first(self.dialog.buttons.pressed(), self.touch.touched())
        if not which:
            return None if value == "back" else ()
        (x, y), (end_x, end_y) = value
        return (x, y) if abs(x - end_x) <= _SLIDE_MOST and abs(y - end_y) <= _SLIDE_MOST else ()

    def show_cross(self, number: int, note: str) -> None:
        """Show one cross on an empty page, with instructions."""
        ink, paper = THEMES[self.canvas.contrast][BODY]
        display, strip, (x, y) = self.display, self._strip, self.points[number]
        self.canvas.forget()
        display.fill(0, display.height, paper)
        strip.fill(0)
        strip.fill_rect(x - _ARM, _ARM - _THICK // 2, 2 * _ARM + 1, _THICK, 1)
        strip.fill_rect(x - _THICK // 2, 0, _THICK, 2 * _ARM + 1, 1)
        display.band(y - _ARM, strip.data, 2 * _ARM + 1, ink, paper)
        words = self.texts("touch_cross", number + 1, len(self.points))
        if not number:
            words = note + words
        top = y + _ARM + _SPACE if y < display.height // 2 else _SPACE
        for line in self.font.wrap(words, display.width - 2 * MARGIN):
            strip.fill(0)
            self.font.draw(line, strip, MARGIN, 0)
            display.band(top, strip.data, self.font.height, ink, paper)
            top += self.font.height

    async def _say(self, text: str) -> None:
        self.canvas.forget()
        await self.dialog.message(self.texts("action_calibrate"), [self.texts(text)])
