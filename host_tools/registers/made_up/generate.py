"""Seeded generator: two registers of ROWS rows, a third of 0.64 ROWS, tables of precincts and addresses, answer key.

Same seed and size give the same bytes. Nothing here is a person: numbers are drawn, names are made of syllables.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from host_tools.folder_lock import writing_in
from host_tools.registers.classes import FIELD
from host_tools.registers.made_up import answer_key
from host_tools.registers.made_up.defects import Plan, draw
from host_tools.registers.made_up.people import BUILDINGS_PER_PRECINCT, SPELLINGS, People
from host_tools.registers.profiles import PROFILES
from host_tools.registers.progress import Progress, silent
from host_tools.whole_files import atomic_file

FIRST_BUILDING = 100_001
VOTER_LIMIT = 3_000
SLICE_ROWS = 500_000
OTHER_SPELLING = {"population": 0.005, "interior": 0.03, "pension": 0.03}  # share of names written another way
_STREETS = [
    f"{name} көшесі" for name in "Талап Үлгі Қарлығаш Шағала Өрлеу Бәйтерек Мереке Самал Жұлдыз Ізгілік".split()
]


def register_rows(plan: Plan, register: str, random: np.random.Generator) -> tuple[npt.NDArray[np.int64], int]:
    """Person of every row of a register, and how many of them (at the end) are second rows."""
    inside = getattr(plan, f"in_{register}")
    persons = random.permutation(np.flatnonzero(inside))
    if register == "pension":
        return persons, 0
    second = np.r_[plan.agreeing[register], plan.disagreeing[register]]
    return np.r_[persons, second], len(second)


def register_columns(
    people: People,
    register: str,
    persons: npt.NDArray[np.int64],
    ways: dict[str, npt.NDArray[np.int8]],
    second: npt.NDArray[np.bool_],
) -> pl.DataFrame:
    """Text columns of some rows of a register, defects included."""
    plan = people.plan
    differing = {"population": None, "interior": plan.fields, "pension": plan.pension_fields}[register]
    changed = np.zeros(len(persons), np.uint32) if differing is None else differing[persons]
    who = people.interior_person[persons] if register == "interior" else persons
    changed = np.where(who != persons, 0, changed).astype(np.uint32)
    if register in plan.disagreeing:
        run = plan.disagreeing[register]
        changed = changed | np.where(second & (persons >= run.start) & (persons < run.stop), FIELD["surname"], 0)
    id_type, id_value = people.id_columns(persons)
    columns: dict[str, pl.Series] = {"id_type": id_type, "id_value": id_value}
    for field, codes in people.names.items():
        size = len(people.pools[field])
        code = (codes[who] + ((changed & FIELD[field]) != 0)) % size
        columns[field] = people.written[field].gather(code.astype(np.int64) * SPELLINGS + ways[field])
    births = people.birth[who] - ((changed & FIELD["birth_date"]) != 0) * 30
    if register == "interior":
        births = np.where(_within(persons, plan.young_in_interior), people.young_birth, births)
        births = np.where(_within(persons, plan.young_in_population), births - 8_000, births)
    columns["birth_date"] = pl.Series(births.astype(np.int32)).cast(pl.Date).cast(pl.String)
    if register == "population":
        spoil(plan, persons, columns)
    if register != "pension":
        building = (people.building[who] + ((changed & FIELD["address_code"]) != 0)) + FIRST_BUILDING
        unknown = np.zeros(len(persons), bool)
        for run in plan.unknown_address:
            unknown |= (persons >= run.start) & (persons < run.stop)
        code = pl.Series(np.where(unknown, 7, building))
        gone = pl.Series((persons >= plan.no_address.start) & (persons < plan.no_address.stop))
        columns["address_code"] = pl.select(pl.when(~gone).then(code).cast(pl.String)).to_series()
    if register == "population":
        columns["address"] = addresses(building, persons)
    if register == "interior":
        columns["document_number"] = pl.Series(persons + 20_000_000).cast(pl.String).str.zfill(9)
    run = plan.death[register]
    dead = pl.Series((persons >= run.start) & (persons < run.stop))
    columns["died_on"] = pl.select(pl.when(dead).then(pl.lit("2024-05-06"))).to_series()
    columns["changed_on"] = (
        pl.Series(np.maximum(persons % 4000 + 16_000, births).astype(np.int32)).cast(pl.Date).cast(pl.String)
    )
    return pl.DataFrame({name: columns[name] for name in PROFILES[register].header})


def _within(persons: npt.NDArray[np.int64], run: slice) -> npt.NDArray[np.bool_]:
    inside: npt.NDArray[np.bool_] = (persons >= run.start) & (persons < run.stop)
    return inside


def spoil(plan: Plan, persons: npt.NDArray[np.int64], columns: dict[str, pl.Series]) -> None:
    """Break numbers (even persons) and birth dates (odd persons) of the faulty rows."""
    faulty = (persons >= plan.faulty.start) & (persons < plan.faulty.stop)
    for row in np.flatnonzero(faulty).tolist():
        if persons[row] % 2:
            columns["birth_date"][row] = columns["birth_date"][row][:5] + "02-30"
        else:
            value = columns["id_value"][row]
            columns["id_value"][row] = value[:11] + str((int(value[11]) + 1) % 10)


def addresses(building: npt.NDArray[np.int64], persons: npt.NDArray[np.int64]) -> pl.Series:
    """Address texts; one in a hundred has a comma, quotes and a line break inside."""
    street = pl.Series(_STREETS).gather(building // 97 % len(_STREETS))
    house, flat = pl.Series(building % 97 + 1).cast(pl.String), pl.Series(persons % 90 + 1).cast(pl.String)
    plain = street + pl.Series([" "]) + house + pl.Series(["-"]) + flat
    odd = street + pl.Series([', "Үміт" үйі ']) + house + pl.Series(["\n"]) + flat
    return pl.select(pl.when(pl.Series(persons % 100 == 7)).then(odd).otherwise(plain)).to_series()


def generate(folder: Path, rows: int, seed: int, day: dt.date, progress: Progress = silent) -> None:
    """Write population.csv, interior.csv, pension.csv, precincts.csv, addresses.csv and answer_key.parquet."""
    with writing_in(folder):
        _generate(folder, rows, seed, day, progress)


def _generate(folder: Path, rows: int, seed: int, day: dt.date, progress: Progress) -> None:
    random = np.random.default_rng(seed)
    plan = draw(rows)
    people = People(plan, day, random)
    first_ways: dict[str, dict[str, npt.NDArray[np.int8]]] = {}
    for register in ("population", "interior", "pension"):
        persons, seconds = register_rows(plan, register, random)
        second = np.arange(len(persons)) >= len(persons) - seconds
        ways = {
            field: np.where(
                random.random(len(persons)) < OTHER_SPELLING[register], random.integers(1, SPELLINGS, len(persons)), 0
            ).astype(np.int8)
            for field in people.names
        }
        first_ways[register] = {field: np.zeros(plan.persons, np.int8) for field in ways}
        for field, way in ways.items():
            first_ways[register][field][persons[~second]] = way[~second]
        with atomic_file(folder / f"{register}.csv") as stream:
            for start in range(0, len(persons), SLICE_ROWS):
                part = slice(start, start + SLICE_ROWS)
                frame = register_columns(
                    people, register, persons[part], {f: w[part] for f, w in ways.items()}, second[part]
                )
                frame.write_csv(stream, include_header=start == 0)
                progress(register, min(start + SLICE_ROWS, len(persons)), len(persons))
    limits = answer_key.write(folder / "answer_key.parquet", people, first_ways, VOTER_LIMIT)
    write_tables(folder, people.precincts, limits)


def write_tables(folder: Path, precincts: int, limits: dict[int, int]) -> None:
    """Precinct and address tables; precinct codes start at 1, twenty precincts a district."""
    code = np.arange(1, precincts + 1)
    with atomic_file(folder / "precincts.csv") as stream:
        pl.DataFrame(
            {
                "precinct": code,
                "district": [f"{(number - 1) // 20 + 1:03d}-аудан" for number in code.tolist()],
                "voter_limit": [limits.get(number, VOTER_LIMIT) for number in code.tolist()],
                "changed_on": ["2026-01-01"] * precincts,
            }
        ).write_csv(stream)
    building = np.arange(precincts * BUILDINGS_PER_PRECINCT)
    with atomic_file(folder / "addresses.csv") as stream:
        pl.DataFrame(
            {
                "address_code": building + FIRST_BUILDING,
                "precinct": building // BUILDINGS_PER_PRECINCT + 1,
                "changed_on": ["2026-01-01"] * len(building),
            }
        ).write_csv(stream)
