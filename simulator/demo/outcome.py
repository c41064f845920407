"""The demonstration's evening as the host sees it: everything recomputed and compared, and the result table."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from host_tools.collecting.receiver import Receiver
from host_tools.console import MARKS
from host_tools.findings import Report
from host_tools.formats import codes, cose, styles
from host_tools.formats.definitions import Blank, Contest, Election, Precinct
from host_tools.formats.objects import Protocol, ZeroReport
from host_tools.keys.files import load_public
from host_tools.provisioning.plan import OFFICIAL
from host_tools.verifying.loading import load_objects
from host_tools.verifying.precinct import check_precinct
from host_tools.verifying.vouching import Evidence
from simulator.demo.day import DemoDay
from simulator.people.crowd import Ballots, ContestVotes

LANGUAGE = "en"
UNUSED = "votes not used, electronic"  # in the result, where several votes are allowed


@dataclass
class Checks:
    """What the evening gave. totals, protocol, receipt, reports, signatures: texts of codes read from slips."""

    election: Election
    precinct: Precinct
    make_receiver: Callable[[], Receiver]
    centre: bytes
    totals: list[list[str]] = field(default_factory=list)
    protocol: list[str] = field(default_factory=list)
    receipt: list[str] = field(default_factory=list)
    reports: Sequence[Sequence[str]] = ()
    signatures: Sequence[str] = ()
    result: Protocol | None = None


def check(day: DemoDay, checks: Checks, out: Path) -> Report:
    """Recompute the precinct from paper and cartridges; compare with what people meant and what the centre recorded."""
    report = recomputed(checks, out)
    result = checks.result
    if result is None:
        return report
    electronic = _all_electronic(result, checks.election)
    on_paper = [_paper(*pair) for pair in zip(checks.election.contests, result.paper, strict=True)]
    _compare(report, "electronic", checks.election, day.electronic, electronic)
    _compare(report, "paper", checks.election, day.paper, on_paper)
    _write(out, result, checks.election, day, report)
    return report


def recomputed(checks: Checks, out: Path) -> Report:
    """All that anybody finds who has slips, cartridges and receipt, and does not know what people meant.

    The signed objects are kept as files.
    """
    totals = [object_of(texts) for texts in checks.totals]
    protocol = object_of(checks.protocol)
    for number, data in enumerate(totals, start=1):
        (out / f"totals-{number}.cose").write_bytes(data)
    (out / "protocol.cose").write_bytes(protocol)
    images = [path.read_bytes() for path in sorted((out / "cartridges").glob("*.img"))]
    people = [object_of(checks.signatures)] if checks.signatures else []
    reports = [object_of(texts) for texts in checks.reports]
    evidence = _evidence(out, object_of(checks.receipt), people, reports)
    report = check_precinct(images, totals, protocol, checks.election, checks.precinct, evidence=evidence)
    payload = cose.verify1(protocol, checks.precinct.desk)
    if payload is None:
        report.bad("The protocol's signature does not hold.")
    else:
        checks.result = Protocol.from_cbor(payload)
    return report


def _evidence(out: Path, receipt: bytes, people: Sequence[bytes], reports: Sequence[bytes]) -> Evidence:
    """The public folder, zero slips of the official opening, read from their pictures, and the evening's slips."""
    public = out / "public"
    slips = sorted((out / "slips").glob("*-zero.png"))
    zeros = [data for path in slips for kind, data in load_objects([path]) if kind == "Z" and _is_official(data)]
    return Evidence(
        load_public(public / "authority.pub"),
        [path.read_bytes() for path in sorted(public.glob("*.manifest.cose"))],
        [path.read_bytes() for path in sorted(public.glob("*.tmf"))],
        zeros,
        [receipt],
        people=people,
        reports=reports,
    )


def _is_official(zero: bytes) -> bool:
    peeked = cose.peek1(zero)
    return peeked is not None and ZeroReport.from_cbor(peeked[1]).mode == OFFICIAL


def object_of(texts: Sequence[str]) -> bytes:
    """The one object on a slip."""
    joined = codes.join([codes.parse(text) for text in texts])
    assert len(joined.objects) == 1, "a slip's codes do not make one object"
    return joined.objects[0][1]


def _all_electronic(result: Protocol, election: Election) -> list[ContestVotes]:
    """Of each contest the ballots of those who have it."""
    contests = enumerate(election.contests)
    return [_electronic(contest, styles.electronic(result, election, at)) for at, contest in contests]


def _electronic(contest: Contest, line: list[int]) -> ContestVotes:
    """Votes of a contest's positions. The k-th blank one counts the ballots with at least k votes not given."""
    options = len(contest.options)
    return ContestVotes(line[:options], contest.votes_allowed, line[-1], sum(line[options:]))


def _paper(contest: Contest, line: list[int]) -> ContestVotes:
    """Votes as the chair typed them. Nobody here makes a ballot invalid but by leaving it blank."""
    blank = line[-3] if contest.blank == Blank.OWN_LINE else line[-1]
    return ContestVotes(line[:-3], contest.votes_allowed, blank)


def _compare(report: Report, kind: str, election: Election, meant: Ballots, counted: list[ContestVotes]) -> None:
    """Each line that is not what people meant, in a sentence."""
    wrong = []
    for contest, ours, theirs in zip(election.contests, meant.contests, counted, strict=True):
        names = [option.names[LANGUAGE] for option in contest.options]
        lines = [*zip(names, ours.options, theirs.options, strict=True), ("blank ballots", ours.blank, theirs.blank)]
        if kind == "electronic":
            lines.append(("votes not used", ours.unused, theirs.unused))
        wrong += [
            f"{contest.title[LANGUAGE]}, {name}: {is_there} counted, {wanted} meant"
            for name, wanted, is_there in lines
            if wanted != is_there
        ]
    report.expect(
        not wrong,
        f"The {kind} votes are what the {meant.ballots} voters meant.",
        f"The {kind} votes are not what the voters meant. {'; '.join(wrong)}.",
    )


def _write(out: Path, result: Protocol, election: Election, day: DemoDay, report: Report) -> None:
    contests = []
    all_electronic = _all_electronic(result, election)
    for contest, electronic, typed in zip(election.contests, all_electronic, result.paper, strict=True):
        paper = _paper(contest, typed)
        lines = [
            {"name": option.names[LANGUAGE], "electronic": e, "paper": p}
            for option, e, p in zip(contest.options, electronic.options, paper.options, strict=True)
        ]
        lines.append({"name": "blank ballots", "electronic": electronic.blank, "paper": paper.blank})
        contests.append(
            {"id": contest.id, "title": contest.title[LANGUAGE], "votes allowed": contest.votes_allowed, "lines": lines}
            | ({UNUSED: electronic.unused} if electronic.has_several else {})
            | {"invalid on paper": typed[-1]}
        )
    content = {
        "contests": contests,
        "fields": result.fields,
        "what happened": day.happened,
        "checks": [{"level": finding.level, "text": finding.text} for finding in report.findings],
        "agrees": report.ok,
        "verdict": report.verdict,
    }
    (out / "result.json").write_text(json.dumps(content, ensure_ascii=False, indent=2), encoding="utf-8")


def show(console: Console, day: DemoDay, report: Report, out: Path, seconds: float) -> None:
    """The result table, what happened, what was checked, and where the pictures lie."""
    content = (
        json.loads((out / "result.json").read_text("utf-8")) if (out / "result.json").exists() else {"contests": []}
    )
    for contest in content["contests"]:
        table = Table("", "electronic", "paper", "together", title=contest["title"], title_justify="left", min_width=64)
        for column in table.columns[1:]:
            column.justify = "right"
        for line in contest["lines"]:
            table.add_row(
                line["name"], str(line["electronic"]), str(line["paper"]), str(line["electronic"] + line["paper"])
            )
        if UNUSED in contest:
            table.add_row("votes not used", str(contest[UNUSED]), "", "")
        table.add_row("invalid", "", str(contest["invalid on paper"]), str(contest["invalid on paper"]))
        console.print(table)
    console.print("[bold]What happened[/bold]")
    for what, count in sorted(day.happened.items()):
        console.print(f"  {count:>4}  {what}", highlight=False)
    console.print("[bold]What was checked[/bold]")
    for finding in report.findings:
        console.print(f"  {MARKS[finding.level]} {finding.text}", highlight=False)
    agrees = report.verdict == "agrees"
    verdict = "[green]Everything agrees.[/green]" if agrees else f"[red]{report.verdict}: {report.first_bad}[/red]"
    console.print(
        f"{verdict} {len(day.people)} voters in {seconds:.0f} s. Slips: {out / 'slips'}; everything else: {out}",
        highlight=False,
    )
