"""`tamga collect import`: protocols and sealed totals from files, where no line reaches."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from host_tools.collecting import importing, kept_pictures
from host_tools.collecting import precincts as precinct_folder
from host_tools.collecting.centre import Arrival, Centre, Kept, Outcome
from host_tools.collecting.checks import in_words
from host_tools.console import BAD_INPUT, MISMATCH, expected, say, say_json
from host_tools.keys import files as key_files

_SHOWN_HASH = 16
_LOOK = "look at it before it is published; it may show more than the slip"
_STAYS = "it stays; remove it to have the picture of these files"
_BAR_FROM = 5  # files: fewer take no time


def import_files(
    paths: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Pictures, texts of codes, objects, folders.")],
    store: Annotated[str, typer.Option(help="Folder of the journal, or postgresql://user@host/database.")],
    precincts: Annotated[Path, typer.Option(help="Folder of precinct definitions.", exists=True, file_okay=False)],
    key: Annotated[Path | None, typer.Option(help="The centre's signing key; a district has none.")] = None,
    centre: Annotated[Path | None, typer.Option(help="For a district: the centre's public key.")] = None,
    pictures: Annotated[
        Path | None, typer.Option(help="Keep the pictures of protocols here, to be published. Look at each first.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Take the same objects as a line does, by the same checks; what is there already gets the same receipt."""
    if bool(key) == bool(centre):
        raise typer.BadParameter("a centre has --key; a district has --centre, and signs nothing")
    with expected():
        signing_key = key_files.load(key) if key else None
        public = key_files.load_public(centre) if centre else bytes(signing_key.verify_key) if signing_key else b""
        known = precinct_folder.load(precincts, public)
        files = list(importing.files_of(paths))
        shown = track(files, "reading", console=Console(stderr=True), transient=True, disable=len(files) < _BAR_FROM)
        found = importing.found_in(shown)
        taking = Centre(Path(store) if "://" not in store else store, signing_key, known)
        try:
            outcomes = importing.accept(taking, found)
            kept = kept_pictures.keep(pictures, found, outcomes, taking.store) if pictures else []
        finally:
            taking.store.close()
    if as_json:
        objects = [_plain(*one) for one in outcomes]
        shown_pictures = [one._asdict() | {"path": str(one.path)} for one in kept]
        said = {"objects": objects, "problems": found.problems, "others": found.others, "pictures": shown_pictures}
        say_json(said)
    else:
        _say(found, outcomes)
        for one in kept:
            say(f"{'kept' if one.is_new else 'had'} {one.path}: {_LOOK if one.is_new else _STAYS}")
    if not outcomes:
        raise typer.Exit(BAD_INPUT)
    if found.problems or not all(isinstance(outcome, Kept) for _, outcome in outcomes):
        raise typer.Exit(MISMATCH)


def _say(found: importing.Found, outcomes: list[tuple[Arrival, Outcome]]) -> None:
    for arrival, outcome in outcomes:
        name = arrival.digest.hex()[:_SHOWN_HASH]
        if not isinstance(outcome, Kept):
            say(f"{'waits' if outcome.reason.waits else 'refused'} {name}: {outcome.text}")
            continue
        row = outcome.row
        what = in_words(row.kind, row.terminal, row.version)
        receipt = f", receipt {row.number}" if row.number else ""
        say(f"{'received' if outcome.is_new else 'had it'} {name}: precinct {row.precinct}, {what}{receipt}")
    for problem in found.problems:
        say(problem)
    if found.others:
        say(f"{found.others} objects of kinds that a centre does not collect.")
    if not outcomes:
        say("There is no protocol and there are no sealed totals in these files.")


def _plain(arrival: Arrival, outcome: Outcome) -> dict[str, object]:
    said: dict[str, object] = {"hash": arrival.digest, "kind": arrival.kind}
    if not isinstance(outcome, Kept):
        return said | {"what": "waits" if outcome.reason.waits else "refused", "why": outcome.text}
    row = outcome.row
    what = "received" if outcome.is_new else "had it"
    return said | {"what": what, "precinct": row.precinct, "protocol": row.version, "receipt": row.number}
