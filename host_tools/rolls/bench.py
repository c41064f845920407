"""Measures sealing and packing beside a bare sealing loop in the same run: `python -m host_tools.rolls.bench --rows N`.

Every package is then checked against the signed index and the number of voters: a fault ends with status 1. Voters,
labels and precincts are made up here, and the list is a sealed file; every voter has a label, and number cards are
allowed, so each has two cards: the dearest case.
The bare loop does the hashes and the seal of each voter in as many processes and nothing else: no list, no look-up of
labels, no shuffling and sorting, no package, no signature, no disk; the start of its processes is not counted. One half
of it runs before packing and one half after, so that a computer that others use slows both alike.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from nacl.signing import SigningKey
from rich.progress import Progress

from host_tools.formats.definitions import Blank, Booth, Contest, Election, Option, Precinct
from host_tools.formats.points import multiply_base
from host_tools.labels.index import LabelIndex
from host_tools.labels.masked import masked_many, person_of
from host_tools.lean_processes import LeanContext
from host_tools.privacy.keyed_hash import keyed_hash
from host_tools.privacy.working_files import seal_file
from host_tools.registers.voter_list_file import VoterList, read_list
from host_tools.rolls import check_packages, pack
from host_tools.rolls.pack_precinct import PackJob

NATION_ROWS, PACK_LIMIT_S = 12_500_000, 150
VOTERS_A_PRECINCT = NATION_ROWS // 10_388
SAMPLE_S = 0.2
LIST_KEY = bytes(32)
_ROW_BYTES = 64  # CBOR of a name of common length
_NAMES = {  # plainly nobody
    "surname": ["Үлгіұлы", "Тіркеуов", "Санақбаева", "Мысалова", "Көшірмеқызы"],
    "given_name": ["Бірінші", "Екінші", "Үшінші", "Төртінші"],
    "patronymic": ["Үлгіқызы", "Мысалұлы", ""],
}


class WrongResult(Exception):
    """The packages are not what they must be."""


@dataclass(frozen=True)
class MadeUpDefinitions:
    """Definitions that differ in number and voters only."""

    election: bytes
    voters: dict[int, int]

    def __call__(self, precinct: int) -> bytes:
        """The bytes of one."""
        name = f"Үлгі {precinct}"
        return Precinct(
            election=self.election, precinct=precinct, mode=1, names={"kk": name, "ru": name, "en": name},
            key=multiply_base(precinct), desk=bytes(32), booths=[Booth(1, bytes(32), 1), Booth(2, bytes(32), 1)],
            voters=self.voters[precinct], minutes_east=300, centre=bytes(32),
        ).to_cbor()  # fmt: skip


def made_up_list(path: Path, rows: int, seed: int = 1) -> Path:
    """Write a list of so many voters, in precincts of national average size."""
    draw = np.random.default_rng(seed)
    precincts = np.sort(draw.integers(1, max(2, rows // VOTERS_A_PRECINCT + 1), rows))
    names = {field: pl.Series(values).gather(draw.integers(0, len(values), rows)) for field, values in _NAMES.items()}
    numbers = pl.Series(draw.permutation(rows).astype(np.int64) * 79_999 + 1).cast(pl.String).str.zfill(12)
    years = pl.Series(draw.integers(1936, 2008, rows)).cast(pl.String) + "-05-01"
    frame = pl.DataFrame({"precinct": precincts, **names, "birth_date": years, "id_value": numbers})
    frame.with_columns(id_type=pl.lit("IIN")).write_parquet(path, compression="lz4")
    return path


def made_up_labels(voters: VoterList, register_key: bytes) -> LabelIndex:
    """A label for everybody."""
    person = person_of(register_key)
    people = b"".join(person("IIN", value) for value in voters.frame["id_value"].to_list())
    halves = np.frombuffer(people, ">u8").reshape(-1, 4)[:, :2].astype(np.uint64)
    order = np.argsort(halves[:, 0])
    serials = masked_many(people, np.random.default_rng(2).integers(0, 10**8, len(halves)).astype(np.int32))
    return LabelIndex(halves[order, 0], halves[order, 1], serials[order])


def prepare(path: Path, rows: int, register_key: bytes) -> tuple[Path, dict[int, int]]:
    """Write the list, sealed at `path`, and labels. Gives the folder of the labels, and the voters of each precinct."""
    clear = made_up_list(path.with_suffix(""), rows)
    seal_file(clear, path, LIST_KEY)
    clear.unlink()
    voters = read_list(path, LIST_KEY)
    labels = made_up_labels(voters, register_key).save(path.with_name("labels"))
    return labels, {span.precinct: span.size for span in voters.spans}


class PeakMemory:
    """Samples the resident memory of this process and its children. Pages that they share count more than once."""

    def __init__(self) -> None:
        self.peak_mib = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._sample)

    def __enter__(self) -> PeakMemory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._stop.wait(SAMPLE_S):
            children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
            total = 0
            for process in ("self", *children):
                try:
                    total += int(Path(f"/proc/{process}/statm").read_text().split()[1])
                except OSError:
                    continue  # a worker that has just ended
            self.peak_mib = max(self.peak_mib, total * os.sysconf("SC_PAGE_SIZE") / 2**20)


def bare_loop(rows: int) -> tuple[float, float]:
    """Seconds of wall clock and CPU of two cards' hashes and one seal for so many voters."""
    started = time.perf_counter(), time.process_time()
    tag_of, mask_of = keyed_hash(bytes(32)), keyed_hash(bytes(range(32)))
    content, number, nonce = bytes(_ROW_BYTES), b"\x01\x00", bytes(12)
    for row in range(rows):
        ChaCha20Poly1305(os.urandom(32)).encrypt(nonce, content, number)
        for digits in (b"%024d" % row, b"%012d" % row):
            tag_of(digits)
            mask_of(digits)
    return time.perf_counter() - started[0], time.process_time() - started[1]


def bare(rows: int, workers: int) -> tuple[float, float]:
    """Seconds of wall clock and CPU of the bare loop in so many processes."""
    with ProcessPoolExecutor(workers, LeanContext()) as pool:
        walls, cpus = zip(*pool.map(bare_loop, [rows // workers] * workers), strict=True)
    return max(walls), sum(cpus)


def _cpu_s() -> float:
    """CPU seconds of this process and of the children that have ended: on a busy machine the honest clock."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _election() -> Election:
    names = {"kk": "Үлгі", "ru": "Пример", "en": "Example"}
    options = [Option(id=f"o{number}", names=names) for number in range(5)]
    contest = Contest(id="c", title=names, votes_allowed=1, blank=Blank.OWN_LINE, options=options)
    return Election(id="bench", title=names, date="2026-01-01", contests=[contest], settings={"number_cards": True})


def measure(rows: int, workers: int, folder: Path) -> dict[str, float]:
    """Seconds and MiB of one run."""
    election = _election()
    register_key = bytes(range(32))
    path = folder / "list.parquet.tmwf"
    with ProcessPoolExecutor(1, LeanContext()) as pool:  # elsewhere, so that its memory is not measured
        labels, sizes = pool.submit(prepare, path, rows, register_key).result()
    before = bare(rows // 2, workers)
    started, started_cpu_s = time.perf_counter(), _cpu_s()
    with PeakMemory() as memory, Progress(transient=True) as progress:
        voters = read_list(path, LIST_KEY)
        read_s = time.perf_counter() - started
        job = PackJob(
            folder=folder / "packages",
            election=election.to_cbor(),
            mode=1,
            definition=MadeUpDefinitions(election.hash16, sizes),
            authority=bytes(32),
            master=bytes(32),
            labels=labels,
            register_key=register_key,
        )
        task = progress.add_task("packing", total=len(voters.spans))
        result = pack.pack(voters, job, "bench", workers, lambda done, _: progress.update(task, completed=done))
    pack_s, pack_cpu_s = time.perf_counter() - started, _cpu_s() - started_cpu_s
    bare_s, bare_cpu_s = map(sum, zip(before, bare(rows - rows // 2, workers), strict=True))
    checked, faults = check_packages.check(job.folder, bytes(SigningKey(job.authority).verify_key))
    if faults or result.voters != rows or result.without_card or checked != len(sizes):
        raise WrongResult(f"{len(faults)} faults in {checked} packages of {result.voters} voters: {faults[:3]}")
    return {
        "rows": rows, "packages": len(result.packed), "bytes": sum(row.size for row in result.packed),
        "bare_s": bare_s, "read_s": read_s, "pack_s": pack_s, "ratio": pack_s / bare_s,
        "bare_cpu_s": bare_cpu_s, "pack_cpu_s": pack_cpu_s, "ratio_cpu": pack_cpu_s / bare_cpu_s,
        "peak_rss_mib": memory.peak_mib,
    }  # fmt: skip


def main() -> int:
    """Measure and print one table; exit status, 1 for a wrong result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=125_000)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    arguments = parser.parse_args()
    workers = arguments.workers
    folder = Path(tempfile.mkdtemp(prefix="tamga-bench-"))
    try:
        figures = measure(arguments.rows, workers, folder)
    except WrongResult as error:
        print(error)
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{'sealing and packing':<36}{workers} processes")
    for name, value in figures.items():
        print(f"  {name:<34}{value:,.2f}" if isinstance(value, float) else f"  {name:<34}{value:,}")
    print(f"  {'voters/s':<34}{figures['rows'] / figures['pack_s']:,.0f}")
    if arguments.rows >= NATION_ROWS:
        held = "held" if figures["pack_s"] <= PACK_LIMIT_S else "not held"
        print(f"packing: {figures['pack_s']:,.1f} s, limit {PACK_LIMIT_S} s on two quiet cores: {held}")
    return 0


if __name__ == "__main__":
    from host_tools.rolls import bench  # what workers are handed must not be of a main module

    sys.exit(bench.main())
