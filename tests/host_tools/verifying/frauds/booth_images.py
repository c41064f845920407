"""Frauds and wear on a booth's two chips."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from hashlib import sha256

from host_tools.formats import cartridge
from tests.host_tools.good_day import GoodDay
from tests.host_tools.small_precinct import HEAD, SLOTS, chained_log
from tests.host_tools.verifying.frauds.case import Fraud, Must, flip, overwrite, red, remark

_MADE = GoodDay()
_HEADER = _MADE.header(1)
PAGE = cartridge.header_page(_HEADER)
_AT = {name: region.begin for name, region in cartridge.regions(_HEADER).items()}
_END = {name: region.begin + region.size for name, region in cartridge.regions(_HEADER).items()}
_SLOT, _XS = _HEADER.slot_bytes, len(_MADE.published(1)[0])
_STUFFED = _MADE.record(1, (1, 0, 0, 1, 1, 0, 0, 0))
_NOTE = b"voter 17 at 10:03:02"
_LEFT_OVER = "that nothing accounts for"


def _on_both(name: str, change: Callable[[bytearray], object], must: Must) -> Fraud:
    """The same change on both chips of booth 1; both tools that look at chips must see it."""
    return Fraud(name, lambda day: day.alter("booth-1", change), must, must)


def _on_one(name: str, change: Callable[[bytearray], object], must: Must) -> Fraud:
    return Fraud(name, lambda day: day.alter("booth-1", change, "b"), must, must)


def log(notes: list[tuple[int, int]], data: bytes = b"") -> Callable[[bytearray], None]:
    """Another log, rightly chained and signed by the booth. data: of the last entry."""

    def change(image: bytearray) -> None:
        entries, _ = chained_log(PAGE, notes, _MADE.booths[1])
        if data:
            entries = _with_data(entries, data)
        image[_AT["log"] : _AT["log"] + len(entries)] = entries

    return change


def _with_data(entries: bytes, data: bytes) -> bytes:
    before, last = entries[-80:-64], bytearray(entries[-64:-16])
    last[12 : 12 + len(data)] = data
    return entries[:-64] + bytes(last) + sha256(before + last).digest()[:16]


def _swap_slots(one: int, other: int) -> Callable[[bytearray], None]:
    def change(image: bytearray) -> None:
        a, b = (_AT["sorted"] + slot * _SLOT for slot in (one, other))
        image[a : a + _SLOT], image[b : b + _SLOT] = image[b : b + _SLOT], image[a : a + _SLOT]

    return change


def _copy_to_ballots(image: bytearray) -> None:
    size = SLOTS * _SLOT
    image[_AT["ballots"] : _AT["ballots"] + size] = image[_AT["sorted"] : _AT["sorted"] + size]


def _unset(mark: int) -> Callable[[bytearray], None]:
    return overwrite(cartridge.STATE_AT + 16 * mark, b"\xff" * 16)


def _set(mark: int) -> Callable[[bytearray], None]:
    return overwrite(cartridge.STATE_AT + 16 * mark, bytes(16))


def _note_among_xs(image: bytearray) -> None:
    """In the last ballot's slot, so that the order stays."""
    at = _AT["sorted"] + (len(_MADE.records[1]) - 1) * _SLOT
    sealed = bytearray(image[at : at + _SLOT - 16])
    sealed[_XS : _XS + len(_NOTE)] = _NOTE
    image[at : at + _SLOT] = sealed + hmac.digest(_MADE.tag_keys[1], bytes(sealed), "sha256")[:16]


def _fresh_record(image: bytearray) -> None:
    """A ballot stuffed by somebody who knows the tag key, in its place in the order."""
    records = sorted([*_MADE.records[1], _STUFFED])
    for slot, record in enumerate(records):
        overwrite(_AT["sorted"] + slot * _SLOT, record)(image)


DAY = [(3, 0), HEAD, (4, 0), HEAD]

FRAUDS = [
    # the six silent leaks
    _on_both("a note among the x coordinates, well tagged", _note_among_xs, red("hold other x coordinates")),
    _on_both("a note in the place of a tag", overwrite(_AT["sorted"] + _SLOT - 16, _NOTE[:16]), red("no whole record")),
    _on_both("the order of votes at the end", overwrite(-20, b"order: 5,3,1,4,2"), red("behind the last region")),
    _on_both("a note behind the header", overwrite(len(PAGE), _NOTE), red("the header's page")),
    _on_both("ballots in the order of casting, not erased", _copy_to_ballots, red("the region ballots")),
    _on_both("a booth that never sorts", _swap_slots(1, 3), red("not in ascending order")),
    _on_both("an index still joined to its slot", overwrite(_AT["intents"] + 64, _NOTE * 3), red("still joined")),
    # others of the same kind
    _on_both("a note between two regions", overwrite(_END["in use"] + 100, _NOTE), red("the spare bytes behind")),
    _on_both("a note in an unused slot", overwrite(_AT["sorted"] + 9 * _SLOT, _NOTE), red("no whole record")),
    _on_both("a note among unused log entries", overwrite(_AT["log"] + 900 * 64, _NOTE), red("the region log")),
    _on_both("a note in the state marks", overwrite(cartridge.STATE_AT + 16 * 9, _NOTE[:16]), red("nothing accounts")),
    _on_both("a state mark that means nothing", _set(9), red("which mean nothing")),
    _on_both("marks of a suspension that nobody noted", _set(16), red("1 changes between open and suspended")),
    _on_both("a slip both cast and challenged", flip(_AT["slips"], 0x08), red("as no slip can be")),
    _on_both("a slip both cast and spoiled", flip(_AT["slips"], 0x04), red("as no slip can be")),
    _on_both("a slip more that was cast", flip(_AT["slips"] + 3, 0x30), red("6 slips are marked as cast")),
    _on_both("a slip less that was spoiled", flip(_AT["slips"] + 2, 0xF0), red("slips spoiled: the cartridge has 0")),
    _on_both("bits behind the last index", overwrite(_AT["in use"] + 1, b"\x0f"), red("Both chips hold the same bits")),
    _on_both("spare bits of the last byte", flip(_AT["cast"] + 1, 0xF0), red("Both chips hold the same bits")),
    _on_both("cast, but never in use", lambda i: (flip(_AT["in use"], 1)(i), flip(_AT["in use"], 0x20)(i)),
             red("never marked in use")),
    _on_both("cancelled, and cast all the same", flip(_AT["cancelled"], 1), red("marked cancelled, and a ballot")),
    _on_both("cancelled, but never in use", flip(_AT["cancelled"], 0x40), red("marked cancelled that were never")),
    _on_both("an activation more in use", flip(_AT["in use"], 0x20), red("activations spent: the cartridge has 6")),
    _on_both("a ballot taken out", overwrite(_AT["sorted"] + 4 * _SLOT, b"\xff" * _SLOT), red("ballots cast")),
    _on_both("a ballot stuffed with the tag key", _fresh_record, red("ballots cast: the cartridge has 6")),
    _on_both("a ballot twice", lambda i: overwrite(_AT["sorted"] + 5 * _SLOT, bytes(
        i[_AT["sorted"] : _AT["sorted"] + _SLOT]))(i), red("stand more than once")),
    _on_both("a ballot altered", flip(_AT["sorted"] + 2 * _SLOT + 40), red("no whole record")),
    _on_both("a hole in the order", lambda i: (overwrite(_AT["sorted"] + 6 * _SLOT, bytes(
        i[_AT["sorted"] + 4 * _SLOT : _AT["sorted"] + 5 * _SLOT]))(i),
        overwrite(_AT["sorted"] + 4 * _SLOT, b"\xff" * _SLOT)(i)), red("not in ascending order")),
    _on_both("never closed", lambda i: [_unset(mark)(i) for mark in range(1, 5)], red("not through with closing")),
    _on_both("cleared before it was sorted", _unset(2), red("not through with closing")),
    _on_both("intents not used in turn", overwrite(_AT["intents"] + 20 * 64, bytes(64)), red("one after the other")),
    _on_both("fewer casts begun than ballots", overwrite(_AT["intents"] + 3 * 64, b"\xff" * 128), red("were begun")),
    # the log
    _on_both("a chained entry behind the head", log([*DAY, (18, 1)]), red("after the polls closed")),
    _on_both("words in a chained entry", log([*DAY, (2, 1)], b"voter 12 chose A"), red("bytes in its data")),
    _on_both("an event that is none", log([*DAY, (99, 0)]), red("event 99")),
    _on_both("a desk's event at a booth", log([*DAY, (19, 13)]), red("event 19")),
    _on_both("a detail that means nothing", log([*DAY, (7, 999)]), red("means nothing")),
    _on_both("a number that nobody counts", log([*DAY, (16, 4711)]), red("with the number 4711")),
    _on_both("a second opening in the log", log([*DAY, (3, 0), HEAD]), red("opened")),
    _on_both("twelve torn entries", overwrite(_AT["log"] + 6 * 64, b"\x5a" * 768), red("torn")),
    _on_both("an altered entry", flip(_AT["log"] + 4), red("does not lead to the head")),
    _on_both("a log without its closing", overwrite(_AT["log"] + 3 * 64, b"\xff" * 192), red("does not lead")),
    # headers
    Fraud("another booth's header", lambda day: day.alter("booth-1", overwrite(0, cartridge.header_page(
        _HEADER.model_copy(update={"terminal": 2})))), red("chip images of booth 1 are missing"),
        red("not of the same booth")),
    _on_both("a header of more indices", overwrite(0, cartridge.header_page(
        _HEADER.model_copy(update={"indices": 13}))), red("not the one that the definitions ask for")),
    _on_both("a header of test mode", overwrite(0, cartridge.header_page(_HEADER.model_copy(update={"mode": 1}))),
             red("not")),
    _on_both("a fallen bit of the header on both chips", flip(13, 8), red("Both chips hold the same bits")),
    # one chip of two
    _on_one("nine bits fallen on one chip", overwrite(_AT["sorted"] + 9 * _SLOT, b"\x00\xfe"), red(_LEFT_OVER)),
    _on_one("an older copy of a chip", overwrite(_AT["sorted"], b"\xff" * 5 * _SLOT), red("pages of ballots")),
    _on_one("words in half-set marks", overwrite(cartridge.STATE_AT + 16, b"\xdb\xed\xb6\xf5" * 12),
            red("but the power went 0 times")),
    _on_one("a note on one chip only", overwrite(-40, _NOTE), red("behind the last region")),
    # wear, which costs nothing
    _on_one("a fallen bit in an unused slot", flip(_AT["sorted"] + 9 * _SLOT), remark("Worn cells: 1 bits")),
    _on_one("a bit of *in use* risen again", flip(_AT["in use"], 1), remark("Worn cells: 1 bits")),
    _on_one("a bit of *cast* risen again", flip(_AT["cast"], 1), remark("Worn cells: 1 bits")),
    _on_one("a fallen bit of *cast*", flip(_AT["cast"], 0x40), remark("Worn cells: 1 bits")),
    _on_one("a fallen bit in a ballot", flip(_AT["sorted"] + 33, 1), remark("Worn cells")),
    _on_one("a slip's end bit risen", flip(_AT["slips"], 2), remark("Worn cells: 1 bits")),
    _on_one("a fallen bit of the log", flip(_AT["log"] + 2, 0x80), remark("1 bytes of the region log")),
    _on_one("a fallen bit in the header", flip(20, 1), remark("Worn cells")),
    _on_one("a bit of an intent left over", flip(_AT["intents"], 1), remark("Worn cells: 1 bits")),
    _on_one("a mark on one chip only", _unset(4), remark("stand on one chip only")),
    Fraud("a log entry torn by the last power cut",
          lambda day: day.alter("booth-1", overwrite(_AT["log"] + 6 * 64, b"\x07\x00\x00\x00\x5a\x5a"), "a"),
          remark("torn"), remark("torn")),
]  # fmt: skip
