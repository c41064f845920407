"""Settle an interrupted vote and report how it ended: at boot, and after a chip failed during a session."""

from booth import slips
from booth.ballots.cartridge import CAST, CHALLENGED, NOT_CAST, NOTHING_PENDING, UNDECIDED
from storage.layout import Marks
from terminal import permissions
from terminal.unsettled import Unsettled

_SHOWN_MS = 5000
_WORDS = {
    CAST: "power_cast",
    NOT_CAST: "power_not_cast",
    NOTHING_PENDING: "power_nothing",
    CHALLENGED: "power_challenged",
}


async def after_power(booth) -> None:
    """After a power cut: finish or undo the interrupted act, complete the slip in the printer, and report it."""
    if booth.state() == permissions.CLOSED:
        return
    terminal, outcome = booth.terminal, NOTHING_PENDING
    if not Marks(terminal.twin).has(Marks.CLOSING):  # while closing nobody was voting
        outcome = await settle(booth)
    terminal.log("recovered", outcome)
    await terminal.dialog.message(terminal.texts("welcome", terminal.poll.terminal), [terminal.texts(_WORDS[outcome])])


async def after_session(booth, was_said: bool) -> None:
    """Settle a vote whose end the chips did not show. was_said: it is printed under the slip and the voter knows."""
    terminal, outcome = booth.terminal, await settle(booth, was_said)
    terminal.log("recovered", outcome)
    if outcome != NOTHING_PENDING and not was_said:
        words = [terminal.texts("cast_done" if outcome == CAST else "session_slip_good")]
        await terminal.dialog.tell(terminal.texts("welcome", terminal.poll.terminal), words, _SHOWN_MS)


async def settle(booth, is_printed: bool = False) -> int:
    """Wait until the chips show how the act ended: CAST, NOT_CAST, CHALLENGED or NOTHING_PENDING. Nobody votes before.

    is_printed: the slip's last line has already been printed.
    """
    cartridge, outcome, page = booth.cartridge, NOTHING_PENDING, Unsettled(booth.terminal)
    while True:
        found = cartridge.recover()
        if found == NOTHING_PENDING:
            return outcome
        if found != UNDECIDED:
            if not is_printed:
                await booth.terminal.print_slip(slips.trailer(booth.terminal, found))
            outcome, is_printed = found, True
            if cartridge.forget_slip():
                is_printed = False
                continue
        await page.wait()
