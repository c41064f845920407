"""Nothing but: everything on a desk's two chips is accounted for, settled, and joins no voter with a slip."""

from __future__ import annotations

from host_tools.findings import Report
from host_tools.formats import desk_cartridge as layout
from host_tools.formats import events
from host_tools.formats.definitions import Precinct
from host_tools.formats.objects import Protocol
from host_tools.formats.places import FIRST_DESK
from host_tools.verifying import log_rules
from host_tools.verifying.booth_chips import check_after_head, check_copies, note_opening, put_marks
from host_tools.verifying.desk_images import COUNTED, GIVEN, ROW_SETS, DeskCartridge
from host_tools.verifying.event_log import EventLog, read_log
from host_tools.verifying.intents import put_intents
from host_tools.verifying.nothing_but import Rebuilt
from host_tools.verifying.people_counted import check_people
from host_tools.verifying.state_marks import StateMarks
from host_tools.verifying.twin import WORN_BITS, differing_bits

_STATES = (0, layout.CLOSED_MARK)
_BLANK = b"\xff" * layout.NUMBER_HASH_BYTES
_MOST_UNMARKED = 4  # rows that a desk tries for one voter, where a chip does not take the hash


def check(desk: DeskCartridge, precinct: Precinct, protocol: Protocol | None, report: Report) -> None:
    """Report everything on a desk's chips besides its counts. protocol: what it says of this desk alone, or None."""
    state, intents, log = desk.state(), desk.intents(), read_log(desk, precinct.terminal_key(desk.header.terminal))
    report.expect(state.is_set[layout.CLOSED_MARK], "Desk: closed.", "Desk: it was never closed.")
    if strangers := state.strangers(_STATES):
        report.bad(f"Desk: state marks {', '.join(map(str, strangers))} are set, which mean nothing.")
    report.expect(not intents.pending, "Desk: no entry joins voters and slips.", "Desk: an act was left in the middle.")
    if intents.skipped > WORN_BITS or len(intents.one_chip) > WORN_BITS:
        report.bad("Desk: the intents are not used one after the other on both chips.")
    _check_counters(desk, report)
    _check_rows(desk, report)
    of_first = protocol if desk.header.terminal == FIRST_DESK else None  # the log of another one knows no protocol
    _check_log(log, state, precinct.mode, of_first, report)
    check_people(log, protocol, report)
    _compare_chips(desk, log, report)


def _check_counters(desk: DeskCartridge, report: Report) -> None:
    """Counters take the next free bit each time: bits anywhere else would say which row, or something else."""
    counters = {name: desk.rows(name) for name in COUNTED if name not in GIVEN}
    counters |= {f"swapped {style}": bits for style, bits in enumerate(desk.given("swapped"), 1)}
    counters |= {f"hour {number}": desk.hour(number) for number in range(layout.HOURS)}
    gaps = {name: bits.gaps() for name, bits in counters.items() if bits.gaps()}
    if sum(gaps.values()) > WORN_BITS:
        names = ", ".join(gaps)
        report.bad(f"Desk: the bits of {names} are not taken one after the other: they say more than a number.")
    elif gaps:
        report.note(f"Desk: {sum(gaps.values())} cells of the counters did not take their bit ({', '.join(gaps)}).")
    marked, hours = desk.rows("marked"), [desk.hour(number) for number in range(layout.HOURS)]
    least, most = sum(bits.least for bits in hours), sum(bits.most for bits in hours)
    apart = max(least - marked.most, marked.least - most, 0)
    if apart > WORN_BITS:
        report.bad(f"Desk: turnout by hour adds up to {least}, but {marked.said()} voters are marked.")
    elif apart:
        report.note(f"Desk: turnout by hour adds up to {least}, not to {marked.said()}: cells may be worn.")


def _check_rows(desk: DeskCartridge, report: Report) -> None:
    """A voter who got paper is marked, once; exactly the added voters have the hash of a number."""
    sets = {name: desk.rows(name) for name in ROW_SETS}
    for name in ("paper", "outside"):
        stray = int((sets[name].sure & ~sets["marked"].possible).sum())
        if stray:
            report.bad(f"Desk: {stray} rows of the region {name} are of voters who are not marked.")
    both = int((sets["paper"].sure & sets["outside"].sure).sum())
    if both:
        report.bad(f"Desk: {both} rows got a paper ballot here and one outside.")
    for name in ("paper", "outside"):
        again = sum(int(bits.sure.sum()) for bits in desk.given(name)) - int(sets[name].sure.sum())
        if again > 0:
            report.bad(f"Desk: {again} rows of the region {name} are marked in more than one ballot style.")
    added, unmarked = desk.added(), _unmarked_hashes(desk)
    if any(copies[0] == copies[1] for copies in unmarked) or len(unmarked) > _MOST_UNMARKED:
        report.bad(f"Desk: {len(unmarked)} hashes of numbers stand there for voters who were not added.")
    elif unmarked:
        report.note(f"Desk: {len(unmarked)} voters were to be added and the chips did not take it.")
    hashes = desk.number_hashes()
    without = sum(bool(sure) and copies == (_BLANK, _BLANK) for sure, copies in zip(added.sure, hashes, strict=True))
    if without:
        report.bad(f"Desk: {without} added voters have no hash of their number.")


def _unmarked_hashes(desk: DeskCartridge) -> list[tuple[bytes, bytes]]:
    """Hashes in rows that nobody was added to."""
    pairs = zip(desk.added().possible, desk.number_hashes(), strict=True)
    return [
        copies
        for marked, copies in pairs
        if not marked and sum(differing_bits(copy, _BLANK) for copy in copies) > WORN_BITS
    ]


def _check_log(log: EventLog, state: StateMarks, mode: int, protocol: Protocol | None, report: Report) -> None:
    found = Report("Desk")
    found.expect(
        not log.wrong_signatures,
        f"the event log has {len(log.heads) - 1} entries, {log.signatures} of its heads signed.",
        f"{log.wrong_signatures} signed heads of the event log do not hold.",
    )
    log_rules.check_entries(log, events.DESK, mode, True, found)
    log_rules.check_pauses(log, state.pauses(), found)
    log_rules.check_torn_marks(log, state.torn, found)
    if protocol is not None:
        leads = found.expect(
            protocol.log_head in log.heads,
            "its event log leads to the protocol's head.",
            "the protocol's head is not in its event log.",
        )
        if leads:
            _check_behind_head(log, log.heads.index(protocol.log_head), protocol.version, found)
    report.add(found)


def _check_behind_head(log: EventLog, head: int, version: int, report: Report) -> None:
    """The protocol names the chain before the entry that says that it was counted or superseded."""
    later = log.entries[head:]
    due = (events.COUNTED, 0) if version == 1 else (events.SUPERSEDED, version)
    if not later or (later[0].event, later[0].detail) != due:
        report.bad("the entry behind the protocol's head does not say that it was signed.")
    newer = sum(entry.event in (events.COUNTED, events.SUPERSEDED) for entry in later[1:])
    if newer:
        report.bad(f"the event log notes {newer} protocols after the newest that was given.")
    last_signed = max(log.signed_heads, default=0)
    check_after_head([entry.event for entry in log.entries[last_signed + 2 :]], report)


def _compare_chips(desk: DeskCartridge, log: EventLog, report: Report) -> None:
    """Rebuild both chips from what was read, and see what is left over."""
    twin, regions, header = desk.twin, desk.regions, desk.header
    rebuilt = Rebuilt(twin, regions)
    rebuilt.put(0, desk.header_page)
    note_opening(desk.header.openings, report)
    put_marks(desk.images, desk.state(), rebuilt)
    for name in {*ROW_SETS, *COUNTED} - {*GIVEN}:
        rebuilt.put_bits(regions[name], desk.rows(name).possible)
    for name in GIVEN:
        for style, bits in enumerate(desk.given(name)):
            rebuilt.put_bits(regions[name], bits.possible, style * header.row_bytes)
    for hour in range(layout.HOURS):
        rebuilt.put_bits(regions["hours"], desk.hour(hour).possible, hour * header.row_bytes)
    for booth in range(1, header.booths + 1):
        rebuilt.put_bits(regions[f"issued {booth}"], desk.issued(booth).possible)
        rebuilt.put_bits(regions[f"voided {booth}"], desk.voided(booth).possible)
        rebuilt.put_bits(regions[f"changed {booth}"], desk.changed(booth).possible)
        for opening in range(layout.EXCHANGE_SETS):
            marked = desk.exchanged(booth, opening).possible
            rebuilt.put_bits(regions[f"exchanged {booth}"], marked, opening * ((header.indices + 7) // 8))
    unmarked = _unmarked_hashes(desk)
    for row, (marked, copies) in enumerate(zip(desk.added().possible, desk.number_hashes(), strict=True)):
        at = regions["added"].begin + row * layout.NUMBER_HASH_BYTES
        if marked:
            rebuilt.put(at, copies[0] if copies[0] != _BLANK else copies[1])
        elif copies in unmarked:  # said for itself
            rebuilt.put(at, copies[0], 0)
            rebuilt.put(at, copies[1], 1)
    put_intents(twin, regions["intents"], desk.intents(), rebuilt)
    found = Report("Desk")
    check_copies(log_rules.put_log(twin, regions["log"], log, rebuilt), 0, found)
    rebuilt.compare(found)
    report.add(found)
