"""Answer key of the generator: for every affected number its exact flags, conflicting fields, class and outcome."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from host_tools.registers.classes import ASIDE, CLASSES, FLAG, HELD, LISTED
from host_tools.registers.made_up.defects import Plan
from host_tools.registers.made_up.people import BUILDINGS_PER_PRECINCT, SPELLINGS, People
from host_tools.registers.names.alphabet import sort_key
from host_tools.registers.names.look_alikes import repair
from host_tools.whole_files import atomic_file

OVER_THE_LIMIT = 25  # voters behind the limit of each overfull precinct


def outcomes(plan: Plan) -> npt.NDArray[np.uint8]:
    """Expected outcome of every person without any decision: index into (LISTED, HELD, ASIDE)."""
    result = np.zeros(plan.persons, np.uint8)
    held = plan.flags & (FLAG["without_precinct"] | FLAG["only_interior"]) != 0
    for register in ("population", "interior"):
        held[plan.disagreeing[register]] = True
    for register in ("interior", "pension"):
        held[plan.death[register]] = True
    result[held] = 1
    aside = plan.flags & (FLAG["under_18"] | FLAG["only_pension"]) != 0
    aside[plan.death["population"]] = True
    result[aside] = 2
    return result


def overfull(
    people: People, ways: dict[str, npt.NDArray[np.int8]], listed: npt.NDArray[np.bool_], limit: int
) -> tuple[list[int], dict[int, int]]:
    """Persons behind the limit in list order, and the limits of the overfull precincts, which make them so."""
    precinct = people.building // BUILDINGS_PER_PRECINCT + 1
    behind: list[int] = []
    limits: dict[int, int] = {}
    for number in range(2, people.precincts + 1, 2000):
        inside = np.flatnonzero(listed & (precinct == number))
        limits[number] = min(limit, max(1, len(inside) - OVER_THE_LIMIT))

        def order(person: int) -> tuple[object, ...]:
            keys = []
            for field in ("surname", "given_name", "patronymic"):
                text = people.written[field][int(people.names[field][person]) * SPELLINGS + int(ways[field][person])]
                keys.append(sort_key(repair(text)))
            return *keys, int(people.birth[person]), *(column[0] for column in people.id_columns(np.array([person])))

        behind += sorted(inside.tolist(), key=order)[limits[number] :]
    return behind, limits


def write(path: Path, people: People, ways: dict[str, npt.NDArray[np.int8]], limit: int) -> dict[int, int]:
    """Write the key (id_type, id_value, class, flags, fields, pension_fields, outcome); give the lowered limits.

    Faulty rows are in it with class "faulty", under the number as the register writes it.
    """
    plan = people.plan
    outcome = outcomes(plan)
    usable = np.ones(plan.persons, bool)
    usable[plan.faulty] = False
    behind, limits = overfull(people, ways, usable & (outcome == 0), limit)
    flags = plan.flags.copy()
    flags[behind] |= FLAG["over_limit"]
    affected = np.flatnonzero(flags != 0)
    first = np.array(
        [CLASSES.index("match") if f == 0 else int(f & -f).bit_length() - 1 for f in range(1 << (len(CLASSES) - 1))]
    )
    id_type, id_value = people.id_columns(affected)
    faulty = pl.Series((affected >= plan.faulty.start) & (affected < plan.faulty.stop))
    broken = pl.Series(affected % 2 == 0) & faulty
    last = id_value.str.slice(11, 1).cast(pl.Int8, strict=False)
    other = id_value.str.slice(0, 11) + ((last + 1) % 10).cast(pl.String)
    frame = pl.DataFrame(
        {
            "id_type": id_type,
            "class": pl.Series(CLASSES).gather(first[flags[affected]]),
            "flags": flags[affected],
            "fields": plan.fields[affected],
            "pension_fields": plan.pension_fields[affected],
            "outcome": pl.Series([LISTED, HELD, ASIDE]).gather(outcome[affected]),
        }
    ).with_columns(
        pl.when(broken).then(other).otherwise(id_value).alias("id_value"),
        pl.when(faulty).then(pl.lit("faulty")).otherwise(pl.col("class")).alias("class"),
        pl.when(faulty).then(pl.lit("faulty")).otherwise(pl.col("outcome")).alias("outcome"),
    )
    with atomic_file(path) as stream:
        frame.write_parquet(stream)
    return limits
