"""The transfer of one object to the centre as a state machine without line and clock.

Frames of the centre go in when they come, and what is due is asked for when the line has room: so an answer is heard
before the next record is chosen, and what was lost waits behind nothing.

Only the terminal repeats (docs/formats.md section 10). First it says hello, and the centre answers with a challenge.
An acknowledge says which records are there, so what was lost is sent again and nothing else: a line keeps the order of
what it carries, so whatever was sent before a record that is there, and is not there itself, was lost. Any other loss,
on either side, is repaired by a new offer; the centre then answers with what it has. Where an answer takes long, what
waits for one goes out twice, and what is on its way once more while there is nothing else to send.
"""

import struct
from hashlib import sha256

from formats import frames
from formats.frames import RECORD_SIZE, encode
from link.proof import HELLO_SIZE

UNKNOWN_CHALLENGE = 14  # reason of the centre: another line's challenge, or one of before it started
_PIECES = 8  # of a receipt, at most
_BEYOND = 4  # bytes of an acknowledge: a bit for each record of the window behind the wanted one
_RESUME = "<HI32s"  # the wanted record, such bits, h(the records that are there); then what proves the centre
_PROOF_AT = 38


class Transfer:
    """The transfer of one object, step by step.

    kind: the object's letter.
    data: the object; the centre says how long it may be.
    proof: link.proof.Proof.

    `is_late`: on this line an answer takes long, so that a lost frame is missed late.
    `receipt`: the complete receipt, or None.
    `refusal`: (reason, text) if the centre refused, or None.
    `is_stranger`: the other end could not prove that it is the centre, or a district that the centre vouches for.
    `records`, `delivered`: number of the object's records, and of those that the centre has acknowledged.
    """

    def __init__(self, kind: str, data: bytes, proof, is_late: bool = False) -> None:
        self.records = (len(data) + RECORD_SIZE - 1) // RECORD_SIZE
        self.delivered = 0
        self.receipt: bytes | None = None
        self.refusal: tuple | None = None
        self.is_stranger = False
        self.is_late = is_late
        self._data = memoryview(data)
        self._hash = sha256(data).digest()
        self._what = kind.encode() + struct.pack("<I", len(data)) + self._hash
        self._proof, self._nonce = proof, proof.nonce()
        self._offer, self._proved = b"", False  # payload of the offer, once it is signed; whether it was signed back
        self._offered = True  # and not yet answered
        self._answer: bytes | bytearray | None = None  # goes out before any record
        self._again: bytes | bytearray | None = None  # and this behind it
        self._next = 0  # the first record that was never sent
        self._beyond = 0  # bits of those behind the delivered ones that are there
        self._sendings = 0  # of records, and of offers that were answered
        self._sent_as = [0] * frames.WINDOW  # which sending was the last one of a record, by its number
        self._arrived = 0  # the latest sending of which the centre has the record
        self._spared = 0  # what is before it was sent once more, though nobody missed it
        self._is_damaged = False  # something came damaged, and nothing was sent since
        self._is_prodded = False  # since something arrived
        self._pieces: list[bytes] = []
        self.offer()

    @property
    def is_over(self) -> bool:
        """Nothing more will be sent or expected."""
        return self.receipt is not None or self.refusal is not None or self.is_stranger

    @property
    def is_signed(self) -> bool:
        """The hello has its answer: another challenge is of the same hello, which went out twice."""
        return bool(self._offer)

    @property
    def progress(self) -> int:
        """A number that grows with every record and piece that is received."""
        return 0 if self._offered else 1 + self.delivered + len(self._pieces)

    def offer(self, forget: bool = False) -> None:
        """Have the frame sent that begins or repairs the transfer. forget: tell the centre to begin at record 0."""
        self._offered = True
        if not self._offer:
            frame = encode(frames.HELLO, 0, 0, self._nonce)
        else:
            # Once both ends have proved who they are, a short offer is enough on this line: it is damaged less often.
            said = self._what if self._proved else self._offer
            frame = encode(frames.OFFER, 1 if forget else 0, 0, said)
        self._ask(b"\0" + frame)  # ends noise that the other end has received

    def due(self) -> bytes | bytearray | None:
        """The next frame to send; None if there is none until another comes. What was lost goes before what is new."""
        answer, self._answer, self._again = self._answer, self._again, None
        if answer or self._offered or self.is_over:
            return answer
        for number in range(self.delivered, self._next):
            if self._is_missing(number):
                return self._record(number)
        if self._next < min(self.records, self.delivered + frames.WINDOW):
            self._next += 1
            return self._record(self._next - 1)
        if self._is_damaged and self.delivered < self._next and self._sending_of(self.delivered) == self._sendings:
            # Nothing more is on its way that could show what was damaged. What came twice for nothing would do harm:
            # its second sending would count as there while the first ones behind it are still on their way.
            return self._record(self.delivered)
        return self._spare() if self.is_late else None

    def hear(self, frame: tuple) -> None:
        """Take a frame of the centre: (type, sequence, acknowledge, payload)."""
        kind, sequence, acknowledge, payload = frame
        if self.is_over:
            return
        if kind == frames.CHALLENGE and len(payload) == 2 * HELLO_SIZE and payload[:HELLO_SIZE] == self._nonce:
            if not self._offer:  # else the second answer to a repeated hello
                self._offer = self._proof.offer(self._nonce, payload[HELLO_SIZE:], self._what)
                self.offer()
        elif kind == frames.RESUME and self._offer and len(payload) >= _PROOF_AT:
            self._resume(payload)
        elif kind == frames.REFUSED and payload and payload[0] == UNKNOWN_CHALLENGE:
            self._offer, self._proved = b"", False
            self.offer()
        elif kind == frames.REFUSED and payload:
            self.refusal = (payload[0], _text(payload[1:]))
        elif self._offered:
            return  # an answer to something before the offer
        elif kind == frames.ACKNOWLEDGE:
            self._acknowledged(acknowledge, sequence == 1, int.from_bytes(payload[:_BEYOND], "little") << 1)
        elif kind == frames.ANSWER and self.delivered == self.records:
            self._piece(sequence, payload)

    def _resume(self, payload: bytes) -> None:
        if not self._offered:
            return  # the second answer to a repeated offer
        if not self._proved:
            if not self._proof.holds(self._offer, payload[_PROOF_AT:]):
                self.is_stranger = True
                return
            self._proved = True
        wanted, beyond, digest = struct.unpack_from(_RESUME, payload)
        beyond <<= 1
        there, upto = sha256(self._data[: wanted * RECORD_SIZE]), wanted
        for number in range(wanted, wanted + frames.WINDOW):
            if beyond >> number - wanted & 1:
                there.update(self._data_of(number))
                upto = number + 1
        if upto > self.records or digest != there.digest():
            self.offer(forget=True)
            return
        self._offered = False
        self.delivered, self._next, self._beyond = wanted, upto, beyond
        self._sendings += 1  # of the offer: whatever was sent before it and is not there was lost
        self._arrived, self._spared, self._is_prodded = self._sendings, 0, False
        self._end_if_there()

    def _acknowledged(self, wanted: int, lost: bool, beyond: int) -> None:
        """wanted: the next record that the centre wants. beyond: bits of those behind it that are there."""
        if wanted > self._next or wanted < self.delivered:
            return  # of another object, or older than what is known
        if wanted == self.delivered == self.records:
            if lost and not self._is_prodded:  # the end frame was damaged
                self._is_prodded = True
                self._end_if_there()
            return
        arrived = self._arrived
        for number in range(self.delivered, self._next):
            if number < wanted or beyond >> number - wanted & 1:
                self._arrived = max(self._arrived, self._sending_of(number))
        self.delivered, self._beyond, self._is_damaged = wanted, beyond, lost
        if self._arrived > arrived:
            self._is_prodded = False
        self._end_if_there()

    def _end_if_there(self) -> None:
        if self.delivered == self.records:
            self._pieces = []
            self._ask(encode(frames.END, 0, 0, self._hash))

    def _ask(self, frame: bytes | bytearray) -> None:
        self._answer, self._again = frame, frame if self.is_late else None

    def _is_missing(self, number: int) -> bool:
        """Whether something that was sent after a record is there, and the record is not."""
        return not self._beyond >> number - self.delivered & 1 and self._sending_of(number) < self._arrived

    def _sending_of(self, number: int) -> int:
        return self._sent_as[number % frames.WINDOW]

    def _record(self, number: int) -> bytearray:
        self._is_damaged = False
        self._sendings += 1
        self._sent_as[number % frames.WINDOW] = self._sendings
        return encode(frames.RECORD, number, 0, self._data_of(number))

    def _data_of(self, number: int) -> memoryview:
        return self._data[number * RECORD_SIZE : (number + 1) * RECORD_SIZE]

    def _spare(self) -> bytearray | None:
        """On a late line, where nothing else is to be sent: what is on its way, once more.

        It counts as sent when it was sent first, so that no record between is taken for lost.
        """
        for number in range(max(self.delivered, self._spared), self._next):
            if not self._beyond >> number - self.delivered & 1:
                self._spared = number + 1
                return encode(frames.RECORD, number, 0, self._data_of(number))
        return None

    def _piece(self, number: int, payload: bytes) -> None:
        if number != len(self._pieces) or number >= _PIECES:
            return
        self._pieces.append(payload)
        if len(payload) < RECORD_SIZE:
            self.receipt = b"".join(self._pieces)
            self._answer = encode(frames.DONE, 0, 0, sha256(self.receipt).digest())


def _text(data: bytes) -> str:
    try:
        return str(data, "utf-8")
    except ValueError:
        return ""
