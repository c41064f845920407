"""`tamga audit`: draw precincts and terminals by a public seed, take hand counts, state the risk that is left."""

from __future__ import annotations

import json
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

import typer

from host_tools.audit import arlo, counts_file, sitting, terminals, worksheets
from host_tools.audit.drawing import Seed
from host_tools.audit.sitting import Sitting
from host_tools.console import MISMATCH, expected, say, say_json
from host_tools.determining import nation_folder
from host_tools.determining.nation import Nation, determine
from host_tools.errors import AuditError
from host_tools.folder_lock import writing_in
from host_tools.publishing import check, tree
from host_tools.text_files import json_of
from host_tools.whole_files import atomic_file, write_text

app = typer.Typer(help="Audit of a publication against paper.", no_args_is_help=True)
Published = Annotated[Path, typer.Argument(help="A publication's folder, as tamga fetch brought it.")]
Digits = Annotated[str, typer.Option("--seed", help="At least 20 digits, thrown in public after the publication.")]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]
AUDIT, COUNTS, SHEETS = "audit.json", "counts.csv", "worksheets.pdf"


@app.command()
def draw(
    published: Published,
    contest: Annotated[str, typer.Option(help="The contest's name in the election file.")],
    seed: Digits,
    out: Annotated[Path, typer.Option(help="A folder for the draw, the work sheets and the table of counts.")],
    limit: Annotated[str, typer.Option(help="Risk limit in percent.")] = "5",
    winners: Annotated[int, typer.Option(help="How many lines win.", min=1)] = 1,
    more: Annotated[int, typer.Option(help="Further draws of an audit that goes on.", min=0)] = 0,
) -> None:
    """Draw precincts to be counted by hand, with work sheets that do not say what was published."""
    with expected():
        nation, digest = _nation(published)
        part = Sitting.of(nation, contest, winners, _percent(limit))
        thrown = Seed(digest, seed)
        with writing_in(out):
            before = _read(out)["drawn"] if more else []
            drawn = [*before, *part.draw(thrown, more or None, len(before))]
            if not more and (out / AUDIT).exists():
                raise AuditError(f"{out}: an audit began there already; go on with --more, or name another folder")
            precincts = sorted(set(drawn) - set(before))
            about = f"publication {digest.hex()[:32]}, seed {seed}, {len(drawn)} draws"
            chosen = next(one for one in nation.commission.election.contests if one.id == contest)
            with atomic_file(out / (f"further-{len(drawn)}-{SHEETS}" if more else SHEETS)) as stream:
                definitions = [nation.commission.precincts[one] for one in precincts]
                worksheets.write(stream, part, chosen, definitions, about)
            counts_file.write_blank(out / (f"further-{len(drawn)}-{COUNTS}" if more else COUNTS), part, precincts)
            content = {
                "publication": digest.hex(), "contest": contest, "winners": winners, "limit percent": limit,
                "seed": seed, "drawn": drawn,
            }  # fmt: skip
            write_text(out / AUDIT, json.dumps(content, indent=1) + "\n")
    say(f"{len(drawn)} draws, {len(set(drawn))} different precincts of {len(part.bounds)}: {_some(precincts)}")
    say(f"Smallest margin: {part.between.smallest:,} votes. Count by hand and fill in {out / COUNTS}.")
    say(f"Then run: tamga audit state {published} {out}")


@app.command()
def state(
    published: Published, folder: Annotated[Path, typer.Argument(help="The audit.")], as_json: AsJson = False
) -> None:
    """What the hand counts make of the audit: the risk that is left, every difference, and what is to be done."""
    with expected():
        nation, digest = _nation(published)
        content = _read(folder)
        if content["publication"] != digest.hex():
            raise AuditError(f"{folder}: drawn from another publication; fetch that one, or draw again")
        part = Sitting.of(nation, content["contest"], content["winners"], _percent(content["limit percent"]))
        if content["drawn"] != part.draw(Seed(digest, content["seed"]), len(content["drawn"])):
            raise AuditError(
                f"{folder / AUDIT}: these precincts are not what the seed draws; somebody changed the list"
            )
        counted: dict[int, list[int]] = {}
        for path in sorted(folder.glob(f"*{COUNTS}")):
            counted |= counts_file.read(path, part)
        what, reached = part.state(content["drawn"], counted)
        differences = part.differences(counted)
    missing = sorted(set(content["drawn"]) - set(counted))
    if as_json:
        say_json({"next": what, "risk": float(reached), "differences": differences, "not counted": missing})
    else:
        for precinct, line, shown, by_hand in differences:
            say(f"precinct {precinct}, {line}: published {shown:,}, counted {by_hand:,}")
        if missing:
            say(f"not counted yet: {_some(missing)}")
        say(f"{what}: a wrong outcome would stand with a chance of {100 * float(reached):.2f} % at most")
    if what != sitting.CONFIRMED:
        raise typer.Exit(MISMATCH)


@app.command("terminals")
def draw_terminals(
    published: Published,
    seed: Digits,
    percent: Annotated[str, typer.Option(help="Part of all terminals.")] = "5",
    as_json: AsJson = False,
) -> None:
    """Draw terminals whose flash is read back and compared with the register of images, as candidates ask for."""
    with expected():
        nation, digest = _nation(published)
        found = terminals.drawn(Seed(digest, seed), nation.commission.precincts, _percent(percent))
    if as_json:
        say_json([{"precinct": one.precinct, "terminal": one.terminal} for one in found])
        return
    for one in found:
        say(f"precinct {one.precinct}, {one.name}")


@app.command("arlo")
def for_arlo(
    published: Published,
    contest: Annotated[str, typer.Option(help="The contest's name in the election file.")],
    out: Annotated[Path, typer.Option(help="Folder for a manifest and a table of votes per region.")],
    winners: Annotated[int, typer.Option(help="How many lines win.", min=1)] = 1,
) -> None:
    """Write what Arlo takes for a batch comparison."""
    with expected():
        nation, _ = _nation(published)
        made = arlo.tables(nation, Sitting.of(nation, contest, winners, Fraction(1, 20)))
        with writing_in(out):
            for at, (region, manifest, totals) in enumerate(made, 1):
                write_text(out / f"region-{at:02}-manifest.csv", manifest)
                write_text(out / f"region-{at:02}-batches.csv", totals)
                say(f"region-{at:02}: {region}")


def _nation(published: Path) -> tuple[Nation, bytes]:
    """What a publication says, from its objects, and the hash of its signed list."""
    found = tree.last(published)
    if found is None:
        raise AuditError(f"{published}: no publication; bring one with tamga fetch, and check it with tamga verify")
    commission = nation_folder.load(published / tree.DESCRIPTION, found[0].mode)
    return determine(commission, check.objects(published), True), sha256(found[1]).digest()


def _read(folder: Path) -> dict[str, Any]:
    path = folder / AUDIT
    content = json_of(path.read_bytes(), path)
    kinds = {"publication": str, "contest": str, "winners": int, "limit percent": str, "seed": str, "drawn": list}
    if not isinstance(content, dict) or any(not isinstance(content.get(name), kind) for name, kind in kinds.items()):
        raise AuditError(f"{path}: not what tamga audit draw wrote; draw again from the same seed")
    return content


def _percent(text: str) -> Fraction:
    try:
        value = Fraction(text) / 100
    except (ValueError, ZeroDivisionError):
        raise AuditError(f"{text}: is no percentage; write a number such as 5 or 2.5") from None
    if not 0 < value < 1:
        raise AuditError(f"{text}: is a percentage above 0 and below 100")
    return value


def _some(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:20]))
    return f"{shown} and {len(numbers) - 20} more" if len(numbers) > 20 else shown
