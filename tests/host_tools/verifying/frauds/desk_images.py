"""Frauds and wear on the desk's two chips."""

from __future__ import annotations

from collections.abc import Callable

from host_tools.formats import cartridge, desk_cartridge
from tests.host_tools.good_day import ADDED_ROW, GoodDay
from tests.host_tools.small_precinct import HEAD
from tests.host_tools.verifying.frauds.case import Fraud, Must, flip, overwrite, red, remark

_MADE = GoodDay()
_HEADER = _MADE.desk_header()
_AT = {name: region.begin for name, region in desk_cartridge.regions(_HEADER).items()}
_FIRST_ADDED = _HEADER.rows - _HEADER.added
_HEADER_HASH = next(at for at in range(24, 40) if cartridge.header_page(_HEADER)[at])
_NOTE = b"row 17 got index 900"


def _on_both(name: str, change: Callable[[bytearray], object], must: Must) -> Fraud:
    """The same change on both chips of the desk. `cartridge sum` is for booths alone."""
    return Fraud(name, lambda day: day.alter("desk", change), must)


def _on_one(name: str, change: Callable[[bytearray], object], must: Must) -> Fraud:
    return Fraud(name, lambda day: day.alter("desk", change, "a"), must)


def _moved_activations(image: bytearray) -> None:
    """As many issued as before, but other ones: some were used that the desk never gave."""
    image[_AT["issued 1"]] = 0xFF ^ 0x1F << 3
    image[_AT["issued 1"] + 1] = 0xFF


def _more_for_booth_2(image: bytearray) -> None:
    flip(_AT["issued 1"], 0x10)(image)
    flip(_AT["issued 2"], 0x04)(image)


def _log(*later: tuple[int, int]) -> Callable[[bytearray], None]:
    """Another log behind that of the first protocol."""

    def change(image: bytearray) -> None:
        entries, _ = _MADE.desk_log((12, 0), HEAD, (13, 0), HEAD, *later)
        image[_AT["log"] : _AT["log"] + len(entries)] = entries

    return change


def _other_header(**changes: int) -> Callable[[bytearray], None]:
    return overwrite(0, cartridge.header_page(_HEADER.model_copy(update=changes)))


def _fallen(at: int) -> Callable[[bytearray], None]:
    """One of the ones of a byte became zero."""

    def change(image: bytearray) -> None:
        assert image[at], "nothing can fall"
        image[at] &= image[at] - 1

    return change


def _rows_in_hours(image: bytearray) -> None:
    """The hour's bits at the places of the rows: as many, and they say who."""
    at = _AT["hours"] + 8 * _HEADER.row_bytes
    image[at : at + 3] = bytes((0xFF ^ 0x2A, 0xFF ^ 0x02, 0xFF ^ 0x12))


FRAUDS = [
    _on_both("a row and an index in spare bytes", overwrite(_AT["issued 2"] + 2000, _NOTE), red("spare bytes behind")),
    _on_both("a link between a voter and a slip", overwrite(_AT["intents"] + 64, _NOTE * 3), red("left in the middle")),
    _on_both("a note at the end of the desk's chip", overwrite(-32, _NOTE), red("behind the last region")),
    _on_both("a note behind the desk's header", overwrite(600, _NOTE), red("the header's page")),
    _on_both("activations that the desk never issued", _moved_activations, red("that the desk never issued")),
    _on_both("issued for another booth", _more_for_booth_2, red("activations were issued for booth")),
    _on_both("a voter marked more", flip(_AT["marked"], 0x01), red("12 voters are marked, but 11")),
    _on_both("a voter unmarked", flip(_AT["marked"], 0x02), red("10 voters are marked, but 11")),
    _on_both("another voter marked in the place of one", lambda i: (flip(_AT["marked"], 0x08)(i),
             flip(_AT["marked"], 0x01)(i)), red("rows of the region paper are of voters who are not marked")),
    _on_both("paper twice for one voter", flip(_AT["outside"], 0x08), red("got a paper ballot here and one outside")),
    _on_both("a spoiled paper more", flip(_AT["spoiled"], 0x02), red("spoiled_recorded 2 on the chips, 1 in")),
    _on_both("a slip came back that was never given", flip(_AT["voided 1"], 0x40), red("that the desk never issued")),
    _on_both("a slip came back that was used", flip(_AT["voided 1"], 0x01), red("slips_returned 1 on the chips, 0")),
    _on_both("a slip exchanged whose opening goes on", flip(_AT["exchanged 1"], 0x01),
             red("were exchanged whose opening had not ended")),
    _on_both("a slip changed that its booth never cancelled", flip(_AT["changed 1"], 0x01),
             red("were exchanged that the booth did not cancel")),
    _on_both("a cancelled slip changed that was never given", flip(_AT["changed 1"], 0x40),
             red("were exchanged that the desk never issued")),
    _on_both("defective papers unsaid", flip(_AT["withdrawn"], 0x01), red("withdrawn_recorded 1 on the chips, 0 in")),
    _on_both("paper for a slip unsaid", flip(_AT["swapped"], 0x01), red("issued_recorded 4 on the chips, 3 in")),
    _on_both("slips taken that say a row", overwrite(_AT["slips taken"] + 2, b"\xfe"),
             red("not taken one after the other")),
    _on_both("a paper came back unsaid", flip(_AT["returned"], 0x01), red("paper_returned 1 on the chips, 0 in")),
    _on_both("spoiled papers that say a row", lambda i: (flip(_AT["spoiled"], 1)(i),
             overwrite(_AT["spoiled"] + 12, b"\xfe")(i)), red("not taken one after the other")),
    _on_both("hours that say rows", _rows_in_hours, red("not taken one after the other")),
    _on_both("nine more in an hour", overwrite(_AT["hours"] + 9 * _HEADER.row_bytes, b"\x00\xfe"),
             red("turnout by hour adds up to 20")),
    _on_both("a number's hash of nobody", overwrite(_AT["added"], b"0123456789abcdef"), red("who were not added")),
    _on_both("an added voter without a number", overwrite(
        _AT["added"] + 16 * (ADDED_ROW - _FIRST_ADDED), b"\xff" * 16), red("have no hash of their number")),
    _on_both("a resident with a certificate's ground", overwrite(
        _AT["added"] + 16 * (ADDED_ROW - _FIRST_ADDED) + 11, b"\xff"), red("by_certificate 1 on the chips, 0")),
    _on_both("a refusal unsaid", _log((66, 4)), red("added_refused 1 in the event log, 0 in the protocol")),
    _on_both("the desk was never closed", overwrite(cartridge.STATE_AT + 64, b"\xff" * 16), red("it was never closed")),
    _on_both("a state of a booth at the desk", overwrite(cartridge.STATE_AT + 16, bytes(16)), red("mean nothing")),
    _on_both("an older list", _other_header(list_state=bytes(32)), red("opened with another list")),
    _on_both("a desk laid out for more rows", _other_header(rows=130), red("")),
    _on_both("a desk of another precinct", _other_header(precinct=18), red("its cartridge is of another one")),
    _on_both("an event that names a row", _log((19, 900)), red("means nothing")),
    _on_both("a booth's event at the desk", _log((18, 1)), red("event 18")),
    _on_both("a protocol that was not given", _log((31, 2), HEAD), red("notes 1 protocols after the newest")),
    _on_both("a log without the count", overwrite(_AT["log"] + 10 * 64, b"\xff" * 6 * 64), red("does not say that")),
    _on_both("a log without the protocol's head", overwrite(_AT["log"] + 9 * 64, b"\xff" * 7 * 64),
             red("head is not in its event log")),
    # without effect
    _on_both("printed again later", _log((16, 1)), remark("behind the head that was signed last: printed again")),
    _on_both("started again later", _log((2, 1), (6, 2)), remark("boot, recovered")),
    _on_one("a mark of a voter lost on one chip", flip(_AT["marked"], 0x10), remark("Worn cells: 1 bits")),
    _on_one("a mark of an activation lost on one chip", flip(_AT["issued 1"], 0x02), remark("Worn cells: 1 bits")),
    _on_one("a fallen bit in an hour", flip(_AT["hours"], 0x40), remark("Worn cells: 1 bits")),
    _on_one("a fallen bit behind the log", flip(_AT["log"] + 3000 * 64, 0x40), remark("Worn cells: 1 bits")),
    _on_one("a fallen bit in the desk's header", _fallen(_HEADER_HASH), remark("Worn cells")),
]  # fmt: skip
