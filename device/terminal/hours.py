"""The hours of voting: what is refused outside them, and what people decide if the clock cannot.

Test and training keep no hours. An unknown time, or a day other than the election's, forbids nothing: chair and
member answer for the hour.
"""

import memory
from paper.common_slips import clock_text
from screens.answers import OTHER, YES

FREE, ASK, TOO_EARLY = range(3)
_EARLIEST_MINUTES = 60  # before voting begins: premises open an hour before, Constitutional Law art. 40


def clock(minutes: int) -> str:
    """Minutes after midnight as people write them."""
    return "%02d:%02d" % (minutes // 60, minutes % 60)


def opens(poll) -> int:
    """When voting begins, in minutes after local midnight; the precinct's own hour overrides the election's."""
    return poll.precinct.hours.opens if poll.precinct.hours else poll.settings.get("opens_minutes", 7 * 60)


def closes(poll) -> int:
    """When voting ends, in minutes after local midnight."""
    return poll.precinct.hours.closes if poll.precinct.hours else poll.settings.get("closes_minutes", 20 * 60)


def may_open_from(poll) -> int:
    """The earliest opening of the terminals, in minutes after local midnight."""
    return max(0, opens(poll) - poll.settings.get("open_early_minutes", _EARLIEST_MINUTES))


def opening(poll, local: str) -> int:
    """FREE, ASK or TOO_EARLY. local: date and time as `clock_text` writes them."""
    if not poll.is_official:
        return FREE
    minutes = _minutes(poll, local)
    return ASK if minutes is None else FREE if minutes >= may_open_from(poll) else TOO_EARLY


def closing(role, local: str) -> int:
    """The same for closing before voting ends.

    In a special precinct, such as a hospital, chair and member decide once everybody on the list has voted
    (Constitutional Law art. 38(3)); elsewhere with the setting `early_close`.
    """
    poll = role.terminal.poll
    if not poll.is_official:
        return FREE
    minutes = _minutes(poll, local)
    if minutes is None:
        return ASK
    if minutes >= closes(poll):
        return FREE
    may_ask = not role.missing() if poll.precinct.kind else poll.settings.get("early_close", False)
    return ASK if may_ask else TOO_EARLY


def has_begun(poll, local: str) -> bool:
    """Whether voters may be checked in."""
    minutes = _minutes(poll, local) if poll.is_official else None
    return minutes is None or minutes >= opens(poll)


def local(terminal) -> str:
    """Date and time now, as `clock_text` writes them."""
    return clock_text(terminal, terminal.clock.now())


def is_past(poll, local: str, minutes: int) -> bool:
    """Whether an hour has passed. False if the clock does not say, as for the hours of voting.

    local: date and time. minutes: of the hour, after local midnight.
    """
    now = _minutes(poll, local) if poll.is_official else None
    return now is not None and now >= minutes


def _minutes(poll, local: str) -> int | None:
    """Minutes after midnight; None if the time is unknown, or the day is not that of the election."""
    return int(local[11:13]) * 60 + int(local[14:16]) if local[:10] == poll.date else None


async def allows(role, action: str) -> bool:
    """Whether it is time to open or close; shows why not, or asks chair and member if they have to decide.

    From either page the clock can be set from a time card, which decides anew.

    role: has `terminal` and `missing()`, how many on the list have not come.
    action: as in its rules.
    """
    terminal = role.terminal
    while True:
        now = local(terminal)
        found = opening(terminal.poll, now) if action == "open" else closing(role, now)
        if found == FREE:
            return True
        answer = await (_too_early if found == TOO_EARLY else _asked)(role, action, now)
        if answer == OTHER:
            await memory.visit(_set_clock, terminal)
            continue
        if found == TOO_EARLY or answer != YES:
            return False
        terminal.log("hour_confirmed", 1 if action == "open" else 2)
        return True


def _too_early(role, action: str, local: str):
    terminal = role.terminal
    poll, texts = terminal.poll, terminal.texts
    words = ("open_too_early", may_open_from(poll)) if action == "open" else ("close_too_early", closes(poll))
    lines = [texts(words[0], clock(words[1]), local[11:])]
    if action == "close" and poll.precinct.kind:
        lines.append(texts("close_not_all", role.missing()))
    return terminal.dialog.confirm(texts("action_" + action), [], None, news=lines, other="key_clock")


def _asked(role, action: str, local: str):
    terminal = role.terminal
    poll, texts = terminal.poll, terminal.texts
    due = clock(may_open_from(poll) if action == "open" else closes(poll))
    is_right_day, is_known = local[:10] == poll.date, len(local) > 1
    if is_right_day or not is_known:  # two dates and three buttons have no room on one page
        due = poll.date + " " + due
    lines = [texts("hour_clock", local), texts("hour_voting", due), texts("hour_ask")]
    return terminal.dialog.confirm(texts("action_" + action), lines, other=None if is_right_day else "key_clock")


def _set_clock(terminal):
    from terminal.time_card import set_clock

    return set_clock(terminal)
