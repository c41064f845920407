"""Slips for which another one or paper was given: a bit for each activation index.

Of a booth's earlier openings people decide, and each opening has a set of its own. Of an opening that goes on the booth
has said that the slip is cancelled, and there is one set for all openings.

Giving the new slip and marking the old one is one act, carried out from one entry like a check-in
(docs/cast-protocol.md, section 4a). It names no voter: whoever holds the slip is marked already.
"""

from formats import payloads
from storage.bits import Bits
from storage.layout import EXCHANGE_SETS, Layout
from storage.twin import Twin

_KIND_AT = 24  # of the entry's content; a check-in has a zero there
EXCHANGED, CHANGED = 1, 2  # people say that the slip was not used; its booth says so
PAPER = 0  # in place of a booth number


def is_exchange(content: bytes) -> bool:
    """True if an entry is of an exchange, not of a check-in."""
    return content[_KIND_AT : _KIND_AT + 1] in (bytes((EXCHANGED,)), bytes((CHANGED,)))


class Exchanges:
    """The sets on two chips.

    twin: the two chips.
    header: the cartridge's.
    issued, voided: `Bits` of each booth.
    """

    def __init__(self, twin: Twin, header: payloads.CartridgeHeader, issued: list[Bits], voided: list[Bits]):
        self._twin, self._regions, self._indices = twin, Layout(header).exchanged, header.indices
        self._issued, self._voided = issued, voided
        layout = Layout(header)
        self.changed = [Bits(twin, address, header.indices) for address in layout.changed]
        # Counters, one of each style: paper given for a slip.
        self._rows, self._swapped_at, each = header.rows, layout.swapped, (header.rows + 7) // 8 * 8
        self.swapped = Bits(twin, layout.swapped, each * header.styles if header.styles else header.rows)

    def of(self, booth: int, opening: int) -> Bits:
        """Indices of one opening whose slips were exchanged.

        booth: number, from 1.
        opening: its place among those of the booth that the desk knows, from 0 to EXCHANGE_SETS - 1.
        """
        address = self._regions[booth - 1] + opening * self._set_bytes()
        return Bits(self._twin, address, self._indices)

    def swapped_of(self, style: int) -> Bits:
        """The part of `swapped` that is one style's. style: from 0."""
        return Bits(self._twin, self._swapped_at + style * ((self._rows + 7) // 8), self._rows)

    def next_paper(self, style: int) -> int | None:
        """The next number of `swapped` for a style, from 0; None if no paper can be counted any more."""
        number = self.swapped_of(style).first_blank()
        return None if number is None else style * ((self._rows + 7) // 8 * 8) + number

    def count(self) -> int:
        """How many slips were exchanged, counted from the chips by two looks."""
        total, booths = 0, range(1, len(self._regions) + 1)
        for booth in booths:
            if not self._twin.shows_blank(self._regions[booth - 1], EXCHANGE_SETS * self._set_bytes()):
                total += sum([self.of(booth, opening).marked() for opening in range(EXCHANGE_SETS)])
        return total

    def is_marked(self, booth: int, opening: int, index: int) -> bool:
        """True if another slip or paper was given for this one already. booth, opening: as for `of`."""
        if index in self.changed[booth - 1]:
            return True
        return opening < EXCHANGE_SETS and index in self.of(booth, opening)

    def _set_bytes(self) -> int:
        return (self._indices + 7) // 8

    def permits(self, content: bytes) -> bool:
        """True if the old slip was issued and neither exchanged nor returned, and the new index is free.

        content: of an entry. For each mark one chip decides: either forbids.
        """
        booth, index, opening, old_index, old_booth = _parts(content)
        if self.is_marked(old_booth, opening, old_index) or old_index in self._voided[old_booth - 1]:
            return False
        return old_index in self._issued[old_booth - 1] and index not in self._new(booth)

    def _new(self, booth: int) -> Bits:
        """Where what is given is marked. booth: of the new slip, or PAPER."""
        return self.swapped if booth == PAPER else self._issued[booth - 1]

    def mark(self, content: bytes, with_count: bool = True) -> bool:
        """Set both marks of an entry; one already set stays. False if one is then on neither chip.

        with_count: False tolerates paper that is not counted, if its cell is worn on both chips.
        """
        booth, index, opening, old_index, old_booth = _parts(content)
        if not self._new(booth).add(index) and (with_count or booth != PAPER):
            return False
        is_changed = content[_KIND_AT] == CHANGED
        return (self.changed[old_booth - 1] if is_changed else self.of(old_booth, opening)).add(old_index)


def content_of(kind: int, booth: int, index: int, opening: int, old_booth: int, old_index: int) -> bytes:
    """What an entry says; booth and index stand where a check-in has them.

    kind: EXCHANGED or CHANGED.
    booth, index: of the new slip; for paper PAPER and the next number of `Exchanges.swapped`.
    opening: the place of the old slip's opening, as in `Exchanges.of`.
    old_booth, old_index: of the old slip.
    """
    head = b"\xff\xff" + bytes((booth,)) + index.to_bytes(2, "little") + bytes((opening,))
    head += old_index.to_bytes(2, "little") + bytes((old_booth,))
    return head + bytes(_KIND_AT - len(head)) + bytes((kind,))


def _parts(content: bytes) -> tuple[int, int, int, int, int]:
    """(booth, index, opening, old index, old booth) of an entry."""
    index, old_index = [int.from_bytes(content[at : at + 2], "little") for at in (3, 6)]
    return content[2], index, content[5], old_index, content[8]
