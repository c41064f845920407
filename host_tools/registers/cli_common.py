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

from host_tools.errors import TamgaError
from host_tools.privacy.ending import ended_in_order
from host_tools.registers.errors import VoterRegisterError, in_words

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
    """Turn an expected error into one line and exit status 1. SIGTERM clears up like any other error."""
    try:
        with ended_in_order():
            yield
    except pl.exceptions.PolarsError as error:
        first = (str(error).splitlines() or ["unknown error"])[0]
        err.print(f"a file cannot be read: {first}; `tamga registers check` says more", style="red", soft_wrap=True)
        raise typer.Exit(1) from None
    except TamgaError as error:
        err.print(str(error), style="red", soft_wrap=True)
        raise typer.Exit(1) from None
    except ValidationError as error:
        err.print(in_words(error), style="red", soft_wrap=True)
        raise typer.Exit(1) from None
    except OSError as error:
        err.print(
            f"{error.filename or ''}: {error.strerror or error}; nothing was changed",
            style="red",
            soft_wrap=True,
        )
        raise typer.Exit(1) from None


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
