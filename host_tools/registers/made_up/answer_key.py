"""Answer key of the generator: for every affected number its exact flags, conflicting fields, class and outcome."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from host_tools.registers.classes import ASIDE, FLAG, HELD, LISTED, flag_names, mask_of
from host_tools.registers.made_up.defects import Plan
from host_tools.registers.made_up.people import BUILDINGS_PER_PRECINCT, SPELLINGS, People
from host_tools.registers.names.alphabet import sort_key
from host_tools.registers.names.look_alikes import repair
from host_tools.whole_files import atomic_file

REPAIRED_WAYS = {1: FLAG["repaired"], 2: FLAG["repaired"], 6: mask_of("repaired", "doubtful_name")}  # of `spellings`
OVER_THE_LIMIT = 25  # voters behind the limit of each overfull precinct


def outcomes(plan: Plan) -> npt.NDArray[np.uint8]:
    """Expected outcome of every person without any decision: index into (LISTED, HELD, ASIDE)."""
    result = np.zeros(plan.persons, np.uint8)
    held = (
        plan.flags
        & mask_of("without_precinct", "only_interior", "faulty", "other_person", "age_conflict", "swapped_numbers")
        != 0
    )
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


def repaired(people: People, ways: dict[str, dict[str, npt.NDArray[np.int8]]]) -> npt.NDArray[np.uint32]:
    """Flags of persons whose listed name is written with letters of the wrong script, or one that stands for two."""
    flags = np.zeros(people.plan.persons, np.uint32)
    for register in ("population", "interior"):
        inside = people.plan.in_population if register == "population" else ~people.plan.in_population
        for field, codes in people.names.items():
            written = np.array(people.written[field].to_list(), object).reshape(-1, SPELLINGS)
            way = ways[register][field]
            for number, bits in (
                (1, FLAG["repaired"]),
                (2, FLAG["repaired"]),
                (6, mask_of("repaired", "doubtful_name")),
            ):
                other = written[:, number] != written[:, 0]
                flags |= np.where(inside & (way == number) & other[codes], bits, 0).astype(np.uint32)
    return flags & np.where(people.plan.in_population | people.plan.in_interior, 0xFFFF_FFFF, 0).astype(np.uint32)


def write(path: Path, people: People, ways: dict[str, dict[str, npt.NDArray[np.int8]]], limit: int) -> dict[int, int]:
    """Write the key (id_type, id_value, class, also, flags, fields, pension_fields, outcome); give the lowered limits.

    ways: per register and name field, how each person's name is written in the record that counts. Faulty numbers are
    in it as the register writes them.
    """
    plan = people.plan
    outcome = outcomes(plan)
    behind, limits = overfull(people, ways["population"], outcome == 0, limit)
    flags = plan.flags | repaired(people, ways)
    flags[behind] |= FLAG["over_limit"]
    affected = np.flatnonzero(flags != 0)
    id_type, id_value = people.id_columns(affected)
    faulty = pl.Series((affected >= plan.faulty.start) & (affected < plan.faulty.stop))
    broken = pl.Series(affected % 2 == 0) & faulty
    last = id_value.str.slice(11, 1).cast(pl.Int8, strict=False)
    other = id_value.str.slice(0, 11) + ((last + 1) % 10).cast(pl.String)
    kinds = np.unique(flags[affected])
    names = [flag_names(int(value)) for value in kinds]
    place = np.searchsorted(kinds, flags[affected])
    frame = pl.DataFrame(
        {
            "id_type": id_type,
            "class": pl.Series([one[0] for one in names], dtype=pl.String).gather(place),
            "also": pl.Series([" ".join(one[1:]) for one in names], dtype=pl.String).gather(place),
            "flags": flags[affected],
            "fields": plan.fields[affected],
            "pension_fields": plan.pension_fields[affected],
            "outcome": pl.Series([LISTED, HELD, ASIDE]).gather(outcome[affected]),
        }
    ).with_columns(pl.when(broken).then(other).otherwise(id_value).alias("id_value"))
    with atomic_file(path) as stream:
        frame.write_parquet(stream)
    return limits
