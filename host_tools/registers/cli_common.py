"""What every `tamga registers` command shares: trouble told in one line, progress bars, trusted keys."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import Progress

from host_tools.hash_chain import ChainError
from host_tools.privacy.access_journal import MissingReasonError
from host_tools.privacy.ending import ended_in_order
from host_tools.privacy.options import VAULT_TROUBLE
from host_tools.registers.files import RegisterTrouble, in_words

out, err = Console(markup=False), Console(stderr=True, markup=False)  # paths and names may have brackets
Trust = Annotated[list[Path], typer.Option("--trust", help="file of trusted public keys, one hex key a line")]


def day_of(text: str) -> dt.date:
    """Date from the command line. Raises RegisterTrouble."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise RegisterTrouble(f"{text}: not a date of the form YYYY-MM-DD") from None


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Turn expected trouble into one line and exit status 1. SIGTERM clears up like any other trouble."""
    try:
        with ended_in_order():
            yield
    except (RegisterTrouble, MissingReasonError, ChainError, *VAULT_TROUBLE) as trouble:
        err.print(str(trouble), style="red", soft_wrap=True)
        raise typer.Exit(1) from None
    except ValidationError as trouble:
        err.print(in_words(trouble), style="red", soft_wrap=True)
        raise typer.Exit(1) from None
    except OSError as trouble:
        err.print(
            f"{trouble.filename or ''}: {trouble.strerror or trouble}; nothing was changed",
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
