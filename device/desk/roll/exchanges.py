"""Slips of a booth's earlier openings that were exchanged: a bit for each activation index, a set for each opening.

Giving the new slip and marking the old one is one act, carried out from one entry like a check-in
(docs/cast-protocol.md, section 4a). It names no voter: whoever holds the slip is marked already.
"""

from formats import payloads
from storage.bits import Bits
from storage.layout import EXCHANGE_SETS, Layout
from storage.twin import Twin

_KIND_AT = 24  # of the entry's content; a check-in has a zero there
_KIND = 1


def is_exchange(content: bytes) -> bool:
    """True if an entry is of an exchange, not of a check-in."""
    return content[_KIND_AT : _KIND_AT + 1] == bytes((_KIND,))


class Exchanges:
    """The sets on two chips.

    twin: the two chips.
    header: the cartridge's.
    issued, voided: `Bits` of each booth.
    """

    def __init__(self, twin: Twin, header: payloads.CartridgeHeader, issued: list[Bits], voided: list[Bits]):
        self._twin, self._regions, self._indices = twin, Layout(header).exchanged, header.indices
        self._issued, self._voided = issued, voided

    def of(self, booth: int, opening: int) -> Bits:
        """Indices of one opening whose slips were exchanged.

        booth: number, from 1.
        opening: its place among those of the booth that the desk knows, from 0 to EXCHANGE_SETS - 1.
        """
        address = self._regions[booth - 1] + opening * self._set_bytes()
        return Bits(self._twin, address, self._indices)

    def count(self) -> int:
        """How many slips were exchanged, counted from the chips by two looks."""
        total, booths = 0, range(1, len(self._regions) + 1)
        for booth in booths:
            if not self._twin.shows_blank(self._regions[booth - 1], EXCHANGE_SETS * self._set_bytes()):
                total += sum([self.of(booth, opening).marked() for opening in range(EXCHANGE_SETS)])
        return total

    def _set_bytes(self) -> int:
        return (self._indices + 7) // 8

    def permits(self, content: bytes) -> bool:
        """True if the old slip was issued and neither exchanged nor returned, and the new index is free.

        content: of an entry. For each mark one chip decides: either forbids.
        """
        booth, index, opening, old_index, old_booth = _parts(content)
        if old_index in self.of(old_booth, opening) or old_index in self._voided[old_booth - 1]:
            return False
        return old_index in self._issued[old_booth - 1] and index not in self._issued[booth - 1]

    def mark(self, content: bytes) -> bool:
        """Set both marks of an entry; one already set stays. False if one is then on neither chip."""
        booth, index, opening, old_index, old_booth = _parts(content)
        return self._issued[booth - 1].add(index) and self.of(old_booth, opening).add(old_index)


def content_of(booth: int, index: int, opening: int, old_booth: int, old_index: int) -> bytes:
    """What an entry says; booth and index stand where a check-in has them.

    booth, index: of the new slip.
    opening: the place of the old slip's opening, as in `Exchanges.of`.
    old_booth, old_index: of the old slip.
    """
    head = b"\xff\xff" + bytes((booth,)) + index.to_bytes(2, "little") + bytes((opening,))
    head += old_index.to_bytes(2, "little") + bytes((old_booth,))
    return head + bytes(_KIND_AT - len(head)) + bytes((_KIND,))


def _parts(content: bytes) -> tuple[int, int, int, int, int]:
    """(booth, index, opening, old index, old booth) of an entry."""
    index, old_index = [int.from_bytes(content[at : at + 2], "little") for at in (3, 6)]
    return content[2], index, content[5], old_index, content[8]
