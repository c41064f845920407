"""Files of a desk: the booths' sealed totals, and its protocols, with their receipts and counts of copies."""

import asyncio
import os
from hashlib import sha256

from formats import cose, payloads
from formats.refused import Refused
from storage import files


class Kept:
    """Signed objects of one mode, stored next to the terminal's other data. The base class of `Desk`."""

    def __init__(self, terminal):
        self.terminal = terminal
        self._known = b""  # the receipt verified last: a state is asked for often, a signature takes its time

    def path(self, name: str, number: int = 1) -> str:
        """The file of an object of this mode. number: of the protocol, or of its line for totals."""
        return "data/%s%s-%d.cose" % (name, "" if number == 1 else ".%d" % number, self.terminal.poll.mode)

    def kept(self, name: str, number: int = 1) -> bytes | None:
        """A stored object, or None."""
        return files.read(self.path(name, number))

    def keep(self, name: str, data: bytes, number: int = 1) -> None:
        """Store an object, complete or not at all.

        name: first part of the file's name.
        data: the object.
        number: of the protocol that it is or belongs to.
        """
        files.replace(self.path(name, number), data)

    def has(self, name: str, number: int = 1) -> bool:
        """True if an object is stored."""
        try:
            os.stat(self.path(name, number))
            return True
        except OSError:
            return False

    def protocol(self, number: int) -> bytes | None:
        """A stored protocol, verified on each call; None if this desk did not sign it under that number."""
        # Read twice: the memory has no room for the object, its payload and every field side by side.
        encoded = cose.verify1(self.kept("protocol", number) or b"", self.terminal.signing_key.public)
        said = None if encoded is None else payloads.decode(payloads.PROTOCOL, encoded)
        if said is None or isinstance(said, Refused) or said.version != number or self.terminal.poll.mismatch(said):
            return None
        encoded = said = None
        return self.kept("protocol", number)

    def _said(self, signed: bytes) -> payloads.Protocol | None:
        """The payload of a protocol that this desk has signed, of any poll, or None."""
        encoded = cose.verify1(signed, self.terminal.signing_key.public)
        said = None if encoded is None else payloads.decode(payloads.PROTOCOL, encoded)
        return None if isinstance(said, Refused) else said

    def receipt(self, number: int) -> payloads.Receipt | None:
        """A stored receipt, verified on each call; None if it is not there, or not of the centre for this protocol."""
        signed, terminal = self.kept("receipt", number), self.terminal
        if signed is None:
            return None
        said = terminal.verified(signed, payloads.RECEIPT, terminal.poll.precinct.centre)
        digest = sha256(self.kept("protocol", number) or b"").digest()
        if isinstance(said, Refused) or said.protocol != digest:
            return None
        self._known = signed + digest
        return said

    def has_receipt(self, number: int) -> bool:
        """True if the centre has accepted a protocol. A damaged receipt is none: sent again, it comes again."""
        signed = self.kept("receipt", number)
        if signed is None:
            return False
        known = self._known == signed + sha256(self.kept("protocol", number) or b"").digest()
        return known or self.receipt(number) is not None

    async def sound_protocol(self, number: int) -> bytes | None:
        """The same as `protocol`; if there is none, log it and show a message."""
        await asyncio.sleep_ms(0)  # reading, checking and whatever follows are pieces of their own
        signed, terminal = self.protocol(number), self.terminal
        await asyncio.sleep_ms(0)
        if signed is None:
            terminal.log("protocol_damaged", number)
            words = [terminal.texts("protocol_damaged"), terminal.texts("call_technician")]
            await terminal.dialog.message(terminal.texts("slip_protocol_number", number), words)
        return signed

    def protocols(self) -> int:
        """How many protocols are stored. The last one is valid; each after the first supersedes the one before."""
        number = 0
        while self.has("protocol", number + 1):
            number += 1
        return number

    def refuses_opening(self, openings) -> Refused | None:
        """Why opening on an empty cartridge is refused, or None.

        An official election is counted once, so a stored protocol of this election and precinct forbids it. Who has
        voted is on the desk's cartridge, so an official desk is not opened on another one: everybody could come again.

        openings: of this terminal for this poll.
        """
        if self.terminal.poll.is_official:
            for number in range(1, self.protocols() + 1):
                said = self._said(self.kept("protocol", number) or b"")
                if said is None:
                    return Refused("protocol_damaged")  # it may belong to this poll
                if self.terminal.poll.mismatch(said) is None:
                    return Refused("protocol_kept")
            if openings.standing:
                return Refused("opened_before")
        return None

    def forget_kept(self) -> None:
        """Delete the files of an earlier poll of this mode, before the next one is marked as opened."""
        for number in range(self.protocols(), 0, -1):
            for name in ("copies", "receipt", "signatures", "protocol"):
                self._forget(name, number)
        for one in self.terminal.poll.desks:
            self._forget("report", one.number)
        place = 1
        while self.has("totals", place):  # one per line of the protocol
            self._forget("totals", place)
            place += 1

    def _forget(self, name: str, number: int) -> None:
        if self.has(name, number):
            os.remove(self.path(name, number))
