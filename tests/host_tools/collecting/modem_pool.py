"""Desks that call a modem of the pool: a modelled modem between the collector's state machine and a desk's transfer."""

from __future__ import annotations

from collections.abc import Callable

from host_tools.collecting.answering import Answering
from simulator.hardware.clock import Clock
from simulator.hardware.parts.modem_answering import AnsweringModem
from tests.host_tools.collecting.terminal import due_after, frames, offer_of, proof_of, transfer

STEP_US = 100_000  # how often the collector looks at the clock


class Caller:
    """A desk with one object at the far end of a call. It says hello once per call, and answers what it hears."""

    def __init__(self, data: bytes) -> None:
        self.sending, self.decoder = transfer.Transfer("P", data, proof_of(data)), frames.Decoder()
        self._arrive: Callable[[bytes], None] = lambda data: None
        self.calls = 0

    @property
    def has_receipt(self) -> bool:
        """Whether it has its answer."""
        return self.sending.receipt is not None

    def opened(self, arrive: Callable[[bytes], None]) -> bool:
        """The call was taken."""
        self.calls, self._arrive, self.decoder = self.calls + 1, arrive, frames.Decoder()
        arrive(b"\0" + offer_of(self.sending))
        return True

    def take(self, data: bytes) -> None:
        """Bytes of the centre."""
        for frame in self.decoder.feed(data):
            for answer in due_after(self.sending, frame):
                self._arrive(answer)

    def closed(self) -> None:
        """The call is over."""


class Pool:
    """One modem on the collector's port, in the time of a clock. make: the receiver of a call."""

    def __init__(self, make: Callable[[], object], data: bytes) -> None:
        self.clock, self.caller = Clock(), Caller(data)
        self.modem = AnsweringModem(self.caller, 9600)
        self.troubles: list[str] = []
        self.answering = Answering(make, self.troubles.append)  # type: ignore[arg-type]
        self.modem.clock, self.modem.send = self.clock, self._hear
        self.modem.power_on()

    def _hear(self, data: bytes) -> None:
        self._write(self.answering.hear(data, self.now_s))

    def _write(self, data: bytes) -> None:
        if data:
            self.modem.receive(data)

    @property
    def now_s(self) -> float:
        """The collector's clock."""
        return self.clock.now_us / 1e6

    def until(self, condition: Callable[[], bool], limit_s: float = 300) -> None:
        """Let time pass until something is so; AssertionError where it takes too long."""
        end_s = self.now_s + limit_s
        while not condition():
            assert self.now_s < end_s, f"not within {limit_s} s; the modem {self.answering.state}"
            self.clock.advance_to(self.clock.now_us + STEP_US)
            self._write(self.answering.due(self.now_s))

    def pass_s(self, seconds: float) -> None:
        """Let time pass."""
        end_s = self.now_s + seconds
        self.until(lambda: self.now_s >= end_s, seconds + 1)
