"""The review list in a terminal: list, show both sides, decide, undo. Writes decisions, never lists.

The review list of a result says what waits; decisions go to the append-only file and take effect at the next compile.
What this shows as decided is the file's state, so two people can take turns.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import polars as pl
from rich.console import Console
from rich.table import Table

from host_tools.privacy.vault import CLEAR, Vault
from host_tools.registers.classes import CONFLICT_FIELDS, PREFIX, REGISTERS
from host_tools.registers.errors import VoterRegisterError
from host_tools.registers.review import decisions
from host_tools.registers.review.apply import winners
from host_tools.registers.review.review_list import fingerprint

PAGE_ROWS = 20
ROWS_SAY = (*CONFLICT_FIELDS, "died_on", "changed_on")
HELP = (
    "list [class] [precinct] · show ITEM · next [class]"
    " · decide ITEM list|exclude [field=register …] [field:=VALUE …] [record=N] [precinct=N]"
    " · rule CLASS list|exclude [fields=a+b] [precinct=N] [field=register …] · undo ITEM · help · quit"
)


class ReviewCommandError(VoterRegisterError):
    """A line of a sitting that makes no sense; the message has the way out."""


class Review:
    """A sitting over one review list: who decides, where decisions go, where text goes. ask() gives a line of input.

    vault: opens the result and writes the decisions, which name voters too.
    """

    def __init__(
        self,
        result: Path,
        decisions_file: Path,
        name: str,
        console: Console,
        ask: Callable[[str], str],
        vault: Vault = CLEAR,
    ) -> None:
        list_file = vault.find(result / "review.parquet")
        if not list_file.exists():
            raise VoterRegisterError(f"{list_file}: no review list; compile first")
        self.items = pl.read_parquet(vault.as_bytes_io(list_file))
        decisions.load(decisions_file, vault)  # one that does not open is reported before work begins
        self.rows_aside, self.vault = vault.find(result / "rows_aside.parquet"), vault
        self.entries = [vault.find(result / f"{name}.parquet") for name in ("voters", "aside")]
        self.file, self.name, self.console, self.ask = decisions_file, name, console, ask

    def state(self) -> pl.DataFrame:
        """The items with column `state`: seq of the decision that holds, or 0 for open."""
        made = decisions.load(self.file, self.vault)
        undone = [decision.seq for decision in made if decision.action == "undo"]
        seq, _ = winners(self.items, made)
        state = pl.when(pl.col("state").is_in(undone)).then(0).otherwise(pl.col("state"))
        return self.items.with_columns(seq["seq"].fill_null(0).alias("state")).with_columns(state.alias("state"))

    def run(self) -> None:
        """Read commands until `quit` or the end of input."""
        self.console.print(f"{len(self.items)} items. {HELP}", markup=False)
        while True:
            try:
                line = self.ask("review> ")
            except (EOFError, KeyboardInterrupt):
                return
            try:
                words = shlex.split(line)
            except ValueError:
                self.console.print("no: a quotation mark does not end; close it, or leave it out", markup=False)
                continue
            if not words:
                continue
            if words[0] in ("quit", "q"):
                return
            try:
                self.do(words)
            except VoterRegisterError as error:
                self.console.print(f"no: {error}", markup=False)

    def do(self, words: list[str]) -> None:
        """Carry out one command. ReviewCommandError with the way out where a command makes no sense."""
        commands: dict[str, Callable[..., None]] = {
            "list": self.list, "show": self.show, "next": self.next,
            "decide": self.decide, "rule": self.rule, "undo": self.undo,
            "help": lambda: self.console.print(HELP, markup=False),
        }  # fmt: skip
        if words[0] not in commands:
            raise ReviewCommandError(f"no command {words[0]}; try help")
        try:
            commands[words[0]](*words[1:])
        except TypeError:
            raise ReviewCommandError(f"{words[0]} has other arguments; try help") from None

    def _row(self, item: str) -> dict[str, Any]:
        rows = self.items.filter(pl.col("item") == item)
        if rows.is_empty():
            raise ReviewCommandError(f"{item} is not on the review list")
        return rows.row(0, named=True)

    def list(self, item_class: str | None = None, precinct: str | None = None) -> None:
        """First open items, and how many are open by class."""
        waiting = self.state().filter(pl.col("state") == 0)
        for name, count in waiting.group_by("class").len().sort("class").iter_rows():
            self.console.print(f"{name}: {count} open", markup=False)
        if item_class:
            waiting = waiting.filter(pl.col("class") == item_class)
        if precinct:
            waiting = waiting.filter(pl.col("precinct") == _number("precinct", precinct))
        for row in waiting.head(PAGE_ROWS).iter_rows(named=True):
            self.console.print(f"{row['item']}  {row['class']}  {row['fields'] or row['pension_fields']}", markup=False)

    def next(self, item_class: str | None = None) -> None:
        """Show the first open item."""
        waiting = self.state().filter(pl.col("state") == 0)
        waiting = waiting.filter(pl.col("class") == item_class) if item_class else waiting
        if waiting.is_empty():
            self.console.print("nothing is open")
        else:
            self.show(waiting["item"][0])

    def show(self, item: str) -> None:
        """All sides of an item beside each other; fields that differ are marked."""
        row = self._row(item)
        table = Table("field", *REGISTERS)
        for field in ("record", *CONFLICT_FIELDS, "died_on"):
            values = [
                str(row.get(prefix + field) if row.get(prefix + field) is not None else "")
                for prefix in PREFIX.values()
            ]
            mark = " *" if field in row["fields"].split() + row["pension_fields"].split() else ""
            table.add_row(field + mark, *values)
        self.console.print(f"{item}: {row['class']} {row['also']} · without a decision: {row['outcome']}", markup=False)
        self.console.print(table, markup=False)
        if row["faults"]:
            self.console.print(f"faults: {row['faults']}", markup=False)
        if row["perhaps"]:
            self.console.print(f"perhaps {row['perhaps']}: {row['evidence']}", markup=False)
        if "duplicate" in (row["class"], *row["also"].split()):
            self._show_repeated(item.split(":", 1)[1])

    def _show_repeated(self, value: str) -> None:
        """The other records of a repeated number, with everything that they say."""
        with self.vault.as_file(self.rows_aside) as path:
            rows = pl.scan_parquet(path).filter((pl.col("id_value") == value) & (pl.col("why") == "repeated number"))
            more = rows.head(PAGE_ROWS).collect()
        for other in more.iter_rows(named=True):
            said = [str(other[name]) for name in ROWS_SAY if other[name] is not None]
            self.console.print(f"also {other['register']} record {other['record']}: {' '.join(said)}", markup=False)

    def _write(self, **what: Any) -> None:
        reason = self.ask("reason: ").strip()
        if not reason:
            raise ReviewCommandError("a decision needs a reason")
        made = decisions.append(self.file, self.vault, name=self.name, reason=reason, **what)
        self.console.print(f"decision {made.seq} written")

    def decide(self, item: str, action: str, *settings: str) -> None:
        """Decide one entry; also one about which nothing is in doubt, without a fingerprint: nobody saw its sides."""
        right = dict(word.split(":=", 1) for word in settings if ":=" in word)
        given = _settings([word for word in settings if ":=" not in word])
        numbers = {name: _number(name, given.pop(name)) for name in ("record", "precinct") if name in given}
        self._exists(item)
        seen = self.items.filter(pl.col("item") == item)
        mark = None if seen.is_empty() else fingerprint(seen.row(0, named=True))
        for field, register in given.items():
            if not seen.is_empty() and register in PREFIX and seen[f"{PREFIX[register]}record"][0] is None:
                raise ReviewCommandError(f"{field}={register}: the {register} register does not have {item}")
        self._write(item=item, fingerprint=mark, action=action, use=given, set=right, **numbers)

    def _exists(self, item: str) -> None:
        if item in self.items["item"]:
            return
        for path in self.entries:
            with self.vault.as_file(path) as data:
                same = pl.concat_str("id_type", pl.lit(":"), "id_value") == item
                if len(pl.scan_parquet(data).filter(same).head(1).collect()):
                    return
        raise ReviewCommandError(f"no register has {item}")

    def rule(self, item_class: str, action: str, *settings: str) -> None:
        """Decide all items of a class, narrowed by exactly these fields or a precinct."""
        given = _settings(settings)
        rule: dict[str, Any] = {"class": item_class}
        if "fields" in given:
            rule["fields"] = given.pop("fields").split("+")
        if "precinct" in given:
            rule["precinct"] = _number("precinct", given.pop("precinct"))
        self._write(rule=rule, action=action, use=given)

    def undo(self, item: str) -> None:
        """Take an item's decision back, by a new one."""
        if not self.state().filter(pl.col("item") == item).select(pl.col("state").sum()).item():
            raise ReviewCommandError(f"{item}: nothing was decided about it")
        self._write(item=item, fingerprint=fingerprint(self._row(item)), action="undo")


def _settings(words: Sequence[str]) -> dict[str, str]:
    """What `field=value` says, by field."""
    for word in words:
        if "=" not in word:
            raise ReviewCommandError(f"{word}: write it as FIELD=VALUE")
    return dict(word.split("=", 1) for word in words)


def _number(name: str, text: str) -> int:
    if not (text.isascii() and text.removeprefix("-").isdigit()):
        raise ReviewCommandError(f"{name}: {text} is no number")
    return int(text)
