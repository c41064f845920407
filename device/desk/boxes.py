"""Portable boxes: what leaves for voters at home, and what comes back, in the event log and on a slip each.

The chair scans the box's seal and types how many sets of ballots go along, or come back. What was handed out at homes
is the difference. That this is not what the desk recorded is for people to explain. The last slip can be printed again,
from the log.
"""

import asyncio

import memory
from desk.box_slips import box_slip
from desk.seal_slips import again
from desk.seals import seal_number
from storage.events import event_number
from storage.log_reader import entries
from terminal.permissions import OPEN
from terminal.reading import RAW, read

_DIGITS, _AT_ONCE = 4, 16


async def portable_box(desk) -> None:
    """A box leaves, while polls are open, or one that left is back."""
    terminal, texts = desk.terminal, desk.terminal.texts
    title, may_leave = texts("action_portable_box"), desk.state() == OPEN
    out, given, last = await boxes(terminal.event_log)
    if not out and not may_leave and not last:
        await terminal.dialog.message(title, [texts("box_none_out")])
        return
    names = [texts("box_is_back")] * bool(out) + [texts("box_leaves")] * may_leave
    names += [texts("action_reprint")] * bool(last)
    chosen = await terminal.dialog.choose(title, names) if last else 0
    if chosen >= 0 and names[chosen] == texts("action_reprint"):
        await _again(desk, *last)
    elif chosen >= 0:
        await (_back if names[chosen] == texts("box_is_back") else _leaves)(desk, title, out, given)


async def boxes(log) -> tuple[list, int, tuple | None]:
    """What the log says of boxes.

    (seal, sets taken, seconds since 1970 UTC or None) of each box that is out; sets handed out by those back; of the
    last slip its reprints, the time of the act, and the arguments of `box_slip` behind the desk, or None.
    """
    names = "box_left", "box_back", "seal", "report_reprinted"
    left, back, scanned, reprinted = [event_number(name) for name in names]
    out, given, looked_at, copies, when, shown = [], 0, 0, 0, None, ""
    last: tuple = ()
    for event, seconds, data, _ in entries(log):
        looked_at += 1
        if looked_at % _AT_ONCE == 0:
            await asyncio.sleep_ms(0)
        if event not in (left, back):
            copies += event == reprinted
            shown = data.rstrip(b"\0").decode() if event == scanned else ""
            continue
        count, seal = int.from_bytes(data[:2], "little"), data[2:].rstrip(b"\0").decode()
        copies, when = 0, seconds
        if event == left:
            out.append((seal, count, seconds))
            last = seal, count
        else:
            _, taken, left_at = [one for one in out if one[0] == seal][0]
            given += taken - count
            out = [one for one in out if one[0] != seal]
            last = seal, taken, count, left_at, shown or seal, given
    return out, given, (copies, when, last) if last else None


async def _again(desk, copies: int, seconds: int | None, said: tuple) -> None:
    """Print the last slip again. The arguments are those of `boxes`."""
    desk.terminal.log("report_reprinted", copies + 1)
    await desk.terminal.print_slip(again(desk.terminal, copies + 1, seconds) + box_slip(desk, *said))


async def _leaves(desk, title: str, out: list, _) -> None:
    seal = await _scanned(desk.terminal, title, [one[0] for one in out])
    count = await _typed(desk.terminal, title, "box_taken") if seal else None
    if count is not None and await _logged(desk.terminal, title, "box_left", 0, count, seal):
        await desk.terminal.print_slip(box_slip(desk, seal, count))
        await memory.visit(_listing, desk)


def _listing(desk):
    from desk.home_voting import print_list

    return print_list(desk)


async def _back(desk, title: str, out: list, given: int) -> None:
    terminal = desk.terminal
    chosen = await terminal.dialog.choose(title, [one[0] for one in out]) if len(out) > 1 else 0
    if chosen < 0:
        return
    seal, taken, seconds = out[chosen]
    shown = await _scanned(terminal, title, [])
    count = await _typed(terminal, title, "box_brought", taken) if shown else None
    if count is None:
        return
    if shown != seal:
        terminal.event_log.add(event_number("seal"), 0, shown.encode())
    if not await _logged(terminal, title, "box_back", int(shown != seal), count, seal):
        return
    given += taken - count
    await terminal.print_slip(box_slip(desk, seal, taken, count, seconds, shown, given))
    lines = [terminal.texts("box_given_now", taken - count)]
    await terminal.dialog.message(title, lines if shown == seal else lines + [terminal.texts("box_seal_other")])


async def _scanned(terminal, title: str, others: list) -> str:
    """The seal's number; "" if given up. others: seals that it cannot be."""
    hints = [terminal.texts("box_scan")]
    kind, seal = await read(terminal, title, {}, hints, raw=lambda scan: seal_number(scan, others))
    return seal if kind == RAW else ""


async def _typed(terminal, title: str, name: str, most: int | None = None) -> int | None:
    """How many sets of ballots; None if given up. most: so many were taken."""
    while True:
        typed = await terminal.dialog.digits(title, terminal.texts(name), _DIGITS)
        if not typed:
            return None
        if most is None or int(typed) <= most:
            return int(typed)
        await terminal.dialog.message(title, [terminal.texts("box_too_many", most)])


async def _logged(terminal, title: str, event: str, detail: int, count: int, seal: str) -> bool:
    if terminal.event_log.add(event_number(event), detail, count.to_bytes(2, "little") + seal.encode()):
        return True
    await terminal.dialog.message(title, [terminal.texts(terminal.memory_trouble()), terminal.texts("call_technician")])
    return False
