"""`make lie`: a booth's firmware lies, nothing electronic shows it, and the audit of paper catches it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from host_tools.errors import os_error_in_words
from host_tools.provisioning.plan import PlanError
from host_tools.text_rules import visible
from simulator.lie.story import Story
from simulator.people.provisioned import emptied

_LEFT_HERE = ("audit", "nation", "read", "readback.cose", "register", "seen", "served", "terminals-read-back.json")
console = Console()


def main(
    voters: Annotated[int, typer.Option(help="How many voters come to the precinct.", min=9)] = 40,
    booths: Annotated[int, typer.Option(help="Its booths; the first one lies.", min=1, max=8)] = 2,
    precincts: Annotated[int, typer.Option(help="Of the nation around it.", min=17, max=400)] = 40,
    audits: Annotated[
        int, typer.Option(help="How many audits are measured, each with a seed of its own.", min=1)
    ] = 1000,
    seed: Annotated[int, typer.Option(help="Of what chance decides in the people.")] = 1,
    out: Annotated[Path, typer.Option(help="Where everything goes; emptied first.")] = Path("build/lie"),
    brief: Annotated[bool, typer.Option(help="Without the test before the day, and one altered image only.")] = False,
) -> None:
    """Run it; exit status 1 and a plain sentence if anything goes otherwise."""
    try:
        emptied(out, _LEFT_HERE)
        story = Story(out, voters, booths, precincts, seed, _say)
        if not brief:
            story.images_that_are_seen()
        story.day(is_tested=not brief)
        story.result_is_published()
        story.paper_is_counted()
        story.flash_is_read_back()
        story.others_count_again()
        shares = story.measured(audits)
    except FileExistsError as error:
        _end(os_error_in_words(error), 2)
    except PlanError as error:
        _end(str(error), 2)
    except AssertionError as error:
        _end(f"It did not go as it must: {error}", 1)
    table = Table("leads by", "outcome", "draws", "drew the precinct", "by the formula", "confirmed the outcome")
    for share in shares:
        drew, stood = (f"{100 * part / share.audits:.1f} %" for part in (share.drew, share.stood))
        outcome = "wrong" if share.is_wrong else "right"
        table.add_row(str(share.lead), outcome, str(share.draws), drew, f"{100 * share.expected:.1f} %", stood)
    console.print(table)
    console.print("[green]The booth lied, and the audit caught it.[/green]")


def _say(text: str, is_heading: bool = False) -> None:
    said = escape(visible(text, lines=True))
    console.print(f"\n[bold]{said}[/bold]" if is_heading else said, highlight=False, soft_wrap=True)


def _end(why: str, status: int) -> None:
    console.print(f"[red]{escape(visible(why, lines=True))}[/red]", highlight=False, soft_wrap=True)
    raise typer.Exit(status)
