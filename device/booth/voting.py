"""Voting at a booth: one voter after another, until a chair's or member's role card is shown."""

import memory
from booth.session import Session
from formats import payloads
from terminal.reading import read


async def serve(booth) -> payloads.RoleCard:
    """Serve voters until a role card is shown. Returns the card."""
    terminal = booth.terminal
    if booth.sealing is None:  # freed by a close that was then not possible
        await booth.prepare_sealing()
    checks = {payloads.ACTIVATION: booth.check_activation, payloads.ROLE_CARD: terminal.check_role_card}
    while True:
        terminal.texts.language = "kk"
        title = terminal.texts("welcome", terminal.poll.terminal)
        kind, shown = await read(terminal, title, checks, [terminal.texts("show_slip")], False)
        if kind == payloads.ROLE_CARD:
            return shown
        await booth.pace.wait(terminal.dialog)
        session = Session(booth)
        if await session.run(shown):
            booth.pace.note()
        if booth.cartridge.unsettled:
            await memory.visit(_recovery, booth, session.was_said)


def _recovery(booth, was_said: bool):
    from booth.recovering import after_session

    return after_session(booth, was_said)
