"""The ballots of one booth while polls are open. Casting is atomic, nothing is erased, no order can be reconstructed.

The order of writes is defined in docs/cast-protocol.md, sections 2 and 3, and modelled in tests/models.
"""

import hashlib

from booth.ballots.records import Records
from booth.ballots.settling import CAST, CHALLENGED, NOT_CAST, UNDECIDED, Cast, settle
from booth.ballots.slip_marks import ENDED_CAST, ENDED_CHALLENGED, ENDED_SPOILED, ENDS, STARTED, SlipMarks
from formats import payloads
from storage import intents
from storage.bits import Bits
from storage.layout import Layout
from storage.twin import Twin

NOTHING_PENDING = 2  # beside CAST, NOT_CAST, UNDECIDED and CHALLENGED
_SLIP, _CAST = b"\2", b"\1"  # the first byte of an entry says what it is
_DRAWS = 3  # slots to try when a write fails; a chip that fails more often is broken


class Cartridge:
    """Slips, activation indices and ballots on two chips.

    twin: the two chips.
    header: the header stored on them (docs/formats.md, section 6).
    tag_key: 32 bytes that authenticate records.
    intent_key: 32 bytes that authenticate intents.
    drbg: crypto.drbg.Drbg.

    `unsettled` is true while the chips do not show how an act ended. Nobody votes until `recover` has settled it.
    """

    def __init__(self, twin: Twin, header: payloads.CartridgeHeader, tag_key: bytes, intent_key: bytes, drbg):
        layout = Layout(header)
        self.twin, self.layout, self._drbg = twin, layout, drbg
        self.in_use = Bits(twin, layout.in_use, header.indices)
        self.spent = Bits(twin, layout.cast, header.indices)
        self.cancelled = Bits(twin, layout.cancelled, header.indices)
        self.slips = SlipMarks(twin, layout.slips, header.slips)
        self.records = Records(twin, layout.ballots, header, tag_key)
        self._intents = intents.Intents(twin, layout.intents, header.intents, intent_key)
        self._hanging: tuple[int, int] | None = None  # intent and number of the slip in the printer
        self.unsettled = False

    # --- activations ------------------------------------------------------------------------------------------

    def is_cast(self, index: int) -> bool:
        """True if a ballot was cast with this activation, which is then spent for good."""
        return index in self.spent

    def may_vote(self, index: int) -> bool:
        """Mark an activation as in use. False if it is spent, or a chip is missing or fails.

        The same slip is accepted again until its ballot is cast, or it is cancelled.
        """
        ended = self.is_cast(index) or index in self.cancelled
        return not ended and self.twin.is_ours() and self.in_use.add(index)

    def cancel(self, index: int) -> bool:
        """Make sure that no ballot is ever cast with an activation. False if one was, or a chip is missing or fails.

        Two looks must show that none was, with both chips there in between. Doing it again changes nothing.
        """
        if self.unsettled or self.is_cast(index) or not self.twin.is_ours() or self.is_cast(index):
            return False
        return self.in_use.add(index) and self.cancelled.add(index)

    # --- one slip ---------------------------------------------------------------------------------------------

    def begin_slip(self) -> bool:
        """Record that a ballot slip is about to be printed. False if no mark is left for it, or a chip fails."""
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
        """Record that the slip ended without a cast, before anyone is informed. NOT_CAST or UNDECIDED."""
        return self._end_slip(ENDED_SPOILED)

    def challenge_slip(self) -> int:
        """Record that the voter challenged the ballot: nothing is cast, the activation stays good. CHALLENGED or
        UNDECIDED.
        """
        return self._end_slip(ENDED_CHALLENGED)

    def _end_slip(self, end: int) -> int:
        if not self.slips.store(self._hanging[1], STARTED | end):
            self.unsettled = True
            return UNDECIDED
        if end & ENDED_CAST:
            return CAST
        return CHALLENGED if end & ENDED_CHALLENGED else NOT_CAST

    def forget_slip(self) -> bool:
        """Erase the slip's intent, now that its last line is printed. False if a chip fails."""
        if self._intents.finish(self._hanging[0]):
            self._hanging = None
        else:
            self.unsettled = True
        return not self.unsettled

    def cast(self, index: int, ciphertexts: bytes) -> int:
        """Store a sealed ballot and spend its activation, both or neither: CAST, NOT_CAST or UNDECIDED.

        Written in this order: the intent, the first copy, the second copy, the bit *cast*, the slip's end. Then the
        intent is overwritten with zeros, so that nothing links ballot, slip and activation.
        """
        if self.is_cast(index) or index in self.cancelled or not self.twin.is_ours():
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
        """Finish or undo the interrupted act: at boot, and while unsettled. May itself be interrupted.

        CAST, NOT_CAST or CHALLENGED: print this under the slip still in the printer, call `forget_slip`, then `recover`
        again.
        NOTHING_PENDING: everything is settled.
        UNDECIDED: a chip is missing or fails; call again later.
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
                if not state & STARTED or not state & ENDS:  # read twice before trusting that a mark is missing
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
        """True if neither chip holds a complete intent. Closing may begin only then."""
        pending = None if self.unsettled else self._intents.pending()
        return pending is not None and not any(content for _, content in pending)

    def by_style(self) -> list[int] | None:
        """Ballots cast of each style, from the chips; None in an election without styles.

        Each style has activation indices of its own, so the bit *cast* counts a ballot for its style, too.
        """
        header = self.layout.header
        if not header.styles:
            return None
        each = header.indices // header.styles
        first = self.layout.cast
        return [Bits(self.twin, first + at * each // 8, each).marked() for at in range(header.styles)]

    def counts(self) -> payloads.Tally:
        """Everything that is counted here, from the chips."""
        ended = self.slips.ended
        cast, spent, cancelled = self.records.count(), self.in_use.marked(), self.cancelled.marked()
        return payloads.Tally(cast, ended(ENDED_SPOILED), spent, ended(ENDED_CHALLENGED), cancelled)
