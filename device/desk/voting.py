"""While the polls are open at the desk: voters are checked in until the card of chair or member is shown."""

from desk.check_in import CheckIn
from formats import payloads
from terminal.reading import RAW, read


async def serve(desk) -> payloads.RoleCard:
    """Check voters in; returns the role card that ended it."""
    terminal = desk.terminal
    check_in = CheckIn(desk)
    checks = {payloads.ROLE_CARD: terminal.check_role_card}
    while True:
        hints = [terminal.texts("show_card")]
        kind, shown = await read(terminal, terminal.texts("desk"), checks, hints, False, check_in.look_up)
        if kind != RAW:
            return shown
        await check_in.run(*shown)


async def hand_over_again(desk, pending: tuple) -> None:
    """Print the slip again during which the power failed.

    pending: intent, booth and index, as `CheckIns.recover` returns them.
    """
    terminal = desk.terminal
    await terminal.dialog.message(terminal.texts("desk"), [terminal.texts("slip_again")])
    terminal.printer.was_interrupted()  # what hangs there is cut off first
    await CheckIn(desk).hand_over(*pending)
