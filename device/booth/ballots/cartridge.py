"""The ballots of one booth while polls are open: cast is one act, nothing is ever erased, nothing tells an order."""

import hashlib

from booth.ballots.records import Records
from formats import payloads
from storage.bits import Bits
from storage.intents import Intents
from storage.layout import Layout
from storage.twin import Twin

# What became of a cast, or of one that a power cut interrupted.
CAST, NOT_CAST, NOTHING_PENDING = range(3)
# What became of a printed slip: bits of its four.
STARTED, ENDED_CAST, ENDED_SPOILED = 1, 2, 4
_SLIPS_AT_ONCE = 512
_DRAWS = 3  # slots to try when a cell does not take its bits; a chip that fails more often is broken


class Cartridge:
    """Slips, activation indices and ballots on two chips.

    header: the cartridge's own (docs/formats.md, section 6). tag_key: 32 bytes for record tags; intent_key: 32 bytes.
    """

    def __init__(self, twin: Twin, header: payloads.CartridgeHeader, tag_key: bytes, intent_key: bytes, drbg):
        layout = Layout(header)
        self.twin, self.layout, self._drbg = twin, layout, drbg
        self.in_use = Bits(twin, layout.in_use, header.indices)
        self._cast = Bits(twin, layout.cast, header.indices)
        self._slip_count = header.slips
        self._intents = Intents(twin, layout.intents, header.intents, intent_key)
        self.records = Records(twin, layout.ballots, header, tag_key)

    # --- activations ------------------------------------------------------------------------------------------

    def is_cast(self, index: int) -> bool:
        """Has a ballot been cast with this activation? Then it is spent for good."""
        return index in self._cast

    def use(self, index: int) -> bool:
        """Mark an activation as in use; it can be scanned again until it is cast."""
        return self.in_use.add(index)

    # --- printed slips ----------------------------------------------------------------------------------------

    def start_slip(self) -> int | None:
        """Before a ballot slip is printed: draw a mark for it. None when there is none left."""
        for _ in range(_DRAWS):
            slip = self._draw_slip()
            if slip is None or self.end_slip(slip, STARTED):
                return slip
        return None

    def _draw_slip(self) -> int | None:
        free = sum(not state & STARTED for state in self._slips())
        nth = self._drbg.below(free) if free else 0
        for slip, state in enumerate(self._slips()):
            if not state & STARTED:
                if not nth:
                    return slip
                nth -= 1
        return None

    def end_slip(self, slip: int, how: int) -> bool:
        """Note what became of the slip: ENDED_CAST or ENDED_SPOILED."""
        return self.twin.program(self.layout.slips + slip // 2, bytes((0xFF ^ how << slip % 2 * 4,)))

    def pending_slip(self) -> int | None:
        """A slip that was started and has no end: the power went while the voter had it."""
        for slip, state in enumerate(self._slips()):
            if state == STARTED:
                return slip
        return None

    def slips_ended(self, how: int) -> int:
        return sum(1 for state in self._slips() if state & how)

    def _slips(self):
        """The state of every slip, read a piece at a time."""
        for begin in range(0, self._slip_count, _SLIPS_AT_ONCE):
            count = min(_SLIPS_AT_ONCE, self._slip_count - begin)
            marks = self.twin.read_marked(self.layout.slips + begin // 2, (count + 1) // 2)
            for slip in range(count):
                yield ~marks[slip // 2] >> slip % 2 * 4 & 0x0F

    # --- casting ----------------------------------------------------------------------------------------------

    def cast(self, index: int, ciphertexts: bytes) -> int:
        """Store a sealed ballot and spend its activation, as a whole or not at all: CAST or NOT_CAST.

        Intent, first copy, second copy, the bit *cast*, and the intent to zeros, which forgets what belonged together.
        """
        record = self.records.tagged(ciphertexts)
        for _ in range(_DRAWS):
            slot = self.records.draw_free(self._drbg)
            if slot is None:
                return NOT_CAST
            intent = self._intents.begin(
                index.to_bytes(2, "little") + slot.to_bytes(2, "little") + hashlib.sha256(record).digest()
            )
            if intent is None:
                return NOT_CAST
            outcome = self._complete(index, slot, record)
            self._intents.finish(intent)
            if outcome == CAST:
                return CAST
        return NOT_CAST

    def _complete(self, index: int, slot: int, record: bytes) -> int:
        """Both copies and the bit; or neither, with the slot made void."""
        if self.records.write(slot, record) and self._cast.add(index):
            return CAST
        self.records.void(slot)
        return NOT_CAST

    def recover(self) -> int:
        """At boot: finish a cast whose record stands whole, undo one whose does not. Safe to be interrupted itself."""
        outcome = NOTHING_PENDING
        for intent, content in self._intents.pending():
            if content is not None:
                index, slot = int.from_bytes(content[:2], "little"), int.from_bytes(content[2:4], "little")
                outcome = self._settle(index, slot, content[4:36])
            self._intents.finish(intent)
        return outcome

    def _settle(self, index: int, slot: int, record_hash: bytes) -> int:
        if self.is_cast(index):
            return CAST  # the bit comes after both copies: nothing is missing, and nothing may be made void
        record = self.records.read_any(slot)
        if record is not None and hashlib.sha256(record).digest() == record_hash:
            return self._complete(index, slot, bytes(record))
        self.records.void(slot)
        return NOT_CAST

    def counts(self) -> tuple[int, int, int]:
        """(cast, spoiled, activations spent), counted from the chips."""
        return self.records.count(), self.slips_ended(ENDED_SPOILED), self.in_use.marked()
