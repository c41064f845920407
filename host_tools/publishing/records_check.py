"""The published records of every precinct: whether they are those of the sealed totals, valid, and add up to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from host_tools.determining.ballot_records import Due, due
from host_tools.determining.nation import Nation
from host_tools.errors import PublishingError
from host_tools.findings import Report
from host_tools.formats.definitions import Election, Precinct
from host_tools.formats.objects import SealedTotals
from host_tools.verifying.booth_records import Published, check_records
from host_tools.verifying.companions import ENDING, Companion

_CHUNK = 4  # jobs that go to a process together


class Job(NamedTuple):
    """One precinct: definitions, and the sealed totals and file of each booth. No path: a booth without ballots.

    companions: of each booth, in the same order; None: each record is verified by itself. announced: the key that was
    born in the precinct, None where the definition has one.
    """

    election: bytes
    precinct: bytes
    booths: tuple[tuple[bytes, Path | None], ...]
    companions: tuple[Path, ...] | None = None
    announced: bytes | None = None

    @property
    def name(self) -> bytes:
        """What the outcome follows from, as a hash: totals name the records by their hash."""
        parts = [self.election, self.precinct, self.announced or b"", *(totals for totals, _ in self.booths)]
        how = b"alone" if self.companions is None else b"with companion"
        return sha256(b"".join(sha256(part).digest() for part in (*parts, how))).digest()


class Named(Protocol):
    """Work whose outcome follows from what its name is a hash of."""

    @property
    def name(self) -> bytes:
        """32 bytes."""


# Like `map`: calls a function for each job, wherever there is a processor, and gives the answers in order.
Spread = Callable[[Callable[[Any], list[str]], Iterable[Any]], Iterable[list[str]]]


class Checked:
    """What was found right before: records and opening proofs. path: a text file of yours, a line each; None: none."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._names: set[bytes] = set()
        if path is not None and path.exists():
            try:
                self._names = {bytes.fromhex(line) for line in path.read_text("ascii").splitlines()}
            except ValueError as error:
                raise PublishingError(f"{path}: is not a list that this command wrote; name another file") from error

    def __contains__(self, job: Named) -> bool:
        return job.name in self._names

    def add(self, job: Named) -> None:
        """Keep it at once: a check that is broken off goes on from there."""
        self._names.add(job.name)
        if self._path is not None:
            with self._path.open("a", encoding="ascii") as stream:
                stream.write(job.name.hex() + "\n")


def judged(job: Job) -> list[str]:
    """What does not agree in one precinct, as sentences. Runs in any process that sees the files."""
    companions = [None] * len(job.booths) if job.companions is None else map(Companion, job.companions)
    booths = [
        Published(SealedTotals.from_cbor(totals), path.read_bytes() if path else b"", companion)
        for (totals, path), companion in zip(job.booths, companions, strict=True)
    ]
    precinct = Precinct.from_cbor(job.precinct).model_copy(update={"announced": job.announced})
    return check_records(Election.from_cbor(job.election), precinct, booths)


def check(
    folder: Path,
    nation: Nation,
    spread: Spread,
    checked: Checked,
    report: Report,
    companions: Path | None = None,
) -> None:
    """Add what the records say to the report.

    folder: `records` of the publication, which need not have all of them yet. companions: where commitments are, or are
    written; None to verify each record by itself.
    """
    places: dict[int, list[Due]] = defaultdict(list)
    for one in due(nation):
        places[one.precinct].append(one)
    complete, missing = dict[int, Job](), list[Due]()
    for number, booths in places.items():
        lacking = [one for one in booths if one.totals.tally.cast and not (folder / one.name).is_file()]
        missing += lacking
        if not lacking and all(_is_what_was_sealed(folder, one, report) for one in booths):
            complete[number] = _job(folder, nation, number, booths, companions)
    known = {one.name for booths in places.values() for one in booths}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.relative_to(folder).as_posix() not in known:
            report.bad(f"{path.relative_to(folder.parent)}: no sealed totals that count name these records.")
    _verify(complete, spread, checked, report)
    if companions is not None and complete:
        report.note(f"Records whose commitments lay in {companions} were checked with companion (formats, section 4).")
    if missing:
        precincts = len({one.precinct for one in missing})
        report.note(
            f"Ballots are not verified where records are not there: {len(missing):,} booths of {precincts:,} precincts."
        )
        report.absent.append(f"records of {len(missing):,} booths")
    report.data["records"] = {"precincts verified": len(complete), "booths without records": len(missing)}


def _is_what_was_sealed(folder: Path, one: Due, report: Report) -> bool:
    if not one.totals.tally.cast:
        return True
    with (folder / one.name).open("rb") as stream:
        same = file_digest(stream, "sha256").digest() == one.totals.records
    if not same:
        report.bad(f"{folder.name}/{one.name} is not what the sealed totals of booth {one.totals.booth} name.")
    return same


def _job(folder: Path, nation: Nation, number: int, booths: list[Due], companions: Path | None) -> Job:
    commission = nation.commission
    files = tuple((one.totals.to_cbor(), folder / one.name if one.totals.tally.cast else None) for one in booths)
    beside = None if companions is None else tuple((companions / one.name).with_suffix(ENDING) for one in booths)
    precinct = commission.precincts[number]
    return Job(commission.election.to_cbor(), precinct.to_cbor(), files, beside, precinct.announced)


def _verify(jobs: dict[int, Job], spread: Spread, checked: Checked, report: Report) -> None:
    """A precinct that was found right before is not computed again: what follows from the same bytes is the same."""
    new = {number: job for number, job in jobs.items() if job not in checked}
    wrong = 0
    for (number, job), problems in zip(new.items(), spread(judged, new.values()), strict=True):
        wrong += bool(problems)
        for text in problems:
            report.bad(f"Precinct {number}: {text}")
        if not problems:
            checked.add(job)
    if right := len(jobs) - wrong:
        before = f" ({len(jobs) - len(new):,} of them before)" if len(new) < len(jobs) else ""
        report.good(
            f"The ballots of {right:,} precincts are verified{before}: each record is proved to hold exactly its "
            "votes, none stands twice, and they add up to the sealed totals."
        )


def in_processes(count: int) -> Spread:
    """Over processes of this computer."""

    def spread(function: Callable[[Any], list[str]], jobs: Iterable[Any]) -> Iterator[list[str]]:
        from concurrent.futures import ProcessPoolExecutor

        from host_tools.lean_processes import LeanContext

        with ProcessPoolExecutor(count, LeanContext()) as pool:
            yield from pool.map(function, jobs, chunksize=_CHUNK)

    return spread if count > 1 else map


def on_dask(address: str) -> Spread:
    """Over the workers of a Dask scheduler, which see the folder under the same path.

    PublishingError without Dask, or where no scheduler answers.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise PublishingError("--scheduler needs Dask, which is not installed: pip install distributed") from error

    connect: Callable[[str], Any] = Client  # which says nothing of its types

    def spread(function: Callable[[Any], list[str]], jobs: Iterable[Any]) -> Iterator[list[str]]:
        try:
            client = connect(address)
        except (OSError, ValueError) as error:
            raise PublishingError(f"--scheduler {address}: no Dask scheduler answers there") from error
        with client:
            for future in client.map(function, list(jobs), pure=False):
                yield future.result()

    return spread
