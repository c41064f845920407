"""What the numbers of a readiness slip mean (formats, section 2, kind 7)."""

from __future__ import annotations

from typing import NamedTuple

SCANNER, PRINTER, KEYS, TOUCH = "scanner", "printer", "keys", "touch"
MEMORY, CLOCK, ROOM, SUPPLY, PACKAGE, LINE = "memory", "clock", "room", "supply", "package", "line"
PARTS = (SCANNER, PRINTER, KEYS, TOUCH, MEMORY, CLOCK, ROOM, SUPPLY, PACKAGE, LINE)
CAUSES = ("restarted", "switched on", "watchdog", "brown-out")  # of a start, by number
STATES = ("ready", "open", "suspended", "closed", "counted", "sent", "outdated")


# Details of a line without a connection, as in event 14.
_TROUBLES = (
    "the modem is silent", "no SIM card", "the SIM card is locked", "no network", "no data", "no answer", "busy",
    "no carrier", "no dial tone", "the modem's supply", "the connection was lost", "its settings are damaged",
    "the image keeps its console on it",
)  # fmt: skip
LINE_TROUBLES = dict(enumerate(_TROUBLES, 10))


class Finding(NamedTuple):
    """part: of the terminal. name: id on the terminal. words: in English, with a place for the detail."""

    part: str
    name: str
    words: str


# By number, from 1: a number never changes its meaning.
FINDINGS: tuple[Finding, ...] = (
    Finding(SCANNER, "scanner_missing", "the scanner does not answer"),
    Finding(SCANNER, "scanner_settings", "the scanner does not keep its settings"),
    Finding(SCANNER, "scanner_unread", "the scanner read no code"),
    Finding(PRINTER, "printer_silent", "the printer does not answer"),
    Finding(PRINTER, "printer_paper_out", "the printer is out of paper"),
    Finding(PRINTER, "printer_near_end", "the paper is running out"),
    Finding(PRINTER, "printer_cover", "the printer's cover is open"),
    Finding(PRINTER, "printer_fault", "the printer has a fault"),
    Finding(PRINTER, "printer_hot", "the printer is too hot"),
    Finding(KEYS, "key_pressed", "key {} is stuck"),
    Finding(KEYS, "key_dead", "key {} does not answer"),
    Finding(TOUCH, "touch_missing", "the touch glass does not answer"),
    Finding(TOUCH, "touch_stuck", "something presses on the screen"),
    Finding(TOUCH, "touch_nominal", "the touch is not calibrated"),
    Finding(TOUCH, "corner_dead", "touch corner {} does not answer"),
    Finding(TOUCH, "corner_off", "touch corner {} is not exact"),
    Finding(MEMORY, "chip_absent", "memory chip {} is missing"),
    Finding(MEMORY, "chip_other", "memory chip {} holds other data"),
    Finding(MEMORY, "chip_wrong", "memory chip {} does not keep what is written"),
    Finding(MEMORY, "chip_worn", "memory chip {} is worn"),
    Finding(MEMORY, "chips_unlike", "the memory chips differ in size"),
    Finding(CLOCK, "clock_silent", "the clock does not answer"),
    Finding(CLOCK, "clock_stopped", "the clock had stopped: its battery is empty"),
    Finding(CLOCK, "clock_wrong", "the clock does not run"),
    Finding(CLOCK, "clock_drifts", "the clock is off by {} ms a minute"),
    Finding(ROOM, "heap_low", "{} KiB of memory are free"),
    Finding(ROOM, "files_low", "{} KiB are left for files"),
    Finding(SUPPLY, "supply_low", "the battery is low"),
    Finding(SUPPLY, "on_battery", "on battery, {} %"),
    Finding(SUPPLY, "start_brown_out", "the voltage fell too low before the start"),
    Finding(PACKAGE, "package_unfit", "the official package does not fit"),
    Finding(LINE, "line_trouble", "no line to the centre: {}"),
)


def words(number: int, detail: int) -> str:
    """A finding in English. number, detail: of a slip; a number that this version does not know is said as such."""
    if not 1 <= number <= len(FINDINGS):
        return f"finding {number}, {detail}"
    finding = FINDINGS[number - 1]
    return finding.words.format(LINE_TROUBLES.get(detail, detail) if finding.part == LINE else detail)


def of_start(data: bytes) -> str:
    """What a log entry's data say of the start before it. data: of the events *boot* and *opened*."""
    cause = CAUSES[data[0]] if data[0] < len(CAUSES) else f"cause {data[0]}"
    wrong = [part for bit, part in enumerate(PARTS) if data[1] >> bit & 1]
    return f"{cause}, found wrong: {', '.join(wrong) or 'nothing'}"


def part_of(number: int) -> str | None:
    """The part that a finding is of; None for a number that this version does not know."""
    return FINDINGS[number - 1].part if 1 <= number <= len(FINDINGS) else None
