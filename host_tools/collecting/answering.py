"""A modem of the centre's pool as a state machine without port and clock: it is set, waits for a ring, carries a call.

The commands are those of V.250. A modem forgets its settings when its supply dips, so that it is asked again and again
while nobody calls; a call that says nothing for long is ended, in case that the modem has hung up without a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

_SETTINGS = ("AT", "ATE0", "ATV1&C1&D2S0=0")  # no echo, words, and no answer of its own: it may be set by nobody yet
_ANSWER_S, _TRIES = 2.0, 3  # of a command, and how often it is given before people are called
_CONNECT_S = 75.0  # from ATA to a carrier, S7 and some more
_AGAIN_S = 5.0  # between attempts to set a modem that is silent
_ASKED_EVERY_S = 60.0  # while it waits for a ring
QUIET_S = 180.0  # a desk gives up after a minute without progress
_GUARD_S = 1.1  # silence before and after the escape sequence, V.250 S12
_LONGEST_LINE = 80
_LINE_END = re.compile(rb"\r\n|\r|\n")
_CARRIER_LOST, _RINGS = b"\r\nNO CARRIER\r\n", b"\r\nRING\r\n"
_NO_CALL = ("NO CARRIER", "NO ANSWER", "NO DIALTONE", "BUSY", "ERROR", "3", "4", "6", "7", "8")


class Call(Protocol):
    """What hears a call: a Receiver."""

    def receive(self, data: bytes) -> bytes:
        """Bytes that came; the answer."""

    def leave(self) -> None:
        """The call is over."""


class State(StrEnum):
    """Where the modem is."""

    SETTING = "is being set"
    WAITING = "waits for a call"
    ANSWERING = "answers"
    CARRYING = "carries a call"
    ENDING = "hangs up"


class Answering:
    """call: makes what hears the next call. trouble: takes a sentence for people, once per trouble.

    `state`; `calls`: how many were carried.
    """

    def __init__(self, call: Callable[[], Call], trouble: Callable[[str], None]) -> None:
        self._make, self._trouble = call, trouble
        self._call: Call | None = None
        self.calls = 0
        self._tail = self._line = b""
        self._left: list[str] = []
        self._heard_s = 0.0
        self._tries = 0
        self._is_silent = False
        self.state, self._due_s = State.SETTING, 0.0
        self._begin_setting(0.0)

    @property
    def is_carrying(self) -> bool:
        """Whether what is written now goes to a desk."""
        return self.state == State.CARRYING

    def hear(self, data: bytes, now_s: float) -> bytes:
        """Bytes of the modem; what to write. now_s: of a clock that only goes forward."""
        self._heard_s = now_s
        if self.state == State.ENDING:
            return b""  # of a call that is over, and no answer to anything
        if self.state != State.CARRYING:
            return self._commands(data, now_s)
        return self._carry(data, now_s)

    def due(self, now_s: float) -> bytes:
        """What to write now although nothing came; ask several times a second."""
        if now_s < self._due_s:
            return b""
        if self.state == State.SETTING:
            return self._give_command(now_s)
        if self.state == State.WAITING:
            self._begin_setting(now_s, _SETTINGS[:1])
            return self._give_command(now_s)
        if self.state == State.CARRYING:
            if now_s - self._heard_s < QUIET_S:
                self._due_s = self._heard_s + QUIET_S
                return b""
            return self._hang_up(now_s, b"+++")
        if self.state == State.ANSWERING:
            return self._hang_up(now_s, b"\r")
        self._begin_setting(now_s)  # the guard time is over
        return b"ATH\r"

    def leave(self) -> None:
        """The port is gone, or is to be closed."""
        self._end_call()
        self._begin_setting(0.0)

    # --- commands -------------------------------------------------------------------------------------------------

    def _begin_setting(self, now_s: float, commands: tuple[str, ...] = _SETTINGS) -> None:
        self.state, self._left, self._due_s, self._tries = State.SETTING, list(commands), now_s, 0
        self._line = b""

    def _give_command(self, now_s: float) -> bytes:
        """The next setting, or the same again."""
        if self._tries == _TRIES:
            if not self._is_silent:
                self._trouble("the modem does not answer; look at its supply and its cable")
            self._is_silent = True
            self._begin_setting(now_s + _AGAIN_S)
            return b""
        self._tries, self._due_s = self._tries + 1, now_s + _ANSWER_S
        return self._left[0].encode() + b"\r"

    def _commands(self, data: bytes, now_s: float) -> bytes:
        self._line += data
        while end := _LINE_END.search(self._line):
            word = self._line[: end.start()].decode("ascii", "replace").strip()
            self._line = self._line[end.end() :]
            if self.state == State.ANSWERING:
                if word.startswith("CONNECT") or word == "1":
                    first, self._line = self._line, b""  # bytes of the desk, none of which may be lost
                    return self._connected(first, now_s)
                if word in _NO_CALL:
                    self._begin_setting(now_s)
            elif word in ("RING", "2") and self.state == State.WAITING:
                self.state, self._due_s = State.ANSWERING, now_s + _CONNECT_S
                return b"ATA\r"
            elif word in ("OK", "0") and self.state == State.SETTING and self._tries:
                return self._is_set(now_s)
        self._line = self._line[-_LONGEST_LINE:]
        return b""

    def _is_set(self, now_s: float) -> bytes:
        self._left.pop(0)
        self._tries, self._is_silent = 0, False
        if self._left:
            return self._give_command(now_s)
        self.state, self._due_s = State.WAITING, now_s + _ASKED_EVERY_S
        return b""

    # --- a call ---------------------------------------------------------------------------------------------------

    def _connected(self, rest: bytes, now_s: float) -> bytes:
        self.state, self._due_s, self._tail = State.CARRYING, now_s + QUIET_S, b""
        self._call, self.calls = self._make(), self.calls + 1
        return self._carry(rest, now_s) if rest else b""

    def _carry(self, data: bytes, now_s: float) -> bytes:
        answer = self._call.receive(data) if self._call else b""
        self._tail = self._tail[1 - len(_CARRIER_LOST) :] + data
        if _RINGS in self._tail:  # it had hung up without a word, and somebody calls
            self._end_call()
            self.state, self._due_s, self._line = State.WAITING, now_s + _ASKED_EVERY_S, b""
            return b"\r"  # it has taken what we sent for the beginning of a command; the next ring is answered
        if _CARRIER_LOST in self._tail:
            self._end_call()
            self._begin_setting(now_s)
            return b""
        return answer

    def _hang_up(self, now_s: float, first: bytes) -> bytes:
        self._end_call()
        self.state, self._due_s = State.ENDING, now_s + _GUARD_S
        return first

    def _end_call(self) -> None:
        if self._call:
            self._call.leave()
        self._call = None
