"""The chair cancels a slip at the booth it is for: no ballot is ever cast with it, and the booth says so on paper.

Only the booth knows whether a slip was used, so its word is what the desk gives another slip or paper ballots for. No
official ever casts for anybody: a session that a voter has left ends by itself, and what was printed is spoiled.
"""

from booth.cancelled_slip import cancelled
from formats import payloads
from screens.answers import YES
from terminal.reading import read

WHY = ("cancel_left", "cancel_other_booth", "cancel_paper", "cancel_other")  # numbers from 1 are in log and object


async def cancel_slip(booth) -> None:
    """Take a slip, ask for the reason, cancel it, print the booth's word. A slip cancelled before prints it again."""
    terminal = booth.terminal
    dialog, texts = terminal.dialog, terminal.texts
    title = texts("action_cancel_slip")
    checks = {payloads.ACTIVATION: lambda data: booth.check_activation(data, True)}
    kind, slip = await read(terminal, title, checks, [texts("cancel_show")])
    if kind != payloads.ACTIVATION:
        return
    was_cancelled = slip.index in booth.cartridge.cancelled
    if was_cancelled and await dialog.confirm(title, [texts("slip_cancelled")], yes="key_print") != YES:
        return
    reason = -1 if was_cancelled else await dialog.choose(title, [texts(name) for name in WHY])
    if not was_cancelled:
        if reason < 0:
            return
        if not booth.cartridge.cancel(slip.index):
            await dialog.message(title, [texts(terminal.memory_trouble()), texts("call_technician")])
            return
        terminal.log("slip_cancelled", reason + 1)
    await terminal.print_slip(cancelled(terminal, slip))
    await dialog.message(title, [texts("cancel_done")])
