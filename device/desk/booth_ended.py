"""A booth died and does not go on: its opening is ended here, without another one.

From then on no slip is given for it, those that were given are void and can be exchanged, and the protocol has a line
of its own for it. What was cast stays cast: its totals are shown in the evening if its cartridge can be read, or the
slips in its box are counted by hand.
"""

from desk.ended_slip import ended
from screens.answers import YES


async def end_booth(desk) -> None:
    """Choose a booth, ask once more, log it, and print the slip; of a booth that was ended only print it again."""
    terminal, known = desk.terminal, desk.booth_openings
    dialog, texts = terminal.dialog, terminal.texts
    title = texts("action_end_booth")
    booths = [one.number for one in terminal.poll.precinct.booths if known.newest(one.number)]
    if not booths:
        await dialog.message(title, [texts("end_booth_none")])
        return
    chosen = await dialog.choose(title, [texts("booth_number", booth) for booth in booths])
    if chosen < 0:
        return
    booth = booths[chosen]
    issued = desk.check_ins.issued[booth - 1].marked()
    if known.stands(booth):
        if await dialog.confirm(title, [texts("end_booth_text", booth)]) != YES:
            return
        if not known.end(terminal.event_log, booth, issued):
            await dialog.message(title, [texts(terminal.memory_trouble()), texts("call_technician")])
            return
        terminal.event_log.sign_head()
    dialog.show(texts("printing"), [texts("please_wait")])
    await terminal.print_slip(ended(terminal, booth, known.of(booth, issued)[-1]))
    await dialog.message(title, [texts("booth_ended", booth), texts("end_booth_exchange")])
