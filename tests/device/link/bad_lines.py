"""The bad lines of the fault matrix, as data, and one object over each of them, in the time of a simulated clock.

A line is 9,600 baud. The desk is the firmware's own sender on MicroPython; at the far end is the collector's receiver.
Where the line hangs up, a modem of the class that makes a data call is between them.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from host_tools.collecting.centre import Answer, Arrival, Kept
from host_tools.collecting.mending import MendingDecoder
from host_tools.collecting.partials import Partials
from host_tools.collecting.precincts import Precincts
from host_tools.collecting.proof import LineKey, Proof
from host_tools.collecting.receiver import Receiver
from host_tools.collecting.store import Row
from simulator.hardware.parts.line_faults import LineFaults
from simulator.hardware.parts.modem_classes import HayesModem
from simulator.hardware.parts.modem_far_end import Program
from simulator.hardware.parts.serial_cable import SerialPeer
from tests.device.link.desk_line import DELIVERED, DeskLine
from tests.device.link.modem_line import ModemLine
from tests.host_tools.collecting.made_up_centre import CENTRE_KEY, ELECTION, PRECINCT, definition

BAUDRATE = 9600
LARGEST = 8 << 20
BITS_OF_A_BYTE = 10  # on the wire, with start and stop
_CROSSINGS = 5  # of each call that lead nowhere: hello, challenge, offer, resume, and what was in the air at its end
_LAST_CROSSINGS = 3  # of the last one: the last acknowledge, end, answer
_FRAME_BYTES = 212  # of a record, the zero byte and its own 200 included
_SENDS = 8  # a cable on which a sending was given up is tried again so often
_HEAP_KIB = 1024
_LIMIT_MS = 40 * 3_600_000


@dataclass(frozen=True)
class Line:
    """What is wrong with a line. Rates are of bytes; late_ms: each way; hang_up_ms: how long a call lives."""

    flip_every: int = 0
    drop_every: int = 0
    double_every: int = 0
    late_ms: int = 0
    hang_up_ms: int = 0
    echoes: bool = False

    def offers_s(self, calls: int, connected_s: float) -> float:
        """Seconds of a clean line that this one amounts to, whoever speaks on it, in so many calls that lived so long.

        Not counted is what crosses while nothing else may be sent, as both ends first prove who they are; and each
        record that lost a byte comes twice. A flipped bit or a doubled byte can be mended.
        """
        crossing_s = self.late_ms / 1000 * (_CROSSINGS * calls + _LAST_CROSSINGS)
        whole = (1 - 1 / self.drop_every) ** _FRAME_BYTES if self.drop_every else 1.0
        return max(0.0, connected_s - crossing_s) * whole

    def spoil(self, faults: LineFaults) -> None:
        """Make a line so."""
        faults.flip_every, faults.drop_every, faults.double_every = self.flip_every, self.drop_every, self.double_every
        faults.delay_ms = self.late_ms


NOISE = 1250  # bytes to a flipped bit: a bit error rate of 1e-4
LOST = 4000
LINES = {
    "clean": Line(),
    "bit errors of 1e-4": Line(flip_every=NOISE),
    "lost and doubled bytes": Line(drop_every=LOST, double_every=LOST),
    "1 s late": Line(late_ms=1000),
    "hangs up every 20 s": Line(hang_up_ms=20_000),
    "echo of a modem in command mode": Line(hang_up_ms=20_000, echoes=True),
    "all of it": Line(NOISE, LOST, LOST, 1000, 20_000, True),
}


@dataclass(frozen=True)
class Outcome:
    """What became of an object. kept: how often it was kept. whole: each time byte by byte.

    seconds: from the first byte to the receipt, with all calling. connected_s: of them, those in which a call lived.
    offered_s: what these amount to on a clean line.
    """

    is_delivered: bool
    kept: int
    is_whole: bool
    seconds: float
    size: int
    calls: int = 1
    connected_s: float = 0.0
    offered_s: float = 0.0

    @property
    def share(self) -> float:
        """Of what a clean line could have carried."""
        return self.size * BITS_OF_A_BYTE / BAUDRATE / self.seconds

    @property
    def share_of_calls(self) -> float:
        """Of what a clean line could have carried while it was connected."""
        return self.share * self.seconds / self.connected_s

    @property
    def offered(self) -> float:
        """What the line could have carried at most, as a share of a clean one: `share` cannot be more."""
        return self.offered_s / self.seconds

    @property
    def offered_of_calls(self) -> float:
        """The same while it was connected: `share_of_calls` cannot be more."""
        return self.offered_s / self.connected_s

    @property
    def used(self) -> float:
        """Of what the line could have carried; the same with calling and without."""
        return self.share / self.offered if self.offered_s else 0.0


class Keeper:
    """A far end that takes objects of any kind and length, and signs what it has."""

    def __init__(self) -> None:
        self.kept: list[bytes] = []
        self.partials = Partials()
        self.proof = Proof(Precincts(ELECTION, 0, {PRECINCT: definition()}), LineKey(CENTRE_KEY))

    def has(self, digest: bytes) -> bool:
        """Whether an object is there."""
        return any(sha256(data).digest() == digest for data in self.kept)

    def submit(self, arrival: Arrival, answer: Answer) -> None:
        """Keep it; a second time it is the same."""
        is_new = arrival.data is not None
        if arrival.data is not None:
            self.kept.append(arrival.data)
        receipt = CENTRE_KEY.sign(arrival.digest)
        answer(Kept(Row(1, arrival.digest, "P", PRECINCT, 0, 1, 0, b"", 1, bytes(receipt)), is_new))

    def line(self) -> Receiver:
        """For one call."""
        receiver = Receiver(self, self.partials, self.proof, largest=LARGEST)
        receiver.decoder = MendingDecoder()
        return receiver


def carry(folder: Path, line: Line, data: bytes) -> Outcome:
    """One object over one line."""
    keeper = Keeper()
    heap_kib = _HEAP_KIB + 3 * len(data) // 1024
    if line.hang_up_ms:
        return _by_modem(folder, line, data, keeper, heap_kib)
    part = SerialPeer(keeper.line().receive, BAUDRATE)
    line.spoil(part.faults)
    desk = DeskLine(folder, part, data, sends=_SENDS, heap_kib=heap_kib, says_progress=False)
    desk.run_while(
        lambda: all(one[0] != DELIVERED for one in desk.results()) and len(desk.results()) < _SENDS, _LIMIT_MS
    )
    results, took_ms = desk.results(), desk.took_ms()
    desk.bench.pull_plug()
    tries = next((n for n, result in enumerate(results, 1) if result[0] == DELIVERED), len(results))
    seconds = sum(took_ms[:tries]) / 1000
    return Outcome(
        any(result[0] == DELIVERED for result in results), len(keeper.kept), keeper.kept in ([], [data]),
        seconds, len(data), tries, seconds, line.offers_s(1, seconds),
    )  # fmt: skip


def _by_modem(folder: Path, line: Line, data: bytes, keeper: Keeper, heap_kib: int) -> Outcome:
    lines: list[Receiver] = []
    called_us = 0

    def call() -> Receiver:
        nonlocal called_us
        called_us = modem.clock.now_us
        if lines:
            lines[-1].leave()
        lines.append(keeper.line())
        return lines[-1]

    far = Program(lambda: call().receive)
    modem = HayesModem(far, BAUDRATE)
    modem.hangs_up_after_ms, modem.hangs_up_silently = line.hang_up_ms, line.echoes
    line.spoil(modem.air)
    desk = ModemLine(folder, modem, "hayes", data, heap_kib=heap_kib)
    result, _ = desk.run(_LIMIT_MS)
    took_ms = desk.number("took")
    last_ms = min((modem.clock.now_us - called_us) // 1000, line.hang_up_ms)
    connected_s = ((far.calls - 1) * line.hang_up_ms + last_ms) / 1000
    desk.bench.pull_plug()
    is_whole = keeper.kept in ([], [data])
    offered_s = line.offers_s(far.calls, connected_s)
    return Outcome(
        result == DELIVERED, len(keeper.kept), is_whole, took_ms / 1000, len(data), far.calls, connected_s, offered_s
    )
