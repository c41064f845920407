"""What an event log may say (docs/events.md), as a table: who notes it, with which details, and until when."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import Final

from host_tools.formats.cose import KEY_ID_SIZE

BOOTH, DESK = "booth", "desk"
BOTH = (BOOTH, DESK)
SIGNED_HEAD: Final = 1
BOOT, OPENED, CLOSED, COUNTED, REPRINTED, SUSPENDED, RESUMED, SUPERSEDED = 2, 3, 4, 12, 16, 20, 21, 31
BOOTH_OPENED: Final = 39
BOOTH_ENDED: Final = 57
NUMBERED: Final = range(1 << 16)  # a detail that counts entries of its own event: never more than one above them
NONE = (0,)
REASONS = range(1, 57)
EACH_LOGGED, NUMBER_BYTES = 16, 4  # the first refusals of a reason are all logged, then each power of two
START_BYTES: Final = 2  # cause of the start, bits of the parts that it found wrong: `readiness.CAUSES`, `PARTS`
PROTOCOL_BYTES: Final = 34  # SHA-256 of a protocol, u16 its number
BOOTH_OPENED_BYTES: Final = 20  # identity of an opening, u16 its number, u16 slips issued for the booth so far
IDENTITY_BYTES: Final = 16
BOX_LEFT, BOX_BACK = 60, 61
MEMBER_ISSUES: Final = 64
BOX_BYTES: Final = 26  # u16 sets of ballots, 24 bytes for the seal that it left with
ADDING_REFUSED, HOME_REQUESTED, HOME_REFUSED, ASSISTED = 66, 67, 68, 69
HOME_BYTES: Final = 34  # nonce 8, digits of a card 10, sealed, tag 16
SIGNERS_KNOWN: Final = 43
SIGNERS_BYTES: Final = 32  # SHA-256 of the list of who may sign
SIGNED_BYTES: Final = 35  # SHA-256 of a protocol, u16 holder, u8 role


@dataclass(frozen=True)
class Event:
    """One kind of entry.

    while_open_only: never after *closed*.
    counts: its data are the counts of a slip.
    numbered: its data are its number among those of its detail since the terminal's start.
    data_bytes: others that it has.
    """

    name: str
    terminals: tuple[str, ...]
    details: Container[int] = NONE
    while_open_only: bool = False
    counts: bool = False
    numbered: bool = False
    data_bytes: int = 0


EVENTS: dict[int, Event] = {
    SIGNED_HEAD: Event("signed head", BOTH, (1, 2)),
    BOOT: Event("boot", BOTH, (0, 1), data_bytes=START_BYTES),
    OPENED: Event("opened", BOTH, (0, 1, 2), while_open_only=True, data_bytes=START_BYTES),
    CLOSED: Event("closed", BOTH),
    5: Event("cleared", BOTH),
    6: Event("recovered", BOTH, range(5)),
    7: Event("code refused", BOTH, REASONS, numbered=True),
    8: Event("wrong PIN", BOTH),
    9: Event("printer trouble", BOTH, range(7)),
    10: Event("scanner trouble", BOTH),
    11: Event("memory trouble", BOTH, (0, 1, 2)),
    COUNTED: Event("counted", (DESK,), data_bytes=PROTOCOL_BYTES),
    13: Event("sent", (DESK,)),
    14: Event("sending failed", (DESK,), (1, 2, 3, 5, 6, *range(10, 22), 99)),
    15: Event("breach accepted", (DESK,)),
    REPRINTED: Event("printed again", BOTH, NUMBERED),
    17: Event("key stuck", BOTH, range(17)),
    18: Event("session given up", (BOOTH,), (1, 2), while_open_only=True),
    19: Event("check-in refused", (DESK,), REASONS, numbered=True),
    SUSPENDED: Event("suspended", BOTH, while_open_only=True, counts=True),
    RESUMED: Event("resumed", BOTH, while_open_only=True, counts=True),
    22: Event("report printed again", BOTH, NUMBERED),
    23: Event("turnout printed", (DESK,), NUMBERED),
    24: Event("spoiled paper ballot replaced", (DESK,), while_open_only=True),
    26: Event("slip returned", (DESK,), while_open_only=True),
    27: Event("paper returned", (DESK,), while_open_only=True),
    25: Event("hour confirmed", BOTH, (1, 2)),
    30: Event("count began", (DESK,)),
    SUPERSEDED: Event("superseded", (DESK,), NUMBERED, data_bytes=PROTOCOL_BYTES),
    32: Event("touch trouble", BOTH, (0, 1, 2)),
    33: Event("touch calibrated", BOTH, (0, 1)),
    34: Event("opening refused", BOTH),
    35: Event("count failed", (DESK,), (1, 2)),
    36: Event("firmware failed", BOTH, (1, 2, 3)),
    37: Event("kept protocol damaged", (DESK,), NUMBERED),
    38: Event("sealing failed", (BOOTH,), while_open_only=True),
    BOOTH_OPENED: Event("booth opened", (DESK,), range(1, 1000), data_bytes=BOOTH_OPENED_BYTES),
    BOOTH_ENDED: Event("booth ended", (DESK,), range(1, 1000), while_open_only=True, data_bytes=BOOTH_OPENED_BYTES),
    40: Event("opened again", BOTH, range(2, 1 << 16), while_open_only=True),
    41: Event("totals lost", (DESK,), range(1, 1000), data_bytes=IDENTITY_BYTES),
    42: Event("booth left out", (DESK,), range(1, 1000), data_bytes=IDENTITY_BYTES),
    SIGNERS_KNOWN: Event("signers known", (DESK,), while_open_only=True, data_bytes=SIGNERS_BYTES),
    45: Event("slip cancelled", (BOOTH,), (1, 2, 3, 4), while_open_only=True),
    46: Event("slip taken away", (DESK,), while_open_only=True),
    47: Event("paper taken away", (DESK,), while_open_only=True),
    48: Event("defective paper withdrawn", (DESK,), range(1, 10000), while_open_only=True),
    49: Event("counts differ on resuming", BOTH, while_open_only=True),
    44: Event("signed by a person", (DESK,), (0, 1), data_bytes=SIGNED_BYTES),
    50: Event("supply", BOTH, (1, 2, 3, 4), numbered=True),
    51: Event("voltage fell too low", BOTH),
    52: Event("clock set", BOTH, (0, 1), data_bytes=4),
    58: Event("clock drifts", BOTH, (1, 2)),
    56: Event("self-test", BOTH, NUMBERED),
    70: Event("replacement slip printed", (DESK,)),
    71: Event("place taken by a spare", (DESK,), data_bytes=KEY_ID_SIZE),
    62: Event("desk reported", (DESK,), data_bytes=SIGNERS_BYTES),
    MEMBER_ISSUES: Event("member issues", (DESK,), range(1, 1000), while_open_only=True, data_bytes=18),
    63: Event("desk dead", (DESK,), range(2, 7)),
    BOX_LEFT: Event("portable box left", (DESK,), while_open_only=True, data_bytes=BOX_BYTES),
    BOX_BACK: Event("portable box back", (DESK,), (0, 1), data_bytes=BOX_BYTES),
    ADDING_REFUSED: Event("adding refused", (DESK,), range(1, 6), while_open_only=True),
    HOME_REQUESTED: Event("request to vote at home", (DESK,), while_open_only=True, data_bytes=HOME_BYTES),
    HOME_REFUSED: Event("request to vote at home refused", (DESK,), while_open_only=True),
    ASSISTED: Event("voter with a helper", (DESK,), while_open_only=True),
    53: Event("seals put on", (DESK,), data_bytes=1),
    54: Event("seal", (DESK,), data_bytes=24),
    55: Event("seals compared", (DESK,), (0, 1), data_bytes=3),
}
COUNTS_IN_DATA = {BOOTH: 5, DESK: 6}  # of the slip of a suspension, u16 each
