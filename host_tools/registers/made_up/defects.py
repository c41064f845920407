"""Who gets which defect: the truth behind the generated registers, drawn once and kept as the answer key.

Every rate is a share of ROWS. Persons are in random order, so a defect is a run of person indices.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from host_tools.registers.classes import FIELD, FLAG

Bits = npt.NDArray[np.uint32]
Marks = npt.NDArray[np.bool_]

ONE_SIDED = 0.0125  # persons in only one of population and interior, each
DUPLICATES = 0.001  # second rows in each of population and interior; half of them agree with the first
PENSION_SHARE = 0.64
ONLY_PENSION = 0.002
CONFLICTS = (  # field mask, share
    (FIELD["surname"], 0.008),
    (FIELD["given_name"], 0.005),
    (FIELD["patronymic"], 0.005),
    (FIELD["birth_date"], 0.004),
    (FIELD["address_code"], 0.006),
    (FIELD["surname"] | FIELD["birth_date"], 0.002),
)
OTHER_PERSON = (FIELD["surname"] | FIELD["given_name"] | FIELD["birth_date"], 0.0005)
AGE_CONFLICTS = 0.0002  # in each direction
SWAPPED = 0.0002  # persons whose number the interior register has exchanged with a neighbour's
DOUBLES = 0.0003  # persons who have a second number
DEATHS = (("population", 0.003), ("interior", 0.001), ("pension", 0.0005))
UNDER_18 = 0.003
NO_ADDRESS, UNKNOWN_ADDRESS = 0.0005, 0.0005
PENSION_CONFLICTS = ((FIELD["surname"], 0.005), (FIELD["birth_date"], 0.002))
FAULTY = 0.0002  # population rows whose number or birth date cannot be right, of people in no other register


@dataclass
class Plan:
    """Sizes and per-person truth. Persons: [0, both) in both registers, then those of one register each."""

    rows: int
    both: int = 0
    persons: int = 0
    flags: Bits = field(default_factory=lambda: np.zeros(0, np.uint32))
    fields: Bits = field(default_factory=lambda: np.zeros(0, np.uint32))
    pension_fields: Bits = field(default_factory=lambda: np.zeros(0, np.uint32))
    in_population: Marks = field(default_factory=lambda: np.zeros(0, bool))
    in_interior: Marks = field(default_factory=lambda: np.zeros(0, bool))
    in_pension: Marks = field(default_factory=lambda: np.zeros(0, bool))
    death: dict[str, slice] = field(default_factory=dict)
    under_18: list[slice] = field(default_factory=list)
    no_address: slice = field(default_factory=lambda: slice(0, 0))
    unknown_address: list[slice] = field(default_factory=list)
    faulty: slice = field(default_factory=lambda: slice(0, 0))
    other_person: slice = field(default_factory=lambda: slice(0, 0))
    young_in_interior: slice = field(default_factory=lambda: slice(0, 0))
    young_in_population: slice = field(default_factory=lambda: slice(0, 0))
    swapped: slice = field(default_factory=lambda: slice(0, 0))
    doubled: slice = field(default_factory=lambda: slice(0, 0))  # have a second number, that of:
    doubles: slice = field(default_factory=lambda: slice(0, 0))
    agreeing: dict[str, slice] = field(default_factory=dict)
    disagreeing: dict[str, slice] = field(default_factory=dict)


def draw(rows: int) -> Plan:
    """Share out the defects for registers of `rows` rows."""
    plan = Plan(rows)
    one_sided, second = round(rows * ONE_SIDED), round(rows * DUPLICATES)
    plan.both = rows - one_sided - second
    only_pension = round(rows * ONLY_PENSION)
    plan.persons = plan.both + 2 * one_sided + only_pension
    plan.flags = np.zeros(plan.persons, np.uint32)
    plan.fields = np.zeros(plan.persons, np.uint32)
    plan.pension_fields = np.zeros(plan.persons, np.uint32)
    index = np.arange(plan.persons)
    plan.in_population = index < plan.both + one_sided
    plan.in_interior = (index < plan.both) | ((index >= plan.both + one_sided) & (index < plan.persons - only_pension))
    next_person = 0

    def take(count: int, flag: str | None = None) -> slice:
        nonlocal next_person
        run = slice(next_person, next_person + count)
        next_person = run.stop
        if flag:
            plan.flags[run] |= FLAG[flag]
        return run

    def share_of(share: float) -> int:
        return max(1, round(rows * share))

    for mask, share in CONFLICTS:
        plan.fields[take(share_of(share), "conflict")] = mask
    plan.death = {register: take(share_of(share), "deceased") for register, share in DEATHS}
    plan.under_18 = [take(share_of(UNDER_18), "under_18")]
    mask, share = OTHER_PERSON
    plan.other_person = take(share_of(share), "conflict")
    plan.fields[plan.other_person] = mask
    plan.flags[plan.other_person] |= FLAG["other_person"]
    for name in ("young_in_interior", "young_in_population"):
        run = take(share_of(AGE_CONFLICTS), "conflict")
        plan.flags[run] |= FLAG["age_conflict"]
        plan.fields[run] = FIELD["birth_date"]
        setattr(plan, name, run)
    plan.swapped = take(2 * share_of(SWAPPED / 2), "swapped_numbers")
    plan.doubled = take(share_of(DOUBLES), "perhaps_same")
    plan.doubles = take(share_of(DOUBLES), "perhaps_same")
    plan.no_address = take(share_of(NO_ADDRESS), "without_precinct")
    plan.unknown_address = [take(share_of(UNKNOWN_ADDRESS), "without_precinct")]
    for register in ("population", "interior"):
        plan.agreeing[register] = take(second - second // 2, "duplicate")
        plan.disagreeing[register] = take(second // 2, "duplicate")
    pension_conflicts = []
    for mask, share in PENSION_CONFLICTS:
        run = take(share_of(share), "pension_conflict")
        plan.pension_fields[run] = mask
        pension_conflicts.append(run)

    # Some entries have two things wrong: a conflict at an unknown address, a minor in one register only.
    first = slice(0, max(1, round(rows * CONFLICTS[0][1] / 100)))
    plan.unknown_address.append(first)
    plan.flags[first] |= FLAG["without_precinct"]
    plan.flags[plan.both : plan.both + one_sided] |= FLAG["only_population"]
    plan.flags[plan.both + one_sided : plan.persons - only_pension] |= FLAG["only_interior"]
    plan.flags[plan.persons - only_pension :] |= FLAG["only_pension"]
    faulty_rows = max(2, round(rows * FAULTY))
    plan.faulty = slice(plan.both + one_sided - faulty_rows, plan.both + one_sided)
    plan.flags[plan.faulty] |= FLAG["faulty"]
    young = slice(plan.both, plan.both + max(1, one_sided // 20))
    plan.under_18.append(young)
    plan.flags[young] |= FLAG["under_18"]

    plan.in_pension = np.zeros(plan.persons, bool)
    plan.in_pension[plan.persons - only_pension :] = True
    must = [plan.death["pension"], *pension_conflicts]
    for run in must:
        plan.in_pension[run] = True
    plain = np.flatnonzero(~plan.in_pension[: plan.both])[::-1]  # clean persons first, from the end of `both`
    missing = round(rows * PENSION_SHARE) - int(plan.in_pension.sum())
    plan.in_pension[plain[:missing]] = True
    return plan
