"""Portable boxes: what leaves for voters at home, and what comes back, in the event log and on a slip each.

The chair scans the box's seal and types how many sets of ballots go along, or come back. What was handed out at homes
is the difference. That this is not what the desk recorded is for people to explain.
"""

import asyncio

import memory
from desk.box_slips import box_slip
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
    out, given = await boxes(terminal.event_log)
    if not out and not may_leave:
        await terminal.dialog.message(title, [texts("box_none_out")])
        return
    names = [texts("box_is_back")] * bool(out) + [texts("box_leaves")] * may_leave
    chosen = await terminal.dialog.choose(title, names) if len(names) > 1 else 0
    if chosen >= 0:
        await (_back if names[chosen] == texts("box_is_back") else _leaves)(desk, title, out, given)


async def boxes(log) -> tuple[list, int]:
    """(seal, sets taken, seconds since 1970 UTC or None) of each box that is out; sets handed out by those back."""
    left, back, out, given, looked_at = event_number("box_left"), event_number("box_back"), [], 0, 0
    for event, seconds, data, _ in entries(log):
        looked_at += 1
        if looked_at % _AT_ONCE == 0:
            await asyncio.sleep_ms(0)
        if event not in (left, back):
            continue
        count, seal = int.from_bytes(data[:2], "little"), data[2:].rstrip(b"\0").decode()
        if event == left:
            out.append((seal, count, seconds))
        else:
            given += [one[1] for one in out if one[0] == seal][0] - count
            out = [one for one in out if one[0] != seal]
    return out, given


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
    if count is None or not await _logged(terminal, title, "box_back", int(shown != seal), count, seal):
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
