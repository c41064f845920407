"""What another desk than the first one says in the evening: everything that the protocol takes from a desk, signed.

It goes to the first desk on paper. The object is made once, after closing, and kept: whenever it is printed, its bytes
are the same, so the first desk knows one that was shown already.
"""

from hashlib import sha256

import memory
from desk.recorded import NAMES, counts
from formats import cose, payloads
from formats.refused import Refused
from storage.layout import EXCHANGE_SETS
from terminal.permissions import CLOSED

_FILE = "report"


async def print_report(desk) -> None:
    """Print the report of a closed desk, once more if it was printed before."""
    terminal = desk.terminal
    if desk.state() != CLOSED:
        return
    dialog, texts = terminal.dialog, terminal.texts
    title = texts("action_desk_report")
    dialog.show(title, [texts("please_wait")])
    signed = _kept(desk)
    if signed is None:
        terminal.twin.doubtful = False
        made = await _report(desk)
        if terminal.twin.doubtful:  # a chip was away while it was counted
            await dialog.message(title, [texts(terminal.memory_trouble()), texts("call_technician")])
            return
        signed = terminal.sign(payloads.DESK_REPORT, made)
        desk.keep(_FILE, signed)
        terminal.log("desk_reported", 0, sha256(signed).digest())
        terminal.event_log.sign_head()
    dialog.show(texts("printing"), [texts("please_wait")])
    await terminal.print_slip(memory.glance(_drawn, terminal, signed))


def _kept(desk) -> bytes | None:
    """The report that was made before; None if there is none, or it is another opening's."""
    signed = desk.kept(_FILE) or b""
    encoded = cose.verify1(signed, desk.terminal.signing_key.public)
    said = None if encoded is None else payloads.decode(payloads.DESK_REPORT, encoded)
    if said is None or isinstance(said, Refused) or said.opening != desk.terminal.opening[1]:
        return None
    return signed


async def _report(desk) -> payloads.DeskReport:
    terminal, poll = desk.terminal, desk.terminal.poll
    return payloads.DeskReport(
        election=poll.election_hash,
        precinct=poll.precinct_number,
        mode=poll.mode,
        desk=poll.desk,
        opening=terminal.opening[1],
        firmware=terminal.firmware_hash,
        log_head=terminal.event_log.head,
        counts=payloads.DeskCounts(*await counts(desk)),
        booths=_booths(desk),
        styles=[list(papers) for papers in desk.check_ins.papers_by_style()] if poll.styles else None,
        accounts=desk.accounts.lines(desk),
    )


def _booths(desk) -> list[payloads.DeskBooth]:
    """A line for each opening of a booth that this desk knows."""
    known, check_ins, found = desk.booth_openings, desk.check_ins, []
    for booth in desk.terminal.poll.precinct.booths:
        openings = known.of(booth.number, check_ins.issued[booth.number - 1].marked())
        for place, (number, opening, issued) in enumerate(openings):
            exchanged = check_ins.exchanges.of(booth.number, place).marked() if place < EXCHANGE_SETS else 0
            ended = int(known.was_ended(opening))
            found.append(payloads.DeskBooth(booth.number, opening, number, issued, exchanged, ended))
    return found


def _drawn(terminal, signed: bytes) -> list:
    from desk.desk_report_slip import slip

    return slip(terminal, signed, NAMES)
