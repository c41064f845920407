"""Turnout by hour: how many voters were marked, never who, and never a time more precise than the hour.

Below it what else is counted of people: additions and refusals, requests to vote at home, helpers.
"""

from desk import reports
from desk.recorded import logged
from screens.answers import YES
from storage.events import event_number
from storage.log_reader import last_number


async def show(desk) -> None:
    """Show turnout; the button *Print* prints it."""
    terminal = desk.terminal
    dialog, texts = terminal.dialog, terminal.texts
    by_hour = desk.check_ins.by_hour()
    lines = ["%s: %d" % (reports.hour_name(terminal, hour), count) for hour, count in enumerate(by_hour) if count]
    lines = ["%s: %d" % (texts("marked"), sum(by_hour))] + lines
    people = [("added", desk.check_ins.added.marked()), ("by_certificate", desk.check_ins.by_certificate())]
    people += (await logged(terminal.event_log)).items()
    lines += ["%s: %d" % (texts(name), count) for name, count in people if count]
    if await dialog.confirm(texts("action_turnout"), lines, yes="key_print") != YES:
        return
    copy = last_number(terminal.event_log, event_number("turnout_printed"))
    terminal.log("turnout_printed", copy)
    await terminal.print_slip(reports.turnout(terminal, by_hour, people, copy))
