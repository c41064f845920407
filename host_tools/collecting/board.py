"""What the operators of a line see: a bar while an object comes in, and a line per object."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from host_tools.collecting.receiver import Notice, What

SETTLE_S = 5.0  # after an answer: the terminal's `done` may be lost, and its question may come again


class Board:
    """Shows notices. was_refused: the last object that ended was not taken."""

    def __init__(self, console: Console) -> None:
        self.was_refused = False
        self._console = console
        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
        self._progress = Progress(*columns, console=console, transient=True)
        self._task: TaskID | None = None
        self._ended_at: float | None = None  # time.monotonic
        self._done = False

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def is_settled(self, now: float) -> bool:
        """An object has ended, and the terminal knows it or has had time to ask again."""
        return self._done or (self._ended_at is not None and now - self._ended_at > SETTLE_S)

    def show(self, notice: Notice) -> None:
        """One notice of the receiver."""
        there, records = notice.records
        name = notice.digest.hex()[:16]
        if notice.what in (What.OFFERED, What.RECORD):
            if self._task is None:
                self._task = self._progress.add_task(name, total=records)
            self._progress.update(self._task, description=name, total=records, completed=there)
            self._ended_at = None
            return
        if self._task is not None:
            self._progress.remove_task(self._task)
            self._task = None
        self._ended_at = time.monotonic()
        self._done = notice.what == What.DONE
        entry, refusal = notice.entry, notice.refusal
        if refusal:
            self.was_refused = True
            self._print(f"[red]refused[/red]  {name}: {escape(refusal.text)}")
        elif entry and notice.what != What.DONE:
            self.was_refused = False
            word = "[green]received[/green]" if notice.what == What.ENTERED else "[yellow]had it[/yellow] "
            said = f"protocol {entry.version}" + (f", supersedes {entry.version - 1}" if entry.version > 1 else "")
            self._print(f"{word} {name}: precinct {entry.precinct}, {said}, receipt {entry.number}")
        elif entry:
            self._print(f"         {name}: the terminal has the receipt")

    def _print(self, text: str) -> None:
        self._console.print(text, highlight=False)
