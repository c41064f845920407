"""`tamga nation`: the result of a nation from signed objects, and the commission's rulings on precincts."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path
from typing import Annotated, get_args

import typer
from rich.console import Console

from host_tools.console import MISMATCH, expected, say, say_json
from host_tools.determining import gate, nation_folder, reading_out, summary
from host_tools.determining.ballot_records import RECORDS
from host_tools.determining.following import Following
from host_tools.determining.nation import Nation
from host_tools.determining.precinct_result import PrecinctResult
from host_tools.determining.states import Impossible, after
from host_tools.errors import DeterminingError
from host_tools.formats import cose
from host_tools.formats.definitions import Precinct
from host_tools.formats.rulings import LONGEST_REASON, NO_RULING, Act, Ruling
from host_tools.keys import files
from host_tools.text_rules import fault_of_sentence
from host_tools.verifying import loading
from host_tools.whole_files import atomic_file

app = typer.Typer(help="The result of a nation from signed objects.", no_args_is_help=True)
NationFolder = Annotated[Path, typer.Argument(help="The nation's folder (docs/nation.md).")]
Closed = Annotated[bool, typer.Option("--closed", help="Polls are closed: what has not come is missing.")]
StoreOption = Annotated[str | None, typer.Option("--store", help="A collector's store: a folder or a PostgreSQL URL.")]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]
Mode = Annotated[int, typer.Option(help="0 official, 1 test, 2 training.", min=0, max=2)]


@app.command()
def show(
    folder: NationFolder, store: StoreOption = None, closed: Closed = False, mode: Mode = 0, as_json: AsJson = False
) -> None:
    """Totals with and without the contested, how far every precinct has come, and what closes the gate."""
    with expected():
        nation = determined(folder, store, closed, mode)
    alarms = gate.alarms(nation)
    if as_json:
        say_json(summary.for_programs(nation, alarms))
    else:
        for table in summary.tables(nation):
            Console().print(table)
        for one in nation.not_taken:
            say(f"not taken {one.digest.hex()[:16]}: {one.text}")
        for alarm in alarms:
            say(f"the gate is closed: {alarm}")
    if alarms:
        raise typer.Exit(MISMATCH)


@app.command()
def rule(
    folder: NationFolder,
    precinct: Annotated[int, typer.Option(help="Number of the precinct.", min=1)],
    act: Annotated[str, typer.Option(help=" / ".join(get_args(Act)))],
    reason: Annotated[str, typer.Option(help="Why, in a sentence; it is published.")],
    key: Annotated[Path, typer.Option(help="The election authority's private key.")],
    store: StoreOption = None,
    mode: Mode = 0,
) -> None:
    """Sign a ruling on a precinct's result, and put it among the nation's objects."""
    with expected():
        if act not in get_args(Act):
            raise DeterminingError(f"--act {act}: no such act; choose one of {', '.join(get_args(Act))}")
        if fault := fault_of_sentence(reason):
            raise DeterminingError(f"--reason {fault}")
        commission = nation_folder.load(folder, mode)
        signer = files.load(key)
        if bytes(signer.verify_key) != commission.authority:
            raise DeterminingError(f"{key}: not the authority whose key is in {folder}; give that authority's")
        if precinct not in commission.precincts:
            raise DeterminingError(f"--precinct {precinct}: the nation has no such precinct")
        result = determined(folder, store, mode=mode).results[precinct]
        ruling = _next_ruling(result, act, reason, commission.precincts[precinct])
        data = cose.sign1(ruling.to_cbor(), signer)
        path = folder / nation_folder.OBJECTS / f"{precinct}-ruling-{ruling.number}.cose"
        path.parent.mkdir(exist_ok=True)
        with atomic_file(path, new=True) as stream:  # a ruling of somebody else at the same moment is not lost
            stream.write(data)
    say(f"Precinct {precinct} is {after(result.standing, ruling.act)}; signed in {path}.")


@app.command("records")
def read_records(
    folder: NationFolder,
    images: Annotated[list[Path], typer.Argument(help="Chip images of booths' cartridges, two of each, in any order.")],
    store: StoreOption = None,
    mode: Mode = 0,
) -> None:
    """Take from cartridges what is published of them: the sealed records of ballots, where booths' totals name them."""
    with expected():
        written, problems = reading_out.read_out(
            determined(folder, store, mode=mode), loading.load_images(images), folder / RECORDS
        )
    for name in written:
        say(f"written: {RECORDS}/{name}")
    for text in problems:
        say(f"not taken: {text}")
    if problems:
        raise typer.Exit(MISMATCH)


def determined(folder: Path, store: str | None = None, closed: bool = False, mode: int = 0) -> Nation:
    """The result of a nation from its folder and, where one is given, a collector's store."""
    with closing(Following(folder, store, mode)) as once:
        return once.determined(closed)


def _next_ruling(result: PrecinctResult, act: str, reason: str, precinct: Precinct) -> Ruling:
    """The next ruling of a precinct; DeterminingError where the act cannot be made now."""
    then = after(result.standing, act)  # type: ignore[arg-type]  # one of get_args(Act)
    if isinstance(then, Impossible):
        raise DeterminingError(f"precinct {result.precinct}: {then.text}")
    if result.protocol is None:
        raise DeterminingError(f"precinct {result.precinct}: there is no protocol to rule on")
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise DeterminingError(f"--reason: has 1 to {LONGEST_REASON} characters, in a sentence that is published")
    before = result.ruling
    number = before.content.number + 1 if before else 1
    return Ruling(
        election=precinct.election, precinct=result.precinct, mode=precinct.mode, number=number,
        act=act, protocol=result.protocol.digest, reason=reason.strip(), made_s=int(time.time()),
        follows=before.digest if before else NO_RULING,
    )  # fmt: skip
