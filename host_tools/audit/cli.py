"""`tamga audit`: draw precincts and terminals by a public seed, take hand counts, state the risk that is left."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from host_tools.audit import audit_file, chosen, cli_exports, counts_file, procedure, sitting, terminals, worksheets
from host_tools.audit.audit_file import Audit, percent
from host_tools.audit.drawing import Seed
from host_tools.audit.procedure import Counted, Finding
from host_tools.audit.published import nation_of
from host_tools.audit.sitting import Sitting
from host_tools.console import MISMATCH, expected, say, say_json
from host_tools.determining.nation import Nation
from host_tools.errors import AuditError
from host_tools.folder_lock import writing_in
from host_tools.whole_files import atomic_file

app = typer.Typer(help="Audit of a publication against paper.", no_args_is_help=True)
Published = Annotated[Path, typer.Argument(help="A publication's folder, as tamga fetch brought it.")]
Folder = Annotated[Path, typer.Argument(help="The audit.")]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]
COUNTS, SHEETS, TERMINALS = "counts.csv", "worksheets.pdf", "terminals.json"
AGAIN, COUNTERS, SHEETS_AGAIN = "counted-again.csv", "counters.csv", "counted-again-worksheets.pdf"


@app.command()
def sample(
    published: Published,
    contest: Annotated[str, typer.Option(help="The contest's name in the election file.")],
    seed: cli_exports.Digits,
    out: Annotated[Path, typer.Option(help="A folder for the draw, the work sheets and the table of counts.")],
    limit: Annotated[str, typer.Option(help="Risk limit in percent.")] = "5",
    winners: Annotated[int, typer.Option(help="How many lines win.", min=1)] = 1,
    read_back: Annotated[str, typer.Option("--read-back", help="Percent of all terminals to be read back.")] = "5",
    small_ballots: Annotated[int, typer.Option(help="Ballots of a line that may differ without a second count.")] = 2,
    small_percent: Annotated[str, typer.Option(help="And percent of the line's votes.")] = "1",
    more: Annotated[int, typer.Option(help="Further draws of an audit that goes on.", min=0)] = 0,
) -> None:
    """Draw precincts to be counted by hand, with work sheets that do not say what was published, and terminals."""
    with expected():
        nation, digest = nation_of(published)
        thrown = Seed(digest, seed)
        with writing_in(out):
            if not more and (out / audit_file.NAME).exists():
                raise AuditError(f"{out}: an audit began there already; go on with --more, or name another folder")
            if more:
                audit = audit_file.checked(out, digest, nation)[0]
                if (audit.contest, audit.seed) != (contest, seed):
                    raise AuditError(f"{out}: is the audit of contest {audit.contest}, seed {audit.seed}; give those")
            else:
                audit = Audit(digest.hex(), contest, winners, limit, small_ballots, small_percent, seed, [])
            part, before = audit.sitting(nation), set(audit.drawn)
            audit.thresholds()
            audit = audit.extended(part.draw(thrown, more or None, len(audit.drawn)))
            precincts = sorted(set(audit.drawn) - before)
            begins = f"further-{len(audit.drawn)}-" if more else ""
            with atomic_file(out / f"{begins}{SHEETS}") as stream:
                _sheets(stream, nation, part, audit, precincts)
            counts_file.write_blank(out / f"{begins}{COUNTS}", part, precincts)
            if not more:
                found = terminals.drawn(thrown, nation.commission.precincts, percent(read_back))
                words = f"{read_back} % of all terminals, drawn by the seed {seed}"
                chosen.write(out / TERMINALS, digest, chosen.Chosen(words, found))
                say(f"To be read back: {_some([f'{one.precinct} {one.name}' for one in found])}")
            audit.write(out)
    different = len(set(audit.drawn))
    say(f"{len(audit.drawn)} draws, {different} different precincts of {len(part.bounds)}: {_some(precincts)}")
    say(f"Smallest margin: {part.between.smallest:,} votes. Count by hand and fill in {out / f'{begins}{COUNTS}'}.")
    say(f"Then run: tamga audit state {published} {out}")


@app.command()
def state(published: Published, folder: Folder, as_json: AsJson = False) -> None:
    """What the hand counts make of the audit: the risk that is left, every difference, and what is to be done."""
    with expected():
        nation, digest = nation_of(published)
        audit, part = audit_file.checked(folder, digest, nation)
        first, again = _counts(folder, part)
        counted = procedure.prevailing(first, again)
        what, reached = part.state(audit.drawn, counted)
        differences = part.differences(counted)
        found = procedure.findings(part.reported.votes, first, again, audit.thresholds())
    missing = sorted(set(audit.drawn) - set(counted))
    is_settled = not any(finding in procedure.UNSETTLED for finding in found.values())
    if as_json:
        said = {str(one): str(finding) for one, finding in found.items()}
        risk = {"next": what, "risk": float(reached), "differences": differences, "not counted": missing}
        say_json({**risk, "precincts": said})
    else:
        for precinct, line, shown, by_hand in differences:
            say(f"precinct {precinct}, {line}: published {shown:,}, counted {by_hand:,}")
        for precinct, finding in found.items():
            if steps := procedure.STEPS[finding]:
                say(f"precinct {precinct}: {finding}")
                for step in steps:
                    say(f"  {step.format(precinct=precinct)}")
        if missing:
            say(f"not counted yet: {_some(missing)}")
        say(f"{what}: a wrong outcome would stand with a chance of {100 * float(reached):.2f} % at most")
    if what != sitting.CONFIRMED or not is_settled:
        raise typer.Exit(MISMATCH)


@app.command()
def again(published: Published, folder: Folder) -> None:
    """Work sheets and tables for precincts whose first count differs too much: others count them, on the same day."""
    with expected():
        nation, digest = nation_of(published)
        audit, part = audit_file.checked(folder, digest, nation)
        with writing_in(folder):
            first, counted = _counts(folder, part, are_checked=False)
            found = procedure.findings(part.reported.votes, first, counted, audit.thresholds())
            wanted = [one for one, finding in found.items() if finding == Finding.COUNT_AGAIN]
            if not wanted:
                raise AuditError(f"{folder}: no count of it differs so much that others must count again")
            if (folder / AGAIN).exists():
                raise AuditError(f"{folder / AGAIN}: is there already; fill it in, or take it away if it is empty")
            counts_file.write_blank(folder / AGAIN, part, wanted)
            counts_file.write_blank_counters(folder / COUNTERS, wanted)
            with atomic_file(folder / SHEETS_AGAIN) as stream:
                _sheets(stream, nation, part, audit, wanted)
    say(f"To be counted again by others: {_some(wanted)}. Fill in {folder / AGAIN}, and who counted in {COUNTERS}.")


def _counts(folder: Path, part: Sitting, are_checked: bool = True) -> tuple[Counted, Counted]:
    """(first counts, second counts). are_checked: other persons must have made the second ones."""
    first: dict[int, list[int] | None] = {}
    for path in sorted(folder.glob(f"*{COUNTS}")):
        first |= counts_file.read(path, part)
    second = counts_file.read(folder / AGAIN, part) if (folder / AGAIN).exists() else {}
    if are_checked and second:
        if not (folder / COUNTERS).exists():
            raise AuditError(f"{folder / COUNTERS}: is missing; write precinct,count,person, two persons of each count")
        counts_file.check_counters(folder / COUNTERS, part, second)
    return first, second


def _sheets(stream: BinaryIO, nation: Nation, part: Sitting, audit: Audit, precincts: Sequence[int]) -> None:
    about = f"publication {audit.publication[:32]}, seed {audit.seed}, {len(audit.drawn)} draws"
    titled = next(one for one in nation.commission.election.contests if one.id == audit.contest)
    worksheets.write(stream, part, titled, [nation.commission.precincts[one] for one in precincts], about)


def _some(found: Sequence[object]) -> str:
    shown = ", ".join(map(str, found[:20]))
    return f"{shown} and {len(found) - 20} more" if len(found) > 20 else shown


app.command("terminals")(cli_exports.draw_terminals)
app.command("arlo")(cli_exports.for_arlo)
app.command("shangrla")(cli_exports.for_shangrla)
