"""Which write may follow which: accepts or refuses the journal of the chips, and the runs of the models alike.

The order of an act is a path through one of the tables below; `POWER` stands for power that came. Where a chip fails,
what a boot settles is settled without one, too: `while_chips_fail`.
"""

from __future__ import annotations

from collections.abc import Iterable

from tests.models.writes import BY_NAME

POWER = "POWER"
_CLOSING = ("SORTED_COPY", "SORTED", "BALLOTS_ERASED", "CLEARED", "CLOSED")
_OPENING = {
    "HEADER_ERASED": ("HEADER_WRITTEN",),
    "HEADER_WRITTEN": ("OPENED", "HEADER_ERASED"),  # erased again: nobody took the zero slip, and they try anew
    "TEST_ERASED": ("HEADER_ERASED",),
}
_CLOSE = {
    "CLOSING": ("SORTED_COPY", "SORTED"),
    "SORTED_COPY": ("SORTED",),
    "SORTED": ("BALLOTS_ERASED", "CLEARED"),
    "BALLOTS_ERASED": ("CLEARED",),
    "CLEARED": ("CLOSED",),
    "CLOSED": ("TEST_ERASED",),
}
# An activation that is in use already is not written again.
_BOOTH_WAITS = ("USED", "SLIP_ENTRY", "CANCELLED", "PAUSED", "CLOSING")
_DESK_COUNTED = (
    "PAPER_SPOILED",
    "PAPER_RETURNED",
    "PAPER_WITHDRAWN",
    "PAPER_TAKEN",
    "TYPED_IN",
    "SLIP_TAKEN",
    "SLIP_RETURNED",
)
_DESK_WAITS = ("CHECK_IN_ENTRY", *_DESK_COUNTED, "PAUSED", "CLOSED")

_WHEN_OFF = ("TEST_ERASED", "HEADER_ERASED", "HEADER_WRITTEN", "OPENED")
# After power: the header again, the mark *opened* again, or what was under way.
_UNDER_WAY = ("RECORD", "RECORD_VOID", "CAST_BIT", "SLIP_ENDED", "CAST_FORGOTTEN", "SLIP_FORGOTTEN", "TORN_FORGOTTEN")
BOOTH: dict[str, tuple[str, ...]] = {
    POWER: (*_WHEN_OFF, *_UNDER_WAY, *_BOOTH_WAITS, *_CLOSING),
    "OPENED": (*_UNDER_WAY, *_BOOTH_WAITS, *_CLOSING),
    "USED": _BOOTH_WAITS,
    "CANCELLED": _BOOTH_WAITS,
    "SLIP_ENTRY": ("SLIP_STARTED",),
    "SLIP_STARTED": ("CAST_ENTRY", "SLIP_ENDED"),
    "CAST_ENTRY": ("RECORD",),
    "RECORD": ("CAST_BIT",),
    "RECORD_VOID": ("CAST_FORGOTTEN",),
    "CAST_BIT": ("SLIP_ENDED",),
    "SLIP_ENDED": ("CAST_FORGOTTEN", "SLIP_FORGOTTEN"),
    "CAST_FORGOTTEN": ("SLIP_ENDED", "SLIP_FORGOTTEN"),
    "SLIP_FORGOTTEN": ("TORN_FORGOTTEN", *_BOOTH_WAITS),
    "TORN_FORGOTTEN": ("SLIP_ENDED", "SLIP_FORGOTTEN", *_BOOTH_WAITS),
    "PAUSED": _BOOTH_WAITS,
    **_OPENING,
    **_CLOSE,
}
_GIVEN = ("ISSUED", "PAPER")
_CHECK_IN_UNDER_WAY = ("ADDED_HASH", "HOUR", *_GIVEN, "MARKED", "EXCHANGED", "CHECK_IN_FORGOTTEN")
DESK: dict[str, tuple[str, ...]] = {
    POWER: (*_WHEN_OFF, *_CHECK_IN_UNDER_WAY, *_DESK_WAITS),
    "OPENED": (*_CHECK_IN_UNDER_WAY, *_DESK_WAITS),
    "CHECK_IN_ENTRY": ("ADDED_HASH", "HOUR", *_GIVEN),
    "ADDED_HASH": ("HOUR", *_GIVEN),
    "HOUR": _GIVEN,
    "ISSUED": ("MARKED", "EXCHANGED"),
    "PAPER": ("MARKED", "EXCHANGED"),
    "MARKED": ("CHECK_IN_FORGOTTEN",),
    "EXCHANGED": ("CHECK_IN_FORGOTTEN",),
    "CHECK_IN_FORGOTTEN": _DESK_WAITS,
    **dict.fromkeys(_DESK_COUNTED, _DESK_WAITS),
    "PAUSED": _DESK_WAITS,
    "CLOSED": ("TEST_ERASED",),
    **_OPENING,
}


def while_chips_fail(table: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The same order where chips fail: after any write its undo, another try, or what a boot would settle."""
    loose = {name: (*following, *table[POWER]) for name, following in table.items()}
    for name in ("CAST_FORGOTTEN", "SLIP_STARTED"):
        if name in loose:
            loose[name] += ("CAST_ENTRY",)
    return loose


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
