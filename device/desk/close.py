"""Close the desk: nobody is checked in afterwards."""

import memory
from storage.layout import Marks


async def close(desk) -> None:
    """Log the closing, sign the log's head, then set the mark; show a message if the mark cannot be written.

    A member who issues gives ballots back before: without that the desk stays open.
    """
    terminal = desk.terminal
    if desk.accounts and desk.accounts.holder and not await memory.visit(_end, desk):
        return
    terminal.log("closed")
    terminal.event_log.sign_head()
    if not Marks(terminal.twin).set(Marks.CLOSED):
        words = [terminal.texts(terminal.memory_trouble()), terminal.texts("call_technician")]
        await terminal.dialog.message(terminal.texts("action_close"), words)


def _end(desk):
    from desk.issuing import end

    return end(desk)
