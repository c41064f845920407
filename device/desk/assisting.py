"""A voter whom somebody helped: the helper's name goes onto a sheet for the list, and is counted, never stored.

The voter chooses the helper, who is none of the commission, the local administration, the candidates' proxies,
journalists and registered observers (Constitutional Law art. 42(1)).
"""

from desk import reports
from desk.asked_voter import asked_voter
from screens.answers import YES
from storage.events import event_number
from storage.log_reader import last_number

_NAME_LETTERS = 60


async def assisted(desk) -> None:
    """Voter, helper, sheet, and a count of one more."""
    terminal, texts = desk.terminal, desk.terminal.texts
    title = texts("action_assisted")
    asked = await asked_voter(desk, title)
    if asked is None:
        return
    helper = await terminal.dialog.letters(title, texts("helper_type"), _NAME_LETTERS, "kk")
    if not helper or await terminal.dialog.confirm(helper, [texts("helper_ask")]) != YES:
        return
    if not await terminal.print_slip(reports.helped_voter(terminal, asked[2].name, helper)):
        return
    log, event = terminal.event_log, event_number("assisted")
    if log.add(event):
        await terminal.dialog.message(title, [texts("counted_so_far", last_number(log, event))])
    else:
        await terminal.dialog.message(title, [texts(terminal.memory_trouble()), texts("call_technician")])
