"""What the operators of a collector see: bars for objects that take their time, a line per object, and counts.

Lines are written once in a while and not per object: thousands come at once, and the screen must not hold them up.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from host_tools.collecting.checks import KINDS, PROTOCOL, in_words
from host_tools.collecting.receiver import Notice, What
from host_tools.collecting.store import Row, State

SETTLE_S = 5.0  # after an answer: the terminal's `done` may be lost, and its question may come again
TICK_S = 0.25
_LOG_S = 1.0  # between ticks where nobody looks: each costs as much as ten protocols
_MOST_LINES = 10  # written in one tick, as many as can be read; the rest is counted
_MOST_BARS = 6
_MOST_KEPT = 10_000  # notices while the screen is held up; older ones are counted, and no longer written


class Board:
    """Takes notices of every line, and shows them at each tick, which may be in another thread.

    is_watched: by people, who see a bar for each line; a file gets lines of text alone.
    was_refused: the last protocol that ended was not taken. counts: objects by what became of them.
    """

    def __init__(self, console: Console) -> None:
        self.was_refused = False
        self.counts: Counter[str] = Counter()
        self._console, self.is_watched = console, console.is_terminal
        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
        self._progress = Progress(*columns, console=console, transient=True, auto_refresh=False)
        self._coming: dict[str, Notice] = {}  # by line
        self._bars: dict[str, TaskID] = {}
        self._new: deque[Notice] = deque(maxlen=_MOST_KEPT)
        self._judged: deque[str] = deque(maxlen=_MOST_KEPT)
        self._ended_at: float | None = None  # time.monotonic
        self._done = False
        self._ticked_at = -_LOG_S  # time.monotonic

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.tick()
        self._progress.stop()

    def is_settled(self, now: float) -> bool:
        """A protocol has ended, and the terminal knows it or has had time to ask again."""
        return self._done or (self._ended_at is not None and now - self._ended_at > SETTLE_S)

    def is_due(self, now: float) -> bool:
        """Whether to tick: each time for people at a terminal, now and then for a file."""
        if not self.is_watched and now - self._ticked_at < _LOG_S:
            return False
        self._ticked_at = now
        return True

    def show(self, line: str, notice: Notice) -> None:
        """One notice of a line's receiver."""
        if notice.what in (What.OFFERED, What.RECORD):
            if self.is_watched:
                self._coming[line] = notice
            self._ended_at = None
            return
        if self.is_watched:
            self._coming.pop(line, None)
        self._new.append(notice)
        entry = notice.entry
        if notice.what == What.REFUSED:
            self.counts["refused"] += 1
            self.was_refused = True
            self._ended_at = time.monotonic()
            return
        if entry is not None:
            self.counts[KINDS[entry.kind]] += notice.what == What.ENTERED
        if entry is not None and entry.kind == PROTOCOL:
            self.was_refused = False
            self._done = notice.what == What.DONE
            self._ended_at = time.monotonic()

    def judged(self, row: Row, state: State, text: str) -> None:
        """What became of a protocol after its receipt."""
        self.counts[state.value] += 1
        if state == State.REFUTED:
            self._judged.append(f"[red]refuted[/red]  {row.hash.hex()[:16]}: {escape(text)}")
        elif state == State.ACCEPTED:
            self._judged.append(f"[green]accepted[/green] {row.hash.hex()[:16]}: {escape(text)}")

    def gone(self, line: str) -> None:
        """A line has ended."""
        self._coming.pop(line, None)

    def say(self, text: str) -> None:
        """A sentence about a line that does not work."""
        self._console.print(f"[red]{escape(text)}[/red]", highlight=False)

    def tick(self) -> None:
        """Write what is new."""
        said = []
        for _ in range(min(len(self._judged), _MOST_LINES)):
            said.append(self._judged.popleft())
        for _ in range(min(len(self._new), _MOST_LINES)):
            said += _line(self._new.popleft())
        if self._new:
            counted = ", ".join(f"{count:,} {name}" for name, count in dict(self.counts).items() if count)
            said.append(f"         and {len(self._new):,} more; so far {counted}")
            self._new.clear()
        if said:
            self._console.print("\n".join(said), highlight=False)
        if self.is_watched:
            self._draw()

    def _draw(self) -> None:
        """The bars of what is coming."""
        coming = dict(self._coming)  # lines go on while this is drawn
        shown = [line for line in self._bars if line in coming]
        shown += [line for line in coming if line not in self._bars][: _MOST_BARS - len(shown)]
        for line in [line for line in self._bars if line not in shown]:
            self._progress.remove_task(self._bars.pop(line))
        for line in shown:
            notice = coming[line]
            there, records = notice.records
            if line not in self._bars:
                self._bars[line] = self._progress.add_task("", total=records)
            name = f"{line} {notice.digest.hex()[:16]}"
            self._progress.update(self._bars[line], description=name, total=records, completed=there)
        self._progress.refresh()


def _line(notice: Notice) -> list[str]:
    """What is written of a notice: one line, or none."""
    name, entry = notice.digest.hex()[:16], notice.entry
    if notice.refusal:
        word = "[yellow]waits[/yellow]   " if notice.refusal.reason.waits else "[red]refused[/red] "
        return [f"{word} {name}: {escape(notice.refusal.text)}"]
    if entry and notice.what == What.DONE:
        return [f"         {name}: the terminal has the receipt"] if entry.kind == PROTOCOL else []
    if entry is None:
        return []
    word = "[green]received[/green]" if notice.what == What.ENTERED else "[yellow]had it[/yellow]  "
    said = in_words(entry.kind, entry.terminal, entry.version)
    if entry.kind == PROTOCOL:
        more = f", supersedes {entry.version - 1}" if entry.version > 1 else ""
        said = f"{said}{more}, receipt {entry.number}"
    return [f"{word} {name}: precinct {entry.precinct}, {said}"]
