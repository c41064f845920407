"""The transfer of one object to the centre as a state machine without line and clock: frames in, frames out.

Only the terminal repeats (docs/formats.md section 10). First it says hello, and the centre answers with a challenge.
Any loss, on either side, is repaired by a new offer; the centre then answers with the record at which to resume.
"""

import struct
from hashlib import sha256

from link import frames
from link.frames import RECORD_SIZE, encode
from link.proof import HELLO_SIZE

UNKNOWN_CHALLENGE = 14  # reason of the centre: another line's challenge, or one of before it started
_PIECES = 8  # of a receipt, at most
_PROOF_AT = 34  # of a resume


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
        self._next = 0  # the record to send next
        self._went_back = False  # since the last record that got through
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
            yield from self._acknowledged(acknowledge, sequence == 1)
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
        self._went_back = False
        yield from self._send_on()

    def _acknowledged(self, wanted: int, lost: bool):
        if wanted > self._next:
            return  # not sent yet, so it answers another object
        if wanted > self.delivered:
            self.delivered = wanted
            self._went_back = False
        elif wanted < self.delivered or self.delivered == self.records:
            return
        if lost and not self._went_back:
            # Records after the lost one are still in transit and will get the same answer: react once.
            self._went_back = True
            self._next = wanted
        yield from self._send_on()

    def _send_on(self):
        """Records up to the end of the window, or the end frame."""
        if self.delivered == self.records:
            self._pieces = []
            yield encode(frames.END, 0, 0, self._hash)
            return
        while self._next < min(self.records, self.delivered + frames.WINDOW):
            number = self._next
            self._next += 1
            yield encode(frames.RECORD, number, 0, self._data[number * RECORD_SIZE : (number + 1) * RECORD_SIZE])

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
