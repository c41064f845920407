"""Bring decisions to bear on entries: outcome, which register's value is listed, precinct.

Decisions count in their order; the last one about an item wins, whether it names the item or covers it by a rule. A
decision made on sides that the registers no longer show is stale: it has no effect and is reported.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass

import polars as pl

from host_tools.full_age import FULL_AGE_YEARS, youngest_birth
from host_tools.registers.classes import (
    ASIDE_CODE,
    CONFLICT_FIELDS,
    LISTED_CODE,
    NAME_FIELDS,
    PENSION_FIELDS,
    PREFIX,
    REGISTERS,
    mask_of,
)
from host_tools.registers.entry_keys import FIRST_OLD_CODE_KEY
from host_tools.registers.names.normalise import NameBook
from host_tools.registers.review.decisions import Decision, Rule
from host_tools.registers.review.review_list import fingerprint


@dataclass
class Applied:
    """Entries after decisions, and what could not be applied, as (seq, why)."""

    entries: pl.DataFrame
    refused: list[tuple[int, str]] = dataclasses.field(default_factory=list)


def without_decisions(entries: pl.DataFrame) -> pl.DataFrame:
    """Add the columns that decisions fill: `decision` (null) and the listed values by default."""
    values = [pl.coalesce(f"p_{name}", f"i_{name}").alias(name) for name in PENSION_FIELDS]
    return entries.with_columns(*values, pl.lit(None, pl.UInt32).alias("decision"))


def winners(items: pl.DataFrame, decisions: list[Decision]) -> tuple[pl.DataFrame, list[tuple[int, str]]]:
    """Last valid decision (seq, null for none) of every item of the review list, and the refused ones."""
    refused: list[tuple[int, str]] = []
    asked = [decision.item for decision in decisions if decision.item]
    shown = (
        {row["item"]: row for row in items.filter(pl.col("item").is_in(asked)).iter_rows(named=True)} if asked else {}
    )
    last: dict[str, int] = {}
    seq = pl.lit(0, pl.UInt32)
    ruled = pl.lit(False)
    for decision in decisions:
        if decision.rule:
            covers = _covers(decision.rule)
            if items.filter(covers).is_empty():
                refused.append((decision.seq, "its rule covers nothing on the review list"))
            ruled |= covers
            seq = pl.when(covers).then(pl.lit(decision.seq, pl.UInt32)).otherwise(seq)
        elif decision.item is None or decision.item not in shown:
            refused.append((decision.seq, "no register has its item"))
        elif decision.fingerprint not in (None, fingerprint(shown[decision.item])):
            refused.append((decision.seq, "the registers no longer say about its item what was decided on"))
        elif decision.action == "undo" and decision.item not in last and not _any(items, decision.item, ruled):
            refused.append((decision.seq, "nothing was decided about its item before"))
        else:
            last[decision.item] = decision.seq
    by_item = pl.DataFrame(
        {"item": list(last), "item_seq": list(last.values())}, schema={"item": pl.String, "item_seq": pl.UInt32}
    )
    by_rule = items.select("item", seq.alias("rule_seq")).join(by_item, on="item", how="left", maintain_order="left")
    return by_rule.select("item", pl.max_horizontal("rule_seq", "item_seq").alias("seq")), refused


def _any(items: pl.DataFrame, item: str, ruled: pl.Expr) -> bool:
    """Whether an expression holds of an item."""
    return bool(items.filter((pl.col("item") == item) & ruled).height)


def _covers(rule: Rule) -> pl.Expr:
    """True for the items that a rule is about."""
    covers = pl.col("class") == rule.item_class
    if rule.fields is not None:
        wanted = " ".join(name for name in CONFLICT_FIELDS if name in rule.fields)
        covers &= pl.col("pension_fields" if rule.item_class == "pension_conflict" else "fields") == wanted
    if rule.precinct is not None:
        covers &= (pl.col("precinct") == rule.precinct).fill_null(False)
    return covers


def apply(
    entries: pl.DataFrame,
    keys: pl.Series,
    items: pl.DataFrame,
    decisions: list[Decision],
    further: pl.DataFrame,
    precincts: pl.Series,
    books: dict[str, NameBook],
    day: dt.date,
) -> Applied:
    """Apply decisions.

    entries: all of them, classified.
    keys: key of every row of `items`, the review list.
    decisions: in their order.
    further: repeated records of the population register, which a decision may put in the first one's place.
    precincts: the codes of all precincts.
    books: with the names that decisions set.
    day: of the election.
    """
    entries = without_decisions(entries)
    if not decisions:
        return Applied(entries)
    winning, refused = winners(items, decisions)
    chosen = pl.DataFrame({"key": keys, "seq": winning["seq"]}).filter(pl.col("seq") > 0)
    holding = set(chosen["seq"].to_list())
    changes = _changes([one for one in decisions if one.seq in holding], set(precincts.to_list()), refused, books)
    touched = entries.join(chosen.join(changes, on="seq", how="inner"), on="key", how="inner")
    touched = _with_values(_other_record(touched, further, refused))
    listed = pl.col("outcome") == LISTED_CODE
    for wrong, reason in [*_silent_registers(), *((listed & one, why) for one, why in _not_to_be_listed(day))]:
        hit = wrong.fill_null(False)
        refused += [(seq, reason) for seq in touched.filter(hit)["decision"].unique().sort().to_list()]
        touched = touched.filter(~hit)
    touched = touched.select(entries.columns)
    rest = entries.filter(~pl.col("key").is_in(touched["key"].implode()))
    return Applied(pl.concat([rest, touched]), sorted(refused))


def _silent_registers() -> list[tuple[pl.Expr, str]]:
    """Decisions for the value of a register that does not have the number: they would change nothing."""
    return [
        (
            pl.any_horizontal(pl.col(f"use_{name}") == place for name in PENSION_FIELDS)
            & pl.col(f"{prefix}record").is_null(),
            f"it takes a value from the {register} register, which does not have the number",
        )
        for place, (register, prefix) in enumerate(PREFIX.items())
    ]


def _not_to_be_listed(day: dt.date) -> list[tuple[pl.Expr, str]]:
    """What no decision can put on a list, and why."""
    faulty_identifier = (pl.col("flags") & mask_of("faulty") != 0) & (pl.col("key") >= FIRST_OLD_CODE_KEY)
    return [
        (pl.col("precinct").is_null(), "to list an entry without precinct the decision must give one"),
        (pl.col("birth_date").is_null(), "its birth date is faulty: to list it the decision must set one"),
        (pl.col("surname").is_null(), "its surname is faulty: to list it the decision must set one"),
        (
            pl.col("birth_date") > youngest_birth(day),
            f"by the birth date to be listed nobody is {FULL_AGE_YEARS} on the election day",
        ),
        (faulty_identifier, "its identifier is faulty: the register must correct it"),
    ]


def with_new_names(
    entries: pl.DataFrame, books: dict[str, NameBook], decisions: list[Decision]
) -> tuple[pl.DataFrame, dict[str, NameBook]]:
    """Entries and books in which the names that decisions set have numbers too."""
    books = dict(books)
    for field in NAME_FIELDS:
        texts = [decision.set[field] for decision in decisions if decision.set.get(field)]
        if texts:
            books[field], moved = books[field].with_texts(texts)
            columns = [name for name in entries.columns if name in (field, *(p + field for p in PREFIX.values()))]
            entries = entries.with_columns(moved.gather(entries[name]).alias(name) for name in columns)
    return entries, books


def _set_columns(decision: Decision, books: dict[str, NameBook]) -> dict[str, object]:
    found: dict[str, object] = {}
    for field, value in decision.set.items():
        number = books[field].number_of(value) if field in books else dt.date.fromisoformat(value)
        found[f"set_{field}"] = number
    return found


def _changes(
    decisions: list[Decision], precincts: set[int], refused: list[tuple[int, str]], books: dict[str, NameBook]
) -> pl.DataFrame:
    """What every decision that holds says, one row each; none for "undo"."""
    rows = []
    for decision in decisions:
        if decision.action == "undo":
            continue
        if decision.precinct is not None and decision.precinct not in precincts:
            refused.append((decision.seq, f"there is no precinct {decision.precinct}"))
            continue
        rows.append(
            {
                "seq": decision.seq,
                "new_outcome": LISTED_CODE if decision.action == "list" else ASIDE_CODE,
                "new_precinct": decision.precinct,
                "new_record": decision.record,
            }
            | {f"use_{name}": REGISTERS.index(register) for name, register in decision.use.items()}
            | _set_columns(decision, books)
        )
    schema: dict[str, pl.DataType | type[pl.DataType]] = {
        "seq": pl.UInt32,
        "new_outcome": pl.UInt8,
        "new_precinct": pl.UInt32,
        "new_record": pl.UInt32,
    }
    schema |= {f"use_{name}": pl.UInt8 for name in PENSION_FIELDS}
    schema |= {f"set_{name}": pl.Date if name == "birth_date" else pl.UInt32 for name in PENSION_FIELDS}
    return pl.DataFrame(rows, schema=schema)


def _with_values(touched: pl.DataFrame) -> pl.DataFrame:
    """Outcome, precinct and listed values as decided."""
    values = []
    for name in PENSION_FIELDS:
        # A register that has no patronymic says so: where a decision takes its word, none is listed.
        said = pl.coalesce(f"p_{name}", f"i_{name}")
        for place, prefix in enumerate(PREFIX.values()):
            said = pl.when(pl.col(f"use_{name}") == place).then(pl.col(f"{prefix}{name}")).otherwise(said)
        values.append(pl.coalesce(f"set_{name}", said).alias(name))
    return touched.with_columns(
        pl.col("new_outcome").alias("outcome"),
        pl.coalesce("new_precinct", "precinct").alias("precinct"),
        pl.col("seq").alias("decision"),
        *values,
    )


def _other_record(touched: pl.DataFrame, further: pl.DataFrame, refused: list[tuple[int, str]]) -> pl.DataFrame:
    """Replace the population side by another record of the same number where a decision says so."""
    asked = touched.filter(pl.col("new_record").is_not_null() & pl.col("new_record").ne_missing(pl.col("p_record")))
    if asked.is_empty():
        return touched
    replaced = [name for name in further.columns if f"p_{name}" in touched.columns and name != "record"]
    sides = further.select(
        "key",
        pl.col("record").alias("new_record"),
        *(pl.col(name).alias(f"r_{name}") for name in replaced),
    )
    found = asked.join(sides, on=["key", "new_record"], how="inner")
    for row in asked.join(found.select("key"), on="key", how="anti").iter_rows(named=True):
        refused.append((row["seq"], f"record {row['new_record']} of the population register has another number"))
    names = [name[2:] for name in found.columns if name.startswith("r_")]
    found = found.with_columns(
        pl.col("new_record").alias("p_record"), *(pl.col(f"r_{name}").alias(f"p_{name}") for name in names)
    )
    return pl.concat([touched.filter(~pl.col("key").is_in(asked["key"].implode())), found.select(touched.columns)])
