"""Where things are on a desk's cartridge (formats, section 6), and its header."""

from __future__ import annotations

from typing import Annotated, ClassVar

from host_tools.formats.cartridge import (
    ANY_OPENING,
    INTENT_BYTES,
    LOG_ENTRY_BYTES,
    MARK_BYTES,
    SECTOR_BYTES,
    STATE_AT,
    Opening,
    Region,
    header_of,
    placed,
)
from host_tools.formats.definitions import Election, OpenedHeader, Precinct
from host_tools.formats.objects import PositiveInt
from host_tools.formats.payload import Bytes32, Key, UInt
from host_tools.formats.places import terminal_of_desk

HOURS = 25  # hours of local time, and one for the time that nobody knew
NUMBER_HASH_BYTES = 16
NUMBER_BYTES = 11  # of them the hash; then a byte that is not 0 for a certificate, and 4 of its keyed hash
EXCHANGE_SETS = 8  # openings of a booth whose slips can be exchanged
CLOSED_MARK, FIRST_PAUSE, LAST_PAUSE = 4, 16, (SECTOR_BYTES - STATE_AT) // MARK_BYTES - 1
# Layout of a desk: booths; packed voters per added one, and the least number added; intents; log entries.
MOST_BOOTHS = 64
ADDED_PART, LEAST_ADDED, SPARE_INTENTS, LOG_ENTRIES = 10, 50, 256, 4096


class DeskHeader(OpenedHeader):
    """Sizes of a desk's regions. rows: of the list, of which the last `added` are for voters added on the day."""

    KIND: ClassVar[str] = "H2"
    terminal: Annotated[UInt, Key(4)]
    indices: Annotated[UInt, Key(8)]
    intents: Annotated[UInt, Key(10)]
    log_entries: Annotated[UInt, Key(11)]
    rows: Annotated[UInt, Key(12)]
    booths: Annotated[UInt, Key(13)]
    list_state: Annotated[Bytes32, Key(14)]
    added: Annotated[UInt, Key(15)]
    styles: Annotated[PositiveInt | None, Key(19)] = None

    @property
    def row_bytes(self) -> int:
        """Bytes of a bit a row."""
        return (self.rows + 7) // 8

    @property
    def given_bytes(self) -> int:
        """Bytes of a bit a row and style, for paper that was given."""
        return self.row_bytes * (self.styles or 1)


def desk_header(
    precinct: Precinct, election: Election, list_state: bytes, opening: Opening = ANY_OPENING, desk: int = 1
) -> DeskHeader:
    """The header that a desk writes for a precinct.

    list_state: what a next supplement would follow. desk: its number; only the first one adds voters on the day.
    """
    voters = precinct.every_desk[desk - 1].voters
    most_added = max(LEAST_ADDED, voters // ADDED_PART)
    added = most_added if election.settings.get("add_voters", True) and desk == 1 else 0
    rows = (voters + most_added + 7) // 8 * 8 + added  # rows of those added on the day begin at a byte
    return DeskHeader(
        election=precinct.election,
        precinct=precinct.precinct,
        mode=precinct.mode,
        terminal=terminal_of_desk(desk),
        indices=max(election.indices(booth.slots) for booth in precinct.booths),
        intents=rows + SPARE_INTENTS,
        log_entries=LOG_ENTRIES,
        rows=rows,
        booths=len(precinct.booths),
        list_state=list_state,
        added=added,
        opening=opening.identity,
        openings=opening.number,
        styles=len(election.styles) if election.styles else None,
    )


def regions(header: DeskHeader) -> dict[str, Region]:
    """Every region behind the header sector, by name, in order; `issued 1` is the first booth's."""
    sizes = {"marked": header.row_bytes, "paper": header.given_bytes, "outside": header.given_bytes}
    sizes |= {name: header.row_bytes for name in ("spoiled", "returned")}
    sizes |= {"hours": HOURS * header.row_bytes, "added": header.added * NUMBER_HASH_BYTES}
    sizes |= {f"issued {booth}": (header.indices + 7) // 8 for booth in range(1, header.booths + 1)}
    sizes |= {f"voided {booth}": (header.indices + 7) // 8 for booth in range(1, header.booths + 1)}
    exchanged = EXCHANGE_SETS * ((header.indices + 7) // 8)
    sizes |= {f"exchanged {booth}": exchanged for booth in range(1, header.booths + 1)}
    sizes |= {f"changed {booth}": (header.indices + 7) // 8 for booth in range(1, header.booths + 1)}
    sizes |= {"swapped": header.given_bytes}
    sizes |= {name: header.row_bytes for name in ("withdrawn", "slips taken", "papers taken", "typed in")}
    sizes |= {"intents": header.intents * INTENT_BYTES, "log": header.log_entries * LOG_ENTRY_BYTES}
    return placed(sizes)


def read_header(image: bytes) -> tuple[DeskHeader, bytes] | None:
    """(header, its page) of a chip image; None if no complete header of a desk is found, or the layout does not fit."""
    found = header_of(image, DeskHeader)
    if found is None or found[0].booths > MOST_BOOTHS or found[0].added > found[0].rows:
        return None
    log = regions(found[0])["log"]
    return found if log.begin + log.size <= len(image) else None
