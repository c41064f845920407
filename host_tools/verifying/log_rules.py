"""Whether an event log says only what a log may say: known events, at their time, with nothing in their spare bytes."""

from __future__ import annotations

import struct
from collections import Counter

from host_tools.findings import Report
from host_tools.formats import events
from host_tools.formats.cartridge import LOG_ENTRY_BYTES, Region
from host_tools.verifying.event_log import FIRST_PART_BYTES, SECOND_PART_BYTES, Entry, EventLog
from host_tools.verifying.nothing_but import Rebuilt
from host_tools.verifying.twin import WORN_BITS, Twin, differing_bits

_DATA_BYTES = 36
_TORN_PER_BOOT = 2  # the power may go again while a start notes that it went


def check_entries(log: EventLog, terminal: str, mode: int, is_closed: bool, report: Report) -> None:
    """Add what is wrong with the log's content to a report. terminal: events.BOOTH or events.DESK."""
    entries = log.entries
    if not entries or (entries[0].event, entries[0].detail) != (events.OPENED, mode):
        report.bad("The event log does not begin with the opening in this mode.")
        return
    problems = [f"entry {at}: {problem}" for at, problem in _problems(entries, terminal)]
    for problem in problems[:5]:
        report.bad(f"The event log has an {problem}.")
    if len(problems) > 5:
        report.bad(f"The event log has {len(problems) - 5} more such entries.")
    closings = [at for at, entry in enumerate(entries) if entry.event == events.CLOSED]
    if is_closed and not closings:
        report.bad("The event log does not say that the polls closed.")
    for name, at in [("opening", 0)] + [("closing", at) for at in closings[-1:]]:
        if not any(signed > at for signed in log.signed_heads):
            report.bad(f"No signed head of the event log stands behind the {name}.")
    boots = sum(entry.event == events.BOOT for entry in entries)
    if len(log.torn_places) > _TORN_PER_BOOT * boots + 1 or log.torn_at_the_end > 1:
        report.bad(f"{len(log.torn_places)} entries of the event log are torn, but the power went {boots} times.")
    elif log.torn_places:
        report.note(f"{len(log.torn_places)} entries of the event log are torn, as power cuts leave them.")
    times = [entry.seconds for entry in entries if entry.seconds]
    if times != sorted(times):
        report.note("The terminal's clock was put back between two entries of the event log.")


def _problems(entries: list[Entry], terminal: str) -> list[tuple[int, str]]:
    """(number of the entry, what is wrong with it)."""
    found, seen, closed, before = [], Counter[int](), False, None
    numbers: dict[tuple[int, int], int] = {}  # of refusals, by event and reason, since the last start
    for at, entry in enumerate(entries):
        problem = _problem(entry, terminal, seen, closed) or _misnumbered(entry, numbers)
        if entry.sequence != at:
            problem = f"number {entry.sequence} where {at} was due"
        elif before and _is_first_half(before) and not _is_second_half(entry) and entry.event != events.BOOT:
            problem = problem or "something else between the halves of a signed head"
        elif _is_second_half(entry) and (before is None or not _is_first_half(before)):
            problem = problem or "the second half of a signed head without the first"
        elif entry.torn_before and entry.event != events.BOOT:
            problem = problem or "torn entries before it although the power had not gone"
        if problem:
            found.append((at, problem))
        seen[entry.event] += 1
        closed = closed or entry.event == events.CLOSED
        before = entry
    return found


def _problem(entry: Entry, terminal: str, seen: Counter[int], closed: bool) -> str:
    kind = events.EVENTS.get(entry.event)
    if kind is None or terminal not in kind.terminals:
        return f"event {entry.event}, which a {terminal} does not note"
    if closed and kind.while_open_only:
        return f"'{kind.name}' after the polls closed"
    if entry.event == events.OPENED and seen[events.OPENED]:
        return "a second opening"
    if entry.detail not in kind.details:
        return f"'{kind.name}' with the detail {entry.detail}, which means nothing"
    if kind.details is events.NUMBERED and entry.detail > seen[entry.event] + 2:
        return f"'{kind.name}' with the number {entry.detail} after {seen[entry.event]} of them"
    if any(entry.data[_meant_bytes(entry, terminal) :]):
        return f"'{kind.name}' with bytes in its data that mean nothing"
    return ""


def _misnumbered(entry: Entry, numbers: dict[tuple[int, int], int]) -> str:
    """What is wrong with the number of a refusal; numbers: the latest ones, brought up to date."""
    if entry.event == events.BOOT:
        numbers.clear()
    if not events.EVENTS[entry.event].numbered:
        return ""
    number = int.from_bytes(entry.data[: events.NUMBER_BYTES], "little")
    if not number:
        return ""  # says nothing, so it can hide nothing
    before = numbers.get((entry.event, entry.detail), 0)
    numbers[entry.event, entry.detail] = number
    if number <= before or (number > events.EACH_LOGGED and number & (number - 1)):
        return f"'{events.EVENTS[entry.event].name}' with the number {number} after {before}"
    return ""


def _meant_bytes(entry: Entry, terminal: str) -> int:
    """How many bytes of an entry's data mean something."""
    if entry.event == events.SIGNED_HEAD:
        return FIRST_PART_BYTES if entry.detail == 1 else SECOND_PART_BYTES
    kind = events.EVENTS[entry.event]
    if kind.numbered:
        return events.NUMBER_BYTES
    return 2 * events.COUNTS_IN_DATA[terminal] if kind.counts else kind.data_bytes


def _is_first_half(entry: Entry) -> bool:
    return (entry.event, entry.detail) == (events.SIGNED_HEAD, 1)


def _is_second_half(entry: Entry) -> bool:
    return (entry.event, entry.detail) == (events.SIGNED_HEAD, 2)


def counts_in(entry: Entry, terminal: str) -> tuple[int, ...]:
    """The counts that a suspension's entry holds."""
    return struct.unpack_from(f"<{events.COUNTS_IN_DATA[terminal]}H", entry.data)


def check_torn_marks(log: EventLog, torn: tuple[int, ...], report: Report) -> None:
    """State marks that one chip holds in part: each power cut leaves one, and the last may not be in the log."""
    boots = sum(entry.event == events.BOOT for entry in log.entries)
    named = ", ".join(map(str, torn))
    if len(torn) > boots + 1:
        report.bad(f"State marks {named} stand on one chip only, but the power went {boots} times.")
    elif torn:
        report.note(f"State marks {named} stand on one chip only.")


def check_pauses(log: EventLog, pauses: int, report: Report) -> None:
    """Suspended and resumed come in turn; a mark that was not set because the power went left its entry alone."""
    noted = sum(entry.event in (events.SUSPENDED, events.RESUMED) for entry in log.entries)
    if pauses > noted:
        report.bad(f"{pauses} changes between open and suspended are marked, but the event log notes {noted}.")
    elif pauses:
        report.note(f"Voting was suspended {(pauses + 1) // 2} times.")


def put_log(twin: Twin, region: Region, log: EventLog, rebuilt: Rebuilt) -> int:
    """Rebuild the log's region; returns how many entries stand whole on one chip only, torn on the other."""
    torn_copies = 0
    for entry in log.entries:
        at = region.begin + entry.place * LOG_ENTRY_BYTES
        for chip in (0, 1):
            there = twin.images[chip][at : at + LOG_ENTRY_BYTES]
            only_unfinished = all(byte & wanted == wanted for byte, wanted in zip(there, entry.whole, strict=True))
            if only_unfinished and differing_bits(there, entry.whole) > WORN_BITS:
                torn_copies += 1
                rebuilt.put(at, there, chip)
            else:
                rebuilt.put(at, entry.whole, chip)
    for place in log.torn_places:
        at = region.begin + place * LOG_ENTRY_BYTES
        for chip in (0, 1):
            rebuilt.put(at, twin.images[chip][at : at + LOG_ENTRY_BYTES], chip)
    return torn_copies
