"""A collector whose disk is recorded: every write, sync and answer in order; and what a power cut would leave of it."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from host_tools.collecting.frames import RECORD_SIZE, Decoder, Type
from tests.rig import ROOT

_HEAD = struct.Struct("<cIQII")
DATABASE = "journal.sqlite"
_SERVE = """
import asyncio, sys
from pathlib import Path
from host_tools.collecting import schema
from host_tools.collecting.centre import Centre, whole
from host_tools.collecting.precincts import Precincts
from tests.host_tools.collecting.made_up_centre import CENTRE_KEY, ELECTION, definition, signed_totals
from tests.host_tools.collecting.running import running

store, first, last, schema.SYNCHRONOUS = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
numbers = range(first, last)
centre = Centre(store, CENTRE_KEY, Precincts(ELECTION, 0, {number: definition(number) for number in numbers}))
centre.accept([whole("S", signed_totals(number)) for number in numbers])

async def serve():
    async with running(centre) as collector:
        print(collector.tcp_port, flush=True)
        await asyncio.to_thread(sys.stdin.read)

asyncio.run(serve())
"""


class Event(NamedTuple):
    """One act of the program. type: a letter of disk_trace.c."""

    type: str
    descriptor: int
    offset: int
    name: str
    data: bytes


def shim(folder: Path) -> Path:
    """The recording library, compiled; the test is skipped where there is no C compiler."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler: the disk cannot be recorded")
    library = folder / "disk_trace.so"
    source = Path(__file__).with_name("disk_trace.c")
    subprocess.run([compiler, "-O1", "-shared", "-fPIC", "-o", library, source, "-pthread"], check=True)
    return library


class RecordedCollector:
    """A collector as a process on a recorded disk, of made-up precincts first to last - 1; `with` runs it.

    settings: of disk_trace.c. tcp_port: once it runs. status: once it has ended.
    """

    tcp_port: int
    status: int | None = None

    def __init__(
        self,
        folder: Path,
        library: Path,
        precincts: range,
        settings: Mapping[str, str] | None = None,
        synchronous: str = "FULL",
    ) -> None:
        folder.mkdir(exist_ok=True)
        self.trace = folder / "trace"
        arguments = [str(folder / "store"), str(precincts.start), str(precincts.stop), synchronous]
        self._command = [sys.executable, "-c", _SERVE, *arguments]
        self._environment = os.environ | {
            "LD_PRELOAD": str(library), "DISK_TRACE": str(self.trace), "DISK_NAME": DATABASE, **(settings or {}),
        }  # fmt: skip

    def __enter__(self) -> RecordedCollector:
        self._process = subprocess.Popen(
            self._command, cwd=ROOT, env=self._environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout
        self.tcp_port = int(self._process.stdout.readline())
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()  # end of input: it ends, unless it has been killed
        self.status = self._process.returncode

    def events(self) -> list[Event]:
        """What was recorded."""
        return list(_events(self.trace.read_bytes()))


def _events(data: bytes) -> Iterator[Event]:
    at = 0
    while at + _HEAD.size <= len(data):
        letter, descriptor, offset, name_size, size = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        name = data[at : at + name_size].decode()
        at += name_size
        yield Event(letter.decode(), descriptor, offset, Path(name).name, data[at : at + size])
        at += size


class Disk:
    """Files as a power cut leaves them: what was synced, without anything that was written later."""

    def __init__(self) -> None:
        self.written: dict[str, bytearray] = {}
        self.safe: dict[str, bytes] = {}

    def take(self, event: Event) -> None:
        """One act that touches files."""
        if event.type == "W":
            content = self.written.setdefault(event.name, bytearray())
            content.extend(bytes(max(0, event.offset - len(content))))
            content[event.offset : event.offset + len(event.data)] = event.data
        elif event.type == "T":
            content = self.written.setdefault(event.name, bytearray())
            del content[event.offset :]
            content.extend(bytes(event.offset - len(content)))
        elif event.type == "S":
            self.safe[event.name] = bytes(self.written.get(event.name, b""))
        elif event.type == "U":
            self.written.pop(event.name, None)
            self.safe.pop(event.name, None)

    def after_power_cut(self, folder: Path) -> Path:
        """The database of this moment in a folder of its own."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name, content in self.safe.items():
            if not name.endswith("-shm"):  # memory, not disk
                (folder / name).write_bytes(content)
        return folder / DATABASE


def receipts(events: list[Event]) -> Iterator[tuple[int, bytes]]:
    """(place in the record, receipt) of each answer that went out whole; b"" for sealed totals."""
    decoders: dict[int, Decoder] = {}
    pieces: dict[int, bytes] = {}
    for place, event in enumerate(events):
        if event.type != "A":
            continue
        for frame in decoders.setdefault(event.descriptor, Decoder()).feed(event.data):
            if frame is None or frame.type != Type.ANSWER:
                continue
            so_far = (pieces.get(event.descriptor, b"") if frame.sequence else b"") + frame.payload
            pieces[event.descriptor] = so_far
            if len(frame.payload) < RECORD_SIZE:
                yield place, so_far
