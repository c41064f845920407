"""The readiness board: one row per terminal, one cell for each thing that must be right before the polls open."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from host_tools.fleet.gathering import Gathered, Slip
from host_tools.fleet.typed import Typed
from host_tools.formats import readiness
from host_tools.formats.definitions import Precinct
from host_tools.formats.payload import MODE_NAMES
from host_tools.formats.places import FIRST_DESK, named
from host_tools.verifying.images import Register

Light = Literal["good", "bad", "unknown"]
COLUMNS = ("image", "election", "roll", "clock", "parts", "seals", "signature")
READY, NOT_READY, UNPROVEN, MISSING, SPARE = "ready", "not ready", "unproven", "missing", "spare"
_FIRMWARE_DIGITS = 16  # of the hash, as on slips and case labels


@dataclass(frozen=True)
class Cell:
    """light: good, bad, or unknown where nothing was there to hold it against. words: what stands in the cell."""

    light: Light
    words: str


@dataclass(frozen=True)
class Row:
    """One terminal. precinct, terminal: None if nobody said; terminal 0 is the desk. source: of its slip, or ""."""

    serial_number: str
    precinct: int | None
    terminal: int | None
    standing: str
    cells: dict[str, Cell]
    source: str

    @property
    def place(self) -> str:
        """In words."""
        if self.precinct is None:
            return "—"
        return f"{self.precinct}, {named(self.terminal or FIRST_DESK).removeprefix('the ')}"


@dataclass(frozen=True)
class Known:
    """What slips are held against.

    precincts: official definitions. images: the register. firmware: hash by serial number, of the device book.
    rolls: beginning of the roll's hash by precinct.
    """

    precincts: dict[int, Precinct]
    images: Register | None
    firmware: dict[str, bytes]
    rolls: dict[int, bytes]


def rows_of(gathered: Gathered, typed: dict[str, Typed], known: Known) -> list[Row]:
    """The board: terminals with slips, typed ones, and those of the definitions from which nothing came."""
    lists = _lists_of_seals(gathered.slips.values())
    rows = [_of_slip(slip, typed.get(serial), known, lists) for serial, slip in gathered.slips.items()]
    rows += [_of_typed(one, lists) for serial, one in typed.items() if serial not in gathered.slips]
    there = {(row.precinct, row.terminal) for row in rows if row.standing != SPARE}
    for number, precinct in known.precincts.items():
        for terminal in precinct.terminals or [FIRST_DESK]:
            if (number, terminal) not in there:
                rows.append(Row("", number, terminal, MISSING, {}, ""))
    return sorted(rows, key=lambda row: (row.precinct is None, row.precinct or 0, row.terminal or 0, row.serial_number))


def _lists_of_seals(slips: Iterable[Slip]) -> dict[int | None, set[str]]:
    """The seals of each precinct, as its desks' genuine slips name them: one list for boxes, cartridges and cases."""
    lists: dict[int | None, set[str]] = {}
    for slip in slips:
        if slip.said.seals and slip.report.ok:
            lists.setdefault(slip.said.precinct, set()).update(slip.said.seals)
    return lists


def _of_slip(slip: Slip, typed: Typed | None, known: Known, lists: Mapping[int | None, set[str]]) -> Row:
    said = slip.said
    cells = {
        "image": _image(slip, known),
        "election": _election(slip, known),
        "roll": _roll(slip, known),
        "clock": _clock(slip),
        "parts": _parts(slip),
        "seals": _seals(typed, said.seals, lists.get(said.precinct)),
        "signature": _signature(slip),
    }
    lights = {cell.light for cell in cells.values()}
    standing = NOT_READY if "bad" in lights else UNPROVEN if cells["signature"].light == "unknown" else READY
    if typed and typed.is_spare:
        standing = SPARE if standing == READY else standing
    return Row(said.serial_number, said.precinct, said.terminal, standing, cells, slip.source)


def _of_typed(one: Typed, lists: Mapping[int | None, set[str]]) -> Row:
    parts = Cell("bad", one.findings) if one.findings else Cell("unknown", "typed, nobody signed it")
    cells = {"parts": parts, "seals": _seals(one, None, lists.get(one.precinct))}
    is_bad = any(cell.light == "bad" for cell in cells.values())
    standing = NOT_READY if is_bad else SPARE if one.is_spare else UNPROVEN
    return Row(one.serial_number, one.precinct, one.terminal, standing, cells, "")


def _image(slip: Slip, known: Known) -> Cell:
    firmware, digits = slip.said.firmware, slip.said.firmware.hex()[:_FIRMWARE_DIGITS]
    if known.images is not None:
        image = known.images.of_firmware(firmware, slip.said.role)
        return Cell("good", f"{image.version}, {digits}") if image else Cell("bad", f"not registered: {digits}")
    of_book = known.firmware.get(slip.said.serial_number)
    if of_book is None:
        return Cell("unknown", digits)
    return Cell("good", digits) if of_book == firmware else Cell("bad", f"{digits}, not {of_book.hex()[:8]}…")


def _election(slip: Slip, known: Known) -> Cell:
    said = slip.said
    if said.election is None:
        return Cell("bad", "no package")
    words = said.election.hex()[:8]
    if said.mode:
        return Cell("bad", f"{MODE_NAMES[said.mode]} mode, {words}")
    precinct = known.precincts.get(said.precinct or 0)
    if precinct is None:
        return Cell("unknown", words)
    return Cell("good", words) if precinct.election == said.election else Cell("bad", f"another: {words}")


def _roll(slip: Slip, known: Known) -> Cell:
    said = slip.said
    if said.role != "desk":
        return Cell("good", "—")
    if said.roll is None:
        return Cell("bad", "no roll")
    words, expected = f"{said.listed} voters, {said.roll.hex()[:8]}", known.rolls.get(said.precinct or 0)
    if expected is None:
        return Cell("unknown", words)
    return Cell("good", words) if expected == said.roll else Cell("bad", f"another: {words}")


def _clock(slip: Slip) -> Cell:
    found = _found(slip, readiness.CLOCK)
    if found or slip.said.time_s is None:
        return Cell("bad", found or "no time")
    moment = datetime.datetime.fromtimestamp(slip.said.time_s, datetime.UTC)
    return Cell("good", f"{moment:%Y-%m-%d %H:%M} UTC")


def _parts(slip: Slip) -> Cell:
    others = [name for name in readiness.PARTS if name != readiness.CLOCK]
    found = _found(slip, *others)
    return Cell("bad", found) if found else Cell("good", "every part works")


def _found(slip: Slip, *parts: str) -> str:
    """The findings of some parts, with commas. An unknown number belongs to every part."""
    return ", ".join(
        readiness.words(*fault) for fault in slip.said.faults if readiness.part_of(fault.number) in (None, *parts)
    )


def _seals(typed: Typed | None, said: list[str] | None, listed: set[str] | None) -> Cell:
    """typed: what somebody saw there. said: by its own slip. listed: of its precinct; None if no desk says it."""
    if not typed or not typed.seals:
        return Cell("unknown", " ".join(said) if said else "—")
    others = [seal for seal in typed.seals.split() if listed is not None and seal.upper() not in listed]
    return Cell("bad", f"not on the desk's list: {' '.join(others)}") if others else Cell("good", typed.seals)


def _signature(slip: Slip) -> Cell:
    if not slip.report.ok:
        return Cell("bad", slip.report.first_bad) if slip.is_key_known else Cell("unknown", "key not known")
    return Cell("good", str(slip.report.data.get("signer", "signed")))


def counts(rows: Iterable[Row]) -> dict[str, int]:
    """How many rows of each standing, none left out."""
    found = dict.fromkeys((READY, NOT_READY, UNPROVEN, MISSING, SPARE), 0)
    for row in rows:
        found[row.standing] += 1
    return found


def plain(rows: list[Row], gathered: Gathered) -> dict[str, Any]:
    """The board for programs."""
    return {
        "counts": counts(rows),
        "terminals": [
            {
                "serial_number": row.serial_number,
                "precinct": row.precinct,
                "terminal": row.terminal,
                "standing": row.standing,
                "source": row.source,
                **{name: {"light": cell.light, "words": cell.words} for name, cell in row.cells.items()},
            }
            for row in rows
        ],
        "older_slips": gathered.older,
        "problems": gathered.problems,
    }
