"""Seals a voter list into one signed package per desk: on all cores, interruptible, going on where it stopped.

The folder that it fills:

    plan.json             what is being packed; another list, election or state of labels is refused in this folder
    desk-00017.tmpk       a package, there whole or not at all; of a second desk desk-2-00017.tmpk
    index.cose            written last: the signed list of all packages; without it the folder is not finished
"""

from __future__ import annotations

import datetime
import json
import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from nacl.signing import SigningKey

from host_tools.folder_lock import alone_in
from host_tools.formats import cbor, cose
from host_tools.formats.definitions import Election
from host_tools.full_age import FULL_AGE_YEARS, youngest_birth
from host_tools.lean_processes import LeanContext
from host_tools.registers.hashes import sha256_of
from host_tools.registers.voter_list_file import Span, VoterList
from host_tools.rolls import pack_precinct
from host_tools.rolls.errors import PackError
from host_tools.rolls.pack_precinct import Packed, PackJob
from host_tools.text_files import TextFileError, json_of
from host_tools.whole_files import atomic_file, sweep_folder, write_text

VOTERS_A_TASK = (
    25_000  # about a quarter of a second of work: short enough to stop at once, long enough to pay its pickling
)
VOTERS_A_WORKER = 250_000  # three seconds of work; for fewer a process does not pay its start, 0.7 s of imports
TASKS_WAITING = 2  # for each other process, so that none idles and memory stays bounded
INDEX = "index.cose"
Progress = Callable[[int, int], None]  # precincts and voters packed so far


@dataclass(frozen=True)
class PackResult:
    """What a run made. packed: every desk's package, in order of the list."""

    packed: list[Packed]
    index: bytes

    @property
    def voters(self) -> int:
        """Rows on all rolls."""
        return sum(row.voters for row in self.packed)

    @property
    def without_card(self) -> int:
        """Voters whom no card opens; they stay on the paper lists."""
        return sum(row.without_card for row in self.packed)


def pack(voters: VoterList, job: PackJob, labels_state: str, workers: int, progress: Progress) -> PackResult:
    """Pack every precinct of a list into job.folder.

    labels_state: names the state of the register of labels. PackError: a folder of other work, a definition that
    does not fit; then, or when interrupted, whole packages stay for the next run and there is no index.
    """
    job.folder.parent.mkdir(parents=True, exist_ok=True)
    with alone_in(job.folder):
        return _pack_alone(voters, job, labels_state, workers, progress)


def _pack_alone(voters: VoterList, job: PackJob, labels_state: str, workers: int, progress: Progress) -> PackResult:
    _refuse_young(voters, datetime.date.fromisoformat(Election.from_cbor(job.election).date))
    _claim(job, voters.path, labels_state)
    packed: dict[int, list[Packed]] = {}
    done_voters = 0
    for result in _results(voters, job, workers):
        for row in result:
            packed.setdefault(row.precinct, []).append(row)
            done_voters += row.voters
        progress(len(packed), done_voters)
    rows = [row for span in voters.spans for row in packed[span.precinct]]
    index = sign_index(rows, job)
    os.sync()  # every package on disk before the index says that all are there
    with atomic_file(job.folder / INDEX) as target:
        target.write(index)
    return PackResult(rows, index)


def sign_index(rows: list[Packed], job: PackJob) -> bytes:
    """The signed list of packages (formats, section 8); a line names its desk where that is not the first one."""
    lines = [
        [row.precinct, row.voters, row.cards, row.size, row.digest, *([] if row.desk == 1 else [row.desk])]
        for row in rows
    ]
    payload = {0: "X2", 1: Election.from_cbor(job.election).hash16, 3: job.mode, 4: lines}
    return cose.sign1(cbor.encode(payload), SigningKey(job.authority))


def _claim(job: PackJob, list_path: Path, labels_state: str) -> None:
    """Note in the folder what is packed there, or check that it is the same."""
    plan = {
        "list": sha256_of(list_path),
        "election": Election.from_cbor(job.election).hash16.hex(),
        "mode": job.mode,
        "labels": labels_state,
        "number_cards": job.number_cards,
        "styles": {str(precinct): style for precinct, style in sorted(job.styles.items())} or None,
        "authority": bytes(SigningKey(job.authority).verify_key).hex(),
    }
    note = job.folder / "plan.json"
    job.folder.mkdir(parents=True, exist_ok=True)
    sweep_folder(job.folder)
    if not note.exists():
        if any(job.folder.glob("*.tmpk")):
            raise PackError(f"{job.folder}: has packages but no plan.json; choose another folder")
        write_text(note, json.dumps(plan, indent=1) + "\n")
        return
    try:
        noted = json_of(note.read_bytes(), note)
    except TextFileError:
        noted = {}
    noted = noted if isinstance(noted, dict) else {}
    if other := [name for name in plan if noted.get(name) != plan[name]]:
        raise PackError(f"{job.folder}: was begun with another {other[0]}; choose another folder or move it away")


def _refuse_young(voters: VoterList, day: datetime.date) -> None:
    young = (voters.frame["birth_date"] > youngest_birth(day).isoformat()).arg_true()
    if len(young):
        raise PackError(
            f"{voters.path}: record {int(young[0]) + 1}: birth_date: not {FULL_AGE_YEARS} on {day}, the day of voting "
            f"({len(young)} such voters); compile the list for that day"
        )


def _results(voters: VoterList, job: PackJob, workers: int) -> Iterator[list[Packed]]:
    tasks = _tasks(voters)
    workers = min(workers, max(1, len(voters.frame) // VOTERS_A_WORKER))
    if workers == 1:
        packer = pack_precinct.Packer(job)
        for part, spans in tasks:
            yield packer.pack(part, spans)
        return
    # One fewer than asked for, since this process packs too, whenever the others have enough before them.
    pool = ProcessPoolExecutor(workers - 1, LeanContext(), pack_precinct.start_worker, (job,))
    packer = pack_precinct.Packer(job)
    try:
        # In the order of the list and not of whoever is ready first: of several errors the first in the list is shown,
        # however busy the computer is.
        waiting: deque[Future[list[Packed]]] = deque()
        for part, spans in tasks:
            if sum(not one.done() for one in waiting) < (workers - 1) * TASKS_WAITING:
                waiting.append(pool.submit(pack_precinct.work, part, spans))
            else:
                waiting.append(_packed_here(packer, part, spans))
            while waiting and waiting[0].done():
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool:
        raise PackError("a process was ended from outside (too little memory?); run again, fewer workers") from None
    finally:
        pool.shutdown(cancel_futures=True)


def _packed_here(packer: pack_precinct.Packer, part: pl.DataFrame, spans: list[Span]) -> Future[list[Packed]]:
    """A task done by this process, its error kept for its turn like one of another process."""
    done: Future[list[Packed]] = Future()
    try:
        done.set_result(packer.pack(part, spans))
    except PackError as error:
        done.set_exception(error)
    return done


def _tasks(voters: VoterList) -> Iterator[tuple[pl.DataFrame, list[Span]]]:
    """Whole precincts, enough of them for a task; spans count from the part's first row."""
    spans: list[Span] = []
    for span in [*voters.spans, None]:
        size = spans[-1].start + spans[-1].size - spans[0].start if spans else 0
        if spans and (span is None or size + span.size > VOTERS_A_TASK):
            first = spans[0].start
            yield voters.part(first, size), [one._replace(start=one.start - first) for one in spans]
            spans = []
        if span is not None:
            spans.append(span)
