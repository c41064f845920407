"""Suspending and resuming, the same for desk and booth: logged, marked, and printed with counts but without votes.

While voting is suspended nothing is counted, so what the chips say on resuming, perhaps the next morning, is compared
with what was logged on suspending. A difference is said on screen and on paper, and logged; people decide.
"""

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
    before = _when_suspended(terminal.event_log) if action == "resume" else None
    is_same = before is None or before[: len(data)] == data
    if not is_same:
        terminal.log("counts_differ")
        words = [texts("counts_differ")]
        words += ["%s: %d ≠ %d" % (texts(name), number, was) for (name, number), was in _differing(lines, before)]
        await dialog.message(title, words)
        dialog.show(title, [texts("please_wait")])
    seconds, log = terminal.clock.now(), terminal.event_log
    noted = log.add(event_number(event), 0, data)
    head = log.head
    if noted:
        log.sign_head()
    if not marks.set(marks.FIRST_PAUSE + marks.pauses()):
        await dialog.message(title, [texts(terminal.memory_trouble()), texts("call_technician")])
        return
    await terminal.print_slip(
        state_slips.report(role, event, seconds, lines, head, 0, None if before is None else is_same)
    )


def _when_suspended(log) -> bytes | None:
    """The counts that were logged on suspending last; None if there are none."""
    event, found = event_number("suspended"), None
    for number, _, data, _ in entries(log):
        if number == event:
            found = data
    return found


def _counts(lines: list, data: bytes) -> list:
    """(text id, number as it was logged) of each count. lines: of `count_lines`."""
    return [(name, int.from_bytes(data[2 * at : 2 * at + 2], "little")) for at, (name, _) in enumerate(lines)]


def _differing(lines: list, data: bytes) -> list:
    """((text id, number now), number then) of each count that differs."""
    pairs = zip(lines, _counts(lines, data))
    return [((name, now), was) for (name, now), (_, was) in pairs if now != was]


async def print_again(role) -> None:
    """Print the slip of the last change again, from the log, with a number that distinguishes copies."""
    terminal = role.terminal
    names = ("suspended",) if role.state() == permissions.SUSPENDED else ("opened", "resumed")
    wanted = [event_number(name) for name in names]
    found, copy, before = None, 1, None
    for event, seconds, data, head in entries(terminal.event_log):
        if event == event_number("suspended"):
            before = data
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
        await terminal.print_slip(await role.zero_slip(copy))
        return
    lines = _counts(role.count_lines(), data)
    if event == event_number("suspended"):
        await terminal.print_slip(state_slips.report(role, "suspended", seconds, lines, head, copy))
    else:
        is_same = None if before is None else before == data
        await terminal.print_slip(state_slips.report(role, "resumed", seconds, lines, head, copy, is_same))
