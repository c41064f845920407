"""A terminal without an election at a serial port: what it is, its files, its clock.

Formats, section 10, types 14 to 18; the firmware's side is terminal/bringing.py. Each request is repeated until its
answer comes, and all of them may be.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from hashlib import sha256
from typing import NamedTuple

from host_tools.collecting.asking import SILENT_S, Line, answers
from host_tools.collecting.frames import PAYLOAD_SIZE, Frame, Type
from host_tools.errors import ProvisioningError

_TRIES = 5
_HASHING_S = 30.0  # a terminal reads a large file first
_PUT, _LENGTH, _SIZE, _CHECKED = struct.Struct("<IB"), struct.Struct("<H"), struct.Struct("<I"), struct.Struct("<IB32s")


class LineError(ProvisioningError):
    """The terminal does not answer, or not as it should. The message says what to do next."""


class Who(NamedTuple):
    """A terminal. board: its name. role: of its image, "" for none. key: the object that shows its key, b"" before."""

    board: str
    role: str
    key: bytes


class Stored(NamedTuple):
    """A file there. size: bytes. has_name: it is not only a part of what is being brought. digest: SHA-256."""

    size: int
    has_name: bool
    digest: bytes


class NewTerminal:
    """line: to a terminal that waits for files. name: of the port, for messages."""

    def __init__(self, line: Line, name: str) -> None:
        self._line, self._name = line, name
        self._sequence = 0

    def who(self) -> Who | None:
        """Who is there; None while nobody answers."""
        answer = self._answer(Type.WHO, b"", tries=1)
        if answer is None:
            return None
        board, answer = _name_of(answer)
        role, key = _name_of(answer)
        return Who(board, role, key)

    def stored(self, name: str) -> Stored:
        """What the terminal has of a file."""
        answer = self._must(Type.CHECK, name.encode(), _HASHING_S)
        if len(answer) != _CHECKED.size:
            raise self._nonsense()
        size, has_name, digest = _CHECKED.unpack(answer)
        return Stored(size, bool(has_name), digest)

    def bring(self, name: str, content: bytes, progress: Callable[[int], None]) -> None:
        """Have a file there, its last part first looked at: what came before an interruption is not sent again.

        The file is read back by its hash. A second time all of it is sent; then LineError. progress: takes bytes done.
        """
        for is_last in (False, True):
            found = self.stored(name)
            if (found.size, found.digest) == (len(content), sha256(content).digest()):
                progress(len(content))
                return
            goes_on = not found.has_name and not is_last and found.digest == sha256(content[: found.size]).digest()
            self._send(name, content, found.size if goes_on and found.size < len(content) else 0, progress)
        found = self.stored(name)
        if (found.size, found.digest) != (len(content), sha256(content).digest()):
            raise LineError(
                f"{name}: was sent twice, and the terminal reads it back otherwise: its flash or the line is bad. "
                "Nothing was put in use; use another cable, and if that does not help, another board"
            )

    def _send(self, name: str, content: bytes, at: int, progress: Callable[[int], None]) -> None:
        head = name.encode()
        room = PAYLOAD_SIZE - _PUT.size - len(head)
        while True:
            piece = content[at : at + room]
            answer = self._must(Type.PUT, _PUT.pack(at, len(head)) + head + piece)
            if len(answer) != _SIZE.size:
                raise self._nonsense()
            there: int = _SIZE.unpack(answer)[0]
            if there > len(content):
                raise self._nonsense()
            at = there
            progress(at)
            if at == len(content):
                return

    def keep(self, files: dict[str, bytes]) -> None:
        """Have all files take their names, together; the terminal starts again then."""
        lines = [f"{name} {sha256(content).hexdigest()[:16]}" for name, content in files.items()]
        if self._must(Type.KEEP, "\n".join(lines).encode(), _HASHING_S) != b"\1":
            raise LineError(f"{self._name}: the terminal does not find what was brought; run this again")

    def set_clock(self, unix_seconds: int) -> int:
        """Set the clock; what it shows then, 0 if it does not run."""
        answer = self._must(Type.SET_CLOCK, _SIZE.pack(unix_seconds))
        if len(answer) != _SIZE.size:
            raise self._nonsense()
        return int(_SIZE.unpack(answer)[0])

    def _must(self, kind: Type, payload: bytes, patience_s: float = SILENT_S) -> bytes:
        answer = self._answer(kind, payload, patience_s)
        if answer is None:
            raise LineError(
                f"{self._name}: the terminal no longer answers; look at its cable and its screen, and run this again: "
                "it goes on where it stopped"
            )
        return answer

    def _nonsense(self) -> LineError:
        return LineError(f"{self._name}: what answers there is no terminal of this release; is it the right port?")

    def _answer(self, kind: Type, payload: bytes, patience_s: float = SILENT_S, tries: int = _TRIES) -> bytes | None:
        for _ in range(tries):
            self._sequence = (self._sequence + 1) & 0xFFFF
            pieces = self._pieces(Frame(kind, self._sequence, 0, payload), patience_s)
            if pieces is not None:
                return pieces
        return None

    def _pieces(self, request: Frame, patience_s: float) -> bytes | None:
        """One request, and its whole answer; None if it did not come."""
        pieces = dict[int, bytes]()
        for frame in answers(self._line, request, patience_s):
            if frame.type != Type.PIECE:
                continue
            pieces[frame.acknowledge] = frame.payload
            answer = b"".join(pieces[place] for place in sorted(pieces))
            if 0 in pieces and len(answer) < _LENGTH.size:
                return None  # what speaks there is something else
            if 0 in pieces and len(answer) - _LENGTH.size == _LENGTH.unpack_from(answer)[0]:
                return answer[_LENGTH.size :]
        return None


def _name_of(answer: bytes) -> tuple[str, bytes]:
    """A name with its length before it, and the rest."""
    length = answer[0] if answer else 0
    return answer[1 : 1 + length].decode("utf-8", "replace"), answer[1 + length :]
