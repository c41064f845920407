"""From a voter list to labels: who gets a first one, and which districts they count in."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from host_tools.full_age import youngest_birth
from host_tools.labels.errors import LabelError
from host_tools.labels.register import ENDED, HAS_ONE, LabelRegister
from host_tools.labels.voter_cards import is_number
from host_tools.registers.voter_list_file import VoterList, columns_of
from host_tools.text_files import rows_of, text_of
from host_tools.text_rules import fault_of_name, tidy, visible

NO_DISTRICT = "-"
_COUNT: dict[int | str, str] = {HAS_ONE: "had_one", ENDED: "needs_reissue"}
Progress = Callable[[int], None]


@dataclass(frozen=True)
class IssueCounts:
    """What became of the people of a list; they add up to `people`."""

    people: int
    issued: int
    had_one: int
    needs_reissue: int  # had one that was spoiled or revoked: a person decides
    under_age: int
    without_number: int  # an old id that is not 12 digits; a label cannot carry it
    run: int


def issue(
    register: LabelRegister,
    voters: VoterList,
    day: datetime.date,
    districts: dict[int, str],
    who: str,
    why: str,
    progress: Progress = lambda done: None,
) -> IssueCounts:
    """Issue a label to everybody of full age on `day` who never had one. The caller commits or rolls back.

    districts: by precinct; a precinct without one counts under "-". progress: people looked at so far.
    """
    counts: Counter[str] = Counter()
    youngest = youngest_birth(day).isoformat()
    eligible: Counter[str] = Counter()
    run = register.next_run()

    def people() -> Iterator[tuple[bytes, str]]:
        done = 0
        for span in voters.spans:
            district = districts.get(span.precinct, NO_DISTRICT)
            rows = columns_of(voters.part(span.start, span.size))
            for id_type, id_value, birth_date in zip(rows.id_types, rows.id_values, rows.birth_dates, strict=True):
                if not is_number(id_value):
                    counts["without_number"] += 1
                elif birth_date > youngest:
                    counts["under_age"] += 1
                else:
                    eligible[district] += 1
                    yield register.person(id_type, id_value), district
            done += span.size
            progress(done)

    for outcome in register.issue(people(), who, why):
        counts[_COUNT.get(outcome, "issued")] += 1
    register.set_eligible(dict(eligible))
    return IssueCounts(
        people=len(voters.frame),
        issued=counts["issued"],
        had_one=counts["had_one"],
        needs_reissue=counts["needs_reissue"],
        under_age=counts["under_age"],
        without_number=counts["without_number"],
        run=run,
    )


def read_districts(path: Path | None) -> dict[int, str]:
    """District by precinct, from a precincts register (columns `precinct` and `district`, and others)."""
    if path is None:
        return {}
    districts: dict[int, str] = {}
    for row in rows_of(text_of(path.read_bytes(), path), path, ("precinct", "district"), with_others=True):
        number, district = row.fields["precinct"], tidy(row.fields["district"])
        if not (number.isascii() and number.isdigit()):
            raise LabelError(f"{path}: line {row.line}: {visible(number)} is no precinct number; write digits only")
        if fault := fault_of_name(district):
            raise LabelError(f"{path}: line {row.line}: district: {fault}")
        if districts.setdefault(int(number), district) != district:
            raise LabelError(f"{path}: line {row.line}: precinct {int(number)} lies in another district above")
    return districts
