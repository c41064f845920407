"""The collector's own command, loaded by made-up desks, and what that cost it: CPU time of its process, and memory."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from host_tools.collecting.made_up import nation
from host_tools.collecting.made_up.clients import Result, Work
from host_tools.keys.files import PRIVATE, write_secret

AT_ONCE = 100  # desks that send at the same time, so few that none asks twice
Made = tuple[bytes, list[bytes], bytes]  # definition, sealed totals, protocol of a precinct
_SLOW_SYNC_C = """
#include <unistd.h>
#include <sys/syscall.h>
static int slow(long call, int fd) { usleep(%d); return (int)syscall(call, fd); }
int fsync(int fd) { return slow(SYS_fsync, fd); }
int fdatasync(int fd) { return slow(SYS_fdatasync, fd); }
"""


class Cost:
    """What a number of objects took. cpu_s: of the collector alone."""

    def __init__(self, objects: int, cpu_s: float, wall_s: float) -> None:
        self.objects, self.cpu_s, self.wall_s = objects, cpu_s, wall_s

    @property
    def cpu_ms(self) -> float:
        """Of one object."""
        return 1000 * self.cpu_s / self.objects


@contextmanager
def timed(objects: int) -> Iterator[Cost]:
    """What so many objects cost this process in the block."""
    cost = Cost(objects, time.process_time(), time.perf_counter())
    yield cost
    cost.cpu_s, cost.wall_s = time.process_time() - cost.cpu_s, time.perf_counter() - cost.wall_s


def through_sockets(
    made: list[Made], work: Path, at_once: int, store: str = "", slow_sync_ms: int = 0
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
    before = cpu_s(process.pid)
    subprocess.run([sys.executable, "-m", "host_tools.collecting.made_up.clients", *arguments], check=True)
    took_s = cpu_s(process.pid) - before
    result = Result(**json.loads((folder / "result").read_text()))
    expected = sum(len(objects) for _, objects in work)
    if (result.objects, result.refused, result.lost) != (expected, 0, 0):
        raise SystemExit(f"{result.objects} of {expected} objects were taken: {result}")
    return Cost(result.objects, took_s, result.seconds), result


def slow_sync(work: Path, milliseconds: int) -> Path:
    """A library that adds so many milliseconds to each sync of a program that it is loaded before."""
    source, library = work / "slow_sync.c", work / "slow_sync.so"
    source.write_text(_SLOW_SYNC_C % (1000 * milliseconds))
    subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-o", library, source], check=True)
    return library


def cpu_s(pid: int) -> float:
    """User and system time of a process and its threads, in nanosecond steps: /proc has hundredths of a second."""
    return time.clock_gettime(~pid << 3 | 2)  # clock_getcpuclockid(3), which Python has for threads alone


def peak_mb(pid: int) -> float:
    """The most memory that a process has had."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024
