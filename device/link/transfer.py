"""The transfer of one object to the centre as a state machine without line and clock: frames in, frames out.

Only the terminal repeats (docs/formats.md section 10). Any loss, on either side, is repaired by a new offer; the centre
then answers with the record at which to resume.
"""

import struct
from hashlib import sha256

from link import frames
from link.frames import RECORD_SIZE, encode

_PIECES = 8  # of a receipt, at most


class Transfer:
    """The transfer of one object, step by step.

    kind: the object's letter.
    data: the object, 1 to 65,535 bytes.

    `receipt`: the complete receipt, or None.
    `refusal`: (reason, text) if the centre refused, or None.
    `records`, `delivered`: number of the object's records, and of those that the centre has acknowledged.
    """

    def __init__(self, kind: str, data: bytes) -> None:
        self.records = (len(data) + RECORD_SIZE - 1) // RECORD_SIZE
        self.delivered = 0
        self.receipt: bytes | None = None
        self.refusal: tuple | None = None
        self._kind = kind
        self._data = memoryview(data)
        self._hash = sha256(data).digest()
        self._offered = True  # and not yet answered
        self._next = 0  # the record to send next
        self._went_back = False  # since the last record that got through
        self._pieces: list[bytes] = []

    @property
    def is_over(self) -> bool:
        """Nothing more will be sent or expected."""
        return self.receipt is not None or self.refusal is not None

    @property
    def progress(self) -> int:
        """A number that grows with every record and piece that is received."""
        return 0 if self._offered else 1 + self.delivered + len(self._pieces)

    def offer(self, forget: bool = False) -> bytearray:
        """The frame that begins or repairs the transfer. forget: tell the centre to begin at record 0."""
        self._offered = True
        payload = self._kind.encode() + struct.pack("<I", len(self._data)) + self._hash
        return encode(frames.OFFER, 1 if forget else 0, 0, payload)

    def hear(self, frame: tuple):
        """Yield the frames to send in answer to one from the centre. Exhaust the generator.

        frame: (type, sequence, acknowledge, payload).
        """
        kind, sequence, acknowledge, payload = frame
        if self.is_over:
            return
        if kind == frames.RESUME and len(payload) == 34:
            yield from self._resume(struct.unpack_from("<H", payload)[0], payload[2:])
        elif kind == frames.REFUSED and payload:
            self.refusal = (payload[0], _text(payload[1:]))
        elif self._offered:
            return  # an answer to something before the offer
        elif kind == frames.ACKNOWLEDGE:
            yield from self._acknowledged(acknowledge, sequence == 1)
        elif kind == frames.ANSWER and self.delivered == self.records:
            yield from self._piece(sequence, payload)

    def _resume(self, wanted: int, digest: bytes):
        if not self._offered:
            return  # the second answer to a repeated offer
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
