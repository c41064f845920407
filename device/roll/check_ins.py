"""Who was checked in, and which activations went out: two sets of bits with nothing that joins them.

Marking a voter and issuing an activation is one act. Its intent keeps the two together only until the slip is on paper,
so that a power cut can print the same slip again; then zeros go over it.
"""

from storage.bits import Bits
from storage.intents import Intents
from storage.layout import BOOTHS, INDICES, INTENTS, VOTERS, Layout
from storage.twin import Twin

PAPER = 0  # in place of a booth number: a paper ballot


class CheckIns:
    """The desk's marks on two chips."""

    def __init__(self, twin: Twin, header: dict, intent_key: bytes, drbg):
        layout = Layout(header)
        self._drbg = drbg
        self.marked = Bits(twin, layout.marked, header[VOTERS])
        self.paper = Bits(twin, layout.paper, header[VOTERS])
        self.issued = [Bits(twin, layout.issued[booth], header[INDICES]) for booth in range(header[BOOTHS])]
        self._intents = Intents(twin, layout.intents, header[INTENTS], intent_key)

    def draw(self, booth: int) -> int | None:
        """A random unused activation index of a booth (1 and up); None when all are out."""
        return self.issued[booth - 1].draw_free(self._drbg)

    def begin(self, row: int, booth: int, index: int) -> int | None:
        """Mark voter and index (booth PAPER: a paper ballot). Returns what `finish` takes, None on failure."""
        intent = self._intents.begin(row.to_bytes(2, "little") + bytes((booth,)) + index.to_bytes(2, "little"))
        if intent is not None and not self._mark(row, booth, index):
            self._intents.finish(intent)
            return None
        return intent

    def _mark(self, row: int, booth: int, index: int) -> bool:
        other = self.paper.add(row) if booth == PAPER else self.issued[booth - 1].add(index)
        return other and self.marked.add(row)

    def finish(self, intent: int) -> None:
        """The slip is on paper: forget who got it."""
        self._intents.finish(intent)

    def recover(self) -> tuple[int, int, int] | None:
        """At boot: (intent, booth, index) of a check-in whose slip may not have come out; its marks are made first."""
        pending = None
        for intent, content in self._intents.pending():
            if content is not None:
                row, booth = int.from_bytes(content[:2], "little"), content[2]
                index = int.from_bytes(content[3:5], "little")
                if self._mark(row, booth, index):
                    pending = (intent, booth, index)
                    continue
            self._intents.finish(intent)  # torn, or never marked: no slip without its voter's mark
        return pending

    def counts(self) -> dict:
        """Marked voters, activation slips by booth, paper ballots, counted from the chips."""
        return {
            "marked": self.marked.marked(),
            "activations": sum(bits.marked() for bits in self.issued),
            "paper_issued": self.paper.marked(),
        }
