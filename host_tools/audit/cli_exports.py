"""`tamga audit terminals`, `arlo` and `shangrla`: terminals to be read back, and files for other auditors' software."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer

from host_tools.audit import arlo, chosen, shangrla, terminals
from host_tools.audit.audit_file import percent
from host_tools.audit.drawing import Seed
from host_tools.audit.published import nation_of
from host_tools.audit.sitting import Sitting
from host_tools.console import expected, say, say_json
from host_tools.errors import AuditError
from host_tools.folder_lock import writing_in
from host_tools.whole_files import write_text

Published = Annotated[Path, typer.Argument(help="A publication's folder, as tamga fetch brought it.")]
Digits = Annotated[str, typer.Option("--seed", help="At least 20 digits, thrown in public after the publication.")]
ContestName = Annotated[str, typer.Option("--contest", help="The contest's name in the election file.")]
Winners = Annotated[int, typer.Option(help="How many lines win.", min=1)]
_ANY_LIMIT = Fraction(1, 20)  # the tables do not depend on it


def draw_terminals(
    published: Published,
    seed: Annotated[str, typer.Option(help="At least 20 digits, thrown in public after the publication.")] = "",
    part: Annotated[str, typer.Option("--percent", help="Part of all terminals.")] = "5",
    pick: Annotated[
        list[str] | None, typer.Option(help="In place of a seed: precinct:terminal, the desk is 0; may repeat.")
    ] = None,
    by: Annotated[str, typer.Option(help="Who picked, for the report.")] = "",
    out: Annotated[Path | None, typer.Option(help="A list for tamga terminals readback.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Terminals whose flash is read back and compared with the register of images: drawn, or picked by candidates."""
    with expected():
        nation, digest = nation_of(published)
        known = nation.commission.precincts
        if bool(seed) == bool(pick) or bool(pick) != bool(by):
            raise AuditError("give --seed with digits, or --pick with each terminal and --by with who picked")
        if pick:
            found = chosen.Chosen(f"picked by {by}", chosen.named(pick, known))
        else:
            drawn = terminals.drawn(Seed(digest, seed), known, percent(part))
            found = chosen.Chosen(f"{part} % of all terminals, drawn by the seed {seed}", drawn)
        if out:
            chosen.write(out, digest, found)
    if as_json:
        say_json([{"precinct": one.precinct, "terminal": one.terminal} for one in found.terminals])
        return
    for one in found.terminals:
        say(f"precinct {one.precinct}, {one.name}")


def for_arlo(
    published: Published,
    contest: ContestName,
    out: Annotated[Path, typer.Option(help="Folder for a manifest and a table of votes per region.")],
    winners: Winners = 1,
) -> None:
    """Write what Arlo takes for a batch comparison."""
    with expected():
        nation, _ = nation_of(published)
        made = list(arlo.tables(nation, Sitting.of(nation, contest, winners, _ANY_LIMIT)))
        with writing_in(out):
            for at, (region, manifest, totals) in enumerate(made, 1):
                write_text(out / f"region-{at:02}-manifest.csv", manifest)
                write_text(out / f"region-{at:02}-batches.csv", totals)
                say(f"region-{at:02}: {region}")


def for_shangrla(
    published: Published,
    contest: ContestName,
    out: Annotated[Path, typer.Option(help="Folder for the contest, and the cards of each region.")],
    limit: Annotated[str, typer.Option(help="Risk limit in percent.")] = "5",
    winners: Winners = 1,
) -> None:
    """Write what SHANGRLA takes for an audit of single ballots against the subtotals of precincts (ONEAudit)."""
    with expected():
        nation, _ = nation_of(published)
        part = Sitting.of(nation, contest, winners, percent(limit))
        described = shangrla.contest(part, winners)
        with writing_in(out):
            for at, (region, found) in enumerate(shangrla.cards(nation, part), 1):
                write_text(out / f"region-{at:02}-cards.json", json.dumps(found) + "\n")
                say(f"region-{at:02}: {region}, {len(found):,} cards")
            write_text(out / "contests.json", json.dumps(described, indent=1) + "\n")
