"""Provision every precinct of a table, on all cores: each is whole or not there, and a run that was stopped goes on.

What stands in the folders says how far a precinct is, nothing else does. A run does for each precinct what can be done:
makes its terminals, waits for their keys, or makes packages and cards once all keys have come. Spares come last.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from nacl.signing import SigningKey

from host_tools.elections.roll import read_roll, style_ids
from host_tools.errors import ProvisioningError, TamgaError, os_error_in_words
from host_tools.formats.definitions import Election, Precinct
from host_tools.lean_processes import LeanContext
from host_tools.provisioning import own_keys
from host_tools.provisioning.device_book import DeviceBook
from host_tools.provisioning.nation_job import Job, State
from host_tools.provisioning.nation_spares import Spare, SpareOutcome, bring_on_spare, spare_desk_of, take_its_key
from host_tools.provisioning.nation_table import TableRow
from host_tools.provisioning.new_terminals import TERMINALS, check_terminals, make_terminals
from host_tools.provisioning.plan import PlanError, PrecinctPlan, plan_of
from host_tools.provisioning.provision import provision
from host_tools.provisioning.voter_labels import valid_labels
from host_tools.provisioning.writing import DEVICE_BOOK
from host_tools.whole_files import finish_moves, write_text

SUMMARY = "nation.csv"
_OFFICIAL = "public/precinct-official.cbor"
_What = TypeVar("_What")
_Done = TypeVar("_Done")


class NationError(ProvisioningError):
    """Workers that ended, or lists that do not fit. The message says which, and the way out."""


@dataclass(frozen=True)
class Outcome:
    """One precinct after a run. keys: serial numbers of terminals whose keys are still to come; why: it was refused."""

    row: TableRow
    state: State
    keys: tuple[str, ...] = ()
    why: str = ""


def plan_for(job: Job, row: TableRow) -> PrecinctPlan:
    """The plan of one row. TamgaError as planning and reading its roll have it."""
    if row.voters is None and row.roll is None:
        raise PlanError("has neither voters nor a roll; give one of the two, or --packed with the compiled list")
    election = Election.from_cbor(job.election)
    ids = style_ids(election)
    if row.roll is None and (row.style not in ids if ids else row.style):
        way_out = f"write {' or '.join(ids)} in its column style" if ids else "leave its column style empty"
        raise PlanError(f"is of no ballot style of the election; {way_out}")
    voters = read_roll(row.roll, styles=ids) if row.roll else []
    labels = valid_labels(job.labels, job.labels_key, voters) if voters else {}
    return plan_of(
        election=election, number=row.number, voters=voters, labels=labels,
        packed=None if row.roll else row.voters, key_here=job.key_here, spare_desk=spare_desk_of(job, row),
        **{**job.defaults, **row.fields},
    )  # fmt: skip


def bring_on(job: Job, row: TableRow) -> Outcome:
    """Do for one precinct what can be done now."""
    try:
        return _bring_on(job, row)
    except TamgaError as error:
        return Outcome(row, State.REFUSED, why=str(error))
    except OSError as error:
        return Outcome(row, State.REFUSED, why=os_error_in_words(error))


def _bring_on(job: Job, row: TableRow) -> Outcome:
    plan, folder = plan_for(job, row), row.folder(job.below)
    authority = SigningKey(job.authority)
    finish_moves(folder)
    if (folder / "public").exists():
        if other := _otherwise(plan, job, row, Precinct.from_cbor((folder / _OFFICIAL).read_bytes())):
            raise PlanError(f"{folder}: was provisioned with other {', '.join(other)}; move it away to make it anew")
        return Outcome(row, State.WHOLE)
    if not (folder / TERMINALS).exists():
        make_terminals(plan, authority, folder, board=job.board, images=job.images)
        return Outcome(row, State.MADE, tuple(_keys_to_come(plan, row, folder)))
    check_terminals(plan, authority, folder)
    take_its_key(plan, job, row)
    if absent := _keys_to_come(plan, row, folder):
        return Outcome(row, State.WAITING, tuple(absent))
    provision(plan, authority, job.centre, folder, demo=job.demo, master=job.master)
    return Outcome(row, State.PROVISIONED)


def _keys_to_come(plan: PrecinctPlan, row: TableRow, folder: Path) -> list[str]:
    """Serial numbers of the terminals that have not shown their key yet, the spare of the desks among them."""
    spare_desk = [row.spare_desk] if row.spare_desk and plan.spare_desk is None else []
    return own_keys.missing(plan, folder) + spare_desk


def _spares_of(folder: Path) -> dict[str, str]:
    """Serial numbers of the spares that a provisioned precinct has, by their role."""
    book = DeviceBook(folder / DEVICE_BOOK).everything()
    return {record.role: record.serial_number for record in book if record.spare}


def _otherwise(plan: PrecinctPlan, job: Job, row: TableRow, there: Precinct) -> list[str]:
    """In what a precinct that is there differs from its row."""
    spares = _spares_of(row.folder(job.below))
    wanted_desk = row.spare_desk or (job.spare_desk.serial_number if job.spare_desk else None)
    pairs = {
        "election": (plan.election.hash16, there.election),
        "centre": (job.centre, there.centre),
        "number": (plan.number, there.precinct),
        "names": (plan.names, there.names),
        "booths": (plan.booths, len(there.booths)),
        "spare": (plan.spare, spares.get("booth")),
        "spare desk": (wanted_desk, spares.get("desk")),
        "desks": (plan.desks, len(there.every_desk)),
        "slots": ({plan.booth_slots}, {booth.slots for booth in there.booths}),
        "voters": (plan.listed, there.voters),
        "kind": (plan.kind, there.kind),
        "hours": (plan.hours, there.hours),
        "minutes_east": (plan.utc_offset_minutes, there.minutes_east),
        "people": (list(plan.people), there.people or []),
        "holders": ((plan.needed, plan.holders), there.holders or (plan.needed, plan.holders)),
    }
    return [name for name, (wanted, found) in pairs.items() if wanted != found]


def run(job: Job, rows: Sequence[TableRow], workers: int) -> Iterator[Outcome]:
    """Bring every precinct on, and say of each how far it is, as they come. NationError: a worker was ended."""
    return _on_all_cores(bring_on, job, rows, workers)


def run_spares(job: Job, spares: Sequence[Spare], workers: int) -> Iterator[SpareOutcome]:
    """The same of spares, once their precincts were brought on."""
    return _on_all_cores(bring_on_spare, job, spares, workers)


def _on_all_cores(
    act: Callable[[Job, _What], _Done], job: Job, things: Sequence[_What], workers: int
) -> Iterator[_Done]:
    if workers == 1 or len(things) < 2:
        yield from (act(job, thing) for thing in things)
        return
    pool = ProcessPoolExecutor(workers, LeanContext(), initializer=_begin, initargs=(job,))
    waiting: list[Future[_Done]] = [pool.submit(_in_worker, act, thing) for thing in things]
    try:
        for done in as_completed(waiting):
            if error := done.exception():
                raise NationError("a worker process was ended; run the command again, it goes on") from error
            yield done.result()
    finally:
        pool.shutdown(cancel_futures=True)


_job: list[Job] = []  # of a worker process


def _begin(job: Job) -> None:
    _job.append(job)


def _in_worker(act: Callable[[Job, _What], _Done], thing: _What) -> _Done:
    return act(_job[0], thing)


def counted(rows: Iterable[TableRow], counts: Mapping[int, int]) -> list[TableRow]:
    """The rows with their voters counted from a compiled list. counts: voters by precinct.

    NationError: a precinct without voters on the list, with another number of them in the table, or not in the table.
    """
    rows = list(rows)
    wrong = [f"{row.number} has no voters" for row in rows if row.roll is None and row.number not in counts]
    wrong += [
        f"{row.number} has {counts[row.number]} voters, {row.voters} in the table"
        for row in rows
        if row.voters is not None and row.voters != counts.get(row.number, row.voters)
    ]
    strange = sorted(set(counts) - {row.number for row in rows})
    wrong += [f"{number} is not in the table" for number in strange]
    if wrong:
        more = f", and {len(wrong) - 5} more" if len(wrong) > 5 else ""
        raise NationError(f"list and table differ: precinct {', '.join(wrong[:5])}{more}; correct one of the two")
    return [row if row.roll else replace(row, voters=counts[row.number]) for row in rows]


def write_summary(outcomes: Iterable[Outcome], below: Path) -> Path:
    """A line per precinct, by number: district, state, keys to come, why it was refused. Its path."""
    target = io.StringIO()
    lines = csv.writer(target, lineterminator="\n")
    lines.writerow(("number", "district", "state", "keys_to_come", "why"))
    for one in sorted(outcomes, key=lambda one: one.row.number):
        lines.writerow((one.row.number, one.row.district, one.state, " ".join(one.keys), one.why))
    write_text(below / SUMMARY, target.getvalue())
    return below / SUMMARY


def in_words(outcomes: Sequence[Outcome]) -> list[str]:
    """How many precincts are in each state, and the first refusals."""
    states = Counter(one.state for one in outcomes)
    found = [f"{states[state]} precincts: {state}" for state in State if states[state]]
    if keys := {serial for one in outcomes for serial in one.keys}:  # a spare's is waited for by several
        found.append(f"{len(keys)} terminals have still to show their keys")
    refused = [one for one in outcomes if one.state == State.REFUSED]
    found += [f"precinct {one.row.number} (line {one.row.line}): {one.why}" for one in refused[:5]]
    return found
