"""People who leave without voting: a slip comes back unused, or a paper ballot does, or either is taken away.

The voter stays marked. Nobody gets another slip for one that came back: only the booth knows whether it was used.
"""

import asyncio

from desk.coming_back import check_slip
from formats import payloads
from screens.answers import YES
from terminal.reading import read

_DIGITS, _SHOWN_MS = 4, 3000


async def slip_back(desk) -> None:
    """Take one slip back: the chair shows its code, and it counts as returned, once."""
    terminal, texts = desk.terminal, desk.terminal.texts
    title = texts("action_slip_back")
    checks = {payloads.ACTIVATION: lambda data: check_slip(desk, data)}
    kind, slip = await read(terminal, title, checks, [texts("slip_back_show")])
    if kind != payloads.ACTIVATION:
        return
    opening = desk.booth_openings.place(slip.booth, slip.opening)
    if desk.check_ins.void(slip.booth, slip.index, opening):
        terminal.log("slip_returned")
        await terminal.dialog.message(title, [texts("slip_back_taken"), texts("slip_back_keep")])
    else:
        await terminal.dialog.message(title, [texts(terminal.memory_trouble()), texts("call_technician")])


async def paper_back(desk) -> None:
    """A voter gives all paper ballots back and leaves: ask the chair to confirm, and count it."""
    terminal, check_ins = desk.terminal, desk.check_ins
    dialog, texts = terminal.dialog, terminal.texts
    title, counts = texts("action_paper_back"), check_ins.counts()
    if counts["paper_returned"] >= counts["paper_issued"] + counts["paper_outside"]:
        await dialog.message(title, [texts("spoil_paper_none")])
        return
    lines = [texts("paper_back_count", counts["paper_returned"]), texts("paper_back_ask")]
    if await dialog.confirm(title, lines) != YES:
        return
    if not check_ins.return_paper():
        await dialog.message(title, [texts(terminal.memory_trouble()), texts("call_technician")])
        return
    terminal.log("paper_returned")
    await dialog.tell(title, [texts("paper_back_count", counts["paper_returned"] + 1)], _SHOWN_MS)


async def slip_taken(desk) -> None:
    """A voter was seen leaving with the slip: ask the chair to confirm, and count it."""
    await _seen(desk, "slip_taken", "slips_taken", desk.check_ins.slip_taken)


async def paper_taken(desk) -> None:
    """The same with a paper ballot."""
    await _seen(desk, "paper_taken", "papers_taken", desk.check_ins.paper_taken)


async def _seen(desk, act: str, name: str, count_one) -> None:
    terminal = desk.terminal
    dialog, texts = terminal.dialog, terminal.texts
    title, count = texts("action_" + act), desk.check_ins.counts()[name]
    if await dialog.confirm(title, [texts("counted_so_far", count), texts("taken_ask")]) != YES:
        return
    await _said(terminal, act, title, count + 1, count_one())


async def withdraw_paper(desk) -> None:
    """Paper ballots are defective: the chair types how many the act takes out, and they are counted."""
    terminal, check_ins = desk.terminal, desk.check_ins
    dialog, texts = terminal.dialog, terminal.texts
    title, before = texts("action_withdraw_paper"), check_ins.counts()["paper_withdrawn"]
    typed = await dialog.digits(title, texts("withdraw_ask", before), _DIGITS)
    if not typed:
        return
    dialog.show(title, [texts("please_wait")])
    done = 0
    while done < int(typed) and check_ins.withdraw_paper():
        done += 1
        await asyncio.sleep_ms(0)
    await _said(terminal, "paper_withdrawn", title, before + done, done == int(typed), done)


async def _said(terminal, event: str, title: str, count: int, is_whole: bool, detail: int = 0) -> None:
    """Log what was counted, and show how many there are; or that a chip fails."""
    texts = terminal.texts
    if is_whole or detail:
        terminal.log(event, detail)
    lines = [texts("counted_so_far", count)] if is_whole or detail else []
    if is_whole:
        await terminal.dialog.tell(title, lines, _SHOWN_MS)  # nobody has to answer: an act is two touches
    else:
        await terminal.dialog.message(title, lines + [texts(terminal.memory_trouble()), texts("call_technician")])
