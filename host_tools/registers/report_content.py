"""What a reconciliation report says, free of HTML and PDF: tables of text, and series for the charts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from host_tools.registers import summary
from host_tools.registers.classes import CLASSES, CONFLICT_FIELDS, FLAG, OUTCOMES, REGISTERS

TITLES = {
    "deceased": "deceased",
    "under_18": "under 18 on the day",
    "only_pension": "only in the pension register",
    "without_precinct": "without precinct",
    "duplicate": "duplicate number",
    "conflict": "population and interior conflict",
    "only_interior": "only in the interior register",
    "only_population": "only in the population register",
    "pension_conflict": "conflict with the pension register",
    "over_limit": "over the precinct's limit",
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
    registers = Table(
        "Registers",
        ["register", "records", "first records", "repeated", "faulty"],
        [
            [name, *(number(one[part]) for part in ("records", "first", "repeated", "faulty"))]
            for name, one in ((name, result["registers"][name]) for name in REGISTERS)
        ],
    )
    cells = result["classes"]
    classes = Table(
        "Entries by class",
        ["class", *OUTCOMES, "entries"],
        [
            [TITLES[name], *(number(cells[name][outcome]) for outcome in OUTCOMES), number(sum(cells[name].values()))]
            for name in CLASSES
        ]
        + [["total", *(number(result["outcomes"][outcome]) for outcome in OUTCOMES), number(result["entries"])]],
        [[cells[name][outcome] for outcome in OUTCOMES] for name in CLASSES] + [[]],
        leave_out_longest=True,
    )
    equations = Table(
        "The numbers add up",
        ["equation", "left", "right"],
        [[text, number(left), number(right)] for text, left, right in summary.equations(result)],
    )
    fields = Table(
        "Conflicts by field (an entry can have several)",
        ["field", "population and interior", "with the pension register"],
        [
            [name, number(result["conflict_fields"][name]), number(result["pension_conflict_fields"][name])]
            for name in CONFLICT_FIELDS
        ],
    )
    flags = Table(
        "Entries that have a property, whatever their class",
        ["property", "entries"],
        [[TITLES[name], number(count)] for name, count in ((name, result["flags"][name]) for name in FLAG)],
    )
    over = Table(
        "Precincts over their limit",
        ["precinct", "voters over it"],
        [
            [name, number(count)]
            for name, count in sorted(result["precincts_over_limit"].items(), key=lambda pair: int(pair[0]))
        ],
    )
    rows, bars = [], []
    for name, table in sorted(result["districts"].items()):
        sums = [sum(table.get(one, {}).get(outcome, 0) for one in CLASSES) for outcome in OUTCOMES]
        conflicts = sum(sum(table.get(one, {}).values()) for one in ("conflict", "pension_conflict"))
        rows.append([name or "no district", *map(number, sums), number(conflicts), number(sum(sums))])
        bars.append(sums)
    rows.append(["total", *(number(result["outcomes"][outcome]) for outcome in OUTCOMES),
                 number(sum(sum(cells[one].values()) for one in ("conflict", "pension_conflict"))),
                 number(result["entries"])])  # fmt: skip
    districts = Table("Districts", ["district", *OUTCOMES, "conflicts", "entries"], rows, [*bars, []])
    lines = [
        f"Election day {result['day']}.",
        f"Queue: {number(result['queue']['items'])} items, {number(result['queue']['decided'])} decided.",
        *(
            f"{name}: {one['source']}, {one['date']}, answered for by {one['responsible_person']}, "
            f"SHA-256 {one['sha256'][:16]}…"
            for name, one in ((name, result["registers"][name]) for name in REGISTERS)
        ),
        *(f"Decision {seq} has no effect: {why}." for seq, why in result["decisions"]["refused"][:10]),
    ]
    return Content(
        "Reconciliation of registers", lines, [registers, classes, equations], [fields, flags, over, districts]
    )
