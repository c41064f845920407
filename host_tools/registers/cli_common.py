"""What every `tamga registers` command shares: errors in one line, progress bars, trusted keys."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import polars as pl
import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import Progress

from host_tools.console import expected
from host_tools.privacy.ending import ended_in_order
from host_tools.registers.errors import UNREADABLE_TABLE, VoterRegisterError, in_words

out, err = Console(markup=False), Console(stderr=True, markup=False)  # paths and names may have brackets
Trust = Annotated[list[Path], typer.Option("--trust", help="file of trusted public keys, one hex key per line")]


def day_of(text: str) -> dt.date:
    """Date from the command line. Raises VoterRegisterError."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise VoterRegisterError(f"{text}: not a date of the form YYYY-MM-DD") from None


@contextlib.contextmanager
def errors_in_words() -> Iterator[None]:
    """Turn an expected error into one line and exit status 2, as every command does. SIGTERM clears up too."""
    with expected(), ended_in_order():
        try:
            yield
        except pl.exceptions.PolarsError:
            raise VoterRegisterError(UNREADABLE_TABLE) from None
        except ValidationError as error:
            raise VoterRegisterError(in_words(error)) from None


@contextlib.contextmanager
def bars() -> Iterator[Callable[[str, int, int], None]]:
    """Progress bars by stage name."""
    with Progress(console=err, transient=True) as progress:
        tasks: dict[str, int] = {}

        def update(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(stage, total=total)
            progress.update(tasks[stage], completed=done, total=total)  # type: ignore[arg-type]

        yield update
