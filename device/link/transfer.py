"""The transfer of one object to the centre as a state machine without line and clock: frames in, frames out.

Only the terminal repeats (docs/formats.md section 10). First it says hello, and the centre answers with a challenge.
An acknowledge says which records are there, so what was lost is sent again and nothing else: a line keeps the order of
what it carries, so whatever was sent before a record that is there, and is not there itself, was lost. Any other loss,
on either side, is repaired by a new offer; the centre then answers with the record at which to resume.
"""

import struct
from hashlib import sha256

from formats import frames
from formats.frames import RECORD_SIZE, encode
from link.proof import HELLO_SIZE

UNKNOWN_CHALLENGE = 14  # reason of the centre: another line's challenge, or one of before it started
_PIECES = 8  # of a receipt, at most
_PROOF_AT = 34  # of a resume
_BEYOND = 2  # bytes of an acknowledge: a bit for each record of the window behind the wanted one


class Transfer:
    """The transfer of one object, step by step.

    kind: the object's letter.
    data: the object; the centre says how long it may be.
    proof: link.proof.Proof.

    `receipt`: the complete receipt, or None.
    `refusal`: (reason, text) if the centre refused, or None.
    `is_stranger`: the other end could not prove that it is the centre, or a district that the centre vouches for.
    `records`, `delivered`: number of the object's records, and of those that the centre has acknowledged.
    """

    def __init__(self, kind: str, data: bytes, proof) -> None:
        self.records = (len(data) + RECORD_SIZE - 1) // RECORD_SIZE
        self.delivered = 0
        self.receipt: bytes | None = None
        self.refusal: tuple | None = None
        self.is_stranger = False
        self._data = memoryview(data)
        self._hash = sha256(data).digest()
        self._what = kind.encode() + struct.pack("<I", len(data)) + self._hash
        self._proof, self._nonce = proof, proof.nonce()
        self._offer, self._proved = b"", False  # payload of the offer, once it is signed; whether it was signed back
        self._offered = True  # and not yet answered
        self._next = 0  # the first record that was never sent
        self._sendings = 0  # of records
        self._sent_as = [0] * frames.WINDOW  # which sending was the last one of a record, by its number
        self._arrived = 0  # the latest sending of which the centre has the record
        self._is_prodded = False  # since something arrived
        self._pieces: list[bytes] = []

    @property
    def is_over(self) -> bool:
        """Nothing more will be sent or expected."""
        return self.receipt is not None or self.refusal is not None or self.is_stranger

    @property
    def progress(self) -> int:
        """A number that grows with every record and piece that is received."""
        return 0 if self._offered else 1 + self.delivered + len(self._pieces)

    def offer(self, forget: bool = False) -> bytearray:
        """The frame that begins or repairs the transfer. forget: tell the centre to begin at record 0."""
        self._offered = True
        if not self._offer:
            return encode(frames.HELLO, 0, 0, self._nonce)
        # Once both ends have proved who they are, a short offer is enough on this line: it is damaged less often.
        return encode(frames.OFFER, 1 if forget else 0, 0, self._what if self._proved else self._offer)

    def hear(self, frame: tuple):
        """Yield the frames to send in answer to one from the centre. Exhaust the generator.

        frame: (type, sequence, acknowledge, payload).
        """
        kind, sequence, acknowledge, payload = frame
        if self.is_over:
            return
        if kind == frames.CHALLENGE and len(payload) == 2 * HELLO_SIZE and payload[:HELLO_SIZE] == self._nonce:
            yield from self._challenged(payload[HELLO_SIZE:])
        elif kind == frames.RESUME and self._offer and len(payload) >= _PROOF_AT:
            yield from self._resume(struct.unpack_from("<H", payload)[0], payload[2:_PROOF_AT], payload[_PROOF_AT:])
        elif kind == frames.REFUSED and payload and payload[0] == UNKNOWN_CHALLENGE:
            self._offer, self._proved = b"", False
            yield self.offer()
        elif kind == frames.REFUSED and payload:
            self.refusal = (payload[0], _text(payload[1:]))
        elif self._offered:
            return  # an answer to something before the offer
        elif kind == frames.ACKNOWLEDGE:
            yield from self._acknowledged(acknowledge, sequence == 1, int.from_bytes(payload[:_BEYOND], "little") << 1)
        elif kind == frames.ANSWER and self.delivered == self.records:
            yield from self._piece(sequence, payload)

    def _challenged(self, challenge: bytes):
        if self._offer:
            return  # the second answer to a repeated hello
        self._offer = self._proof.offer(self._nonce, challenge, self._what)
        yield self.offer()

    def _resume(self, wanted: int, digest: bytes, proof: bytes):
        if not self._offered:
            return  # the second answer to a repeated offer
        if not self._proved:
            if not self._proof.holds(self._offer, proof):
                self.is_stranger = True
                return
            self._proved = True
        if wanted > self.records or digest != sha256(self._data[: wanted * RECORD_SIZE]).digest():
            yield self.offer(forget=True)
            return
        self._offered = False
        self.delivered = self._next = wanted
        self._arrived, self._is_prodded = self._sendings, False
        yield from self._send_on()

    def _acknowledged(self, wanted: int, lost: bool, beyond: int):
        """wanted: the next record that the centre wants. beyond: bits of those behind it that are there."""
        if wanted > self._next or wanted < self.delivered:
            return  # of another object, or older than what is known
        if wanted == self.delivered == self.records:
            if lost and not self._is_prodded:  # the end frame was damaged
                self._is_prodded = True
                yield from self._send_on()
            return
        arrived = self._arrived
        for number in range(self.delivered, self._next):
            if number < wanted or beyond >> number - wanted & 1:
                self._arrived = max(self._arrived, self._sent_as[number % frames.WINDOW])
        self.delivered = wanted
        if self._arrived > arrived:
            self._is_prodded = False
        for number in range(wanted, self._next):
            if not beyond >> number - wanted & 1 and self._sent_as[number % frames.WINDOW] < self._arrived:
                yield self._record(number)
        yield from self._send_on()
        if lost and wanted < self._next and self._sent_as[wanted % frames.WINDOW] == self._sendings:
            # Nothing more is on its way that could show what was damaged. What came twice for nothing would do harm:
            # its second sending would count as there while the first ones behind it are still on their way.
            yield self._record(wanted)

    def _send_on(self):
        """Records up to the end of the window, or the end frame."""
        if self.delivered == self.records:
            self._pieces = []
            yield encode(frames.END, 0, 0, self._hash)
            return
        while self._next < min(self.records, self.delivered + frames.WINDOW):
            self._next += 1
            yield self._record(self._next - 1)

    def _record(self, number: int) -> bytearray:
        self._sendings += 1
        self._sent_as[number % frames.WINDOW] = self._sendings
        return encode(frames.RECORD, number, 0, self._data[number * RECORD_SIZE : (number + 1) * RECORD_SIZE])

    def _piece(self, number: int, payload: bytes):
        if number != len(self._pieces) or number >= _PIECES:
            return
        self._pieces.append(payload)
        if len(payload) < RECORD_SIZE:
            self.receipt = b"".join(self._pieces)
            yield encode(frames.DONE, 0, 0, sha256(self.receipt).digest())


def _text(data: bytes) -> str:
    try:
        return str(data, "utf-8")
    except ValueError:
        return ""
