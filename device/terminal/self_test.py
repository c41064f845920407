"""Try every part with somebody's help, say what is wrong, and print a signed slip of it: act *self_test*.

Its modules come and go with its visit; nothing of voting depends on it. Every page can be left, and then nothing is
printed.
"""

import asyncio

import memory
from drivers import calibration
from formats.refused import Refused
from screens.answers import BACK, OK, YES
from screens.first_of import first
from screens.themes import PASSED
from terminal.permissions import READY
from text.texts import LANGUAGES

_CORNERS = ((12, 14), (88, 14), (12, 86), (88, 86))  # percent of width and height
_OFF_MOST_UM = 3000  # a target has 12.7 mm
_OFFICIAL = 0
# What may be found, each the id of its words; docs/terminals.md says what to do about it. The number of a finding on
# the wire is its place here, from 1, and never changes its meaning.
FAULTS = (
    "scanner_missing",
    "scanner_settings",
    "scanner_unread",  # nobody showed a code, or it was not read
    "printer_silent",
    "printer_paper_out",
    "printer_near_end",
    "printer_cover",
    "printer_fault",
    "printer_hot",
    "key_pressed",  # detail: number of the key in alphabetical order, from 1
    "key_dead",  # detail: the same
    "touch_missing",
    "touch_stuck",
    "touch_nominal",
    "corner_dead",  # detail: 1 upper left, 2 upper right, 3 lower left, 4 lower right
    "corner_off",  # detail: the same
    "chip_absent",  # detail: 1 or 2, as for all of a chip
    "chip_other",
    "chip_wrong",
    "chip_worn",
    "chips_unlike",
    "clock_silent",
    "clock_stopped",
    "clock_wrong",
    "clock_drifts",  # detail: milliseconds a minute
    "heap_low",  # detail: KiB
    "files_low",  # detail: KiB
    "supply_low",
    "on_battery",  # detail: percent
    "start_brown_out",
    "package_unfit",
    "line_trouble",  # detail: as in event 14
)


async def self_test(role) -> None:
    """The whole test. Before the polls open it looks at the official package, too."""
    terminal = role.terminal
    is_ready = terminal.poll is None
    test = SelfTest(terminal)
    if await test.begins():
        found = await test.run(role, is_ready)
        if found is not None:
            if is_ready:
                problem = await _loaded(role)
                if problem:
                    test.found("package_unfit")
                    test.more.append(problem.words(terminal.texts))
            terminal.log("self_tested", len(test.faults))
            await test.ends(role, READY if is_ready else role.state(), found)
    if is_ready:
        terminal.forget_poll()


async def _loaded(role) -> Refused | None:
    from terminal.opening import load_poll

    return await load_poll(role, _OFFICIAL)


class SelfTest:
    """One test. `faults`: (number, detail) of what was found so far, by FAULTS; `more`: further words."""

    def __init__(self, terminal):
        self.terminal, self.dialog, self.texts = terminal, terminal.dialog, terminal.texts
        self.title = self.texts("action_self_test")
        self.faults: list[tuple] = []
        self.more: list[str] = []

    def found(self, name: str, detail: int = 0) -> None:
        """Note a finding."""
        self.faults.append((FAULTS.index(name) + 1, detail))

    async def begins(self) -> bool:
        """Say what comes. False for *back*."""
        return (
            await self.dialog.confirm(self.title, [self.texts("self_test_text"), self.texts("self_test_twice")]) == YES
        )

    async def run(self, role, is_ready: bool) -> list | None:
        """The measures, or None if somebody left. is_ready: the polls are not open, so chips may be erased."""
        self._wait()
        measuring = await memory.visit(_measuring, self, is_ready)
        parts = []
        for part in (self._keys, self._corners, self._scanner):
            measure = await part()
            if measure is None:
                return None
            parts.append(measure)
        self._wait()
        line = await memory.visit(role.line_test, self, is_ready) if role.sends else [None]
        if line is None:
            return None
        self._wait()
        return parts + await memory.visit(_end_of_measuring, self, measuring) + line

    def _wait(self) -> None:
        self.dialog.show(self.title, [self.texts("please_wait")])

    async def answer(self, lines: list, *others) -> tuple:
        """(number, value) of what comes first: 0 with a key's name, 1 with a button's act, 2 and on of `others`."""
        dialog = self.dialog
        sheet = dialog.show(self.title, lines, dialog.back_button(True) + [(self.texts("key_next"), OK)])
        waiting = [dialog.buttons.pressed()]
        waiting.append(dialog.touch.tapped(sheet.targets) if dialog.touch else asyncio.Event().wait())
        which, value = await first(*waiting, *others)
        return which, sheet.acts[value] if which == 1 else value

    # --- with somebody's help -----------------------------------------------------------------------------------

    async def _keys(self) -> int | None:
        """One bit for each key that was pressed. A key pressed twice goes on without the others; *back* leaves."""
        buttons, texts = self.dialog.buttons, self.texts
        self.dialog.lock_out()
        for name in buttons.stuck:
            self.found("key_pressed", buttons.names.index(name) + 1)
        called = dict(zip(buttons.names, texts("key_names").split()))
        left = [name for name in buttons.names if name not in buttons.stuck]
        while left:
            which, value = await self.answer([texts("self_test_keys", ", ".join([called[name] for name in left]))])
            if which == 0 and value in left:
                left.remove(value)
            elif value in ("back", BACK):
                return None
            elif which == 0 or value == OK:
                break
        pressed = 0
        for number, name in enumerate(buttons.names):
            if name in left:
                self.found("key_dead", number + 1)
            elif name not in buttons.stuck:
                pressed |= 1 << number
        return pressed

    async def _corners(self) -> list | None:
        """Tenths of a millimetre from each corner's cross to the finger; None for a corner without an answer."""
        dialog, touch = self.dialog, self.dialog.touch
        distances: list = []
        if touch is None:
            self.found("touch_missing")
            return distances
        if touch.stuck:
            self.found("touch_stuck")
            return distances
        canvas = dialog.canvas
        if calibration.load(canvas.width, canvas.height) is None:
            self.found("touch_nominal")
        from screens.calibrating import Calibrating

        crosses = Calibrating(dialog)
        crosses.points = [(x * canvas.width // 100, y * canvas.height // 100) for x, y in _CORNERS]
        for number, (aim_x, aim_y) in enumerate(crosses.points):
            crosses.show_cross(number, self.texts("self_test_no_touch") + " ")
            dialog.lock_out()
            which, value = await first(dialog.buttons.pressed(), touch.touched())
            if not which and value == "back":
                canvas.forget()
                return None
            if not which:
                self.found("corner_dead", number + 1)
                distances.append(None)
                continue
            x, y = calibration.dot(touch.coefficients, value[0])
            off_um = int(((x - aim_x) ** 2 + (y - aim_y) ** 2) ** 0.5 * dialog.canvas.display.profile["pitch_um"])
            if off_um > _OFF_MOST_UM:
                self.found("corner_off", number + 1)
            distances.append(off_um // 100)
        canvas.forget()
        return distances

    async def _scanner(self) -> int | None:
        """1 if the scanner read a code, else 0."""
        from drivers.scanner import Scan, ScannerStatus

        scanner = self.terminal.scanner
        self._wait()
        status = await scanner.check()
        if status != ScannerStatus.READY:
            self.found("scanner_missing" if status == ScannerStatus.MISSING else "scanner_settings")
            return 0
        scanner.drain()
        self.dialog.lock_out()
        while True:
            which, value = await self.answer([self.texts("self_test_scan")], scanner.scan())
            if which == 2 and value.problem == Scan.NONE:
                return 1
            if value in ("back", BACK):
                return None
            if value in ("ok", OK) or (which == 2 and value.problem == Scan.MISSING):
                self.found("scanner_unread")
                return 0

    # --- what came of it ----------------------------------------------------------------------------------------

    async def ends(self, role, state: str, measures: list) -> None:
        """Show the findings, in green if there are none; print the slip if somebody wants it.

        state: of the polls. measures: as in docs/formats.md.
        """
        dialog, texts = self.dialog, self.texts
        canvas, named = dialog.canvas, []
        keys = [words.split() for words in texts.all("key_names")]
        for number, detail in self.faults:
            name = FAULTS[number - 1]
            is_key = name in ("key_pressed", "key_dead")
            named.append((name, [names[detail - 1] if is_key else detail for names in keys]))
        lines = [texts(name, values[LANGUAGES.index(texts.language)]) for name, values in named]
        ground = canvas.title_ground
        if not lines:
            canvas.title_ground = ground or PASSED
            lines = [texts("self_test_good")]
        canvas.forget()
        wants = await dialog.confirm(self.title, [], yes="key_print", news=lines + self.more) == YES
        canvas.title_ground = ground
        canvas.forget()
        if wants:
            slip = await memory.visit(_slip, self.terminal, role, state, self.faults, named, measures)
            await self.terminal.print_slip(slip)


def _measuring(test: SelfTest, is_ready: bool):
    from terminal.self_measuring import begin

    return begin(test, is_ready)


def _end_of_measuring(test: SelfTest, measuring: tuple):
    from terminal.self_measuring import end

    return end(test, measuring)


def _slip(*arguments):
    from terminal.readiness_slip import readiness

    return readiness(*arguments)
