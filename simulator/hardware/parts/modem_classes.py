"""The three classes of modems: a data call, and TCP as SIM800 and as SIM7600 have it."""

from __future__ import annotations

from functools import partial

from simulator.hardware.parts.modem import Modem

_GUARD_US = 1_000_000  # S12: silence around the escape sequence
_RING_MS = 2000  # from dialling to an answer
_NETWORK_MS = 300  # from a command to what the network says


class HayesModem(Modem):
    """A data call: what it carries, it carries as it is (V.250; AT&C1&D2, S0=0).

    dialled: the numbers, in order.
    """

    def __init__(self, *arguments, **options) -> None:  # type: ignore[no-untyped-def]
        super().__init__(*arguments, **options)
        self.dialled: list[str] = []
        self.is_online = False  # what comes on the wire is data
        self._quiet_since_us = 0
        self._escape = b""

    def takes(self, data: bytes) -> bool:
        """While it is online. Three plus signs with silence around them are no data."""
        if not self.is_online:
            return False
        quiet_us = self.clock.now_us - self._quiet_since_us
        self._quiet_since_us = self.clock.now_us
        if data == b"+++" and quiet_us >= _GUARD_US:
            self.clock.call_later(_GUARD_US, partial(self._escaped, self.clock.now_us))
        elif self.is_connected:
            self.carry(data)
        return True

    def _escaped(self, at_us: int) -> None:
        if self._quiet_since_us == at_us and self.is_online:
            self.is_online = False
            self.says("OK")

    def obey(self, command: str) -> bool:
        """Dial, hang up, go back to data; settings are accepted."""
        upper = command.upper()
        if upper.startswith("D"):
            self.dialled.append(command[1:])
            self.clock.call_later(_RING_MS * 1000, self._answered)
        elif upper in ("H", "H0"):
            self._end()
            self.says("OK")
        elif upper == "O" and self.is_connected:
            self.is_online = True
            self.says("CONNECT")
        elif upper.startswith(("V", "&", "S")):
            if upper.startswith("V"):
                self.numeric = upper[1:2] == "0"
            self.says("OK")
        else:
            return False
        return True

    def _answered(self) -> None:
        if not self.is_on:
            return
        if self.call_ends:
            self.says(self.call_ends)
        elif self.connect():
            self.is_online = True
            self.says("CONNECT 9600")
        else:
            self.says("NO CARRIER")

    def ending(self) -> tuple[str, ...]:
        """To be found among the data."""
        return ("NO CARRIER",)

    def _end(self) -> None:
        self.is_online = False
        super()._end()


class TcpModem(Modem):
    """TCP by send commands.

    partial_every: of so many sends, one is taken by half; 0: never. full_every: one is not taken at all.
    fails_every: one fails.
    """

    def __init__(self, *arguments, **options) -> None:  # type: ignore[no-untyped-def]
        self.partial_every = self.full_every = self.fails_every = 0
        self._sends = self._wanted = 0
        self._to_send = bytearray()
        super().__init__(*arguments, **options)

    def _forget(self) -> None:
        super()._forget()
        self._wanted = 0
        self._to_send.clear()

    def takes(self, data: bytes) -> bool:
        """After a send command, as many bytes as it named."""
        if not self._wanted:
            return False
        self._to_send += data[: self._wanted]
        rest = data[self._wanted :]
        self._wanted = max(0, self._wanted - len(data))
        if not self._wanted:
            sent, self._to_send = bytes(self._to_send), bytearray()
            self._sends += 1
            self.clock.call_later(_NETWORK_MS * 1000, lambda: self._sent(sent) if self.is_on else None)
        if rest:
            self._commands(rest)
        return True

    def _sent(self, data: bytes) -> None:
        if not self.is_connected:
            self.says(*self.failed(len(data)))
            return
        if self._strikes(self.fails_every):
            self.says(*self.failed(len(data)))
            return
        taken = len(data)
        if self._strikes(self.full_every):
            taken = 0
        elif self._strikes(self.partial_every):
            taken //= 2
        taken = self.accepted(taken, len(data))
        if taken:
            self.carry(data[:taken])

    def _strikes(self, every: int) -> bool:
        return bool(every) and self._sends % every == 0

    def accepted(self, taken: int, asked: int) -> int:
        """Report what was taken; returns how much it is."""
        raise NotImplementedError

    def failed(self, asked: int) -> tuple[str, ...]:
        """What it says when nothing can be sent."""
        raise NotImplementedError

    def wants(self, count: int) -> None:
        """Prompt for bytes. No line end follows a prompt."""
        self._wanted = count
        self.to_terminal(b"\r\n> ")


class Sim800(TcpModem):
    """SIM800 Series AT Command Manual V1.09: states of 8.2.11, answers of 8.2.1 to 8.2.12."""

    def __init__(self, *arguments, **options) -> None:  # type: ignore[no-untyped-def]
        super().__init__(*arguments, **options)
        self.has_context = False

    def obey(self, command: str) -> bool:
        """Commands of TCP; CIPSTART only with a context and without a connection."""
        upper = command.upper()
        if upper == "+CIPSHUT":
            self._end()
            self.has_context = False
            self.says("SHUT OK")
        elif upper == "+CIICR":
            self.has_context = not self.context_lost
            self.later(_NETWORK_MS, *(("OK",) if self.has_context else ("+PDP: DEACT", "ERROR")))
        elif upper == "+CIFSR":
            self.says(*(("10.64.3.17",) if self.has_context else ("ERROR",)))
        elif upper.startswith("+CIPSTART="):
            self._start()
        elif upper.startswith("+CIPSEND=") and upper[9:].isdigit():
            if self.is_connected:
                self.wants(int(upper[9:]))
            else:
                self.says("ERROR")
        elif upper == "+CIPCLOSE":
            self.says("CLOSE OK" if self.is_connected else "ERROR")
            self._end()
        elif upper.startswith(("+CGATT=", "+CIPMUX=", "+CIPHEAD=", "+CSTT=")):
            self.says("OK")
        else:
            return False
        return True

    def _start(self) -> None:
        if self.is_connected or not self.has_context:
            self.says("ERROR")
            return
        self.says("OK")
        if self.connect():
            self.later(_NETWORK_MS, "CONNECT OK")
        else:
            self.later(_NETWORK_MS, "STATE: TCP CLOSED", "CONNECT FAIL")

    def accepted(self, taken: int, asked: int) -> int:
        """All or nothing."""
        self.says("SEND OK" if taken == asked else "SEND FAIL")
        return taken if taken == asked else 0

    def failed(self, asked: int) -> tuple[str, ...]:
        """Nothing was sent."""
        return ("SEND FAIL",)

    def wrapped(self, data: bytes) -> bytes:
        """AT+CIPHEAD=1."""
        return b"\r\n+IPD,%d:" % len(data) + data

    def ending(self) -> tuple[str, ...]:
        """The connection alone, the context stays."""
        return ("CLOSED",)


class Sim7600(TcpModem):
    """SIM7500_SIM7600 TCPIP Application Note; A7670E answers alike."""

    def __init__(self, *arguments, **options) -> None:  # type: ignore[no-untyped-def]
        super().__init__(*arguments, **options)
        self.is_open = False  # the network
        self.stale_sockets = 0  # opening fails so many times before it works

    def obey(self, command: str) -> bool:
        """Commands of TCP."""
        upper = command.upper()
        if upper == "+NETOPEN":
            if self.is_open:
                self.says("+IP ERROR: Network is already opened", "ERROR")
                return True
            self.is_open = not self.context_lost
            self.says("OK")
            self.later(_NETWORK_MS, f"+NETOPEN: {int(not self.is_open)}")
        elif upper == "+NETCLOSE":
            self._net_close()
        elif upper.startswith("+CIPOPEN=0,"):
            self._open()
        elif upper.startswith("+CIPSEND=0,") and upper[11:].isdigit():
            if self.is_connected:
                self.wants(int(upper[11:]))
            else:
                self.says("+CIPERROR: 4", "ERROR")
        elif upper == "+CIPCLOSE=0":
            if self.is_connected:
                self._end()
                self.says("OK", "+CIPCLOSE: 0,0")
            else:
                self.says("+CIPCLOSE: 0,4", "ERROR")
        elif upper.startswith(("+CGDCONT=", "+CIPRXGET=0")):
            self.says("OK")
        else:
            return False
        return True

    def _net_close(self) -> None:
        if not self.is_open:
            self.says("+NETCLOSE: 2", "ERROR")
            return
        self._end()
        self.is_open = False
        self.says("OK")
        self.later(_NETWORK_MS, "+NETCLOSE: 0")

    def _open(self) -> None:
        if self.is_connected or not self.is_open:
            self.says("+CIPOPEN: 0,4", "ERROR")
            return
        self.says("OK")
        if self.stale_sockets:
            self.stale_sockets -= 1
            self.later(_NETWORK_MS, "+CIPOPEN: 0,4")
        else:
            self.later(_NETWORK_MS, "+CIPOPEN: 0,0" if self.connect() else "+CIPOPEN: 0,10")

    def accepted(self, taken: int, asked: int) -> int:
        """A part may be taken; a full buffer takes nothing."""
        self.says("OK", f"+CIPSEND: 0,{asked},{taken or -1}")
        return taken

    def failed(self, asked: int) -> tuple[str, ...]:
        """Nothing was sent."""
        return ("+CIPERROR: 2", "ERROR")

    def wrapped(self, data: bytes) -> bytes:
        """With the length on a line of its own."""
        return b"\r\n+RECEIVE,0,%d:\r\n" % len(data) + data

    def ending(self) -> tuple[str, ...]:
        """By the far end."""
        return ("+IPCLOSE: 0,1",)


CLASSES: dict[str, type[Modem]] = {"hayes": HayesModem, "sim800": Sim800, "sim7600": Sim7600}
