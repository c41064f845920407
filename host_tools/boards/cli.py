"""`tamga board`: check and draw the wiring of board files. `tamga cost`: what terminals cost."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from host_tools.boards import checking, connections, drawing
from host_tools.boards import cost as prices_of
from host_tools.boards.board_file import board_named
from host_tools.console import MISMATCH, expected, say, say_json
from host_tools.folder_lock import writing_in
from host_tools.whole_files import write_text

group = typer.Typer(help="Boards: pins, parts and wires.", no_args_is_help=True)
Board = Annotated[str, typer.Argument(help="A board file, or its name in hw/boards.")]


@group.command()
def check(board: Board) -> None:
    """Check that each pin can do what the board wants of it, and that nothing is used twice. Status 1 if not."""
    with expected():
        path = board_named(board)
        wired = connections.wired(path)
    found = checking.faults(wired)
    for fault in found:
        say(f"✗ {fault}")
    for caution in checking.cautions(wired):
        say(f"! {caution}")
    if found:
        raise typer.Exit(MISMATCH)
    free = ", ".join(map(str, checking.free(wired))) or "none"
    say(f"{wired.name}: {len(wired.connections)} wires, no conflict. Free GPIO: {free}")


@group.command()
def wiring(board: Board, out: Annotated[Path, typer.Option(help="Folder for NAME.svg and NAME.md.")]) -> None:
    """Draw a board's wiring, and write it as a table."""
    with expected():
        wired = connections.wired(board_named(board))
        with writing_in(out):
            for ending, text in (("svg", drawing.picture(wired)), ("md", drawing.table(wired))):
                path = out / f"{wired.name}.{ending}"
                write_text(path, text)
                say(str(path))


def cost(
    precincts: Annotated[int, typer.Option(min=1)] = 10_388,
    voters: Annotated[int, typer.Option(min=1)] = 12_500_000,
    booths: Annotated[int, typer.Option(help="Booths per precinct.", min=1)] = 2,
    board: Annotated[str, typer.Option(help="Board file, or its name in hw/boards.")] = "tamga_rp2350",
    spares: Annotated[float, typer.Option(help="Spare terminals in percent.", min=0)] = 14,
    years: Annotated[int, typer.Option(help="Years of use.", min=1)] = 10,
    elections: Annotated[int, typer.Option(help="Days of voting in these years.", min=0)] = 5,
    parts: Annotated[Path, typer.Option(help="File of parts and prices.")] = prices_of.PARTS,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """What terminals cost a nation: a range in US dollars, with spares, paper and upkeep, and what is not in it."""
    with expected():
        wired = connections.wired(board_named(board))
        prices = prices_of.read(parts)
        nation = prices_of.Nation(precincts, voters, booths, spares, years, elections)
        found = prices_of.cost(prices, wired.name, nation)
        roles = {role: prices_of.terminal(prices, wired.name, role) for role in ("desk", "booth")}
    total = found.total
    if as_json:
        say_json({
            "as_of": prices.as_of.isoformat(), "board": wired.name,
            "each": {role: _pair(each) for role, each in roles.items()},
            "lines": [{"what": what, "count": count, "usd": _pair(each)} for what, count, each in found.lines],
            "total_usd": _pair(total), "not_included": list(prices_of.NOT_INCLUDED),
        })  # fmt: skip
        return
    table = Table("for", "number", "US dollars")
    for what, count, each in found.lines:
        table.add_row(what, f"{count:,}", _dollars(each))
    table.add_section()
    table.add_row(f"all, {years} years, {elections} elections", "", _dollars(total))
    table.add_row("per precinct", "", _dollars(total * (1 / precincts)))
    table.add_row("per voter and election", "", _dollars(total * (1 / (voters * max(elections, 1))), digits=2))
    Console().print(table)
    say(f"One desk {_dollars(roles['desk'])}, one booth {_dollars(roles['booth'])} ({wired.name}).")
    say(f"Prices of {prices.as_of:%Y-%m-%d}, most of them estimates that a supplier must confirm ({parts}).")
    say(f"Not included: {', '.join(prices_of.NOT_INCLUDED)}.")


def _pair(each: prices_of.Range) -> list[float]:
    return [each.low, each.high]


def _dollars(each: prices_of.Range, digits: int = 0) -> str:
    return f"{each.low:,.{digits}f} to {each.high:,.{digits}f}"


apps = {"board": group}
commands = {"cost": cost}
