"""`make bench-collect`: what a protocol costs the collector, beside the same work without sockets and the barest loop.

CPU time of the collector's process, as other work on the computer does not change it; wall time beside it.
    bare        verify, sign and a group commit with PyNaCl and sqlite3: no honest collector can cost less
    line        what the two ends prove to each other: one verification and one signature a call
    no sockets  check, receipt and group commit as the collector does them, one process; the line's proof is beside it
    sockets     the command itself: every desk with a connection of its own, AT_ONCE of them sending, so few that none
                asks twice
    all at once the same with all desks in one moment: how long it takes until the last has its receipt
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, NamedTuple

import typer
from nacl.signing import VerifyKey
from rich.console import Console
from rich.table import Table

from host_tools.collecting.centre import Centre, Kept, whole
from host_tools.collecting.desk_proof import DeskProof
from host_tools.collecting.made_up import nation
from host_tools.collecting.made_up.clients import Result, Work
from host_tools.collecting.precincts import Precincts
from host_tools.collecting.proof import LineKey, Proof
from host_tools.collecting.proving import contradiction
from host_tools.formats import cose
from host_tools.formats.definitions import Precinct
from host_tools.keys.files import PRIVATE, write_secret
from host_tools.verifying import compiled
from host_tools.verifying.multiples import Sodium

PRECINCTS = 10_388
_GROUP = 500
_SIGNATURE_SIZE = 64
AT_ONCE = 100
MOST_AT_ONCE = 20_000  # sockets; more precincts than that report in turns (many.py)
STEADY = 3000  # precincts
AT_ONCE_S, P99_MS, MEMORY_MB, PROOFS_S = 10, 5000, 250, 30  # the bars
_PROVED = 40  # precincts whose proofs are timed
_TICKS = os.sysconf("SC_CLK_TCK")
_SLOW_SYNC_C = """
#include <unistd.h>
#include <sys/syscall.h>
static int slow(long call, int fd) { usleep(%d); return (int)syscall(call, fd); }
int fsync(int fd) { return slow(SYS_fsync, fd); }
int fdatasync(int fd) { return slow(SYS_fdatasync, fd); }
"""
console = Console()


class Cost:
    """What a number of objects took. cpu_s: of the collector alone."""

    def __init__(self, objects: int, cpu_s: float, wall_s: float) -> None:
        self.objects, self.cpu_s, self.wall_s = objects, cpu_s, wall_s

    @property
    def cpu_ms(self) -> float:
        """Of one object."""
        return 1000 * self.cpu_s / self.objects


def main(
    precincts: Annotated[int, typer.Option(help="How many precincts report.")] = PRECINCTS,
    store: Annotated[str, typer.Option(help="An empty PostgreSQL database, for all at once on it too.")] = "",
    slow_store: Annotated[str, typer.Option(help="The same of a server whose syncs take longer already.")] = "",
    slow_sync_ms: Annotated[int, typer.Option(help="Added to each sync in one more run; 0: no such run.")] = 5,
    folder: Annotated[Path, typer.Option(help="Where the made-up nation is kept.")] = Path("build/nation"),
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Run all of it."""
    if precincts > MOST_AT_ONCE:
        raise typer.BadParameter(f"{precincts:,} desks have no sockets at once; run host_tools.collecting.made_up.many")
    made = _nation(precincts, folder)
    with TemporaryDirectory(prefix="tamga-bench-", dir=folder) as work:
        bare = _bare(made, Path(work))
        totals_alone, alone = _no_sockets(made, Path(work))
        totals, protocols, _, _ = _sockets(made[:STEADY], Path(work) / "steady", AT_ONCE)
        runs = [("", 0)] + [("", slow_sync_ms)] * bool(slow_sync_ms)
        runs += [(store, 0)] * bool(store) + [(slow_store, slow_sync_ms)] * bool(slow_store)
        at_once = {
            (where, slow): _sockets(made, Path(work) / f"at-once-{number}", len(made), where, 0 if where else slow)
            for number, (where, slow) in enumerate(runs)
        }
    first, last, heard, rss_mb = at_once["", 0]
    proofs, line_ms = _proofs(), _line_ms(made[:STEADY])
    without = alone.cpu_ms + line_ms
    numbers = {
        "precincts": precincts,
        "cpu ms per protocol": {
            "bare": bare.cpu_ms,
            "line": line_ms,
            "no sockets": alone.cpu_ms,
            "sockets": protocols.cpu_ms,
        },
        "cpu ms per sealed totals": {"no sockets": totals_alone.cpu_ms, "sockets": totals.cpu_ms},
        "sockets beside no sockets and the line's proof": without / protocols.cpu_ms,
        "sockets beside no sockets": alone.cpu_ms / protocols.cpu_ms,
        "sockets beside bare": bare.cpu_ms / protocols.cpu_ms,
        "all at once": {**asdict(heard), "sealed totals seconds": first.wall_s, "cpu ms per protocol": last.cpu_ms},
        "memory MB": rss_mb,
        "cpu ms per opening proof": proofs,
    }
    if as_json:
        print(json.dumps(numbers))
        return
    table = Table("CPU ms of a core", "bare", "line", "no sockets", "sockets")
    table.add_row("protocol", f"{bare.cpu_ms:.3f}", f"{line_ms:.3f}", f"{alone.cpu_ms:.3f}", f"{protocols.cpu_ms:.3f}")
    table.add_row("sealed totals", "", f"{line_ms:.3f}", f"{totals_alone.cpu_ms:.3f}", f"{totals.cpu_ms:.3f}")
    console.print(table)
    say(Row("a protocol through sockets, ms of a core", protocols.cpu_ms, 0.45))
    say(Row("line and no sockets beside sockets, %", 100 * without / protocols.cpu_ms, 50, at_least=True))
    say(Row("no sockets alone beside sockets, %", 100 * alone.cpu_ms / protocols.cpu_ms))
    say(Row("bare beside sockets, %", 100 * bare.cpu_ms / protocols.cpu_ms, 20, at_least=True))
    for (where, slow), found in at_once.items():
        _say_at_once("PostgreSQL" if where else "SQLite", slow, found)
    for name, proof_ms in proofs.items():
        bar = PROOFS_S * precincts / PRECINCTS if name != "libsodium" else None  # of a nation, or of a part of one
        say(Row(f"opening proofs of {precincts:,} by {name}, s on 2 cores", proof_ms * precincts / 2000, bar))


class Row(NamedTuple):
    """What was measured beside what was promised. bar: at most, or at least; None where nothing was."""

    what: str
    value: float
    bar: float | None = None
    at_least: bool = False

    @property
    def is_held(self) -> bool:
        """Also where nothing was promised."""
        return self.bar is None or (self.value >= self.bar if self.at_least else self.value <= self.bar)


def say(row: Row) -> None:
    """Print a row, and whether it holds."""
    sign = "≥" if row.at_least else "≤"
    said = "" if row.bar is None else f" ({sign} {row.bar:g}: {'held' if row.is_held else 'not held'})"
    console.print(f"{row.what}: {row.value:.3g}{said}", highlight=False, soft_wrap=True)


def _say_at_once(kind: str, slow_ms: int, found: tuple[Cost, Cost, Result, float]) -> None:
    _, last, heard, rss_mb = found
    name = f"{last.objects:,} protocols at once, {kind}{f', {slow_ms} ms added to each sync' if slow_ms else ''}"
    say(Row(f"{name}: s until the last receipt", last.wall_s, AT_ONCE_S))
    say(Row(f"{name}: s of a core", last.cpu_s))
    say(Row(f"{name}: p99, ms", heard.p99_ms, P99_MS))
    say(Row(f"{name}: MB", rss_mb, MEMORY_MB))
    again = f"{heard.offered_again:,} offered again, {heard.refused} refused, {heard.lost} lost"
    console.print(f"{name}: p50 {heard.p50_ms:.0f} ms, {again}", highlight=False, soft_wrap=True)


def _nation(precincts: int, folder: Path) -> list[tuple[bytes, list[bytes], bytes]]:
    """(definition, sealed totals, protocol) of each precinct; kept, as signing takes a while."""
    source = sha256(Path(nation.__file__).read_bytes()).hexdigest()[:12]
    path = folder / f"{precincts}-{source}.pickle"
    if path.exists():
        return list(pickle.loads(path.read_bytes()))
    folder.mkdir(parents=True, exist_ok=True)
    with console.status(f"signing for {precincts:,} precincts"):
        made = [nation.precinct(number) for number in range(1, precincts + 1)]
    rows = [(one.definition.to_cbor(), one.totals, one.protocol) for one in made]
    path.write_bytes(pickle.dumps(rows))
    return rows


def _bare(made: Sequence[tuple[bytes, list[bytes], bytes]], work: Path) -> Cost:
    """Verify, sign, and commit in groups, with nothing around it."""
    prepared = []
    for definition, _, protocol in made:
        peeked = cose.peek1(protocol)
        assert peeked is not None
        signed = b"\x84\x6aSignature1\x43\xa1\x01\x27\x40" + protocol[17 : -_SIGNATURE_SIZE - 2]
        prepared.append((VerifyKey(Precinct.from_cbor(definition).desk), protocol, signed))
    connection = sqlite3.connect(work / "bare.sqlite", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE bare (n INTEGER PRIMARY KEY, hash BLOB UNIQUE, object BLOB, receipt BLOB)")
    with _timed(len(made)) as cost:
        for at in range(0, len(prepared), _GROUP):
            rows = []
            for key, protocol, signed in prepared[at : at + _GROUP]:
                key.verify(signed, protocol[-_SIGNATURE_SIZE:])
                rows.append((sha256(protocol).digest(), protocol, nation.CENTRE.sign(signed[:150]).signature))
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT INTO bare (hash, object, receipt) VALUES (?, ?, ?)", rows)
            connection.execute("COMMIT")
    connection.close()
    return cost


def _no_sockets(made: Sequence[tuple[bytes, list[bytes], bytes]], work: Path) -> tuple[Cost, Cost]:
    """(sealed totals, protocols) through the collector's own group, in this process."""
    definitions = [Precinct.from_cbor(definition) for definition, _, _ in made]
    known = Precincts(nation.ELECTION, 0, {one.precinct: one for one in definitions})
    centre = Centre(work / "alone", nation.CENTRE, known)
    costs = []
    for arrivals in (
        [whole("S", data) for _, totals, _ in made for data in totals],
        [whole("P", protocol) for _, _, protocol in made],
    ):
        with _timed(len(arrivals)) as cost:
            for at in range(0, len(arrivals), _GROUP):
                assert all(isinstance(one, Kept) for one in centre.accept(arrivals[at : at + _GROUP]))
        costs.append(cost)
    centre.store.close()
    return costs[0], costs[1]


def _sockets(
    made: Sequence[tuple[bytes, list[bytes], bytes]], work: Path, at_once: int, store: str = "", slow_sync_ms: int = 0
) -> tuple[Cost, Cost, Result, float]:
    """(sealed totals, protocols, what the desks saw of the protocols, memory) of the command."""
    with collector([definition for definition, _, _ in made], work, store, slow_sync_ms) as (process, port):
        totals: list[Work] = [(n, [("S", data) for data in one[1]]) for n, one in enumerate(made, 1)]
        protocol: list[Work] = [(n, [("P", one[2])]) for n, one in enumerate(made, 1)]
        first, _ = load(process, port, at_once, totals, work)
        second, heard = load(process, port, at_once, protocol, work)
        rss_mb = peak_mb(process.pid)
    return first, second, heard, rss_mb


@contextmanager
def collector(
    definitions: Iterable[bytes], work: Path, store: str = "", slow_sync_ms: int = 0
) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """(the command's process, its TCP port) on an empty store, until the block ends."""
    folder, key = work / "definitions", work / "centre.key"
    folder.mkdir(parents=True)
    for number, definition in enumerate(definitions):
        (folder / f"{number}.cbor").write_bytes(definition)
    write_secret(key, f"{PRIVATE}{bytes(nation.CENTRE).hex()}\n".encode())
    command = [
        sys.executable, "-m", "host_tools.cli", "collect", "serve", "--tcp", "127.0.0.1:0", "--provers", "0",
        "--store", store or str(work / "store"), "--key", str(key), "--precincts", str(folder),
    ]  # fmt: skip
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    if slow_sync_ms:
        environment["LD_PRELOAD"] = str(slow_sync(work, slow_sync_ms))
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            yield process, _port(process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()


def _port(process: subprocess.Popen[str]) -> int:
    assert process.stdout
    for line in process.stdout:
        if line.startswith("Listening on 127.0.0.1:"):
            threading.Thread(target=process.stdout.read, daemon=True).start()  # so that it is never held up
            return int(line.split(":")[1].split()[0])
    raise SystemExit("the collector did not start")


def load(
    process: subprocess.Popen[str], port: int, at_once: int, work: list[Work], folder: Path
) -> tuple[Cost, Result]:
    """What a load cost the collector's process, and what its desks saw. folder: for its files."""
    (folder / "work").write_bytes(pickle.dumps(work))
    arguments = ["127.0.0.1", str(port), str(at_once), str(folder / "work"), str(folder / "result")]
    before = _cpu_s(process.pid)
    subprocess.run([sys.executable, "-m", "host_tools.collecting.made_up.clients", *arguments], check=True)
    cpu_s = _cpu_s(process.pid) - before
    result = Result(**json.loads((folder / "result").read_text()))
    expected = sum(len(objects) for _, objects in work)
    if (result.objects, result.refused, result.lost) != (expected, 0, 0):
        raise SystemExit(f"{result.objects} of {expected} objects were taken: {result}")
    return Cost(result.objects, cpu_s, result.seconds), result


def slow_sync(work: Path, milliseconds: int) -> Path:
    """A library that adds so many milliseconds to each sync of a program that it is loaded before."""
    source, library = work / "slow_sync.c", work / "slow_sync.so"
    source.write_text(_SLOW_SYNC_C % (1000 * milliseconds))
    subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-o", library, source], check=True)
    return library


def _proofs() -> dict[str, float]:
    """CPU ms of a precinct's opening proof, by each arithmetic that there is."""
    made = [nation.precinct(number, proved=True) for number in range(1, _PROVED + 1)]
    found = {}
    for arithmetic in (compiled.best(), Sodium()):
        with _timed(_PROVED) as cost:
            assert not any(
                contradiction(one.protocol, one.definition, one.totals, arithmetic=arithmetic) for one in made
            )
        found[arithmetic.name] = cost.cpu_ms
    return found


def _line_ms(made: Sequence[tuple[bytes, list[bytes], bytes]]) -> float:
    """The two signatures with which the ends of a line prove themselves, for one object."""
    definitions = [Precinct.from_cbor(definition) for definition, _, _ in made]
    gate = Proof(Precincts(nation.ELECTION, 0, {one.precinct: one for one in definitions}), LineKey(nation.CENTRE))
    offers = []
    for number, (_, _, protocol) in enumerate(made, 1):
        desk = DeskProof(nation.ELECTION, number, nation.key_of(number, 0), bytes(nation.CENTRE.verify_key))
        challenge = gate.challenge()
        offers.append((desk.nonce, challenge, desk.offer(challenge, "P", protocol)))
    with _timed(len(offers)) as cost:
        for nonce, challenge, offer in offers:
            assert gate.refusal(nonce, challenge, offer) is None
            gate.answer(offer)
    return cost.cpu_ms


def _cpu_s(pid: int) -> float:
    """User and system time of a process and its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def peak_mb(pid: int) -> float:
    """The most memory that a process has had."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


@contextmanager
def _timed(objects: int) -> Iterator[Cost]:
    cost = Cost(objects, time.process_time(), time.perf_counter())
    yield cost
    cost.cpu_s, cost.wall_s = time.process_time() - cost.cpu_s, time.perf_counter() - cost.wall_s


if __name__ == "__main__":
    typer.run(main)
