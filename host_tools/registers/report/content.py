"""What a reconciliation report says, free of HTML and PDF: tables of text, and series for the charts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from host_tools.registers.classes import CLASSES, CONFLICT_FIELDS, FLAG, OUTCOMES, REGISTERS
from host_tools.registers.report import summary

TITLES = {
    "deceased": "deceased",
    "under_18": "under 18 on the day",
    "only_pension": "only in the pension register",
    "faulty": "faulty record",
    "swapped_numbers": "numbers crosswise in two registers",
    "other_person": "two people under one number",
    "age_conflict": "of age in one register only",
    "without_precinct": "without precinct",
    "duplicate": "duplicate number",
    "perhaps_same": "perhaps one person under two numbers",
    "conflict": "population and interior conflict",
    "doubtful_name": "a letter stands for two, or no name",
    "only_interior": "only in the interior register",
    "only_population": "only in the population register",
    "pension_conflict": "conflict with the pension register",
    "over_limit": "over the precinct's limit",
    "repaired": "letters of the name repaired",
    "match": "match",
}
COLOURS = {"listed": "#2a6f4e", "held": "#d08a1d", "aside": "#8a8f98"}  # apart in grey print too


@dataclass
class Table:
    """A heading, column titles and rows of text; the first column is text, the others are numbers."""

    heading: str
    columns: list[str]
    rows: list[list[str]]
    bars: list[list[int]] | None = None  # per row: listed, held, aside, drawn behind the row; empty for no bar
    leave_out_longest: bool = False  # the class that nearly everybody is in would leave the others no width

    @property
    def scale(self) -> int:
        """Length of the longest bar drawn; longer rows get none."""
        sums = sorted(sum(values) for values in self.bars or [])
        return max(1, sums[-2] if self.leave_out_longest and len(sums) > 1 else sums[-1] if sums else 1)


@dataclass
class Content:
    """A whole report: tables of the first page, then tables of the pages behind."""

    title: str
    lines: list[str]
    first_page: list[Table]
    others: list[Table]


def number(value: int) -> str:
    """A count with narrow groups of three digits."""
    return f"{value:,}".replace(",", "\u00a0")


def content(result: dict[str, Any]) -> Content:
    """Report of a compiled list's summary. Stops if the numbers of the first page do not add up."""
    summary.assert_adds_up(result)
    first_page = [_registers(result), _classes(result), _equations(result)]
    others = [_fields(result), _properties(result), _over_limit(result), _districts(result)]
    return Content("Reconciliation of registers", _lines(result), first_page, others)


def _lines(result: dict[str, Any]) -> list[str]:
    queue, registers = result["queue"], result["registers"]
    return [
        f"Election day {result['day']}.",
        f"Review list: {number(queue['items'])} items, {number(queue['decided'])} decided.",
        *(
            f"{name}: {one['source']}, {one['date']}, responsible: {one['responsible_person']}, "
            f"SHA-256 {one['sha256'][:16]}…"
            for name, one in ((name, registers[name]) for name in REGISTERS)
        ),
        *(f"Note: {line}" for line in summary.oddities(result)),
        *(f"Decision {seq} has no effect: {why}." for seq, why in result["decisions"]["refused"][:10]),
    ]


def _registers(result: dict[str, Any]) -> Table:
    parts = ("records", "first", "repeated", "faulty")
    rows = [[name, *(number(result["registers"][name][part]) for part in parts)] for name in REGISTERS]
    return Table("Registers", ["register", "records", "that count", "repeated", "faulty"], rows)


def _classes(result: dict[str, Any]) -> Table:
    cells = result["classes"]
    rows = [
        [TITLES[name], *(number(cells[name][outcome]) for outcome in OUTCOMES), number(sum(cells[name].values()))]
        for name in CLASSES
    ]
    rows.append(["total", *_totals(result), number(result["entries"])])
    bars = [[cells[name][outcome] for outcome in OUTCOMES] for name in CLASSES] + [[]]
    return Table("Entries by class", ["class", *OUTCOMES, "entries"], rows, bars, leave_out_longest=True)


def _totals(result: dict[str, Any]) -> list[str]:
    return [number(result["outcomes"][outcome]) for outcome in OUTCOMES]


def _equations(result: dict[str, Any]) -> Table:
    rows = [[text, number(left), number(right)] for text, left, right in summary.equations(result)]
    return Table("The numbers add up", ["equation", "left", "right"], rows)


def _fields(result: dict[str, Any]) -> Table:
    counts = ("conflict_fields", "pension_conflict_fields")
    return Table(
        "Conflicts by field (an entry can have several)",
        ["field", "population and interior", "with the pension register"],
        [[name, *(number(result[one][name]) for one in counts)] for name in CONFLICT_FIELDS],
    )


def _properties(result: dict[str, Any]) -> Table:
    rows = [[TITLES[name], number(result["flags"][name])] for name in FLAG]
    return Table("Entries that have a property, whatever their class", ["property", "entries"], rows)


def _over_limit(result: dict[str, Any]) -> Table:
    counts = sorted(result["precincts_over_limit"].items(), key=lambda pair: int(pair[0]))
    rows = [[name, number(count)] for name, count in counts]
    return Table("Precincts over their limit", ["precinct", "voters over it"], rows)


def _districts(result: dict[str, Any]) -> Table:
    def conflicts(cells: dict[str, dict[str, int]]) -> str:
        return number(sum(sum(cells.get(one, {}).values()) for one in ("conflict", "pension_conflict")))

    rows, bars = [], []
    for name, cells in sorted(result["districts"].items()):
        sums = [sum(cells.get(one, {}).get(outcome, 0) for one in CLASSES) for outcome in OUTCOMES]
        rows.append([name or "no district", *map(number, sums), conflicts(cells), number(sum(sums))])
        bars.append(sums)
    rows.append(["total", *_totals(result), conflicts(result["classes"]), number(result["entries"])])
    return Table("Districts", ["district", *OUTCOMES, "conflicts", "entries"], rows, [*bars, []])
