"""A voter returns a spoiled paper ballot and gets another. The voter stays marked; the spoiled ballot is counted."""

from screens.answers import YES

_SHOWN_MS = 3000


async def spoil_paper(desk) -> None:
    """Ask the chair to confirm that the ballot was taken back, and count it."""
    terminal = desk.terminal
    dialog, texts = terminal.dialog, terminal.texts
    title, counts = texts("action_spoil_paper"), desk.check_ins.counts()
    if not counts["paper_issued"] + counts["paper_outside"]:
        await dialog.message(title, [texts("spoil_paper_none")])
        return
    lines = [texts("spoil_paper_count", counts["paper_spoiled"]), texts("spoil_paper_ask")]
    if await dialog.confirm(title, lines) != YES:
        return
    if not desk.check_ins.spoil_paper():
        await dialog.message(title, [texts(terminal.memory_trouble()), texts("call_technician")])
        return
    terminal.log("paper_spoiled")
    await dialog.tell(title, [texts("spoil_paper_count", counts["paper_spoiled"] + 1)], _SHOWN_MS)
