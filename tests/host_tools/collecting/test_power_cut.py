"""The centre's computer loses power, its program is killed, its disk fails: whoever has a receipt is in the journal.

A kill alone shows nothing of the disk, as the system writes on. So each write and sync is recorded, and every moment at
which a receipt goes out is looked at as if the power had gone just then.
"""

from __future__ import annotations

import asyncio
import errno
import signal
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from host_tools.collecting.checks import Reason
from tests.host_tools.collecting.made_up_centre import PRECINCT, opened_receipt, signed_protocol
from tests.host_tools.collecting.recorded_disk import Disk, Event, RecordedCollector, receipts, shim
from tests.host_tools.collecting.running import send

FAILING = 4  # syncs, one after another
PRECINCTS = range(PRECINCT, PRECINCT + 24)
OBJECTS = {number: signed_protocol(precinct=number, contests=2) for number in PRECINCTS}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shim(tmp_path_factory.mktemp("shim"))


def deliver(port: int, at_once: int = 6) -> dict[int, Any]:
    """The Transfers of all precincts, so many desks at a time; a desk whose line ends early has none."""

    async def evening() -> dict[int, Any]:
        found: dict[int, Any] = {}
        waiting = list(OBJECTS)

        async def desk() -> None:
            while waiting:
                number = waiting.pop(0)
                try:
                    (transfer,) = await send(port, ("P", OBJECTS[number]))
                except OSError:
                    continue
                if transfer.is_over:
                    found[number] = transfer

        await asyncio.gather(*(desk() for _ in range(at_once)))
        return found

    return asyncio.run(evening())


def lost(events: list[Event], folder: Path) -> list[bytes]:
    """Protocols whose receipt went out at a moment at which a power cut would have lost them."""
    disk, at, found = Disk(), 0, []
    for place, receipt in receipts(events):
        for event in events[at:place]:
            disk.take(event)
        at = place
        digest = opened_receipt(receipt).protocol
        database = disk.after_power_cut(folder / "cut")
        try:
            with closing(sqlite3.connect(database)) as connection:
                row = connection.execute("SELECT receipt FROM objects WHERE hash = ?", (digest,)).fetchone()
        except sqlite3.DatabaseError:
            row = None
        if row != (receipt,):
            found.append(digest)
    return found


def journal(folder: Path) -> dict[bytes, bytes]:
    """Receipt by hash of the protocols that are there, numbers without gaps."""
    with closing(sqlite3.connect(folder / "store" / "journal.sqlite")) as connection:
        rows = connection.execute("SELECT hash, number, receipt FROM objects WHERE kind = 'P'").fetchall()
    assert sorted(number for _, number, _ in rows) == list(range(1, len(rows) + 1))
    return {digest: receipt for digest, _, receipt in rows}


def test_a_power_cut_at_the_moment_of_any_receipt_loses_nothing(tmp_path: Path, library: Path) -> None:
    with RecordedCollector(tmp_path, library, PRECINCTS) as collector:
        taken = deliver(collector.tcp_port)
    events = collector.events()
    assert len(taken) == len(list(receipts(events))) == len(PRECINCTS)
    assert lost(events, tmp_path) == []


def test_a_journal_that_is_not_synced_is_found_out(tmp_path: Path, library: Path) -> None:
    with RecordedCollector(tmp_path, library, PRECINCTS, synchronous="OFF") as collector:
        taken = deliver(collector.tcp_port)
    assert len(taken) == len(PRECINCTS)
    assert len(lost(collector.events(), tmp_path)) == len(PRECINCTS)


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_again_and_again_in_the_middle(tmp_path: Path, library: Path, when: str) -> None:
    acknowledged: dict[int, bytes] = {}
    rows = 0
    for groups in (3, 2, 2):
        with RecordedCollector(tmp_path, library, PRECINCTS, {"DISK_DIE": f"{groups} {when}"}) as one:
            for number, transfer in deliver(one.tcp_port).items():
                assert acknowledged.setdefault(number, transfer.receipt) == transfer.receipt
        assert one.status == -signal.SIGKILL
        before, rows = rows, len(journal(tmp_path))
        assert before < rows < len(PRECINCTS), "the kill fell outside the load"
    with RecordedCollector(tmp_path, library, PRECINCTS) as one:
        for number, transfer in deliver(one.tcp_port).items():
            assert acknowledged.setdefault(number, transfer.receipt) == transfer.receipt
    assert journal(tmp_path) == {sha256(OBJECTS[number]).digest(): acknowledged[number] for number in PRECINCTS}


@pytest.mark.parametrize("error", [errno.EIO, errno.ENOSPC], ids=["EIO", "ENOSPC"])
def test_a_disk_that_fails_for_a_while_gives_no_receipt_and_then_the_right_one(
    tmp_path: Path, library: Path, error: int
) -> None:
    with RecordedCollector(tmp_path, library, PRECINCTS, {"DISK_FAIL": f"{error} 3 {2 + FAILING}"}) as collector:
        taken = deliver(collector.tcp_port)
        refused = {number: transfer.refusal for number, transfer in taken.items() if transfer.refusal}
        assert refused and all(reason == Reason.STORE for reason, _ in refused.values())
        assert all("The centre cannot store anything at present (the disk" in text for _, text in refused.values())
        for _ in range(FAILING):  # the fewer groups, the more of the syncs that fail are still to come
            again = deliver(collector.tcp_port)
            if all(transfer.receipt for transfer in again.values()):
                break
    assert all(transfer.receipt for transfer in again.values()) and len(again) == len(PRECINCTS)
    assert all(taken[number].receipt in (None, again[number].receipt) for number in PRECINCTS)
    assert journal(tmp_path) == {sha256(OBJECTS[number]).digest(): again[number].receipt for number in PRECINCTS}
    assert lost(collector.events(), tmp_path) == []
