"""A nation's result for people at a terminal, and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from rich.markup import escape
from rich.table import Table

from host_tools.determining.gate import Alarm
from host_tools.determining.nation import Nation
from host_tools.determining.precinct_result import PrecinctResult
from host_tools.text_rules import visible

LANGUAGE = "en"  # of the commands


def tables(nation: Nation) -> Iterator[Table]:
    """How far, by region; how voters were checked in; each contest; then precincts that need somebody's eye."""
    yield _regions(nation)
    yield _check_ins(nation)
    whole, uncontested = nation.total(), nation.total(uncontested=True)
    contests = zip(nation.commission.election.contests, whole.contests, uncontested.contests, strict=True)
    for contest, found, without in contests:
        table = Table(
            "line", "electronic", "paper", "votes", "without contested", title=_shown(contest.title[LANGUAGE])
        )
        lines = zip(contest.options, found.electronic, found.paper, without.votes, strict=True)
        for option, electronic, paper, rest in lines:
            numbers = (electronic, paper, electronic + paper, rest)
            table.add_row(_shown(option.names[LANGUAGE]), *(f"{number:,}" for number in numbers))
        table.add_section()
        table.add_row("ballots without a mark", f"{found.electronic_blank:,}", f"{found.paper_blank:,}", "", "")
        table.add_row("invalid ballots", "", f"{found.invalid:,}", "", "")
        if contest.votes_allowed > 1:
            table.add_row("votes not given", f"{found.not_given:,}", "", "", "")
        yield table
    marked = [
        one for _, one in sorted(nation.results.items()) if one.problems or one.alarms or one.left_out or one.ruling
    ]
    if marked:
        yield _eye(marked)


def _regions(nation: Nation) -> Table:
    table = _numbers("region", "precincts", "received", "proved", "accepted", "on the list", "ballots", "turnout")
    for name, numbers in _places(nation, table):
        progress, part = nation.progress(numbers), nation.total(numbers)
        come = [progress[state] for state in ("received", "proved", "accepted")]
        counts = (len(numbers), *come, part.on_list, part.ballots)
        table.add_row(_shown(name), *(f"{count:,}" for count in counts), _percent(part.ballots, part.on_list))
    return table


def _check_ins(nation: Nation) -> Table:
    table = _numbers("region", "check-ins at desks", "by a typed number", "share")
    for name, numbers in _places(nation, table):
        part = nation.total(numbers)
        counts = f"{part.checked_in:,}", f"{part.typed_in:,}"
        table.add_row(_shown(name), *counts, _percent(part.typed_in, part.checked_in))
    return table


def _places(nation: Nation, table: Table) -> Iterator[tuple[str, Sequence[int]]]:
    """(name, precincts) of each region, and of all behind a line."""
    yield from nation.by_region().items()
    table.add_section()
    yield "all", sorted(nation.results)


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f} %" if whole else ""


def _numbers(name: str, *columns: str, title: str | None = None) -> Table:
    """A table whose columns behind the first hold numbers."""
    table = Table(name, title=title)
    for column in columns:
        table.add_column(column, justify="right")
    return table


def _eye(results: Sequence[PrecinctResult]) -> Table:
    table = Table("precinct", "progress", "standing", "what is wrong")
    for one in results:
        words = " ".join(one.alarms + one.problems + one.left_out) or (one.ruling.content.reason if one.ruling else "")
        table.add_row(str(one.precinct), str(one.progress), str(one.standing), _shown(words))
    return table


def for_programs(nation: Nation, alarms: Sequence[Alarm]) -> dict[str, Any]:
    """The same as one JSON value."""
    return {
        "progress": nation.progress(),
        "standings": nation.standings(),
        "total": asdict(nation.total()),
        "without contested": asdict(nation.total(uncontested=True)),
        "not taken": [{"hash": one.digest, "why": one.text} for one in nation.not_taken],
        "alarms": [{"precinct": alarm.precinct, "why": alarm.text} for alarm in alarms],
        "booths left out": {str(number): one.left_out for number, one in nation.results.items() if one.left_out},
    }


def _shown(text: str) -> str:
    return escape(visible(text))
