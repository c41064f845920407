"""Account for every byte on a booth's two chips: settled, in order, and in its place."""

from __future__ import annotations

from collections.abc import Sequence

from host_tools.findings import Report
from host_tools.formats import events
from host_tools.formats.cartridge import MARKS
from host_tools.verifying import log_rules
from host_tools.verifying.cartridges import Cartridge, Slips
from host_tools.verifying.event_log import EventLog
from host_tools.verifying.intents import put_intents
from host_tools.verifying.nothing_but import Rebuilt
from host_tools.verifying.state_marks import StateMarks, mark_at
from host_tools.verifying.stored_records import Records, put_records
from host_tools.verifying.twin import WORN_BITS

_MARK = b"\x00" * 16
BEFORE_TOTALS = ("opened", "closing", "sorted", "cleared")  # the mark *closed* comes when the totals are on paper


def check(
    images: Cartridge,
    state: StateMarks,
    found: Records,
    slips: Slips,
    log: EventLog,
    told_heads: Sequence[bytes],
    report: Report,
) -> None:
    """Report anything else on the chips. told_heads: log heads of the booth's sealed totals, if any."""
    marks = state.named()
    is_over = bool(told_heads) or marks["closed"]
    _check_state(state, is_over, report)
    if marks["sorted"] and not found.ascending:
        report.bad("The records of the sorted region are not in ascending order from the first slot on.")
    _check_intents(images, found, is_over, report)
    if is_over and slips.unfinished > WORN_BITS:
        report.bad(f"{slips.unfinished} slips have been neither cast, spoiled nor challenged.")
    elif slips.unfinished:
        report.note(f"{slips.unfinished} slips have been neither cast, spoiled nor challenged.")
    _check_log(images, state, log, told_heads, is_over, report)
    _compare_chips(images, state, found, log, report)


def _check_state(state: StateMarks, is_over: bool, report: Report) -> None:
    marks = state.named()
    missing = [name for name in BEFORE_TOTALS if not marks[name]]
    if is_over and missing:
        report.bad(f"The booth is not through with closing: the marks {', '.join(missing)} are not set.")
    elif is_over and not marks["closed"]:
        report.note("The mark closed is not set: the booth does not know that its totals came out on paper.")
    order = [marks[name] for name in MARKS]
    if order != sorted(order, reverse=True):
        report.bad("The state marks are not set in their order.")
    if strangers := state.strangers(tuple(range(len(MARKS)))):
        report.bad(f"State marks {', '.join(map(str, strangers))} are set, which mean nothing.")
    if state.pauses() % 2 and is_over:
        report.note("The booth was closed while voting was suspended.")


def _check_intents(images: Cartridge, found: Records, is_over: bool, report: Report) -> None:
    intents = images.intents()
    if intents.pending and is_over:
        report.bad(f"{len(intents.pending)} casts are still joined to their slots: they were not overwritten.")
    elif intents.pending:
        report.note(f"{len(intents.pending)} casts were under way when the terminal stopped; it settles them.")
    if intents.skipped > WORN_BITS or len(intents.one_chip) > WORN_BITS:
        report.bad("The intents are not used one after the other on both chips.")
    settled = len(intents.done) + len(intents.one_chip)
    if is_over and settled < len(found.records):
        report.bad(f"{len(found.records)} ballots, but only {settled} casts were begun.")


def _check_log(
    images: Cartridge, state: StateMarks, log: EventLog, told_heads: Sequence[bytes], is_over: bool, report: Report
) -> None:
    if log.wrong_signatures:
        report.bad(f"{log.wrong_signatures} signatures in the event log are wrong.")
    log_rules.check_entries(log, events.BOOTH, images.header.mode, is_over, report)
    log_rules.check_pauses(log, state.pauses(), report)
    log_rules.check_torn_marks(log, state.torn, report)
    if not told_heads:
        return
    report.expect(
        all(head in log.heads for head in told_heads),
        f"The event log has {len(log.heads) - 1} entries and leads to the head in the sealed totals.",
        "The event log does not lead to the head in the sealed totals: entries were altered or are missing.",
    )
    last = max((log.heads.index(head) for head in told_heads if head in log.heads), default=None)
    if last is None:
        return
    signed = [at for at in log.signed_heads if at < last]
    if not any(log.entries[at - 1].event == events.CLOSED for at in signed if at):
        report.bad("The head in the sealed totals is not that of the closed log.")
    check_after_head([entry.event for entry in log.entries[last:]], report)


def check_after_head(later: list[int], report: Report) -> None:
    """Entries behind the last head that anything signed and given names."""
    if events.REPRINTED in later:
        report.note("The totals were printed again later; the newest that was given is not the last one printed.")
    if later:
        names = ", ".join(events.EVENTS[event].name for event in dict.fromkeys(later) if event in events.EVENTS)
        report.note(f"{len(later)} entries stand in the event log behind the head that was signed last: {names}.")


def _compare_chips(images: Cartridge, state: StateMarks, found: Records, log: EventLog, report: Report) -> None:
    """Rebuild both chips from what was read, and see what is left over."""
    twin, regions = images.twin, images.regions
    rebuilt = Rebuilt(twin, regions)
    rebuilt.put(0, images.header_page)
    note_opening(images.header.openings, report)
    put_marks(images.images, state, rebuilt)
    rebuilt.put_bits(regions["slips"], images.slips().states.possible)
    rebuilt.put_bits(regions["in use"], images.in_use_bits().possible)
    rebuilt.put_bits(regions["cast"], images.cast_bits().possible)
    rebuilt.put_bits(regions["cancelled"], images.cancelled_bits().possible)
    put_intents(twin, regions["intents"], images.intents(), rebuilt)
    torn_copies = log_rules.put_log(twin, regions["log"], log, rebuilt)
    place = "sorted" if state.named()["sorted"] else "ballots"
    refused = put_records(twin, regions[place], images.header, found, rebuilt)
    check_copies(torn_copies, refused, report)
    rebuilt.compare(report)


def note_opening(number: int, report: Report) -> None:
    """Say that a terminal was opened more than once. number: of this opening."""
    if number > 1:
        report.note(f"It is the terminal's opening number {number}: earlier ones have cartridges of their own.")


def put_marks(images: tuple[bytes, bytes], state: StateMarks, rebuilt: Rebuilt) -> None:
    """Rebuild the state marks. One that a chip holds in part stays as it is: it is said for itself."""
    for number, is_set in enumerate(state.is_set):
        for chip in (0, 1):
            at = mark_at(number)
            if is_set:
                rebuilt.put(at, images[chip][at : at + 16] if number in state.torn else _MARK, chip)


def check_copies(torn_copies: int, refused_pages: int, report: Report) -> None:
    """What only one chip holds."""
    for count, what in ((torn_copies, "entries of the event log"), (refused_pages, "pages of ballots")):
        if count > WORN_BITS:
            report.bad(f"{count} {what} stand on one chip only: the other was not written, or is of another hour.")
        elif count:
            report.note(f"{count} {what} stand on one chip only.")
