"""`tamga publish`, `tamga fetch`, `tamga verify`: a publication is made, brought, and checked from its objects."""

from __future__ import annotations

import os
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Annotated

import typer

from host_tools.console import MISMATCH, expected, say, say_json, show_reports
from host_tools.determining.cli import StoreOption
from host_tools.determining.following import Following
from host_tools.errors import PublishingError
from host_tools.keys import files
from host_tools.publishing import check, fetching, records_check, tree
from host_tools.publishing.following import LOOK_S, Publisher

AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]


def publish(
    nation: Annotated[Path, typer.Argument(help="The nation's folder (docs/nation.md).")],
    out: Annotated[Path, typer.Option(help="The directory that is served; an older publication there is replaced.")],
    key: Annotated[Path, typer.Option(help="The centre's private key, which signs the list.")],
    store: StoreOption = None,
    closed: Annotated[bool, typer.Option("--closed", help="Polls are closed: what has not come is missing.")] = False,
    mode: Annotated[int, typer.Option(help="0 official, 1 test, 2 training.", min=0, max=2)] = 0,
    follow: Annotated[
        bool, typer.Option("--follow", help="Go on, and publish again whenever something has come; Ctrl-C ends it.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Add everything up again from the signed objects, and publish it where no number is impossible."""
    with (
        expected(),
        closing(Following(nation, store, mode)) as following,
        closing(Publisher(following, nation, out, files.load(key), closed)) as publisher,
    ):
        done = publisher.publish()
        _show(done, as_json)
        if follow:
            _follow(publisher, as_json)
    if done.alarms and not follow:
        raise typer.Exit(MISMATCH)


def _follow(publisher: Publisher, as_json: bool) -> None:
    """Until somebody ends it. What cannot be published is said once, and tried again."""
    said = ""
    with suppress(KeyboardInterrupt):
        while True:
            publisher.prepare()
            time.sleep(LOOK_S)
            done = publisher.turn()
            if isinstance(done, tree.Published):
                _show(done, as_json)
                said = ""
            elif done and done != said:
                said = done
                say_json({"not now": said}) if as_json else say(f"not now, and tried again: {said}")


def _show(done: tree.Published, as_json: bool) -> None:
    if as_json:
        alarms = [{"precinct": alarm.precinct, "why": alarm.text} for alarm in done.alarms]
        numbers = {"publication": done.number, "files": done.files, "bytes": done.size}
        say_json({**numbers, "alarms": alarms, "left out": done.strays, "notes": done.notes})
        return
    for alarm in done.alarms:
        say(f"not published: {alarm}")
    for text in done.strays:
        say(f"left out: {text}")
    for text in done.notes:
        say(f"mind: {text}")
    if not done.alarms:
        say(f"Publication {done.number}: {done.files:,} files, {done.size:,} bytes.")
    elif done.number:
        say(f"The publication before, number {done.number}, stays as it is.")
    else:
        say("Nothing is published yet.")


def fetch(
    address: Annotated[str, typer.Argument(help="Where the publication is served, such as https://…/result/")],
    out: Annotated[Path, typer.Option(help="The folder that it is brought to; what is there and right is kept.")],
) -> None:
    """Bring a publication, going on where an earlier call was broken off, and compare it with the signed list."""
    with expected():
        number, brought, kept = fetching.fetch(address, out, lambda name: say(f"bringing {name}"))
    say(f"Publication {number}: {brought:,} files brought, {kept:,} were there. Now run: tamga verify {out}")


def verify(
    place: Annotated[str, typer.Argument(help="A publication's folder, or the address where it is served.")],
    authority: Annotated[
        Path | None, typer.Option(help="The authority's public key, as it publishes it elsewhere.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Where an address is brought to.")] = None,
    checked: Annotated[
        Path | None,
        typer.Option(
            help="A list of your own, kept from call to call: what was found right in it is not computed again."
        ),
    ] = None,
    companions: Annotated[
        Path | None,
        typer.Option(help="A folder of commitments, from anybody: used where they are there, else written there."),
    ] = None,
    processes: Annotated[
        int, typer.Option(help="How many verify proofs and ballots on this computer.", min=1)
    ] = os.cpu_count() or 1,
    scheduler: Annotated[
        str | None, typer.Option(help="A Dask scheduler, whose workers see the folder under the same path.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Recompute everything that a publication says from its signed objects and the records of its ballots."""
    with expected():
        public = files.load_public(authority) if authority else None
        folder = Path(place)
        if "://" in place:
            if out is None:
                raise PublishingError("name a folder to bring it to: --out FOLDER")
            fetching.fetch(place, out)
            folder = out
        spread = records_check.on_dask(scheduler) if scheduler else records_check.in_processes(processes)
        report = check.check(folder.resolve(), public, spread, records_check.Checked(checked), companions)
    show_reports([report], as_json)


commands = {"publish": publish, "fetch": fetch, "verify": verify}
