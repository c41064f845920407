"""Frauds with openings: a booth opened once more, unseen, unexplained, or counted for another opening."""

from __future__ import annotations

import struct
from hashlib import sha256

from host_tools.formats import cartridge, desk_cartridge, events
from host_tools.formats.objects import EndedLine, UnopenedBooth
from tests.host_tools.good_day import GoodDay
from tests.host_tools.verifying.frauds.case import SAME, Day, Fraud, Must, flip, overwrite, red

_AGAIN = sha256(b"a second opening").digest()[:16]
_UNSEEN = Must("unproven", "was opened as")


def _zero(day: Day, **changes: object) -> None:
    """One more zero report of booth 1, of its second opening."""
    again = {"opening": _AGAIN, "openings": 2, "reason": "The cartridge died at noon.", **changes}
    day.files["zero-1-again.cose"] = day.made.zero(1, **again)


def _known_to_the_desk(day: Day, issued_before: int) -> None:
    """The desk has noted a second opening of booth 1."""

    class Again(GoodDay):
        def booths_known(self) -> list:
            return [*super().booths_known(), (39, 1, _AGAIN + struct.pack("<HH", 2, issued_before))]

    entries, _ = Again().desk_log((12, 0), (1, 0), (13, 0), (1, 0))
    at = desk_cartridge.regions(day.made.desk_header())["log"].begin
    day.alter("desk", overwrite(at, entries))


def _ended_at_the_desk(day: Day, issued: int = 5, opening: bytes | None = None) -> None:
    """The desk has noted that it ended booth 1, of which the protocol says nothing."""
    identity = opening or day.made.openings[1]

    class Ended(GoodDay):
        def booths_known(self) -> list:
            return [*super().booths_known(), (events.BOOTH_ENDED, 1, identity + struct.pack("<HH", 1, issued))]

    entries, _ = Ended().desk_log((12, 0), (1, 0), (13, 0), (1, 0))
    at = desk_cartridge.regions(day.made.desk_header())["log"].begin
    day.alter("desk", overwrite(at, entries))


def _ended_on_paper(day: Day) -> None:
    """The protocol says of booth 1 that it ended early; its desk has noted nothing."""
    ended = [EndedLine(day.made.openings[1], 0, 0)]
    day.files["protocol.cose"] = day.made.protocol(ended=ended)


def _exchanged(day: Day, index: int, *also: str) -> None:
    """The desk exchanged a slip of booth 1's first opening, which another one followed. also: other sets with it."""
    _known_to_the_desk(day, 5)
    regions = desk_cartridge.regions(day.made.desk_header())
    for name in ("exchanged 1", *also):
        day.alter("desk", flip(regions[name].begin, 1 << index))


def _exchanged_unsaid(day: Day) -> None:
    """A slip was exchanged after booth 1 was opened again; the protocol has both openings, and no exchange."""
    _exchanged(day, 0)
    first, second = day.made.protocol_payload().booths
    again = first._replace(opening=_AGAIN, totals=None, cast=0, spoiled=0, spent=0, issued=0, challenged=0)
    ended = [EndedLine(first.opening, 0, 0), EndedLine(_AGAIN, 0, 0)]
    day.files["protocol.cose"] = day.made.protocol(booths=[first, again, second], ended=ended, reason="Lost.")


def _line(day: Day, **changes: object) -> None:
    lines = day.made.protocol_payload().booths
    day.files["protocol.cose"] = day.made.protocol(booths=[lines[0]._replace(**changes), *lines[1:]])


def _called_lost(day: Day) -> None:
    first, second = day.made.protocol_payload().booths
    lost = first._replace(totals=None, cast=0, spoiled=0, spent=0)
    ended = [EndedLine(first.opening, 0, 0)]
    day.files["protocol.cose"] = day.made.protocol(booths=[lost, second], ended=ended, reason="Lost.")


def _without_booth_2(day: Day, *unopened: UnopenedBooth) -> None:
    """The protocol has no line of booth 2, which the desk knew."""
    lines = day.made.protocol_payload().booths
    day.files["protocol.cose"] = day.made.protocol(booths=lines[:1], unopened=list(unopened) or None)


FRAUDS = [
    Fraud("a booth opened once more, which nobody else names", _zero, _UNSEEN, SAME),
    Fraud("a booth opened once more without a reason", lambda day: _zero(day, reason=None), red("without a reason")),
    Fraud("an opening with slips that the protocol leaves out",
          lambda day: (_zero(day), _known_to_the_desk(day, 2)), red("the protocol has booth 1")),
    Fraud("a protocol's line of another opening", lambda day: _line(day, opening=_AGAIN),
          red("the sealed totals are of booth 1")),
    Fraud("a lost cartridge that is none", _called_lost, red("the sealed totals are of booth 1")),
    Fraud("totals with another record key than at opening", lambda day: day.files.update(
        {"zero-1.cose": day.made.zero(1, tag_key_hash=bytes(32))}), red("its zero report committed to")),
    Fraud("a cartridge with another number than its zero report", lambda day: day.files.update(
        {"zero-1.cose": day.made.zero(1, openings=2, reason="So it was.")}), red("its zero report of 2")),
    Fraud("a booth ended at the desk that the protocol does not name", _ended_at_the_desk,
          red("does not say that booth 1 ended at the desk")),
    Fraud("slips given for a booth that had ended", lambda day: _ended_at_the_desk(day, 4),
          red("1 slips were given for booth 1 after it had ended")),
    Fraud("an end of an opening that never was", lambda day: _ended_at_the_desk(day, 5, _AGAIN),
          red("in an opening that it did not have then")),
    Fraud("a booth ended on paper alone", _ended_on_paper, red("the desk did not note it")),
    Fraud("a booth of which the protocol says nothing", _without_booth_2, red("says nothing of booths 2")),
    Fraud("a booth called unopened that the desk knew", lambda day: _without_booth_2(day, UnopenedBooth(2, "Dead.")),
          red("that booth 2 was not opened; the desk noted that it was")),
    Fraud("a slip exchanged that was never given", lambda day: _exchanged(day, 6),
          red("were exchanged that the desk never issued")),
    Fraud("a slip exchanged that was cast", lambda day: _exchanged(day, 0), red("a ballot was cast with each")),
    Fraud("a slip exchanged that came back as well", lambda day: _exchanged(day, 0, "voided 1"),
          red("were exchanged twice, or came back as well")),
    Fraud("slips exchanged that the protocol does not say", _exchanged_unsaid, red("the protocol says 0")),
    Fraud("a cartridge of another opening", lambda day: day.alter("booth-1", overwrite(0, cartridge.header_page(
        day.made.header(1).model_copy(update={"opening": _AGAIN})))), red("which the protocol does not count"),
        red("are of the same booth")),
]  # fmt: skip
