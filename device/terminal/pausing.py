"""Suspending and resuming, the same for desk and booth: logged, marked, and printed with counts but without votes."""

from storage.events import event_number
from storage.layout import Marks
from storage.log_reader import entries
from terminal import permissions, state_slips


async def change(role, action: str) -> None:
    """Suspend or resume. Log and slip have the counts of this moment. action: "suspend" or "resume"."""
    terminal = role.terminal
    dialog, texts, marks = terminal.dialog, terminal.texts, Marks(terminal.twin)
    title = texts("action_" + action)
    if action == "suspend" and marks.pauses_left() < 2:  # a mark to resume must remain
        await dialog.message(title, [texts("pauses_used_up")])
        return
    dialog.show(title, [texts("please_wait")])
    event, lines = "suspended" if action == "suspend" else "resumed", role.count_lines()
    data = b"".join(number.to_bytes(2, "little") for _, number in lines)
    seconds, log = terminal.clock.now(), terminal.event_log
    noted = log.add(event_number(event), 0, data)
    head = log.head
    if noted:
        log.sign_head()
    if not marks.set(marks.FIRST_PAUSE + marks.pauses()):
        await dialog.message(title, [texts(terminal.memory_trouble()), texts("call_technician")])
        return
    await terminal.print_slip(state_slips.report(role, event, seconds, lines, head))


async def print_again(role) -> None:
    """Print the slip of the last change again, from the log, with a number that distinguishes copies."""
    terminal = role.terminal
    names = ("suspended",) if role.state() == permissions.SUSPENDED else ("opened", "resumed")
    wanted = [event_number(name) for name in names]
    found, copy = None, 1
    for event, seconds, data, head in entries(terminal.event_log):
        if event in wanted:
            found, copy = (event, seconds, data, head), 1
        elif event == event_number("report_reprinted"):
            copy += 1
    if found is None:
        await terminal.dialog.message(terminal.texts("action_report"), [terminal.texts("no_report")])
        return
    terminal.log("report_reprinted", copy)
    event, seconds, data, head = found
    if event == event_number("opened"):
        await terminal.print_slip(role.zero_slip(copy))
        return
    lines = [
        (name, int.from_bytes(data[2 * at : 2 * at + 2], "little")) for at, (name, _) in enumerate(role.count_lines())
    ]
    name = "suspended" if event == event_number("suspended") else "resumed"
    await terminal.print_slip(state_slips.report(role, name, seconds, lines, head, copy))
