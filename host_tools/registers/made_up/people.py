"""Every made-up person: what the three registers agree on before defects."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from host_tools.registers.classes import FIELD, FLAG
from host_tools.registers.made_up.defects import Plan
from host_tools.registers.made_up.names import OLDEST_BIRTH, name_pools, numbers_for, spellings

NATION_ROWS, NATION_PRECINCTS = 12_500_000, 10_388  # 2026 referendum
BUILDINGS_PER_PRECINCT = 60
SPELLINGS = 7
OLD_CODES = 0.005  # persons under a 16-character code in place of the personal number
OTHER_BIRTH_DATE = 0.002  # personal numbers whose digits give another birth date, in every register
_EPOCH = dt.date(1970, 1, 1)


class People:
    """Every generated person as columns of numbers: what the three registers agree on before defects."""

    def __init__(self, plan: Plan, day: dt.date, random: np.random.Generator) -> None:
        self.plan, count = plan, plan.persons
        adult = dt.date(day.year - 18, day.month, 1)  # comfortably of age
        spare = count + count // 40 + 100
        births = random.integers((OLDEST_BIRTH - _EPOCH).days, (adult - _EPOCH).days, spare).astype(np.int32)
        for run in (*plan.under_18, plan.young_in_population):
            births[run] = random.integers((day - _EPOCH).days - 6000, (day - _EPOCH).days - 1000, run.stop - run.start)
        women = random.random(spare) < 0.52
        numbers = numbers_for(births, women)
        unusable = np.flatnonzero(numbers[:count] == 0)
        young = np.zeros(spare, bool)
        for run in (*plan.under_18, plan.young_in_population):
            young[run] = True
        replacement = np.flatnonzero((numbers != 0) & (np.arange(spare) >= count))[: len(unusable)]
        births[unusable] = np.where(young[unusable], births[unusable], births[replacement])
        numbers[unusable] = numbers[replacement]
        self.number, self.birth = numbers[:count], births[:count]
        other = (random.random(count) < OTHER_BIRTH_DATE) & ~young[:count]
        self.birth[other] = np.maximum(self.birth[other] - 400, (OLDEST_BIRTH - _EPOCH).days)
        self.birth[plan.doubles] = self.birth[plan.doubled]
        self.young_birth = (day - _EPOCH).days - 4000
        self.old_code = random.random(count) < OLD_CODES
        self.old_code[plan.faulty] = False
        self.pools = name_pools()
        self.names = {
            field: (len(pool) * random.random(count) ** 2).astype(np.int32) for field, pool in self.pools.items()
        }
        self.precincts = max(3, round(plan.rows * NATION_PRECINCTS / NATION_ROWS))
        self.building = random.integers(0, self.precincts * BUILDINGS_PER_PRECINCT, count).astype(np.int64)
        self.written = {
            name: pl.Series([way for text in pool for way in spellings(text)]) for name, pool in self.pools.items()
        }
        self._pair_up()

    def _pair_up(self) -> None:
        """Make doubles the same people as those that they double, half at another address; mark swapped ones."""
        plan = self.plan
        for codes in self.names.values():
            codes[plan.doubles] = codes[plan.doubled]
        same = np.arange(plan.doubles.stop - plan.doubles.start) % 2 == 0
        self.building[plan.doubles] = np.where(same, self.building[plan.doubled], self.building[plan.doubles])
        self.old_code[plan.doubles] = np.arange(len(same)) % 4 == 3
        self.interior_person = np.arange(plan.persons)  # whose names and birth the interior register has under a number
        run = np.arange(plan.swapped.start, plan.swapped.stop)
        self.interior_person[run] = plan.swapped.start + ((run - plan.swapped.start) ^ 1)
        self._mark_swapped(run)

    def _mark_swapped(self, run: npt.NDArray[np.int64]) -> None:
        other, fields = self.interior_person[run], np.zeros(len(run), np.uint32)
        said: dict[str, npt.NDArray[Any]] = {**self.names, "birth_date": self.birth, "address_code": self.building}
        for name, codes in said.items():
            fields |= np.where(codes[run] != codes[other], FIELD[name], 0).astype(np.uint32)
        names = sum(((fields & FIELD[name]) != 0).astype(int) for name in self.names)
        plan = self.plan
        plan.fields[run] = fields
        plan.flags[run] |= np.where(fields != 0, FLAG["conflict"], 0).astype(np.uint32)
        others = (names >= 2) & ((fields & FIELD["birth_date"]) != 0)
        plan.flags[run] |= np.where(others, FLAG["other_person"], 0).astype(np.uint32)

    def id_columns(self, persons: npt.NDArray[np.int64]) -> tuple[pl.Series, pl.Series]:
        """id_type and id_value as text."""
        digits = pl.Series(self.number[persons]).cast(pl.String).str.zfill(12)
        old = pl.Series(self.old_code[persons])
        types = pl.select(pl.when(old).then(pl.lit("SIK")).otherwise(pl.lit("IIN")).alias("id_type")).to_series()
        values = pl.select(pl.when(old).then(pl.lit("KZSK") + digits).otherwise(digits).alias("id_value")).to_series()
        return types, values
