"""The simulated circuit board of one terminal: a MicroPython process, and the chips wired to it.

The process runs only while somebody pumps it with `run`, and only up to what they wait for; then it stands still, in
the middle of its idle, until the next `run`. People and tests act on the parts between two runs. So nothing here waits
on a wall clock, and the same acts give the same day.
"""

from __future__ import annotations

import os
import signal
import struct
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from simulator.hardware.lines import PowerCut
from simulator.hardware.parts.watchdog import Watchdog
from simulator.hardware.ports import RP2
from simulator.hardware.unix_port import wire_operations as op
from simulator.hardware.wiring import Wiring

UNIX_PORT = Path(__file__).parent / "unix_port"
_HEAD, _ANSWER = struct.Struct(op.HEAD), struct.Struct(op.ANSWER)
_IDLE_UNTIL, _WORK = struct.Struct("<Q"), struct.Struct("<QII")  # an idle's data; the second if the processor counts
# Starts what runs the firmware: (bench, pipe to read from, pipe to write to, console).
Processor = Callable[["Bench", int, int, BinaryIO], "subprocess.Popen[bytes]"]


@dataclass
class Work:
    """What a processor whose time counts has done.

    processor_us: all its time.
    longest_us: its longest stretch without a look at the interrupts since that was last set to 0.
    collections: its garbage collections.
    """

    processor_us: int = 0
    longest_us: int = 0
    collections: int = 0


class TerminalStuck(AssertionError):
    """The terminal waits for something that nothing on the bench will ever do, took too long, or has crashed.

    kind: one of the four below. log: its console. limit_ms: of the terminal's time, for what came too late.
    """

    def __init__(self, kind: str, log: Path, limit_ms: int = 0) -> None:
        self.kind, self.log, self.limit_ms = kind, log, limit_ms
        super().__init__(f"{_STUCK[kind].format(limit_ms / 1000)}; its console: {log}")


ENDED, RESTARTS, LATE, FOR_EVER = "ended", "restarts", "late", "for_ever"
_STUCK = {
    ENDED: "the firmware ended by itself",
    RESTARTS: "the firmware ended by itself and restarts",
    LATE: "it did not come within {:g} s of the terminal's time",
    FOR_EVER: "the terminal waits for ever",
}


class Bench(Wiring):
    """One terminal's board, with its wires.

    firmware: the folder that is the terminal's flash: its files are the import root and its working directory.
    log: where the terminal's console goes, an exception's trace included.
    heap_kib: MicroPython's heap, a cap.
    real_line: a cable to the world; waits up to this many seconds, True if bytes came.
    shim_is_frozen: the simulator's modules lie in MicroPython itself, as in the 32-bit build, and take no heap.
    port: whose `machine` it has, where no processor runs the firmware in MicroPython's place.
    pace: asked before time moves; up to when, at most what it is given.
    may_restart: a firmware that restarts itself is what somebody wants to see; else it is a crash, and TerminalStuck.
    restarts: how often the processor has started again while the power stayed.
    reset_registers: what the processor notes about its last reset, by address.
    """

    def __init__(self, firmware: Path, log: Path, heap_kib: int, micropython: Path) -> None:
        super().__init__()
        self.firmware, self.log, self.heap_kib, self.micropython = firmware, log, heap_kib, micropython
        self.real_line: Callable[[float], bool] | None = None
        self.pace: Callable[[int], int] | None = None
        self.powered = False
        self.port = RP2
        self.shim_is_frozen = False
        self.processor: Processor | None = None  # runs the firmware in MicroPython's place
        self.work = Work()
        self.may_restart, self.restarts, self._cause = False, 0, op.BY_POWER
        self.reset_registers: dict[int, int] = {}
        self.watchdog = Watchdog()
        self.add(self.watchdog)
        self._idle_until_us: int | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._to_terminal: BinaryIO | None = None
        self._from_terminal: BinaryIO | None = None

    # --- power ------------------------------------------------------------------------------------------------

    def plug_in(self) -> None:
        """Power comes: parts start, MicroPython starts `main.py`."""
        assert not self.powered
        self._start_processor(op.BY_POWER)
        self.powered = True
        self.power_on()

    def _start_processor(self, cause: int) -> None:
        self._cause = cause
        to_read, to_write = os.pipe()
        from_read, from_write = os.pipe()
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as console:
            self._process = (self.processor or _unix_port)(self, to_read, from_write, console)
        os.close(to_read)
        os.close(from_write)
        self._to_terminal = os.fdopen(to_write, "wb", buffering=0)
        self._from_terminal = os.fdopen(from_read, "rb", buffering=1 << 16)
        self._idle_until_us = None

    def pull_plug(self) -> None:
        """Power goes, at this instant."""
        if not self.powered:
            return
        self.powered = False
        self._stop_processor()
        self.power_off()

    def _stop_processor(self) -> None:
        assert self._process and self._to_terminal and self._from_terminal
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._idle_until_us = None
        self._to_terminal.close()
        self._from_terminal.close()

    def _restart(self, cause: int) -> None:
        """The processor alone starts again."""
        self.restarts += 1
        if not self.may_restart:
            self.pull_plug()
            raise TerminalStuck(RESTARTS, self.log)
        self._stop_processor()
        self.processor_resets()
        self.watchdog.processor_resets()
        self._start_processor(cause)

    # --- running ----------------------------------------------------------------------------------------------

    def run(self, until: Callable[[], bool], limit_ms: int = 600_000) -> bool:
        """Let the terminal live until `until()` holds. True then; False if the power went on the way.

        `until` is asked whenever the terminal idles. Raises TerminalStuck after `limit_ms` of the terminal's time, or
        when it would wait for ever.
        """
        limit_us = self.clock.now_us + limit_ms * 1000
        while self.powered:
            try:
                if self.watchdog.has_bitten:
                    self._restart(op.BY_WATCHDOG)
                if self._idle_until_us is None:
                    self._serve()
                    continue
                if until():
                    return True
                if self.clock.now_us >= limit_us:
                    raise TerminalStuck(LATE, self.log, limit_ms)
                self._let_time_pass(limit_us)
            except PowerCut:
                self.pull_plug()
        return False

    def _let_time_pass(self, limit_us: int) -> None:
        """Answer the terminal's idle: run the parts to the next interrupt, or to the time it asked for."""
        assert self._idle_until_us is not None
        goal_us = min(self._idle_until_us, limit_us)
        while not self.interrupts and self.clock.now_us < goal_us:
            if self.real_line and self.pace:
                self.real_line(0)
            elif self.real_line:
                self._pace_with_the_world(goal_us)
                continue
            due_us = self.clock.next_due_us
            if self.pace:
                allowed_us = self.pace(goal_us if due_us is None else min(due_us, goal_us))
                due_us = self.clock.next_due_us  # somebody may have touched a part meanwhile: no event is jumped over
                self.clock.advance_to(allowed_us if due_us is None else min(due_us, allowed_us))
                break  # the waiting caller is asked again, as often as the pace allows
            if due_us is None and goal_us == op.FOREVER_US:
                raise TerminalStuck(FOR_EVER, self.log)
            self.clock.advance_to(goal_us if due_us is None else min(due_us, goal_us))
        if self._idle_until_us is None:  # the pace keeper has pulled the plug meanwhile
            return
        if self.interrupts or self.clock.now_us >= self._idle_until_us:
            events, self.interrupts = b"".join(self.interrupts), []
            self._idle_until_us = None
            self._answer(events)

    def _pace_with_the_world(self, goal_us: int) -> None:
        """While a real line is plugged in, its other end lives in real time, and so do we."""
        assert self.real_line
        started = time.monotonic()
        due_us = self.clock.next_due_us
        wait_us = (
            min(goal_us if due_us is None else min(due_us, goal_us), self.clock.now_us + 20_000) - self.clock.now_us
        )
        self.real_line(wait_us / 1_000_000)
        spent_us = int((time.monotonic() - started) * 1_000_000)
        self.clock.advance_to(self.clock.now_us + max(1, min(spent_us, wait_us)))

    def _answer(self, data: bytes) -> None:
        assert self._to_terminal
        self._to_terminal.write(_ANSWER.pack(len(data), self.clock.now_us) + data)

    def _serve(self) -> None:
        """One message of the terminal."""
        assert self._from_terminal
        head = self._from_terminal.read(_HEAD.size)
        if len(head) < _HEAD.size:
            self.pull_plug()
            raise TerminalStuck(ENDED, self.log)
        operation, unit, length, now_us = _HEAD.unpack(head)
        data = self._from_terminal.read(length) if length else b""
        self.clock.advance_to(now_us)
        if operation == op.IDLE:
            (self._idle_until_us,) = _IDLE_UNTIL.unpack_from(data)
            if len(data) > _IDLE_UNTIL.size:
                processor_us, longest_us, self.work.collections = _WORK.unpack_from(data, _IDLE_UNTIL.size)
                self.work.processor_us, self.work.longest_us = processor_us, max(self.work.longest_us, longest_us)
        elif operation == op.RESET:
            self._restart(op.BY_PROGRAM)
        elif operation == op.WATCHDOG_START:
            self.watchdog.start(*struct.unpack("<I", data))
        elif operation == op.WATCHDOG_FEED:
            self.watchdog.feed()
        elif operation == op.RESET_CAUSE:
            self._answer(bytes((self._cause,)))
        elif operation == op.REGISTER_READ:
            (address,) = struct.unpack("<I", data)
            self._answer(struct.pack("<I", self.reset_registers.get(address, 0)))
        else:
            answer = self.carry_out(operation, unit, data)
            if answer is not None:
                self._answer(answer)


def _unix_port(bench: Bench, to_read: int, from_write: int, console: BinaryIO) -> subprocess.Popen[bytes]:
    shim = ".frozen/unix_port" if bench.shim_is_frozen else UNIX_PORT
    environment = {
        "PATH": os.environ["PATH"],
        "MICROPYPATH": f"{shim}:.frozen:{bench.firmware.absolute()}",
        "TAMGA_TO_BENCH": f"/dev/fd/{from_write}",
        "TAMGA_FROM_BENCH": f"/dev/fd/{to_read}",
        "TAMGA_CLOCK_US": str(bench.clock.now_us),
        "TAMGA_PORT": bench.port.words(),
    }
    if "TAMGA_MEASURE_HEAP" in os.environ:
        environment["TAMGA_MEASURE_HEAP"] = "1"
    return subprocess.Popen(
        [str(bench.micropython), "-X", f"heapsize={bench.heap_kib}K", str(UNIX_PORT / "power_on.py")],
        cwd=bench.firmware, env=environment, pass_fds=(to_read, from_write), stdin=subprocess.DEVNULL,
        stdout=console, stderr=console,
    )  # fmt: skip
