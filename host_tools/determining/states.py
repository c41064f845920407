"""The state of a precinct's result: two pure tables, how far it has come and what counts.

How far it has come follows from objects that were received; what counts follows from the commission's rulings.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from host_tools.formats.rulings import Act


class Progress(StrEnum):
    """How far a precinct's result has come.

    RECEIVED: its desk's protocol is signed and its chain leads back to number 1.
    PROVED: the sealed totals of all booths are there, and the opening proof holds.
    ACCEPTED: its equations hold, or the commission explained in the protocol those that people can break.
    """

    EXPECTED = "expected"
    MISSING = "missing"
    RECEIVED = "received"
    PROVED = "proved"
    ACCEPTED = "accepted"


class Standing(StrEnum):
    """What the commission says of it."""

    STANDS = "stands"
    DISPUTED = "disputed"
    UNDER_APPEAL = "under appeal"
    RECOUNT_ORDERED = "recount ordered"
    RECOUNTED = "recounted"
    ANNULLED = "annulled"
    ANNULLED_PORTABLE_BOX = "annulled for the portable box"


_S = Standing
OPEN = (_S.STANDS, _S.DISPUTED, _S.UNDER_APPEAL, _S.RECOUNT_ORDERED, _S.RECOUNTED)
# act -> (the standings in which it can be made, the standing after it)
ACTS: dict[Act, tuple[tuple[Standing, ...], Standing]] = {
    "dispute": ((_S.STANDS, _S.RECOUNTED), _S.DISPUTED),
    "appeal": ((_S.STANDS, _S.DISPUTED, _S.RECOUNTED, _S.ANNULLED, _S.ANNULLED_PORTABLE_BOX), _S.UNDER_APPEAL),
    "order_recount": ((_S.STANDS, _S.DISPUTED, _S.UNDER_APPEAL, _S.RECOUNTED), _S.RECOUNT_ORDERED),
    "uphold": ((_S.DISPUTED, _S.UNDER_APPEAL, _S.RECOUNT_ORDERED), _S.STANDS),
    "annul": ((*OPEN, _S.ANNULLED_PORTABLE_BOX), _S.ANNULLED),
    "annul_portable_box": (OPEN, _S.ANNULLED_PORTABLE_BOX),
}
# Whose votes are in the totals at all, and whose are in the totals of what nobody contests.
IN_TOTALS = frozenset(OPEN) | {_S.ANNULLED_PORTABLE_BOX}
UNCONTESTED = frozenset({_S.STANDS, _S.RECOUNTED, _S.ANNULLED_PORTABLE_BOX})


class Impossible(NamedTuple):
    """An act that cannot be made now. text: a sentence."""

    text: str


def after(standing: Standing, act: Act) -> Standing | Impossible:
    """The standing after an act."""
    before, then = ACTS[act]
    if standing not in before:
        possible = ", ".join(name for name, (places, _) in ACTS.items() if standing in places)
        words = f"the act {act} does not follow where a result is {standing}"
        return Impossible(f"{words}; possible is: {possible or 'nothing'}")
    if act == "uphold" and standing == Standing.RECOUNT_ORDERED:
        return Standing.RECOUNTED
    return then
