"""`tamga plan`: of the voter lists, and of a precinct's desks and booths."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from typer.core import TyperGroup

from host_tools.console import MISMATCH, expected, say
from host_tools.elections.election_file import read_election
from host_tools.errors import TamgaError
from host_tools.formats.definitions import Role
from host_tools.provisioning import filled_table, paper_rolls
from host_tools.provisioning.queueing import advice, shown, times
from host_tools.provisioning.queueing.arrivals import PEAK, TURNOUT, busiest
from host_tools.provisioning.queueing.day import Station
from host_tools.registers import cli_plan as lists
from host_tools.whole_files import write_text

MOST_LISTED = 3_000  # a precinct has no more
_SHARE = advice.SPARE_SHARE * 100  # per cent


class StationError(TamgaError):
    """A station that cannot be planned."""


class _ListsUnlessNamed(TyperGroup):
    """`tamga plan PLAN.toml` is `tamga plan lists PLAN.toml`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the name of the command there that was left out."""
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["lists", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(cls=_ListsUnlessNamed, help="Plans: of lists, desks, booths, spares.", no_args_is_help=True)
app.command("lists")(lists.plan)


@app.command()
def queue(
    listed: Annotated[int, typer.Argument(min=1, max=MOST_LISTED, help="voters on the precinct's list")],
    electronic: Annotated[float, typer.Option(min=0, max=100, help="per cent of voters who choose the booth")] = 30,
    desks: Annotated[int | None, typer.Option(min=1, max=advice.MOST_DESKS, help="as they are, not as needed")] = None,
    booths: Annotated[int | None, typer.Option(min=1, max=99, help="as they are; together with --desks")] = None,
    desk_people: Annotated[float | None, typer.Option(min=1, help="seconds of people at a desk")] = None,
    booth_people: Annotated[float | None, typer.Option(min=1, help="seconds of a voter in a booth")] = None,
    limit_minutes: Annotated[float, typer.Option(min=0.5, help="nobody should wait longer")] = advice.LIMIT_S / 60,
    peak: Annotated[float, typer.Option(min=1, max=5, help="busiest hours here over the country's")] = PEAK,
    turnout: Annotated[float, typer.Option(min=1, max=100, help="per cent of the list who come")] = TURNOUT * 100,
    seed: Annotated[int, typer.Option(help="of the simulated days")] = 1,
) -> None:
    """How many desks and booths a precinct needs, by formula and by simulated days. Status 1 if waits are too long."""
    with expected():
        if (desks is None) != (booths is None):
            raise StationError("--desks and --booths: give both, or neither to be advised")
        if not all(map(isfinite, (electronic, desk_people or 1, booth_people or 1, limit_minutes, peak, turnout))):
            raise StationError("nan and inf are no numbers of a station")
        stages = times.measured()
        station = Station(
            listed, desks or 1, booths or 1, electronic / 100, stages["desk"].with_people(desk_people),
            stages["booth"].with_people(booth_people), peak, turnout / 100, times.people().walk,
        )  # fmt: skip
        limit_s = limit_minutes * 60
        if desks is None:
            found = advice.advise(station, limit_s, seed)
            station, worst, holds = found.station, found.worst, found.holds
        else:
            worst = advice.worst_day(station, limit_s, seed)
            holds = advice.holds(worst)
        formula = advice.by_formula(station, limit_s)
    rate = busiest(listed, peak, turnout / 100)
    say(f"{listed} voters listed, {rate:.0f} in the busiest hour, {electronic:g} % of them to a booth")
    console = Console()
    console.print(shown.places(station, worst, formula, limit_minutes))
    console.print(shown.hours(worst))
    say(shown.last(worst))
    desk_spares, booth_spares = advice.spares(station.desks), advice.spares(station.booths)
    say(f"spares: {desk_spares:.1f} desks and {booth_spares:.1f} booths; add them up over a district")
    if not holds:
        late = f"more than {advice.LONGER_SHARE:.0%} wait longer than {limit_minutes:g} min"
        say(f"{late}: more places are needed, or the precinct must be divided")
        raise typer.Exit(MISMATCH)


@app.command("spares")
def spares_command(
    table: Annotated[Path, typer.Argument(help="Table of all precincts, for tamga provision --table.")],
    out: Annotated[Path, typer.Option(help="The new table, with spare_booth and spare_desk filled.")],
    only: Annotated[Role | None, typer.Option(help="Spares of this role alone; default: both.")] = None,
    share: Annotated[
        float, typer.Option(min=0.1, max=100, help="Per cent of a district's places.")
    ] = advice.SPARE_SHARE * 100,
    most: Annotated[int, typer.Option(min=1, max=100, help="Precincts of one spare, which has secrets of each.")] = 8,
    small: Annotated[bool, typer.Option("--small", help="A spare for districts too small for one, too.")] = False,
    booths: Annotated[int, typer.Option(min=1, max=20, help="Of precincts whose row says none.")] = 2,
    desks: Annotated[int, typer.Option(min=1, max=advice.MOST_DESKS, help="Of precincts whose row says none.")] = 1,
) -> None:
    """Fill a table's spare columns by district: neighbours in the table share a spare. A new table, whole or none.

    A spare booth is counted among the booths of its precincts, so the column booths has one more there.
    """
    with expected():
        if not isfinite(share):
            raise StationError("nan and inf are no share")
        roles: list[Role] = [only] if only else ["booth", "desk"]
        wish = filled_table.Wish(roles, share / 100, most, small, {"booth": booths, "desk": desks})
        made = filled_table.filled(table, wish)
        write_text(out, made.text, new=True)
    shown_table = Table("district", "spare", "number", "precincts of one, at most", "without places")
    for (district, role), (count, largest) in made.spares.items():
        short = made.short.get((district, role), 0)
        shown_table.add_row(district, role, str(count), str(largest), str(short) if short else "")
    Console().print(shown_table)
    if made.short:
        say("without places: a precinct names one spare of each role; the others are shipped without (section 8)")
    say(f"{out}: {sum(count for count, _ in made.spares.values())} spares. Check it with tamga provision --dry-run.")


@app.command()
def paper(
    listed: Annotated[int, typer.Argument(min=1, max=MOST_LISTED, help="voters on the precinct's list")],
    election: Annotated[Path, typer.Option(help="Election file (docs/election-file.md).")],
    booths: Annotated[int, typer.Option(min=1, max=20)] = 2,
    desks: Annotated[int, typer.Option(min=1, max=advice.MOST_DESKS)] = 1,
    electronic: Annotated[float, typer.Option(min=0, max=100, help="per cent of voters who choose the booth")] = 30,
    turnout: Annotated[float, typer.Option(min=0, max=100, help="per cent of the listed voters who come")] = 75,
    test_ballots: Annotated[int, typer.Option(min=0, help="at booths, in a test before the day (tamga deck make)")] = 0,
    roll_metres: Annotated[float, typer.Option(min=1, max=200, help="of a roll of 58 mm paper")] = paper_rolls.ROLL_M,
) -> None:
    """How much thermal paper a precinct needs, and how many voters a roll serves: a forecast at opening."""
    with expected():
        if not all(map(isfinite, (electronic, turnout, roll_metres))):
            raise StationError("nan and inf are no numbers of a station")
        use = paper_rolls.use_of(read_election(election), listed, booths, desks, electronic / 100, test_ballots)
        use = replace(use, turnout=turnout / 100, roll_m=roll_metres)
    at_desk, at_booth = use.slips_per_roll
    table = Table("", "metres", "rolls", "voters per roll")
    table.add_row("desk" if desks == 1 else "each desk", f"{use.desk_m:.0f}", str(use.desk_rolls), str(at_desk))
    table.add_row("each booth", f"{use.booth_m:.0f}", str(use.booth_rolls), str(at_booth))
    say(f"{listed} voters listed, {use.ballots:.0f} ballots at {booths} booths, rolls of {roll_metres:g} m")
    Console().print(table)
    say(f"send {use.rolls} rolls: of all terminals, those that are in them included, and one more")
