"""A booth's zero report is shown at the desk: from now on slips for that booth name its opening."""

import asyncio

import memory
from formats import payloads
from screens.answers import YES
from terminal import permissions
from terminal.present import present

_SHOWN_MS = 3000


async def take(desk, report: payloads.ZeroReport) -> None:
    """Keep the opening; one that replaces another, or is not the booth's first, needs chair and member.

    report: of `booth_openings.check_zero`.
    """
    terminal, booth = desk.terminal, report.terminal
    dialog, texts, known = terminal.dialog, terminal.texts, desk.booth_openings
    newest = known.newest(booth)
    if newest is None or newest[:2] != (report.openings, report.opening):
        is_booth = terminal.poll.booth(booth) is not None
        if is_booth and (newest or report.openings > 1):
            lines = [texts("booth_again_text", booth)] + ([report.reason] if report.reason else [])
            if await dialog.confirm(texts("action_booth_opened_again"), lines) != YES:
                return
            who = permissions.rule(desk.RULES, permissions.OPEN, "booth_opened_again")[1]
            if not await memory.visit(present, terminal, who):
                return
        issued = desk.check_ins.issued[booth - 1].marked() if is_booth else 0
        if not known.add(terminal.event_log, report, issued):
            words = [texts(terminal.memory_trouble()), texts("call_technician")]
            await dialog.message(texts(*terminal.poll.place), words)
            return
    words = texts("booth_known", booth, report.openings)
    if terminal.poll.booth(booth) is None:
        words = texts("desk_known", booth - terminal.poll.terminal_of(0), report.openings)
    dialog.show(texts(*terminal.poll.place), [words])
    await asyncio.sleep_ms(_SHOWN_MS)
