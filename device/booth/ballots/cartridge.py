"""The ballots of one booth while polls are open: cast is one act, nothing is ever erased, nothing tells an order.

The order of all writes is that of docs/cast-protocol.md, sections 2 and 3; its models are in tests/models.
"""

import hashlib

from booth.ballots.records import Records
from booth.ballots.settling import CAST, NOT_CAST, UNDECIDED, Cast, settle
from booth.ballots.slip_marks import ENDED_CAST, ENDED_SPOILED, ENDS, STARTED, SlipMarks
from formats import payloads
from storage import intents
from storage.bits import Bits
from storage.layout import Layout
from storage.twin import Twin

NOTHING_PENDING = 2  # beside CAST, NOT_CAST and UNDECIDED
_SLIP, _CAST = b"\2", b"\1"  # the first byte of an entry says what it is
_DRAWS = 3  # slots to try when a cell does not take its bits; a chip that fails more often is broken


class Cartridge:
    """Slips, activation indices and ballots on two chips.

    header: the cartridge's own (docs/formats.md, section 6). tag_key: 32 bytes for record tags; intent_key: 32 bytes.
    `unsettled`: the chips do not show what became of an act; nobody votes until `recover` has found it out.
    """

    def __init__(self, twin: Twin, header: payloads.CartridgeHeader, tag_key: bytes, intent_key: bytes, drbg):
        layout = Layout(header)
        self.twin, self.layout, self._drbg = twin, layout, drbg
        self.in_use = Bits(twin, layout.in_use, header.indices)
        self.spent = Bits(twin, layout.cast, header.indices)
        self.slips = SlipMarks(twin, layout.slips, header.slips)
        self.records = Records(twin, layout.ballots, header, tag_key)
        self._intents = intents.Intents(twin, layout.intents, header.intents, intent_key)
        self._hanging: tuple[int, int] | None = None  # entry and number of the slip in the printer
        self.unsettled = False

    # --- activations ------------------------------------------------------------------------------------------

    def is_cast(self, index: int) -> bool:
        """Has a ballot been cast with this activation? Then it is spent for good."""
        return index in self.spent

    def may_vote(self, index: int) -> bool:
        """Mark an activation as in use, while both chips are there and neither says that it is spent.

        It can be scanned again until it is cast.
        """
        return not self.is_cast(index) and self.twin.is_ours() and self.in_use.add(index)

    # --- one slip ---------------------------------------------------------------------------------------------

    def begin_slip(self) -> bool:
        """Before a ballot slip is printed: draw a mark for it. False when there is none left, or chips refuse it."""
        slip = self.slips.draw(self._drbg)
        if slip is None:
            return False
        entry = self._intents.begin(_SLIP + slip.to_bytes(2, "little"))
        if entry is None or entry == intents.UNSETTLED:
            self.unsettled = entry is not None
            return False
        self._hanging = entry, slip
        if self.slips.store(slip, STARTED):
            return True
        self.forget_slip()
        return False

    def spoil_slip(self) -> int:
        """The slip ends without a cast, stored before anybody hears of it: NOT_CAST, or UNDECIDED."""
        return self._end_slip(ENDED_SPOILED)

    def _end_slip(self, end: int) -> int:
        if not self.slips.store(self._hanging[1], STARTED | end):
            self.unsettled = True
            return UNDECIDED
        return CAST if end & ENDED_CAST else NOT_CAST

    def forget_slip(self) -> bool:
        """The last line is printed: zeros over the slip's entry. False when a chip does not show them."""
        if self._intents.finish(self._hanging[0]):
            self._hanging = None
        else:
            self.unsettled = True
        return not self.unsettled

    def cast(self, index: int, ciphertexts: bytes) -> int:
        """Store a sealed ballot and spend its activation, as a whole or not at all: CAST, NOT_CAST or UNDECIDED.

        Entry, first copy, second copy, the bit *cast*, the slip's end, and the entry to zeros, which forgets what
        belonged together.
        """
        if self.is_cast(index) or not self.twin.is_ours():
            return NOT_CAST
        record = self.records.tagged(ciphertexts)
        for _ in range(_DRAWS):
            slot = self.records.draw_free(self._drbg)
            if slot is None:
                return NOT_CAST
            cast = Cast(index, slot, hashlib.sha256(record).digest(), self._hanging[1])
            entry = self._intents.begin(_CAST + cast.encoded())
            if entry is None:
                return NOT_CAST
            outcome = UNDECIDED if entry == intents.UNSETTLED else settle(self, cast, record)
            if outcome == UNDECIDED or not self._intents.finish(entry):
                self.unsettled = True
                return UNDECIDED
            if outcome == CAST:
                return CAST
        return NOT_CAST

    # --- recovery ---------------------------------------------------------------------------------------------

    def recover(self) -> int:
        """At boot, and while an act is unsettled: finish or undo what was under way. Safe to be interrupted itself.

        CAST or NOT_CAST: this is to stand under the slip that hangs in the printer; print it, then `forget_slip`.
        NOTHING_PENDING: all is settled. UNDECIDED: a chip is away or fails; ask again later.
        """
        self.unsettled, self._hanging = True, None
        pending = self._intents.pending()
        if pending is None:
            return UNDECIDED
        for entry, content in pending:
            if content is not None and content[:1] == _CAST:
                if settle(self, Cast.decoded(content[1:])) == UNDECIDED or not self._intents.finish(entry):
                    return UNDECIDED
        for entry, content in pending:
            if content is not None and content[:1] == _CAST:
                continue
            if content is not None and content[:1] == _SLIP:
                slip = int.from_bytes(content[1:3], "little")
                state = self.slips.state(slip)
                if not state & STARTED or not state & ENDS:  # what is missing is believed after two looks
                    if not self.twin.is_ours():
                        return UNDECIDED
                    state |= self.slips.state(slip)
                if state & STARTED:
                    self._hanging, self.unsettled = (entry, slip), False
                    return self._end_slip(state & ENDS or ENDED_SPOILED)
            if not self._intents.finish(entry):
                return UNDECIDED
        self.unsettled = False
        return NOTHING_PENDING

    def is_settled(self) -> bool:
        """Does no whole entry stand on either chip? Closing begins only then."""
        pending = None if self.unsettled else self._intents.pending()
        return pending is not None and not any(content for _, content in pending)

    def counts(self) -> tuple[int, int, int]:
        """(cast, spoiled, activations spent), counted from the chips."""
        return self.records.count(), self.slips.ended(ENDED_SPOILED), self.in_use.marked()
