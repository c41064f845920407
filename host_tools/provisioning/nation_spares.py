"""The spares that a nation's table names: each is for some precincts of its district, and has its places there.

A spare has a folder of its own below its district's, laid out as a precinct's with one terminal: its key is shown once
(`tamga terminals key`, `tamga terminals bring`) and goes from there into each of its precincts: a booth's into their
folders, as that of their last booth; a desk's into the packages of all their desks.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nacl.signing import SigningKey

from host_tools.errors import TamgaError, os_error_in_words
from host_tools.formats.definitions import Device, Role
from host_tools.formats.objects import TerminalKey
from host_tools.provisioning import own_keys
from host_tools.provisioning.device_book import DeviceBook
from host_tools.provisioning.nation_job import Job, State
from host_tools.provisioning.nation_table import TableRow
from host_tools.provisioning.new_terminals import TERMINALS, device_of, make_spare
from host_tools.provisioning.plan import PREFIX, PlanError, PrecinctPlan, fault_of_spare
from host_tools.provisioning.spare_places import desks_of, has_places, places_in, put_places, without_packages
from host_tools.provisioning.writing import DEVICE_BOOK
from host_tools.whole_files import finish_moves, write_text

SPARES, SUMMARY = "spares", "spares.csv"
NAME = "spare"  # of its terminal's folder


@dataclass(frozen=True)
class Spare:
    """One spare and the precincts that it may become a booth or a desk of."""

    role: Role
    serial_number: str
    district: str
    rows: tuple[TableRow, ...]


@dataclass(frozen=True)
class SpareOutcome:
    """One spare after a run. why: what it waits for, or why it was refused."""

    spare: Spare
    state: State
    why: str = ""


def spares_of(job: Job, rows: Sequence[TableRow]) -> list[Spare]:
    """The spares that rows name, booths first, in the table's order.

    PlanError: one is in two districts, or a booth here and a desk there, or its number is none.
    """
    booths: dict[str, list[TableRow]] = {}
    desks: dict[str, list[TableRow]] = {}
    for row in rows:
        if serial := {**job.defaults, **row.fields}.get("spare"):
            booths.setdefault(serial, []).append(row)
        if row.spare_desk:
            desks.setdefault(row.spare_desk, []).append(row)
    if both := next((serial for serial in booths if serial in desks), None):
        line = desks[both][0].line
        raise PlanError(f"line {line}: {both} is a spare booth, too; give each spare a serial number of its own")
    for serial, own in (*booths.items(), *desks.items()):
        if fault := fault_of_spare(serial, PREFIX):
            raise PlanError(f"line {own[0].line}, precinct {own[0].number}: {fault}")
        if other := next((row for row in own if row.district != own[0].district), None):
            raise PlanError(
                f"line {other.line}, precinct {other.number}: the spare {serial} is in another district in line "
                f"{own[0].line}; a spare serves one district"
            )
    roles: tuple[tuple[Role, dict[str, list[TableRow]]], ...] = (("booth", booths), ("desk", desks))
    return [Spare(role, serial, own[0].district, tuple(own)) for role, of in roles for serial, own in of.items()]


def folder_of(below: Path, district: str, serial_number: str) -> Path:
    """A spare's own folder."""
    return below / district / SPARES / serial_number


def spare_desk_of(job: Job, row: TableRow) -> TerminalKey | None:
    """What the spare of a row's desks has shown; None where there is none, or it has not shown its key yet.

    OwnKeyError: its slip is damaged.
    """
    if not row.spare_desk:
        return job.spare_desk
    slip = _slip(job, row, row.spare_desk)
    return own_keys.checked(slip.read_bytes()) if slip.is_file() else None


def _slip(job: Job, row: TableRow, serial_number: str) -> Path:
    return folder_of(job.below, row.district, serial_number) / own_keys.OWN_KEYS / f"{NAME}.cose"


def take_its_key(plan: PrecinctPlan, job: Job, row: TableRow) -> None:
    """File the key of a precinct's spare booth, if the spare has shown it. OwnKeyError as `own_keys.take` has it."""
    if plan.spare and plan.spare in own_keys.missing(plan, folder := row.folder(job.below)):
        if (slip := _slip(job, row, plan.spare)).is_file():
            own_keys.take(folder, slip.read_bytes())


def bring_on_spare(job: Job, spare: Spare) -> SpareOutcome:
    """Do for one spare what can be done now, after its precincts: make its terminal, or gather its places."""
    try:
        return _bring_on(job, spare)
    except TamgaError as error:
        return SpareOutcome(spare, State.REFUSED, str(error))
    except OSError as error:
        return SpareOutcome(spare, State.REFUSED, os_error_in_words(error))


def _bring_on(job: Job, spare: Spare) -> SpareOutcome:
    folder = folder_of(job.below, spare.district, spare.serial_number)
    authority = SigningKey(job.authority)
    finish_moves(folder / TERMINALS)
    place = folder / TERMINALS / NAME
    if not place.exists():
        device = Device(role=spare.role, serial_number=spare.serial_number, authority=bytes(authority.verify_key))
        make_spare(folder, NAME, device, job.images[spare.role])
        return SpareOutcome(spare, State.MADE)
    if device_of(place).authority != bytes(authority.verify_key):
        raise PlanError(f"{place}: is of another authority; move it away to make it anew")
    if not (folder / own_keys.OWN_KEYS / f"{NAME}.cose").is_file():
        return SpareOutcome(spare, State.WAITING)
    precincts = [row.folder(job.below) for row in spare.rows]
    if not_yet := [str(row.number) for row, there in zip(spare.rows, precincts, strict=True) if not _is_whole(there)]:
        return SpareOutcome(spare, State.WAITING, f"precinct {', '.join(not_yet)} is not provisioned")
    if spare.role == "desk" and (unpacked := _unpacked(spare.rows, precincts)):
        return SpareOutcome(spare, State.UNPACKED, f"precinct {', '.join(unpacked)} lacks a packed roll")
    content = places_in(precincts, place, bytes(authority.verify_key))
    if has_places(place, content) and (folder / DEVICE_BOOK).is_file():
        return SpareOutcome(spare, State.WHOLE)
    _note(folder, precincts[0], spare.serial_number)  # first: it never says that the board has what is not there yet
    put_places(place, content)
    return SpareOutcome(spare, State.PROVISIONED)


def _unpacked(rows: Sequence[TableRow], precincts: Sequence[Path]) -> list[str]:
    """The precincts, one of whose desks has not its packages of every mode."""
    each = zip(rows, precincts, strict=True)
    return [str(row.number) for row, folder in each if without_packages(desks_of(folder))]


def _is_whole(precinct: Path) -> bool:
    return (precinct / "public").exists()


def _note(folder: Path, precinct: Path, serial_number: str) -> None:
    """The spare's own device book, for `tamga terminals bring`: its record in the first of its precincts."""
    record = DeviceBook(precinct / DEVICE_BOOK).find(serial_number)
    if record is None:
        raise PlanError(f"{precinct / DEVICE_BOOK}: does not know {serial_number}; provision this precinct anew")
    with DeviceBook(folder / DEVICE_BOOK) as book:
        book.put(record.model_copy(update={"brought": ""}))


def write_spares(outcomes: Iterable[SpareOutcome], below: Path) -> Path:
    """A line per spare, booths first: its role, district, precincts, state, what it waits for. Its path."""
    target = io.StringIO()
    lines = csv.writer(target, lineterminator="\n")
    lines.writerow(("spare", "role", "district", "precincts", "state", "why"))
    for one in outcomes:
        numbers = " ".join(str(row.number) for row in one.spare.rows)
        lines.writerow((one.spare.serial_number, one.spare.role, one.spare.district, numbers, one.state, one.why))
    write_text(below / SUMMARY, target.getvalue())
    return below / SUMMARY


def spares_in_words(outcomes: Sequence[SpareOutcome]) -> list[str]:
    """How many spares are in each state, and the first refusals."""
    states = Counter(one.state for one in outcomes)
    found = [f"{states[state]} spares: {state}" for state in State if states[state]]
    refused = [one for one in outcomes if one.state == State.REFUSED]
    return found + [f"spare {one.spare.serial_number}: {one.why}" for one in refused[:5]]
