"""Counts of a compiled list, per district and in total, and the equations that they must satisfy."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from host_tools.registers.classes import CLASSES, CONFLICT_FIELDS, FLAG, OUTCOMES, REGISTERS, field_names, flag_names

NO_DISTRICT = ""


CLASS = pl.Enum(CLASSES)
# Bits that each property of an entry takes; with a precinct's 32 they are one number of 64.
_BITS = {"flags": len(FLAG), "outcome": 2, "fields": len(CONFLICT_FIELDS), "pension_fields": len(CONFLICT_FIELDS)}


_FEWEST_COMPARED, _ODD_SHARE = 20, 0.3  # spellings differ for a few in a hundred, addresses for more


def class_columns(flags: pl.Series) -> list[pl.Series]:
    """`class` of every flags value, and `also`: its other flags with spaces between."""
    distinct = np.flatnonzero(np.bincount(flags.to_numpy(), minlength=1))
    place = np.zeros(int(distinct[-1]) + 1 if len(distinct) else 1, np.uint32)
    place[distinct] = np.arange(len(distinct))
    places = pl.Series(place[flags.to_numpy()])
    names = [flag_names(value) for value in distinct.tolist()]
    found = {"class": ([one[0] for one in names], CLASS), "also": ([" ".join(one[1:]) for one in names], pl.String())}
    return [pl.Series(name, texts, dtype=kind).gather(places) for name, (texts, kind) in found.items()]


def count(entries: pl.DataFrame, districts: pl.DataFrame) -> dict[str, Any]:
    """Count entries by class, outcome, flag, field and district. districts: precinct, district."""
    groups = _groups(entries).join(districts.select("precinct", "district"), on="precinct", how="left")
    table: dict[str, dict[str, dict[str, int]]] = {}
    flags_total = dict.fromkeys(FLAG, 0)
    fields_total, pension_total = dict.fromkeys(CONFLICT_FIELDS, 0), dict.fromkeys(CONFLICT_FIELDS, 0)
    counted = groups.group_by("district", "flags", "outcome", "fields", "pension_fields").agg(pl.col("len").sum())
    for district, flags, outcome, fields, pension_fields, number in counted.iter_rows():
        names = flag_names(flags)
        cell = table.setdefault(district or NO_DISTRICT, {}).setdefault(names[0], dict.fromkeys(OUTCOMES, 0))
        cell[OUTCOMES[outcome]] += number
        for name in names:
            if name in flags_total:
                flags_total[name] += number
        for total, mask in ((fields_total, fields), (pension_total, pension_fields)):
            for name in field_names(mask):
                total[name] += number
    classes = {
        name: {outcome: sum(cells.get(name, {}).get(outcome, 0) for cells in table.values()) for outcome in OUTCOMES}
        for name in CLASSES
    }
    return {
        "entries": len(entries),
        "classes": classes,
        "outcomes": {outcome: sum(cells[outcome] for cells in classes.values()) for outcome in OUTCOMES},
        "flags": flags_total,
        "conflict_fields": fields_total,
        "pension_conflict_fields": pension_total,
        "districts": {district: table[district] for district in sorted(table)},
    }


def _groups(entries: pl.DataFrame) -> pl.DataFrame:
    """How many entries are alike in everything that is counted, as `len`: counted as one number for each entry."""
    packed = (pl.col("precinct").cast(pl.UInt64) + 1).fill_null(0)
    for name, bits in _BITS.items():
        packed = packed * (1 << bits) + pl.col(name).cast(pl.UInt64)
    numbers, counts = np.unique(entries.select(packed.alias("packed")).to_series().to_numpy(), return_counts=True)
    columns = [pl.Series("len", counts)]
    for name, bits in reversed(_BITS.items()):
        columns.append(pl.Series(name, numbers & np.uint64((1 << bits) - 1)))
        numbers = numbers >> np.uint64(bits)
    precinct = pl.Series("precinct", numbers.astype(np.int64) - 1)
    return pl.DataFrame([precinct.set(precinct < 0, None).cast(pl.UInt32), *columns])


def equations(summary: dict[str, Any]) -> list[tuple[str, int, int]]:
    """Every equation that the first page of the report shows: text, left side, right side."""
    counts = summary
    registers = {name: summary["registers"][name] for name in REGISTERS}
    rows = [
        (
            f"{name}: records = records that count + repeated",
            register["records"],
            register["first"] + register["repeated"],
        )
        for name, register in registers.items()
    ]
    members = summary["memberships"]
    rows += [
        (f"{name}: records that count = entries that have one", registers[name]["first"], members[name])
        for name in registers
    ]
    classes = counts["classes"]
    rows.append(("entries = sum of classes", counts["entries"], sum(sum(cells.values()) for cells in classes.values())))
    rows.append(("entries = listed + held + aside", counts["entries"], sum(counts["outcomes"].values())))
    by_district = sum(sum(cells.values()) for table in counts["districts"].values() for cells in table.values())
    rows.append(("entries = sum of districts", counts["entries"], by_district))
    rows.append(("lines of the voter list = listed", summary["list_lines"], counts["outcomes"]["listed"]))
    rows.append(
        (
            "lines of entries aside = held + aside",
            summary["aside_lines"],
            counts["outcomes"]["held"] + counts["outcomes"]["aside"],
        )
    )
    return rows


def oddities(summary: dict[str, Any]) -> list[str]:
    """In words, fields in which far more people differ than registers of one country do."""
    entries, members = summary["entries"], summary["memberships"]
    both = members["population"] + members["interior"] - (entries - summary["flags"]["only_pension"])
    compared = (
        ("conflict_fields", "population and interior", both),
        ("pension_conflict_fields", "pension and the list", members["pension"] - summary["flags"]["only_pension"]),
    )
    return [
        f"{registers} differ in {field} for {count} of {people} people: "
        "are columns exchanged, or is a file of another register?"
        for name, registers, people in compared
        for field, count in summary[name].items()
        if people >= _FEWEST_COMPARED and count > _ODD_SHARE * people
    ]


def assert_adds_up(summary: dict[str, Any]) -> None:
    """Stop with a bug report if any equation fails: a report whose numbers do not add up is never written."""
    for text, left, right in equations(summary):
        if left != right:
            raise AssertionError(f"{text}: {left} is not {right}")
