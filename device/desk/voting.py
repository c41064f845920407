"""Voting at the desk: check voters in until a chair's or member's role card is shown."""

import memory
from desk.booth_openings import check_zero
from desk.check_in import CheckIn
from formats import payloads
from terminal.reading import RAW, read


async def serve(desk) -> payloads.RoleCard:
    """Check voters in until a role card is shown. Returns the card."""
    terminal = desk.terminal
    check_in = CheckIn(desk)
    checks = {
        payloads.ROLE_CARD: terminal.check_role_card,
        payloads.ZERO_REPORT: lambda data: check_zero(desk, data),
        payloads.CANCELLED_SLIP: lambda data: memory.glance(_cancelled, desk, data),
    }
    while True:
        hints = [terminal.texts("show_card")]
        kind, shown = await read(terminal, terminal.texts(*terminal.poll.place), checks, hints, False, check_in.look_up)
        if kind == payloads.ROLE_CARD:
            return shown
        if kind == RAW:
            await check_in.run(*shown)
        else:
            await memory.visit(_booth_opened if kind == payloads.ZERO_REPORT else _changing, desk, shown)


async def hand_over_again(desk, pending: tuple) -> None:
    """Print again the slip that a power cut interrupted.

    pending: intent, booth and index, as `CheckIns.recover` returns them.
    """
    terminal = desk.terminal
    await terminal.dialog.message(terminal.texts(*terminal.poll.place), [terminal.texts("slip_again")])
    terminal.printer.was_interrupted()  # first cut off what is in the printer
    await CheckIn(desk).hand_over(*pending)


def _cancelled(desk, data: bytes):
    from desk.coming_back import check_word

    return check_word(desk, data)


def _changing(desk, word: payloads.CancelledSlip):
    from desk.exchanging import change_slip

    return change_slip(desk, word)


def _booth_opened(desk, report: payloads.ZeroReport):
    from desk.booth_opened import take

    return take(desk, report)
