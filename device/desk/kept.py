"""What a desk keeps in files: its protocols, and what belongs to each."""

import os

from formats import cose, payloads
from formats.refused import Refused


class Kept:
    """Signed objects of one mode, beside the terminal's other data. A desk is one."""

    def __init__(self, terminal):
        self.terminal = terminal

    def path(self, name: str, number: int = 1) -> str:
        """Where an object of this mode is kept. number: of the protocol that it is or belongs to."""
        return "data/%s%s-%d.cose" % (name, "" if number == 1 else ".%d" % number, self.terminal.poll.mode)

    def kept(self, name: str, number: int = 1) -> bytes | None:
        """A kept object, or None."""
        try:
            with open(self.path(name, number), "rb") as file:
                return file.read()
        except OSError:
            return None

    def keep(self, name: str, data: bytes, number: int = 1) -> None:
        """Keep an object: written beside, then renamed, so it is there whole or not at all."""
        path = self.path(name, number)
        with open(path + ".new", "wb") as file:
            file.write(data)
        os.rename(path + ".new", path)

    def has(self, name: str, number: int = 1) -> bool:
        """Is an object kept?"""
        try:
            os.stat(self.path(name, number))
            return True
        except OSError:
            return False

    def protocol(self, number: int) -> bytes | None:
        """A kept protocol, checked each time: None where it is not what this desk has signed under that number."""
        signed = self.kept("protocol", number) or b""
        said = self._said(signed)
        return signed if said and said.version == number and not self.terminal.poll.mismatch(said) else None

    def _said(self, signed: bytes) -> payloads.Protocol | None:
        """What this desk has signed as a protocol, of whatever poll."""
        encoded = cose.verify1(signed, self.terminal.signing_key.public)
        said = None if encoded is None else payloads.decode(payloads.PROTOCOL, encoded)
        return None if isinstance(said, Refused) else said

    async def sound_protocol(self, number: int) -> bytes | None:
        """The same; where there is none, that is logged and said."""
        signed, terminal = self.protocol(number), self.terminal
        if signed is None:
            terminal.log("protocol_damaged", number)
            words = [terminal.texts("protocol_damaged"), terminal.texts("call_technician")]
            await terminal.dialog.message(terminal.texts("slip_protocol_number", number), words)
        return signed

    def protocols(self) -> int:
        """How many protocols are kept: the last one stands, each but the first supersedes the one before."""
        number = 0
        while self.has("protocol", number + 1):
            number += 1
        return number

    def refuses_opening(self) -> Refused | None:
        """Why polls are not opened on an empty cartridge, or None.

        What was counted officially is not counted once more: a protocol of this very election and precinct stands.
        """
        if self.terminal.poll.is_official:
            for number in range(1, self.protocols() + 1):
                said = self._said(self.kept("protocol", number) or b"")
                if said is None:
                    return Refused("protocol_damaged")  # it may be of this very poll
                if self.terminal.poll.mismatch(said) is None:
                    return Refused("protocol_kept")
        return None

    def forget_kept(self) -> None:
        """What an earlier poll of this mode left, before the next one is marked as opened."""
        for number in range(self.protocols(), 0, -1):
            for name in ("copies", "receipt", "protocol"):
                if self.has(name, number):
                    os.remove(self.path(name, number))
