"""`tamga registers`: check, compile, review, report, export, and a generator for trying it out."""

from __future__ import annotations

import datetime as dt
import gc
import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from host_tools.console import say_json
from host_tools.overwriting import discard
from host_tools.privacy import cli as privacy_cli
from host_tools.privacy.access_journal import AccessJournal
from host_tools.privacy.options import JOURNAL, Clear, Journal, Who, Why, WorkingKey
from host_tools.privacy.vault import Vault
from host_tools.privacy.working_files import SUFFIX
from host_tools.registers import cli_check
from host_tools.registers.cli_common import Trust, bars, day_of, errors_in_words, out
from host_tools.registers.errors import VoterRegisterError
from host_tools.registers.reading import manifest
from host_tools.registers.reading.manifest import Manifest
from host_tools.text_rules import fault_of_name

app = typer.Typer(help="Registers to voter list: check, compile, review, report.", no_args_is_help=True)
app.command()(cli_check.key)
app.command("manifest")(cli_check.make_manifest)
app.command()(cli_check.check)
app.command("wipe")(privacy_cli.wipe_command)


@app.command("compile")
def compile_command(
    folder: Annotated[
        Path,
        typer.Argument(help="population, interior, pension, precincts, addresses as .csv or .parquet with manifests"),
    ],
    day: Annotated[str, typer.Option(help="election day, YYYY-MM-DD")],
    trust: Trust,
    result: Annotated[Path, typer.Option(resolve_path=True, help="folder of the result; appears whole or not at all")],
    who: Who,
    why: Why,
    journal: Journal = JOURNAL,
    key: WorkingKey = None,
    clear: Clear = False,
    decisions: Annotated[Path | None, typer.Option(help="decisions of the review")] = None,
    take: Annotated[list[str], typer.Option(help="file to take where FOLDER has several of a register")] = [],  # noqa: B006
    without: Annotated[list[str], typer.Option(help="interior or pension, where there is no such register")] = [],  # noqa: B006
    any_date: Annotated[bool, typer.Option("--any-date", help="take registers of whatever state")] = False,
    plan: Annotated[Path | None, typer.Option(help="the plan; its names must be in manifests and decisions")] = None,
    signing_key: Annotated[
        Path | None,
        typer.Option("--signing-key", help="sign discrepancy files (tamga registers key)"),
    ] = None,
    office: Annotated[str, typer.Option(help="the commission's name in those files")] = "election commission",
    terms: Annotated[list[Path], typer.Option(help="agreed terms, whose days for answers hold in those files")] = [],  # noqa: B006
    keep_stages: Annotated[bool, typer.Option(help="keep stage files after success")] = False,
    stages: Annotated[bool, typer.Option(help="write stage files, so that a stopped run goes on")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="for programs")] = False,
) -> None:
    """Compile the voter list from the registers; write list, review list and report, all but the report sealed."""
    from host_tools.registers.agreement.terms import read as read_terms
    from host_tools.registers.compiling.compile import Compiling
    from host_tools.registers.compiling.discrepancies import Sender
    from host_tools.registers.reading.sources import Sources, in_words, wrong_dates
    from host_tools.registers.reading.trust import Trusted

    gc.freeze()  # what was imported stays; looking it through for garbage would be a twentieth of a small list's work
    with errors_in_words():
        vault = Vault.of(key, clear, str(result), journal=journal)
        if decisions and not decisions.exists():
            raise VoterRegisterError(f"{decisions}: there is no such file; without decisions leave --decisions out")
        if fault := fault_of_name(office):
            raise VoterRegisterError(f"--office {fault}")
        work = result.with_name(result.name + ".work")
        election_day = day_of(day)
        sources = Sources.of_folder(folder, Trusted.of_files(trust), vault, take, without)
        manifests = sources.manifests()  # what is refused for its manifest was not opened
        read = in_words(sources, manifests)
        if not as_json:
            for line in read:
                out.print(line, soft_wrap=True)
        if (wrong := wrong_dates(manifests, election_day)) and not any_date:
            raise VoterRegisterError(f"{folder}: {'; '.join(wrong)}: is it another election's? If not, say --any-date")
        if plan:
            _as_planned(plan, manifests, decisions, vault, who, election_day)
        AccessJournal(journal).note(who, "open", str(folder), why)
        AccessJournal(journal).note(who, "create", f"{result}, {vault.manner}", why)
        agreed = {one.register_name: one.answer_days for one in map(read_terms, terms)}
        sender = Sender(manifest.load_key(signing_key), office, who, agreed) if signing_key else None
        with bars() as progress:
            summary = Compiling(sources, election_day, result, work if stages else None, decisions, sender).run(
                progress
            )
        for path in sorted(result.glob(f"*{SUFFIX}")):
            vault.record(path)
        if not keep_stages:
            discard(work)
        if as_json:
            say_json({"result": str(result), "registers": read, **_for_programs(summary)})
        else:
            _show(result, summary)


def _for_programs(summary: dict[str, Any]) -> dict[str, Any]:
    """What a compilation came to, as numbers."""
    from host_tools.registers.report.summary import oddities

    return {
        "voters_listed": summary["list_lines"],
        "items_on_review_list": summary["queue"]["items"],
        "classes": summary["classes"],
        "outcomes": summary["outcomes"],
        "decisions_without_effect": [
            {"decision": number, "reason": reason} for number, reason in summary["decisions"]["refused"]
        ],
        "discrepancies": summary.get("discrepancies"),
        "notes": oddities(summary),
    }


def _show(result: Path, summary: dict[str, Any]) -> None:
    """The same as a table and sentences."""
    from host_tools.registers.report.summary import oddities

    table = Table("class", "listed", "held", "aside")
    for name, cells in summary["classes"].items():
        table.add_row(name, *map(str, cells.values()))
    table.add_row("total", *map(str, summary["outcomes"].values()))
    out.print(table)
    for line in oddities(summary):
        out.print(f"note: {line}", soft_wrap=True)
    for seq, reason in summary["decisions"]["refused"]:
        out.print(f"decision {seq} has no effect: {reason}", soft_wrap=True)
    for register, rows in summary.get("discrepancies", {}).items():
        out.print(f"discrepancies-{register}.csv: {rows} records for its authority to answer", soft_wrap=True)
    if "discrepancies" not in summary:
        out.print("no discrepancy files: they are signed, give --signing-key", soft_wrap=True)
    listed, waiting = summary["list_lines"], summary["queue"]["items"]
    out.print(f"{result}: {listed} voters listed, {waiting} items on the review list", soft_wrap=True)


def _as_planned(
    plan: Path, manifests: dict[str, Manifest], decisions: Path | None, vault: Vault, who: str, day: dt.date
) -> None:
    """Refuse work for another election than the plan's, or of people whom it does not name. VoterRegisterError."""
    from host_tools.registers.planning.plan import read, strangers
    from host_tools.registers.review.decisions import load

    planned = read(plan)
    persons = {name: one.responsible_person for name, one in manifests.items()}
    deciders = {one.seq: one.name for one in load(decisions, vault)} if decisions else {}
    found = strangers(planned, persons, deciders)
    if planned.election_day != day:
        found.insert(0, f"--day {day}: the plan is for the election of {planned.election_day}")
    if who not in planned.names:
        found.append(f"--who {who} is not named in the plan")
    if found:
        raise VoterRegisterError(f"{plan}: {'; '.join(found[:5])}: correct the plan or the work")


@app.command()
def approve(
    result: Path,
    plan: Annotated[Path, typer.Option(help="the plan, which says whose signatures count")],
    approvals: Annotated[Path, typer.Option(help="folder of approvals")],
    signing_key: Annotated[Path, typer.Option("--signing-key", help="your key (tamga registers key)")],
    who: Who,
    why: Why,
    key: WorkingKey = None,
    journal: Journal = JOURNAL,
) -> None:
    """Sign a compiled list: as many as the plan says must, before it is packed."""
    from host_tools.registers.planning import approval
    from host_tools.registers.planning.plan import read

    with errors_in_words():
        planned, vault, own = read(plan), Vault.to_read(key, journal), manifest.load_key(signing_key)
        person = approval.signer(own, planned, who)
        AccessJournal(journal).note(who, "open", str(result), why)
        path = approval.approve(result, approvals, person, own, vault)
        names, _ = approval.approvers(approval.digest_of(result / approval.LIST, vault), approvals, planned)
        out.print(f"{path}: {len(names)} of {planned.approvals} people approved this list: {', '.join(names)}")


@app.command()
def review(
    result: Path,
    decisions: Annotated[Path, typer.Option(help="where decisions go, sealed")],
    name: Annotated[str, typer.Option(help="who decides")],
    key: WorkingKey = None,
    clear: Clear = False,
    why: Why = "review of doubtful entries",
    journal: Journal = JOURNAL,
) -> None:
    """Work through the review list in the terminal."""
    from host_tools.registers.review.sitting import Review

    with errors_in_words():
        sitting = Review(result, decisions, name, out, out.input, Vault.of(key, clear, str(decisions), journal=journal))
        AccessJournal(journal).note(name, "open", str(result), why)
        if clear:
            AccessJournal(journal).note(name, "create", f"{decisions}, in clear", why)
        sitting.run()


@app.command()
def report(
    result: Path,
    html: Annotated[Path, typer.Option()],
    pdf: Annotated[Path, typer.Option()],
    key: WorkingKey = None,
    journal: Journal = JOURNAL,
) -> None:
    """Write the reconciliation report of a result again, as HTML and PDF: counts, nobody's name or number."""
    from host_tools.registers.report.content import content
    from host_tools.registers.report.html import html as html_of
    from host_tools.registers.report.pdf import write as write_pdf
    from host_tools.whole_files import atomic_file, write_text

    with errors_in_words():
        vault = Vault.to_read(key, journal)
        source = vault.find(result / "summary.json")
        if not source.exists():
            raise VoterRegisterError(f"{source}: there is no such file; compile first")
        page = content(json.loads(vault.read(source)))
        write_text(html, html_of(page))
        with atomic_file(pdf) as stream:
            write_pdf(stream, page)
        out.print(f"{html}, {pdf}: report of {page.lines[0].lower()}", soft_wrap=True)


@app.command()
def agreement(
    out_folder: Annotated[Path, typer.Option("--out", help="folder for agreement-kk.pdf, -ru.pdf, -en.pdf")],
    register: Annotated[str, typer.Option(help="population, interior or pension")] = "pension",
    terms: Annotated[Path | None, typer.Option(help="TOML file of names and days; without it they stay blank")] = None,
) -> None:
    """Make the procedure that the commission and a register's office sign, in Kazakh, Russian and English."""
    from host_tools.folder_lock import writing_in
    from host_tools.paper import PaperError
    from host_tools.registers.agreement import paper
    from host_tools.registers.agreement.terms import LANGUAGES, read, usual
    from host_tools.whole_files import atomic_file

    with errors_in_words():
        agreed = read(terms) if terms else usual(register)
        with writing_in(out_folder):
            for language in LANGUAGES:
                path = out_folder / f"agreement-{language}.pdf"
                try:
                    with atomic_file(path) as stream:
                        paper.write(stream, agreed, language)
                except PaperError as error:
                    raise VoterRegisterError(str(error)) from None
                out.print(str(path), soft_wrap=True)


@app.command()
def export(
    source: Path,
    target: Path,
    who: Who,
    why: Why,
    precinct: int | None = None,
    key: WorkingKey = None,
    clear: Clear = False,
    journal: Journal = JOURNAL,
) -> None:
    """Write a list for spreadsheets; formulas are made harmless. For a spreadsheet program, say --clear."""
    from host_tools.registers.report.export import export as write

    with errors_in_words():
        vault = Vault.of(key, clear, str(target), journal=journal)
        source, target = vault.find(source), vault.named(target)
        AccessJournal(journal).note(who, "export", f"{source} to {target}, {vault.manner}", why)
        out.print(f"{write(source, target, precinct=precinct, vault=vault)} rows in {target}", soft_wrap=True)
        vault.record(target)


@app.command()
def generate(
    folder: Path,
    rows: Annotated[int, typer.Option(min=10)] = 125_000,
    seed: int = 1,
    day: str = "2026-11-22",
    signing_key: Annotated[Path | None, typer.Option("--signing-key", help="tamga registers key")] = None,
) -> None:
    """Generate registers of made-up people with known defects, and their answer key."""
    from host_tools.registers.made_up.generate import generate as write
    from host_tools.registers.made_up.manifests import sign_all

    with errors_in_words():
        with bars() as progress:
            write(folder, rows, seed, day_of(day), progress)
        if signing_key:
            sign_all(folder, manifest.load_key(signing_key))
        out.print(f"{folder}: registers of {rows} made-up people{', signed' if signing_key else ''}", soft_wrap=True)


if __name__ == "__main__":
    app()
