"""The same bad lines for Kermit: two `gkermit` processes and a line of 9,600 baud between them, in real time.

Kermit calls nobody: where the line hangs up, what is sent meanwhile is lost, or comes back where the modem echoes.
"""

from __future__ import annotations

import asyncio
import shutil
import time
from collections import deque
from pathlib import Path

from simulator.hardware.parts.line_faults import TO_CENTRE, TO_TERMINAL, LineFaults
from tests.device.link.bad_lines import BAUDRATE, BITS_OF_A_BYTE, Line, Outcome

_PIECE = 32  # bytes that come at one instant
_AWAY_S = 5.0  # until a line that was hung up carries again; a modem calls again in about this time
# Packets about as long as our frames, an answer to each.
_OPTIONS = ("-i", "-q", "-X", "-S", "-e", "250", "-b")
_AGAIN_S, _AGAIN_LATE_S = "2", "6"  # until one is sent again; a late line needs longer


def installed() -> bool:
    """Whether there is a gkermit (Debian: gkermit)."""
    return shutil.which("gkermit") is not None


def carry(folder: Path, line: Line, data: bytes, limit_s: float) -> Outcome:
    """One file by Kermit over one line. limit_s: then it has failed."""
    (folder / "sent").mkdir(parents=True)
    (folder / "received").mkdir()
    (folder / "sent" / "record.bin").write_bytes(data)
    begun_s = time.monotonic()
    ended = asyncio.run(_carry(folder, line, limit_s))
    seconds = time.monotonic() - begun_s
    file = folder / "received" / "record.bin"
    there = file.read_bytes() if file.exists() else b""
    return Outcome(ended and there == data, int(file.exists()), there in (b"", data), seconds, len(data))


async def _carry(folder: Path, line: Line, limit_s: float) -> bool:
    again_s = _AGAIN_LATE_S if line.late_ms else _AGAIN_S
    sender = await _gkermit(folder / "sent", again_s, "-s", "record.bin")
    receiver = await _gkermit(folder / "received", again_s, "-r")
    faults = LineFaults(5)
    line.spoil(faults)
    begun_s = time.monotonic()
    ways = [
        asyncio.create_task(_way(sender, receiver, sender, TO_CENTRE, line, faults, begun_s)),
        asyncio.create_task(_way(receiver, sender, receiver, TO_TERMINAL, line, faults, begun_s)),
    ]
    first: set[asyncio.Task[int]] = {asyncio.create_task(sender.wait()), asyncio.create_task(receiver.wait())}
    done, _ = await asyncio.wait(first, timeout=limit_s, return_when=asyncio.FIRST_COMPLETED)
    for one in (sender, receiver):
        if one.returncode is None:
            one.kill()
            await one.wait()
    for way in ways:
        way.cancel()
    return any(task.result() == 0 for task in done)


async def _gkermit(folder: Path, again_s: str, *arguments: str) -> asyncio.subprocess.Process:
    pipe, nothing = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    return await asyncio.create_subprocess_exec(
        "gkermit", *_OPTIONS, again_s, *arguments, cwd=folder, stdin=pipe, stdout=pipe, stderr=nothing
    )


async def _way(
    source: asyncio.subprocess.Process,
    target: asyncio.subprocess.Process,
    echo: asyncio.subprocess.Process,
    direction: str,
    line: Line,
    faults: LineFaults,
    begun_s: float,
) -> None:
    """One direction of the line."""
    assert source.stdout
    coming: deque[tuple[float, asyncio.subprocess.Process, bytes]] = deque()
    free_s = time.monotonic()
    bringing = asyncio.create_task(_bring(coming))
    try:
        while data := await source.stdout.read(_PIECE):
            free_s = max(free_s, time.monotonic()) + len(data) * BITS_OF_A_BYTE / BAUDRATE
            await asyncio.sleep(max(0.0, free_s - time.monotonic()))
            period_s = line.hang_up_ms / 1000 + _AWAY_S
            is_away = line.hang_up_ms and (free_s - begun_s) % period_s > line.hang_up_ms / 1000
            if is_away and line.echoes:
                coming.append((free_s, echo, data))
            elif not is_away and (carried := faults.through(direction, data)):
                coming.append((free_s + line.late_ms / 1000, target, carried))
        await asyncio.sleep(line.late_ms / 1000)
    finally:
        bringing.cancel()


async def _bring(coming: deque[tuple[float, asyncio.subprocess.Process, bytes]]) -> None:
    while True:
        while coming and coming[0][0] <= time.monotonic():
            _, target, data = coming.popleft()
            if target.stdin and not target.stdin.is_closing():
                target.stdin.write(data)
        await asyncio.sleep(0.005)
