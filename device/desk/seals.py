"""Seals of boxes, cartridges and cases at a hand-over: their numbers are scanned, logged, compared and printed.

A hand-over lies in the event log: an entry for each seal, and then one that says how many they are, and that they are
the list that later hand-overs are compared with, or were compared with it. Without that last entry there was no
hand-over: the power went. The last slip can be printed again, from the log.
"""

import asyncio

from desk.seal_slips import again, hand_over
from formats.refused import Refused
from storage.events import event_number
from storage.log_reader import entries
from terminal.reading import RAW, read

MOST = 48
_LEAST_LETTERS, _MOST_LETTERS = 4, 24
_AT_ONCE = 16  # log entries that are looked at before somebody else has a turn


async def seals(desk) -> None:
    """Scan the seals that are there; compare them with the last list, or make them the new one; print the hand-over."""
    terminal, texts = desk.terminal, desk.terminal.texts
    title = texts("action_seals")
    put, last = await hand_overs(terminal.event_log)
    names = [texts(name) for name in ("seals_new", "seals_compare", "action_reprint")]
    choice = await terminal.dialog.choose(title, names) if put else 0
    if choice < 0:
        return
    if choice == len(names) - 1:
        await _again(terminal, *last)
        return
    seen = await _scanned(terminal, title)
    if not seen:
        return
    missing, other = _differing(put, seen) if choice else ([], [])
    if not _logged(terminal.event_log, seen, (missing, other) if choice else None):
        await terminal.dialog.message(title, [texts(terminal.memory_trouble()), texts("call_technician")])
        return
    await terminal.print_slip(hand_over(terminal, seen, missing, other, bool(choice)))
    await terminal.dialog.message(title, _words(texts, seen, missing, other, bool(choice)))


async def last_list(log) -> list[str]:
    """The numbers of the last list, in the order in which they were scanned; empty if there is none."""
    return (await hand_overs(log))[0]


async def hand_overs(log) -> tuple[list[str], tuple]:
    """The last list; of the last hand-over its reprints, the time, the seals, and the list that it was compared with.

    There is no last hand-over without a list, and no list with the one that made it.
    """
    names = "seal", "seals_put", "seals_compared", "report_reprinted"
    one, put, compared, reprinted = [event_number(name) for name in names]
    pending, found, looked_at = [], [], 0
    last: tuple = ()
    for event, seconds, data, _ in entries(log):
        looked_at += 1
        if looked_at % _AT_ONCE == 0:
            await asyncio.sleep_ms(0)
        if event == one:
            pending.append(data.rstrip(b"\0").decode())
        elif event == put:
            found = pending[-data[0] :]
            last, pending = (0, seconds, found, None), []
        elif event == compared:
            last, pending = (0, seconds, pending[-data[0] :], found), []
        elif event == reprinted and last:
            last = (last[0] + 1,) + last[1:]
    return found, last


async def _again(terminal, copies: int, seconds: int | None, seen: list[str], put: list[str] | None) -> None:
    """Print the slip of the last hand-over again. The arguments are those of `hand_overs`."""
    terminal.log("report_reprinted", copies + 1)
    missing, other = ([], []) if put is None else _differing(put, seen)
    slip = hand_over(terminal, seen, missing, other, put is not None)
    await terminal.print_slip(again(terminal, copies + 1, seconds) + slip)


async def _scanned(terminal, title: str) -> list[str]:
    texts = terminal.texts
    seen: list[str] = []
    while len(seen) < MOST:
        hints = [texts("seals_count", len(seen)), texts("seals_scan"), texts("seals_finish")]
        kind, number = await read(terminal, title, {}, hints, raw=lambda scan: seal_number(scan, seen))
        if kind != RAW:
            break
        seen.append(number)
    return seen


def seal_number(scan, seen: list[str]):
    """The number on a seal that is not among `seen`, or `Refused`: letters, digits and hyphens of any code."""
    number = scan.text.strip().upper()
    is_plain = all(letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-" for letter in number)
    if not is_plain or not _LEAST_LETTERS <= len(number) <= _MOST_LETTERS:
        return Refused("seal_unreadable")
    return Refused("seal_twice") if number in seen else number


def _differing(put: list[str], seen: list[str]) -> tuple:
    """(seals of the list that nobody showed, seals that are not on the list)."""
    return [one for one in put if one not in seen], [one for one in seen if one not in put]


def _logged(log, seen: list[str], found: tuple | None) -> bool:
    """Log the seals, and behind them a new list, or what comparing found: whether the log has all of it.

    found: None for a new list.
    """
    one = event_number("seal")
    if not all(log.add(one, 0, number.encode()) for number in seen):
        return False
    if found is None:
        return log.add(event_number("seals_put"), 0, bytes((len(seen),)))
    missing, other = found
    numbers = bytes((len(seen), len(missing), len(other)))
    return log.add(event_number("seals_compared"), int(bool(missing or other)), numbers)


def _words(texts, seen: list[str], missing: list[str], other: list[str], is_compared: bool) -> list[str]:
    if not is_compared:
        return [texts("seals_count", len(seen))]
    if not missing and not other:
        return [texts("seals_same", len(seen))]
    lines = [texts("seals_missing", ", ".join(missing))] if missing else []
    return lines + ([texts("seals_other", ", ".join(other))] if other else [])
