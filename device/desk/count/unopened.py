"""Booths that were never opened, as far as this desk knows: the protocol names each, and says why."""

from formats import payloads
from screens.answers import YES
from terminal.reasons import typed_reason


async def reasons(desk) -> list[payloads.UnopenedBooth] | None:
    """Ask chair and member, who count, why each was not opened. None if they gave up."""
    terminal, found = desk.terminal, []
    for booth in terminal.poll.precinct.booths:
        if desk.booth_openings.newest(booth.number) is None:
            title, lines = terminal.texts("count"), [terminal.texts("booth_unopened", booth.number)]
            is_so = await terminal.dialog.confirm(title, lines) == YES
            why = is_so and await typed_reason(terminal, title)
            if not why:
                return None
            found.append(payloads.UnopenedBooth(booth.number, why))
    return found
