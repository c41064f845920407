"""Voters checked in, activations and paper ballots issued, and turnout per hour: separate bits that cannot be linked.

Marking a voter, issuing an activation and counting the hour is one act. Once its intent is stored, it can only be
completed (docs/cast-protocol.md, section 4); so can the exchange of a slip (`exchanges`). The intent links them until
the slip is printed, so that the same slip can be printed again after a power cut; then it is overwritten with zeros.
"""

from desk.roll.exchanges import EXCHANGED, PAPER, Exchanges, content_of, is_exchange
from formats import payloads
from storage.bits import Bits
from storage.intents import UNSETTLED, Intents
from storage.layout import HOURS, NUMBER_HASH_BYTES, UNKNOWN_HOUR, Layout
from storage.twin import Twin

OUTSIDE = 255  # in place of a booth number, like PAPER: a paper ballot that is carried to a voter at home
_NO_PLACE = 0xFFFF
_NO_HASH = bytes(NUMBER_HASH_BYTES)
_BLANK = b"\xff" * NUMBER_HASH_BYTES
NUMBER_BYTES = 11  # of an added voter's note the hash of the number; then the ground, and what is left of a certificate
_TRIES = 4  # slots to try for an added voter, if a failing chip has left data in one


class CheckIns:
    """The desk's marks on two chips.

    twin: the two chips.
    header: the cartridge's.
    intent_key: 32 bytes that authenticate intents.
    drbg: crypto.drbg.Drbg.
    """

    def __init__(self, twin: Twin, header: payloads.CartridgeHeader, intent_key: bytes, drbg):
        self._twin, self._layout, self._drbg = twin, Layout(header), drbg
        layout, self._voters = self._layout, header.rows
        self.marked = Bits(twin, layout.marked, self._voters)
        # Rows of each style in turn: which voter has which style nobody but the roll knows without it.
        self._each, self._styles = (self._voters + 7) // 8 * 8, header.styles or 1
        rows = self._each * self._styles if header.styles else self._voters
        self.paper = Bits(twin, layout.paper, rows)
        self.outside = Bits(twin, layout.outside, rows)
        self.issued = [Bits(twin, layout.issued[booth], header.indices) for booth in range(header.booths)]
        self.voided = [Bits(twin, layout.voided[booth], header.indices) for booth in range(header.booths)]
        self.exchanges = Exchanges(twin, header, self.issued, self.voided)
        # Rows of the voters added on the day are the last ones; they begin at a byte.
        self._first_added = self._voters - header.added
        self.added = Bits(twin, layout.marked + self._first_added // 8, header.added)
        self._intents = Intents(twin, layout.intents, header.intents, intent_key)

    # --- one voter ----------------------------------------------------------------------------------------------

    def draw(self, booth: int, begin: int = 0, numbers: int = 0, most: int = 0) -> int | None:
        """A random unused activation index of a booth; None if all are used.

        booth: its number.
        begin, numbers: the first index of the voter's style that this desk gives, and how many; 0 in a precinct of one
            desk without styles: any index is good.
        most: slips that this desk may give for the booth, of all styles together.
        """
        issued = self.issued[booth - 1]
        if not numbers:
            return issued.draw_free(self._drbg)
        free = Bits(self._twin, issued.address + begin // 8, numbers).draw_free(self._drbg)
        return None if free is None or issued.marked() >= most else begin + free

    def draw_added(self) -> int | None:
        """A random free row for an added voter; None if all are used, or the election allows none."""
        for _ in range(_TRIES):
            slot = self.added.draw_free(self._drbg)
            if slot is None:
                return None
            if self._twin.is_blank(self._hash_at(slot), NUMBER_HASH_BYTES):
                return self._first_added + slot
        return None

    def _hash_at(self, slot: int) -> int:
        return self._layout.added + slot * NUMBER_HASH_BYTES

    def is_added(self, number_hash: bytes) -> bool:
        """True if a voter with this hash of the number was added and marked. A whole note will do for the hash."""
        number_hash = number_hash[:NUMBER_BYTES]
        return any([note[:NUMBER_BYTES] == number_hash for notes in self._notes() for note in notes])

    def is_taken(self, ground: bytes) -> bool:
        """True if a voter was added with the certificate of this ground, and marked."""
        return any([note[NUMBER_BYTES:] == ground for notes in self._notes() for note in notes])

    def by_certificate(self) -> int:
        """How many were added with a certificate: bits of a ground can fall on one chip, so either decides."""
        return len([1 for notes in self._notes() if any([note[NUMBER_BYTES] for note in notes])])

    def _notes(self):
        """Yield for each added voter the notes that the chips have: `NUMBER_BYTES` of hash, the ground behind it."""
        for slot in range(self.added.count):
            if slot in self.added:
                copies = [bytes(self._twin.read(chip, self._hash_at(slot), NUMBER_HASH_BYTES)) for chip in (0, 1)]
                yield [note for note in copies if note != _BLANK]

    def begin(self, row: int, booth: int, index: int, hour: int = UNKNOWN_HOUR, number_hash: bytes = b"") -> int | None:
        """Mark voter, index and hour. Returns the intent, for `finish`.

        None: refused, nothing was written. UNSETTLED: something may be written; `recover` completes it later.

        row: of the voter.
        booth, index: of the activation; for a paper ballot PAPER or OUTSIDE, and its style, from 0.
        hour: 0 to 23 of local time, or UNKNOWN_HOUR.
        number_hash: 16 bytes for a row from `draw_added`: the hash of the number and the ground.
        """
        place = self._hour(hour).first_blank()
        content = row.to_bytes(2, "little") + bytes((booth,)) + index.to_bytes(2, "little") + bytes((hour,))
        content += (_NO_PLACE if place is None else place).to_bytes(2, "little") + number_hash
        return self._carry_out(content)

    def exchange(
        self, booth: int, index: int, opening: int, old_booth: int, old_index: int, kind: int = EXCHANGED
    ) -> int | None:
        """Issue an activation, or paper, for a slip, and mark that one. Returns as `begin`; None, too, if no paper can
        be counted any more.

        booth, index: of the new slip, or PAPER and the style, from 0; the others as in `exchanges.content_of`.
        """
        place = self.exchanges.next_paper(index) if booth == PAPER else index
        if place is None:
            return None
        return self._carry_out(content_of(kind, booth, place, opening, old_booth, old_index))

    def _carry_out(self, content: bytes) -> int | None:
        # Read twice before trusting, and check in between that both chips answer.
        if not (self._permits(content) and self._twin.is_ours() and self._permits(content)):
            return None
        intent = self._intents.begin(content)
        if intent is None or intent == UNSETTLED:
            return intent
        return intent if self._mark(content, True) else UNSETTLED

    def _permits(self, content: bytes) -> bool:
        """True if none of these marks is set on either chip."""
        if is_exchange(content):
            return self.exchanges.permits(content)
        row, booth, index, place, number_hash = _parts(content)
        if number_hash not in (b"", _NO_HASH) and self.is_added(number_hash):
            return False
        if row in self.marked or (place != _NO_PLACE and place in self._hour(content[5])):
            return False
        return booth in (PAPER, OUTSIDE) or index not in self.issued[booth - 1]

    def _mark(self, content: bytes, with_hour: bool) -> bool:
        """Set all marks of an intent; those already set stay. False if one is then on neither chip.

        with_hour: False tolerates an uncounted hour, if its cells are worn on both chips.
        """
        if is_exchange(content):
            return self.exchanges.mark(content, with_hour)
        row, booth, index, place, number_hash = _parts(content)
        if number_hash and number_hash != _NO_HASH:
            if not self._twin.store(self._hash_at(row - self._first_added), number_hash):
                return False
        if place != _NO_PLACE and not self._hour(content[5]).add(place) and with_hour:
            return False
        if booth in (PAPER, OUTSIDE):
            other = (self.paper if booth == PAPER else self.outside).add(index * self._each + row)
        else:
            other = self.issued[booth - 1].add(index)
        return other and self.marked.add(row)

    def finish(self, intent: int) -> bool:
        """Erase the intent, which links voter and slip, once the slip is printed. False while a chip fails."""
        return self._intents.finish(intent)

    def recover(self, with_hour: bool = True) -> tuple[int, int, int] | int | None:
        """Complete an interrupted check-in or exchange: at boot, and while unsettled.

        Returns (intent, booth, index) if its slip may be missing; its marks are then complete.
        None: nothing was interrupted. UNSETTLED: a chip is missing or fails; call again later.

        with_hour: False tolerates an uncounted hour.
        """
        entries, pending = self._intents.pending(), None
        if entries is None:
            return UNSETTLED
        for intent, content in entries:
            if content is None:
                if not self._intents.finish(intent):  # torn: nothing was marked
                    return UNSETTLED
            elif not self._mark(content, with_hour):
                return UNSETTLED
            else:
                pending = (intent, content[2], int.from_bytes(content[3:5], "little"))
        return pending

    # --- counts -------------------------------------------------------------------------------------------------

    def spoil_paper(self) -> bool:
        """Count a paper ballot that was returned spoiled and replaced. False if the chips fail."""
        return self._spoiled().add_next()

    def void(self, booth: int, index: int, opening: int) -> bool:
        """A slip came back unused. False if the chips fail, or show that it was exchanged.

        booth, index: of its activation.
        opening: the place of its opening, as in `Exchanges.of`.
        """
        was_exchanged = lambda: self.exchanges.is_marked(booth, opening, index)  # noqa: E731
        if was_exchanged() or not self._twin.is_ours() or was_exchanged():
            return False
        return self.voided[booth - 1].add(index)

    def return_paper(self) -> bool:
        """Count a voter who gave the paper ballots back and left. False if the chips fail."""
        return self._returned().add_next()

    def slip_taken(self) -> bool:
        """Count a voter who was seen leaving with the slip. False if the chips fail."""
        return self._counter(self._layout.slips_taken).add_next()

    def paper_taken(self) -> bool:
        """Count a voter who was seen leaving with a paper ballot. False if the chips fail."""
        return self._counter(self._layout.papers_taken).add_next()

    def count_typed(self) -> bool:
        """Count a check-in whose number the chair typed. False if the chips fail."""
        return self._counter(self._layout.typed_in).add_next()

    def withdraw_paper(self) -> bool:
        """Count a paper ballot that is defective. False if the chips fail, or there is no room."""
        return self._counter(self._layout.withdrawn).add_next()

    def counts(self) -> dict:
        """All numbers that the protocol takes from the desk, counted from the chips."""
        return {
            "marked": self.marked.marked(),
            "typed_in": self._counter(self._layout.typed_in).marked(),
            "activations": sum(bits.marked() for bits in self.issued),
            "paper_issued": self.paper.marked() + self.exchanges.swapped.marked(),
            "paper_outside": self.outside.marked(),
            "paper_spoiled": self._spoiled().marked(),
            "added": self.added.marked(),
            "slips_returned": sum(bits.marked() for bits in self.voided),
            "slips_exchanged": self.exchanges.count(),
            "slips_changed": sum(bits.marked() for bits in self.exchanges.changed),
            "slips_taken": self._counter(self._layout.slips_taken).marked(),
            "papers_taken": self._counter(self._layout.papers_taken).marked(),
            "paper_withdrawn": self._counter(self._layout.withdrawn).marked(),
            "paper_returned": self._returned().marked(),
        }

    def papers_by_style(self) -> list[tuple[int, int]]:
        """Paper ballots given in the room and outside, of each style."""
        found, size = [], self._each // 8
        for at in range(self._styles):
            paper, outside = [
                Bits(self._twin, bits.address + at * size, self._voters).marked() for bits in (self.paper, self.outside)
            ]
            found.append((paper + self.exchanges.swapped_of(at).marked(), outside))
        return found

    def by_hour(self) -> list[int]:
        """How many voters were marked in each hour of local time, 0 to 23, and last while the time was unknown."""
        return [self._hour(hour).marked() for hour in range(HOURS)]

    def _hour(self, hour: int) -> Bits:
        return Bits(self._twin, self._layout.hours + hour * ((self._voters + 7) // 8), self._voters)

    def _returned(self) -> Bits:
        return self._counter(self._layout.returned)

    def _spoiled(self) -> Bits:
        return self._counter(self._layout.spoiled)

    def _counter(self, address: int) -> Bits:
        return Bits(self._twin, address, self._voters)


def _parts(content: bytes) -> tuple:
    """(row, booth, index, place of the hour, hash of an added voter's number) of an intent."""
    number = lambda at: int.from_bytes(content[at : at + 2], "little")  # noqa: E731
    return number(0), content[2], number(3), number(6), content[8 : 8 + NUMBER_HASH_BYTES]
