"""Console output shared by all commands: messages, findings, errors, exit statuses."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

import typer
from rich.console import Console
from rich.markup import escape

from host_tools.errors import TamgaError, os_error_in_words
from host_tools.findings import Report

MISMATCH, BAD_INPUT = 1, 2  # exit statuses

_console = Console()
_errors = Console(stderr=True)
_MARKS = {"good": "[green]✓[/green]", "note": " ", "bad": "[red]✗[/red]"}


def say(text: str) -> None:
    """One plain line."""
    _console.print(escape(text), highlight=False, soft_wrap=True)


@contextmanager
def expected(*errors: type[Exception]) -> Iterator[None]:
    """Print an expected error and end with exit status 2; anything else is a bug and shows as one.

    Every TamgaError is expected, and every OSError, in our words. errors: further classes, whose text is ours.
    """
    mendable: tuple[type[Exception], ...] = (TamgaError, *errors)
    try:
        yield
    except mendable as error:
        _fail(str(error), error)
    except OSError as error:
        _fail(os_error_in_words(error), error)


def _fail(text: str, error: Exception) -> NoReturn:
    _errors.print(f"[red]{escape(text)}[/red]", highlight=False, soft_wrap=True)
    raise typer.Exit(BAD_INPUT) from error


def show_reports(reports: Sequence[Report], as_json: bool) -> None:
    """Print reports, then leave with status 1 and one plain sentence if anything is bad."""
    bad = next((report for report in reports if not report.ok), None)
    if as_json:
        _console.print_json(json.dumps({"ok": bad is None, "reports": [report.to_json() for report in reports]}))
    else:
        for report in reports:
            _console.print(f"[bold]{escape(report.title)}[/bold]", highlight=False)
            for finding in report.findings:
                line = f"{_MARKS[finding.level]} {escape(finding.text)}"
                _console.print(line, highlight=False, soft_wrap=True)
        _console.print("[green]Everything agrees.[/green]" if bad is None else "", end="\n" if bad is None else "")
    if bad is not None:
        _errors.print(f"[red]{escape(bad.title)}: {escape(bad.first_bad)}[/red]", highlight=False, soft_wrap=True)
        raise typer.Exit(MISMATCH)
