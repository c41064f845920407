"""Which write may follow which: accepts or refuses the journal of the chips, and the runs of the models alike.

The order of an act is a path through one of the tables below; `POWER` stands for power that came. A day in which a chip
refuses its writes takes more ways than these: it is the models' matter.
"""

from __future__ import annotations

from collections.abc import Iterable

from tests.models.writes import BY_NAME

POWER = "POWER"
_CLOSING = ("SORTED_COPY", "SORTED", "BALLOTS_ERASED", "CLEARED", "CLOSED")
_OPENING = {
    "HEADER_ERASED": ("HEADER_WRITTEN",),
    "HEADER_WRITTEN": ("OPENED",),
}
# Closing is in no model yet: this is its order in device/booth/ballots/closing.py.
_CLOSE = {
    "CLOSING": ("SORTED_COPY", "SORTED"),
    "SORTED_COPY": ("SORTED",),
    "SORTED": ("BALLOTS_ERASED", "CLEARED"),
    "BALLOTS_ERASED": ("CLEARED",),
    "CLEARED": ("CLOSED",),
    "CLOSED": (),
}
_BOOTH_WAITS = ("USED", "PAUSED", "CLOSING")
_DESK_WAITS = ("CHECK_IN_ENTRY", "PAPER_SPOILED", "PAPER_RETURNED", "SLIP_RETURNED", "PAUSED", "CLOSED")

# After power: the header again, the mark *opened* again, or what was under way.
_UNDER_WAY = ("RECORD", "RECORD_VOID", "CAST_BIT", "SLIP_ENDED", "CAST_FORGOTTEN", "SLIP_FORGOTTEN")
BOOTH: dict[str, tuple[str, ...]] = {
    POWER: ("HEADER_ERASED", "HEADER_WRITTEN", "OPENED", *_UNDER_WAY, *_BOOTH_WAITS, *_CLOSING),
    "OPENED": (*_UNDER_WAY, *_BOOTH_WAITS, *_CLOSING),
    "USED": ("SLIP_ENTRY", *_BOOTH_WAITS),
    "SLIP_ENTRY": ("SLIP_STARTED",),
    "SLIP_STARTED": ("CAST_ENTRY", "SLIP_ENDED"),
    "CAST_ENTRY": ("RECORD",),
    "RECORD": ("CAST_BIT",),
    "RECORD_VOID": ("CAST_FORGOTTEN",),
    "CAST_BIT": ("SLIP_ENDED",),
    "SLIP_ENDED": ("CAST_FORGOTTEN", "SLIP_FORGOTTEN"),
    "CAST_FORGOTTEN": ("SLIP_ENDED", "SLIP_FORGOTTEN"),
    "SLIP_FORGOTTEN": ("SLIP_ENTRY", *_BOOTH_WAITS),
    "PAUSED": _BOOTH_WAITS,
    **_OPENING,
    **_CLOSE,
}
_GIVEN = ("ISSUED", "PAPER")
_CHECK_IN_UNDER_WAY = ("ADDED_HASH", "HOUR", *_GIVEN, "MARKED", "CHECK_IN_FORGOTTEN")
DESK: dict[str, tuple[str, ...]] = {
    POWER: ("HEADER_ERASED", "HEADER_WRITTEN", "OPENED", *_CHECK_IN_UNDER_WAY, *_DESK_WAITS),
    "OPENED": (*_CHECK_IN_UNDER_WAY, *_DESK_WAITS),
    "CHECK_IN_ENTRY": ("ADDED_HASH", "HOUR", *_GIVEN),
    "ADDED_HASH": ("HOUR", *_GIVEN),
    "HOUR": _GIVEN,
    "ISSUED": ("MARKED",),
    "PAPER": ("MARKED",),
    "MARKED": ("CHECK_IN_FORGOTTEN",),
    "CHECK_IN_FORGOTTEN": _DESK_WAITS,
    "PAPER_SPOILED": _DESK_WAITS,
    "PAPER_RETURNED": _DESK_WAITS,
    "SLIP_RETURNED": _DESK_WAITS,
    "PAUSED": _DESK_WAITS,
    "CLOSED": (),
    **_OPENING,
}


def wrong_step(names: Iterable[str], table: dict[str, tuple[str, ...]]) -> str | None:
    """Where a row of writes leaves the table, or None. The same name again is the second chip, or the next page."""
    last = POWER
    for at, name in enumerate(names):
        if name not in BY_NAME and name != POWER:
            return f"write {at}: {name} is in no table"
        if name != POWER and name != last and name not in table[last]:
            return f"write {at}: {name} after {last}"
        last = name
    return None
