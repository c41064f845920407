"""The two chip images of a ballot cartridge, read for themselves (formats, section 6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from host_tools.errors import VerifyingError
from host_tools.formats import cartridge
from host_tools.formats.definitions import CartridgeHeader
from host_tools.verifying.intents import Intents, read_intents
from host_tools.verifying.state_marks import StateMarks, read_marks
from host_tools.verifying.stored_records import Records, read_records
from host_tools.verifying.twin import Bits, Flags, Twin

STARTED, ENDED_CAST, ENDED_SPOILED, ENDED_CHALLENGED = range(4)  # bits of a slip's four


class CartridgeError(VerifyingError):
    """Images that are no cartridge. The message says why and what to do."""


@dataclass(frozen=True)
class Slips:
    """Printed ballot slips by how they ended, as both chips say. states: the four bits of each.

    unfinished: without an end; impossible: those whose bits no slip can have, whichever chip one believes.
    """

    started: int
    cast: int
    spoiled: int
    challenged: int
    unfinished: int
    impossible: int
    states: Bits

    @property
    def cast_bits(self) -> Bits:
        """Slips that were cast."""
        return self._of(ENDED_CAST)

    @property
    def spoiled_bits(self) -> Bits:
        """Slips that were spoiled."""
        return self._of(ENDED_SPOILED)

    @property
    def challenged_bits(self) -> Bits:
        """Slips whose ballot was challenged."""
        return self._of(ENDED_CHALLENGED)

    def _of(self, bit: int) -> Bits:
        return Bits(*(part.reshape(-1, 4)[:, bit] for part in (self.states.sure, self.states.possible)))


class Cartridge:
    """Two images of one cartridge. header comes from whichever chip holds it whole.

    known: headers that it may have, so that one with a few fallen bits is still recognised.
    """

    def __init__(self, image_a: bytes, image_b: bytes, known: Sequence[CartridgeHeader] = ()) -> None:
        """CartridgeError: of different size, without a header, or of two different cartridges."""
        if len(image_a) != len(image_b):
            raise CartridgeError(f"the images have {len(image_a)} and {len(image_b)} bytes; read both chips out again")
        whole = [found for found in (cartridge.read_header(image) for image in (image_a, image_b)) if found is not None]
        if not whole:
            whole = [found for image in (image_a, image_b) if (found := cartridge.recognise(image, known)) is not None]
        if not whole:
            raise CartridgeError(
                "neither image begins with a whole header of a booth's cartridge; is it empty, the desk's, or damaged?"
            )
        if len(whole) == 2 and whole[0] != whole[1]:
            raise CartridgeError("the two images are of different cartridges; give both chips of one booth")
        self.header: CartridgeHeader = whole[0][0]
        self.header_page: bytes = whole[0][1]
        self.images = (image_a, image_b)
        self.twin = Twin(image_a, image_b)
        self.regions = cartridge.regions(self.header)

    def state(self) -> StateMarks:
        """The state marks of both chips."""
        return read_marks(self.twin)

    def marks(self) -> dict[str, bool]:
        """Which states the cartridge has been through: set on either chip, by most of a mark's bits."""
        return self.state().named()

    def in_use_bits(self) -> Bits:
        """Activation indices that were used."""
        return self.twin.bits(self.regions["in use"], self.header.indices)

    def cast_bits(self) -> Bits:
        """Activation indices that a ballot was cast with."""
        return self.twin.bits(self.regions["cast"], self.header.indices)

    def cancelled_bits(self) -> Bits:
        """Activation indices that the chair cancelled."""
        return self.twin.bits(self.regions["cancelled"], self.header.indices)

    def in_use(self) -> int:
        """How many activation indices were used, as both chips say."""
        return self.in_use_bits().least

    def cast(self) -> int:
        """How many a ballot was cast with, as both chips say."""
        return self.cast_bits().least

    def slips(self) -> Slips:
        """Counts of printed slips."""
        bits = self.twin.bits(self.regions["slips"], self.header.slips * 4)
        sure, possible = bits.sure.reshape(-1, 4), bits.possible.reshape(-1, 4)
        started, ends = sure[:, STARTED], sure[:, ENDED_CAST:]
        impossible = (ends.sum(axis=1) > 1) | (ends.any(axis=1) & ~possible[:, STARTED])
        ended = possible[:, ENDED_CAST:].any(axis=1)
        return Slips(
            started=_count(sure[:, STARTED]),
            cast=_count(sure[:, ENDED_CAST]),
            spoiled=_count(sure[:, ENDED_SPOILED]),
            challenged=_count(sure[:, ENDED_CHALLENGED]),
            unfinished=_count(started & ~ended),
            impossible=_count(impossible),
            states=bits,
        )

    def intents(self) -> Intents:
        """Casts: settled, and under way."""
        return read_intents(self.twin, self.regions["intents"])

    def pending_intents(self) -> int:
        """Casts that were under way: entries neither erased nor overwritten on either chip."""
        return len(self.intents().pending)

    def records(self, region: str, tag_key: bytes | None) -> Records:
        """The records of the region `ballots` or `sorted`.

        tag_key: from the sealed totals. Without it a record counts as whole when both chips agree on it.
        """
        return read_records(self.twin, self.regions[region], self.header, tag_key)

    def differences(self) -> dict[str, int]:
        """Bytes in which the chips differ, by region, where they do."""
        begin = {"header": (0, cartridge.STATE_AT), "state": (cartridge.STATE_AT, cartridge.SECTOR_BYTES)}
        begin |= {name: (region.begin, region.begin + region.size) for name, region in self.regions.items()}
        first, second = self.twin.arrays
        counts = {name: int((first[a:b] != second[a:b]).sum()) for name, (a, b) in begin.items()}
        return {name: count for name, count in counts.items() if count}

    def log_entries(self, chip: int) -> list[bytes]:
        """The 64-byte entries of one chip's event log, blank ones too."""
        return [copies[chip] for copies in self.twin.entries(self.regions["log"], cartridge.LOG_ENTRY_BYTES)]


def _count(flags: Flags) -> int:
    return int(flags.sum())
