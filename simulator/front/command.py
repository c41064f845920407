"""`make run`: a demonstration precinct in a browser. What happens there is kept in a folder until --fresh.

The port and the folder are taken before anything is prepared, and a kept day is not wiped unasked.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, NoReturn

import typer
import uvicorn
from rich.console import Console
from rich.markup import escape

from host_tools.elections.problems import InputError
from host_tools.errors import os_error_in_words
from host_tools.folder_lock import FolderBusyError, alone_in
from host_tools.formats.places import MOST_DESKS
from host_tools.provisioning.plan import PlanError
from host_tools.text_rules import visible
from simulator.channel.kept_table import KeptTable
from simulator.front.autopilot import Autopilot
from simulator.front.hub import Hub
from simulator.front.listening import LOOPBACK, listen, names
from simulator.front.live_precinct import LivePrecinct
from simulator.front.running import Running
from simulator.front.server import Server
from simulator.people import kept_precinct
from simulator.people.crowd import CHALLENGE_PERCENT
from simulator.people.kept_precinct import DemoPrecinct, KeptDayError
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
    desks: Annotated[int, typer.Option(help="Desks, each with a part of the roll.", min=1, max=MOST_DESKS)] = 1,
    election: Annotated[Path, typer.Option(help="Election file (docs/election-file.md).")] = ELECTION,
    port: Annotated[int, typer.Option(help="0: any that is free.", min=0, max=65_535)] = PORT,
    host: Annotated[
        str, typer.Option(help="Address to listen on; another than the loopback lets others act.")
    ] = "127.0.0.1",
    folder: Annotated[Path, typer.Option(help="Where everything is kept.")] = Path("build/run"),
    challenges: Annotated[
        float,
        typer.Option(help="Percent of the voters who come by themselves and challenge the booth.", min=0, max=100),
    ] = CHALLENGE_PERCENT,
    fresh: Annotated[bool, typer.Option("--fresh", help="Wipe the day that is kept there, and begin anew.")] = False,
    ceremony: Annotated[
        bool, typer.Option("--ceremony", help="The precinct's key is made at its desk, by its holders.")
    ] = False,
) -> None:
    """Serve the polling station until Ctrl-C."""
    listening = listen(host, port)
    if listening is None:
        _refuse(f"Port {port} is in use; choose another with PORT=")
    with listening, _served_once(folder):
        wanted = _Wanted(folder, voters, booths, desks, election, challenges, ceremony)
        made = wanted.made(fresh)
        port = listening.getsockname()[1]
        if host not in LOOPBACK:
            console.print(
                f"[yellow]Listening on {host}: everybody who reaches it can act here and sees cards and PINs.[/yellow]"
            )
        how = "a new precinct" if made.is_new else f"as {folder} has kept it; begin anew with FRESH=1"
        said = f"{'desk' if desks == 1 else f'{desks} desks'} and {booths} booths, {voters} voters, {how}"
        console.print(f"[bold]http://{host}:{port}/[/bold]   {said}", highlight=False)
        config = uvicorn.Config(
            Server(wanted.running(made), names(host, port)).app,
            log_level="warning",
            ws="websockets-sansio",
            ws_max_size=1 << 16,
            timeout_graceful_shutdown=STOP_WITHIN_S,
        )
        uvicorn.Server(config).run(sockets=[listening])


@dataclass(frozen=True)
class _Wanted:
    """What somebody asked for."""

    folder: Path
    voters: int
    booths: int
    desks: int
    election: Path
    challenges: float
    ceremony: bool

    def made(self, fresh: bool) -> DemoPrecinct:
        """The precinct in the folder. A kept day that is another one is wiped only after a yes."""
        try:
            return self._prepared(fresh)
        except KeptDayError as error:
            console.print(f"[yellow]{error}[/yellow]", highlight=False)
            if not sys.stdin.isatty() or not typer.confirm("Wipe it and begin anew?"):
                raise typer.Exit(2) from error
            return self._prepared(fresh=True)

    def running(self, made: DemoPrecinct) -> Running:
        """The live precinct, which can be started over."""

        def begin_anew() -> str:
            return running.begin_anew()

        def again() -> LivePrecinct:
            return self._live(self._prepared(fresh=True), begin_anew)

        running = Running(self._live(made, begin_anew), again, _give_up)
        return running

    def _prepared(self, fresh: bool) -> DemoPrecinct:
        try:
            how = fresh, self.ceremony, self.desks
            return kept_precinct.prepare(self.folder, self.voters, self.booths, self.election, *how)
        except FileExistsError as error:
            _refuse(os_error_in_words(error), error)
        except (InputError, PlanError) as error:
            _refuse(str(error), error)

    def _live(self, made: DemoPrecinct, begin_anew: Callable[[], str]) -> LivePrecinct:
        (self.folder / "cartridges").mkdir(exist_ok=True)
        kept = KeptTable(self.folder / "tables")
        since_s = kept.clock_s or POLLS_OPEN
        precinct = Precinct(made.provisioned, self.folder / "cartridges", flash_bytes=FLASH_BYTES, unix_seconds=since_s)
        return LivePrecinct(
            made, precinct, Hub(), kept, partial(Autopilot, challenge_percent=self.challenges), begin_anew
        )


@contextmanager
def _served_once(folder: Path) -> Iterator[None]:
    """Not the lock of whoever writes the folder: the server prepares it in this block, and takes that one for it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        try:
            stack.enter_context(alone_in(folder.with_name(f"{folder.name}.served")))
        except FolderBusyError as error:
            _refuse(f"Another `make run` uses {folder}; end it first, or name another folder.", error)
        yield


def _refuse(why: str, error: Exception | None = None) -> NoReturn:
    """Say why nothing is served, and end with status 2."""
    console.print(f"[red]{escape(visible(why, lines=True))}[/red]", highlight=False)
    raise typer.Exit(2) from error


def _give_up(error: BaseException) -> None:
    """The old day is over and no new one could be made: end, as Ctrl-C does."""
    console.print(f"[red]{escape(f'No new day could be made: {error}')}[/red]", highlight=False)
    os.kill(os.getpid(), signal.SIGINT)
