"""How far apart two writings are, as people mistype: one slip, or more."""

from __future__ import annotations

import datetime as dt


def one_slip(one: str, other: str) -> bool:
    """Whether a single slip makes one text of the other: a letter changed, left out, put in, or two neighbours swapped.

    Equal texts are no slip apart.
    """
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    rest, others = one[start:], other[start:]
    if len(one) == len(other):
        swapped = rest[:2] == others[1::-1] if len(rest) > 1 else False
        return rest[1:] == others[1:] or (swapped and rest[2:] == others[2:])
    longer, shorter = (rest, others) if len(rest) > len(others) else (others, rest)
    return longer[1:] == shorter


def near_dates(one: dt.date, other: dt.date) -> bool:
    """Whether one date may be the other mistyped: day and month exchanged, or one slip in its digits."""
    if one.year == other.year and (one.month, one.day) == (other.day, other.month):
        return True
    return one_slip(one.strftime("%Y%m%d"), other.strftime("%Y%m%d"))
