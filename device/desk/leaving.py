"""People who leave without voting: a slip comes back unused, or a paper ballot does. The voter stays marked.

Nobody gets another slip for one that came back: only the booth knows whether it was used.
"""

from desk.coming_back import check_slip
from formats import payloads
from screens.answers import YES
from terminal.reading import read


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
    await dialog.message(title, [texts("paper_back_count", counts["paper_returned"] + 1)])
