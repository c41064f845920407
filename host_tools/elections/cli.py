"""`tamga election check` and `tamga demo roll`."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from host_tools.console import expected, say
from host_tools.elections.demo_roll import demo_voters
from host_tools.elections.election_file import read_election
from host_tools.elections.roll import MOST_VOTERS, by_turns, read_roll, style_ids, write_roll

election = typer.Typer(help="Elections as files.", no_args_is_help=True)
demo = typer.Typer(help="Fictitious data for demonstrations.", no_args_is_help=True)
apps = {"election": election, "demo": demo}


@election.command()
def check(
    file: Annotated[Path, typer.Argument(help="Election file (docs/election-file.md).")],
    roll: Annotated[Path | None, typer.Option(help="A voter roll to check with it.")] = None,
) -> None:
    """Check an election file, and a voter roll if one is given."""
    with expected():
        definition = read_election(file)
        voters = (
            read_roll(roll, day=datetime.date.fromisoformat(definition.date), styles=style_ids(definition))
            if roll
            else []
        )
    table = Table(title=escape(definition.title["en"]))
    for column in ("contest", "options", "votes allowed", "positions"):
        table.add_column(column)
    for contest in definition.contests:
        numbers = (len(contest.options), contest.votes_allowed, contest.positions)
        table.add_row(escape(contest.title["en"]), *map(str, numbers))
    Console().print(table)
    say(f"{file}: good. Voting on {definition.date}. Hash on slips: {definition.hash16.hex()}")
    if roll:
        say(f"{roll}: good. {len(voters)} voters.")


@demo.command("roll")
def demo_roll(
    voters: Annotated[int, typer.Option(min=1, max=MOST_VOTERS, help="How many.")] = 1200,
    seed: Annotated[int, typer.Option(help="The same seed gives the same roll.")] = 1,
    of: Annotated[
        Path | None, typer.Option("--election", help="Election file: voters get its ballot styles by turns.")
    ] = None,
) -> None:
    """Write a roll of fictitious voters to standard output."""
    invented = demo_voters(voters, seed)
    with expected():
        definition = read_election(of) if of else None
    text = write_roll(by_turns(invented, definition), style_ids(definition)) if definition else write_roll(invented)
    typer.echo(text, nl=False)


@demo.callback()
def _demo() -> None:
    """Fictitious data for demonstrations."""
