"""A desk's two chip images, read for themselves (formats, section 6)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from host_tools.errors import VerifyingError
from host_tools.formats import desk_cartridge as layout
from host_tools.formats.cartridge import LOG_ENTRY_BYTES, fallen_bits, header_page, in_opening_of
from host_tools.formats.desk_cartridge import DeskHeader
from host_tools.formats.places import FIRST_DESK, desk_number, is_desk
from host_tools.verifying.intents import Intents, read_intents
from host_tools.verifying.state_marks import StateMarks, read_marks
from host_tools.verifying.twin import Bits, Twin

ROW_SETS = ("marked", "paper", "outside")  # a bit a row of the list
GIVEN = ("paper", "outside", "swapped")  # of each ballot style in turn
# The next free bit each time, so that each holds a number and no row.
COUNTED = ("spoiled", "returned", "swapped", "withdrawn", "slips taken", "papers taken", "typed in")


class DeskImagesError(VerifyingError):
    """Two images that are not of one desk's cartridge."""


class DeskCartridge:
    """Two images of one desk's cartridge. known: headers that it may have, to recognise one with fallen bits."""

    def __init__(self, image_a: bytes, image_b: bytes, known: Sequence[DeskHeader] = ()) -> None:
        """DeskImagesError: of different size, or without one header that both agree on."""
        headers = [found for found in map(layout.read_header, (image_a, image_b)) if found]
        if not headers:
            headers = [found for image in (image_a, image_b) if (found := recognise(image, known))]
        if len(image_a) != len(image_b) or not headers or headers[0] != headers[-1]:
            raise DeskImagesError("the two images are not of one desk's cartridge; read both chips out again")
        self.header, self.header_page = headers[0]
        self.images = (image_a, image_b)
        self.twin = Twin(image_a, image_b)
        self.regions = layout.regions(self.header)

    def rows(self, name: str) -> Bits:
        """A set of rows of the list: `marked`, `paper` or `outside`; or a counter, of COUNTED."""
        return _any(self.given(name)) if name in GIVEN else self.twin.bits(self.regions[name], self.header.rows)

    def given(self, name: str) -> list[Bits]:
        """The same of each ballot style. name: of GIVEN."""
        size, styles = self.header.row_bytes, range(self.header.styles or 1)
        return [self.twin.bits(self.regions[name], self.header.rows, at * size) for at in styles]

    def issued(self, booth: int) -> Bits:
        """Activation indices that were issued for a booth (1 and up)."""
        return self.twin.bits(self.regions[f"issued {booth}"], self.header.indices)

    def voided(self, booth: int) -> Bits:
        """Activation indices of a booth (1 and up) whose slips came back unused."""
        return self.twin.bits(self.regions[f"voided {booth}"], self.header.indices)

    def changed(self, booth: int) -> Bits:
        """Activation indices of a booth that it cancelled, and for whose slips another or paper was given."""
        return self.twin.bits(self.regions[f"changed {booth}"], self.header.indices)

    def exchanged(self, booth: int, opening: int) -> Bits:
        """Activation indices of a booth's opening whose slips were exchanged. opening: its place in the log, from 0."""
        return self.twin.bits(
            self.regions[f"exchanged {booth}"], self.header.indices, opening * ((self.header.indices + 7) // 8)
        )

    def hour(self, number: int) -> Bits:
        """The counter of one hour of local time, or of the unknown time."""
        return self.twin.bits(self.regions["hours"], self.header.rows, number * self.header.row_bytes)

    def added(self) -> Bits:
        """Marks in the rows for voters who were added on the day."""
        first = self.header.rows - self.header.added
        marked = self.rows("marked")
        return Bits(marked.sure[first:], marked.possible[first:])

    def by_certificate(self) -> Bits:
        """Of these, voters with a certificate: either chip's note says so, since its bits can only fall."""
        added, notes = self.added(), self.number_hashes()
        blank = b"\xff" * layout.NUMBER_HASH_BYTES
        here = np.array([any(note != blank and note[layout.NUMBER_BYTES] for note in pair) for pair in notes], bool)
        return Bits(added.sure & here, added.possible & here)

    def number_hashes(self) -> list[tuple[bytes, bytes]]:
        """(first chip's, second chip's) note of each added row: hash of the number, ground; FF if there is none."""
        return self.twin.entries(self.regions["added"], layout.NUMBER_HASH_BYTES)

    def bits(self) -> dict[str, Bits]:
        """What the protocol takes from the desk's records, as sets of bits, by the desk's names."""
        booths = range(1, self.header.booths + 1)
        return {
            "marked": self.rows("marked"), "activations": _together([self.issued(booth) for booth in booths]),
            "slips_returned": _together([self.voided(booth) for booth in booths]),
            "slips_exchanged": _together(
                [self.exchanged(booth, at) for booth in booths for at in range(layout.EXCHANGE_SETS)]
            ),
            "slips_changed": _together([self.changed(booth) for booth in booths]),
            "slips_taken": self.rows("slips taken"), "papers_taken": self.rows("papers taken"),
            "typed_in": self.rows("typed in"),
            "paper_withdrawn": self.rows("withdrawn"), "paper_returned": self.rows("returned"),
            "paper_issued": _together([*self.given("paper"), *self.given("swapped")]),
            "paper_outside": _together(self.given("outside")), "paper_spoiled": self.rows("spoiled"),
            "added": self.added(), "by_certificate": self.by_certificate(),
        }  # fmt: skip

    def counts(self) -> dict[str, int]:
        """The same as numbers, as both chips say."""
        return {name: bits.least for name, bits in self.bits().items()}

    def by_hour(self) -> list[int]:
        """Voters marked in each hour of local time, and last while the time was not known."""
        return [self.hour(number).least for number in range(layout.HOURS)]

    def state(self) -> StateMarks:
        """The state marks of both chips."""
        return read_marks(self.twin)

    def intents(self) -> Intents:
        """Check-ins: settled, and under way."""
        return read_intents(self.twin, self.regions["intents"])

    def log_entries(self, chip: int) -> list[bytes]:
        """The 64-byte entries of one chip's event log, blank ones too."""
        return [copies[chip] for copies in self.twin.entries(self.regions["log"], LOG_ENTRY_BYTES)]


def _any(parts: Sequence[Bits]) -> Bits:
    return Bits(np.any([bits.sure for bits in parts], axis=0), np.any([bits.possible for bits in parts], axis=0))


def _together(parts: Sequence[Bits]) -> Bits:
    return Bits(np.concatenate([bits.sure for bits in parts]), np.concatenate([bits.possible for bits in parts]))


def is_of_desk(image: bytes, known: Sequence[DeskHeader] = ()) -> bool:
    """Does an image begin with a desk's header?"""
    return layout.read_header(image) is not None or recognise(image, known) is not None


def desk_of(image: bytes, known: Sequence[DeskHeader]) -> int:
    """The number of the desk that an image is of; the first one's where its header says nothing."""
    found = layout.read_header(image) or recognise(image, known)
    terminal = found[0].terminal if found else FIRST_DESK
    return desk_number(terminal) if is_desk(terminal) else 1


def recognise(image: bytes, known: Sequence[DeskHeader]) -> tuple[DeskHeader, bytes] | None:
    """Which of the known headers an image begins with, but for a few fallen bits."""
    for expected in known:
        header = in_opening_of(image, expected)
        page = header_page(header)
        log = layout.regions(header)["log"]
        if log.begin + log.size <= len(image) and fallen_bits(image[: len(page)], page) is not None:
            return header, page
    return None
