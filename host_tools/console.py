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
from host_tools.findings import Level, Report, Verdict, overall, plain
from host_tools.text_rules import visible

# Exit statuses of every command; docs/commands.md explains them. 0 is good.
MISMATCH = 1  # something was found: a disagreement, a fault, a hit, a job that stopped
BAD_INPUT = 2  # nothing can be said: an input, an option or a file cannot be used
NOT_PROVEN = BAD_INPUT  # nothing was found, but not everything could be searched
EXPLAINED = 3  # what differs is explained by what people wrote down
STATUSES: dict[Verdict, int] = {"agrees": 0, "disagrees": MISMATCH, "unproven": NOT_PROVEN, "explained": EXPLAINED}
_LEVEL_OF: dict[Verdict, Level] = {"disagrees": "bad", "unproven": "unproven", "explained": "explained"}

_console = Console()
_errors = Console(stderr=True)
MARKS = {
    "good": "[green]✓[/green]",
    "note": " ",
    "explained": "[yellow]![/yellow]",
    "unproven": "[yellow]?[/yellow]",
    "bad": "[red]✗[/red]",
}


def say(text: str) -> None:
    """One plain line."""
    _console.print(escape(visible(text, lines=True)), highlight=False, soft_wrap=True)


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
    _errors.print(f"[red]{escape(visible(text, lines=True))}[/red]", highlight=False, soft_wrap=True)
    raise typer.Exit(BAD_INPUT) from error


def say_json(content: object) -> None:
    """For programs: one JSON value on standard output, and nothing else there."""
    _console.print_json(json.dumps(plain(content)))


def show_reports(reports: Sequence[Report], as_json: bool) -> None:
    """Print reports and one last sentence, then leave with the status of their verdict unless everything agrees."""
    verdict = overall(list(reports))
    if as_json:
        content = {"ok": verdict != "disagrees", "verdict": verdict, "reports": [one.to_json() for one in reports]}
        _console.print_json(json.dumps(content))
    else:
        for report in reports:
            _console.print(f"[bold]{escape(visible(report.title))}[/bold]", highlight=False)
            for finding in report.findings:
                line = f"{MARKS[finding.level]} {escape(visible(finding.text))}"
                _console.print(line, highlight=False, soft_wrap=True)
        if verdict == "agrees":
            _console.print(f"[green]{escape(_agreement(reports))}[/green]", highlight=False, soft_wrap=True)
    if verdict != "agrees":
        _errors.print(_last_line(verdict, reports), highlight=False, soft_wrap=True)
        raise typer.Exit(STATUSES[verdict])


def _agreement(reports: Sequence[Report]) -> str:
    absent = list(dict.fromkeys(name for report in reports for name in report.absent))
    return f"Everything given agrees. Not given: {', '.join(absent)}." if absent else "Everything agrees."


def _last_line(verdict: Verdict, reports: Sequence[Report]) -> str:
    report = next(report for report in reports if report.verdict == verdict)
    level = _LEVEL_OF[verdict]
    first = escape(visible(f"{report.title}: {report.first(level)}"))
    if verdict == "disagrees":
        return f"[red]{first}[/red]"
    said = "Explained, not absent:" if verdict == "explained" else "Nothing disagrees, and this is not proven:"
    return f"[yellow]{said} {first}[/yellow]"
