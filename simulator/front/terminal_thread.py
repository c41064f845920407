"""A terminal that lives on by itself: one thread owns its bench, keeps it to the wall clock and does what people want.

Nobody else may touch the bench or its parts. Quick acts are done in between even while a longer one is under way.
"""

from __future__ import annotations

import threading
import time
import traceback
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future

from simulator.channel.at_terminal import Act
from simulator.front.pacing import RUSH_STEP_US, Pacing
from simulator.hardware.bench import TerminalStuck
from simulator.people.precinct import Terminal
from simulator.people.saying import joined, of_error, said

LOOK_S = 0.05  # how often somebody looks at the display at most
OFF_STEP_S = 0.05
LIVE_MS = 1 << 40
CONSOLE_LINES = 12

Job = tuple[Act, "Future[object]"]


class TerminalThread(threading.Thread):
    """notice: called in this thread before time moves.

    look: called now and then, when something may have changed; with True after an act, so that it looks at once.
    report: called with what a firmware that has ended by itself wrote on its console.
    """

    def __init__(
        self,
        terminal: Terminal,
        notice: Callable[[], None],
        look: Callable[[bool], None],
        report: Callable[[str], None],
    ) -> None:
        super().__init__(name=terminal.name, daemon=True)
        self.terminal, self.bench = terminal, terminal.hardware.bench
        self.notice, self.look, self.report = notice, look, report
        self.pacing = Pacing(lambda: self.bench.clock.now_us)
        self.rushes = False  # while an act is under way, time goes as fast as it can
        self._condition = threading.Condition()
        self._acts: deque[Job] = deque()
        self._quick: deque[Job] = deque()
        self._busy = self._stopping = False
        self._looked = 0.0
        self._console_at = 0
        self.bench.pace = self._pace

    # --- from other threads -----------------------------------------------------------------------------------------

    def submit(self, act: Act) -> Future[object]:
        """Have an act done here."""
        future: Future[object] = Future()
        with self._condition:
            if self._stopping:
                future.cancel()
            else:
                (self._quick if act.quick else self._acts).append((act, future))
            self._condition.notify()
        return future

    def set_speed(self, speed: str) -> None:
        """One of pacing.SPEEDS."""
        self.submit(Act(self.terminal, lambda: self._set_speed(speed), quick=True))

    def stop(self) -> None:
        """Pull the plug and end."""
        self.submit(Act(self.terminal, self.bench.pull_plug, quick=True))
        with self._condition:
            self._stopping = True
            self._condition.notify()

    @property
    def is_busy(self) -> bool:
        """An act is under way or waits."""
        return self._busy or bool(self._acts)

    # --- in this thread ---------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Live until `stop`."""
        while not self._stopping:
            try:
                self._step()
            except Exception as bug:  # noqa: BLE001  of a part, or while looking: shown; other requests go on
                traceback.print_exception(bug)
                self._report(said("a_bug", type(bug).__name__))
                self.bench.pull_plug()
        self.bench.pull_plug()
        for _, future in (*self._quick, *self._acts):
            future.cancel()

    def _step(self) -> None:
        self._do_quick()
        if self._acts:
            self._do(self._acts.popleft())
        elif self.bench.powered:
            self._live()
        else:
            self._wait_without_power()
        self._look_now(force=False)

    def _set_speed(self, speed: str) -> None:
        self.rushes = speed == "max"
        self.pacing.set_factor(1.0 if speed == "max" else float(speed))

    def _live(self) -> None:
        """Nobody wants anything: the terminal goes on by itself."""
        try:
            self.bench.run(lambda: bool(self._acts or self._stopping), LIVE_MS)
        except TerminalStuck as stuck:
            self._report(of_error(stuck))

    def _report(self, what: str) -> None:
        """What the firmware has written on its console since the last time belongs to it."""
        try:
            console = self.bench.log.read_bytes()
        except OSError:
            console = b""
        new = console[self._console_at :].decode("utf-8", "replace").strip().splitlines()
        self._console_at = len(console)
        self.report(joined("\n", (what, *new[-CONSOLE_LINES:])))

    def _do(self, job: Job) -> None:
        act, future = job
        if not future.set_running_or_notify_cancel():
            return
        quick_before, self._busy = self._busy, self._busy or not act.quick
        done: object = None
        error: Exception | None = None
        try:
            done = act.run()
        except Exception as found:  # noqa: BLE001  returned to the caller of the act
            error = found
            if isinstance(error, TerminalStuck) and not self.bench.powered:
                self._report(of_error(error))
        finally:
            self._busy = quick_before
            if not self._busy:
                self.pacing.anchor()
        try:
            self._look_now(force=True)  # before the act is reported as done, so that its slips are found
        finally:
            if error:
                future.set_exception(error)
            else:
                future.set_result(done)

    def _do_quick(self) -> None:
        while self._quick:
            self._do(self._quick.popleft())

    def _pace(self, next_us: int) -> int:
        """The bench asks before its time moves."""
        self._do_quick()
        self.notice()
        self._look_now(force=False)
        now_us = self.bench.clock.now_us
        if not self.bench.powered or self._stopping:
            return now_us
        if self.rushes and self._busy:
            return min(next_us, now_us + RUSH_STEP_US)
        wait_s = self.pacing.wait_s(next_us)
        if wait_s:
            with self._condition:
                if not (self._quick or self._stopping or (self._acts and not self._busy)):
                    self._condition.wait(wait_s)
        return max(now_us, min(next_us, self.pacing.due_us))

    def _wait_without_power(self) -> None:
        """The clock chip's cell keeps its time: the world's time goes on."""
        started = time.monotonic()
        with self._condition:
            if not (self._quick or self._acts or self._stopping):
                self._condition.wait(OFF_STEP_S)
        spent_us = int((time.monotonic() - started) * 1_000_000 * self.pacing.factor)
        self.bench.clock.advance_to(self.bench.clock.now_us + spent_us)

    def _look_now(self, force: bool) -> None:
        now = time.monotonic()
        if force or now - self._looked >= LOOK_S:
            self._looked = now
            self.look(force)
