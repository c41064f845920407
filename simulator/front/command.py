"""`make run`: a demonstration precinct in a browser. What happens there is kept in a folder until --fresh."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from rich.console import Console

from host_tools.elections.problems import InputError
from host_tools.provisioning.plan import PlanError
from simulator.channel.kept_table import KeptTable
from simulator.front.autopilot import Autopilot
from simulator.front.hub import Hub
from simulator.front.listening import listen
from simulator.front.live_precinct import LivePrecinct
from simulator.front.server import LOOPBACK, Server
from simulator.people import kept_precinct
from simulator.people.precinct import Precinct
from simulator.people.provisioned import ELECTION

PORT, VOTERS, BOOTHS = 8004, 60, 2
POLLS_OPEN = 1_795_919_400  # 2026-11-29 07:10, five hours east of UTC
FLASH_BYTES = 4 << 20
STOP_WITHIN_S = 3
console = Console()


def main(
    voters: Annotated[int, typer.Option(help="People on the roll.", min=1, max=3000)] = VOTERS,
    booths: Annotated[int, typer.Option(help="Booths beside the desk.", min=1, max=8)] = BOOTHS,
    election: Annotated[Path, typer.Option(help="Election file (docs/election-file.md).")] = ELECTION,
    port: Annotated[int, typer.Option(help="0: any that is free.", min=0, max=65_535)] = PORT,
    host: Annotated[
        str, typer.Option(help="Address to listen on; another than the loopback lets others act.")
    ] = "127.0.0.1",
    folder: Annotated[Path, typer.Option(help="Where everything is kept.")] = Path("build/run"),
    fresh: Annotated[bool, typer.Option("--fresh", help="Begin anew.")] = False,
) -> None:
    """Serve the polling station until Ctrl-C."""
    try:
        made = kept_precinct.prepare(folder, voters, booths, election, fresh)
    except (InputError, PlanError, FileExistsError) as error:
        console.print(f"[red]{error}[/red]", highlight=False, markup=True)
        raise typer.Exit(2) from error
    listening = listen(host, port)
    if listening is None:
        console.print(f"[red]Port {port} is in use; choose another with PORT=[/red]")
        raise typer.Exit(2)
    port = listening.getsockname()[1]
    is_loopback = host in LOOPBACK
    if not is_loopback:
        console.print(
            f"[yellow]Listening on {host}: everybody who reaches it can act here and sees cards and PINs.[/yellow]"
        )
    (folder / "cartridges").mkdir(exist_ok=True)
    kept = KeptTable(folder / "tables")
    since_s = kept.clock_s or POLLS_OPEN
    precinct = Precinct(made.provisioned, folder / "cartridges", flash_bytes=FLASH_BYTES, unix_seconds=since_s)
    server = Server(
        LivePrecinct(made, precinct, Hub(), kept, Autopilot),
        frozenset(f"{name}:{port}" for name in LOOPBACK) if is_loopback else frozenset(),
    )
    how = "a new precinct" if made.is_new else f"as {folder} has kept it; begin anew with FRESH=1"
    console.print(
        f"[bold]http://{host}:{port}/[/bold]   desk and {booths} booths, {voters} voters, {how}", highlight=False
    )
    config = uvicorn.Config(
        server.app,
        log_level="warning",
        ws="websockets-sansio",
        ws_max_size=1 << 16,
        timeout_graceful_shutdown=STOP_WITHIN_S,
    )
    uvicorn.Server(config).run(sockets=[listening])
