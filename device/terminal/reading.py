"""Read signed QR objects, possibly split over several codes; reject anything else with a message."""

import asyncio
from time import ticks_add, ticks_diff, ticks_ms

from drivers.scanner import Scan
from formats import codes, payloads
from formats.refused import Refused
from screens.answers import BACK
from screens.first_of import first

RAW, WENT_BACK = "raw", ""  # in place of a kind of object
_NOT_AT_ONCE_MS = 1000  # a code that is held out already is read before the scanner is checked
_MOST_PARTS = {
    payloads.SEALED_TOTALS: 30,
    payloads.DESK_REPORT: 8,
    payloads.REPLACEMENT: 4,  # with the list of fifteen who may sign
}  # a limit, since parts stay in memory until all have been read
_USUAL_PARTS = 2
_KEY, _QUIET = 1, 2  # places in `first`: a key, and nothing for a while
_SCANNER_MISSING = Refused("scanner_missing")


async def read(
    terminal, title: str, checks: dict, hints: list | tuple = (), may_go_back: bool = True, raw=None
) -> tuple:
    """Wait for an object of one of the kinds in `checks`, or for *back*, a key and a button on the screen.

    Returns (kind, result of the check), (RAW, …) or (WENT_BACK, None). Every refusal is shown on screen and logged
    without the content of the code.

    terminal: the terminal.
    title: of the page.
    checks: per kind letter, a function of the object's bytes that returns what it stands for, or `Refused`; if that
    takes long, a coroutine of it.
    hints: lines that say what to show.
    may_go_back: False on the waiting pages.
    raw: check(scan) for bar codes other than Tamga's QR codes; None if they are refused.
    """
    dialog, texts = terminal.dialog, terminal.texts
    parts = codes.Assembler()
    notes: list[str] = []
    dialog.lock_out()
    terminal.scanner.drain()  # a code shown to an earlier page does not answer this one
    if not may_go_back:
        await dialog.canvas.see_to()
        await terminal.paper.see_to()
    look_at = ticks_add(ticks_ms(), max(terminal.scanner.due_ms(), _NOT_AT_ONCE_MS))
    while True:
        left_ms = ticks_diff(look_at, ticks_ms())
        if left_ms <= 0:
            await terminal.scanner.check()
            if not may_go_back:
                await terminal.paper.see_to()
            look_at = ticks_add(ticks_ms(), terminal.scanner.due_ms())
            continue
        of_parts = [] if may_go_back else terminal.paper.notes() + terminal.supply.notes()
        sheet = dialog.show(title, list(hints), dialog.back_button(may_go_back), notes + of_parts)
        which, value = await first(terminal.scanner.scan(), dialog.pressed(sheet), _quiet_time(left_ms))
        if which != _KEY and not may_go_back:
            await dialog.canvas.see_to()  # the answer to a code must be visible
        if which == _QUIET:
            continue
        if which == _KEY:
            if value == BACK and may_go_back:
                return WENT_BACK, None
            continue
        kind, found = _take(parts, checks, raw, value)
        await asyncio.sleep_ms(0)  # checking a signature and what follows from it are two pieces
        if hasattr(found, "send"):
            found = await found
        if found is None:
            notes = [texts("progress", parts.parts - len(parts.missing()), parts.parts)]
        elif not isinstance(found, Refused):
            return kind, found
        elif found == _SCANNER_MISSING:
            terminal.log("scanner_trouble")
            if await _without_scanner(terminal, title, may_go_back):
                return WENT_BACK, None
        else:
            terminal.refuse(found.reason, "check_in_refused" if kind == RAW else "code_refused")
            notes = [found.words(texts)]


async def _without_scanner(terminal, title: str, may_go_back: bool) -> bool:
    """Report that the scanner does not answer, and check it again. True if *back* was pressed instead."""
    dialog, texts = terminal.dialog, terminal.texts
    words = [texts("scanner_missing"), texts("call_technician")]
    answer = await dialog.confirm(title, [], "key_back" if may_go_back else None, news=words)
    if may_go_back and answer == BACK:
        return True
    dialog.show(title, [texts("please_wait")])  # checking a silent scanner takes up to 3 s
    await terminal.scanner.check()
    return False


async def _quiet_time(left_ms: int) -> None:
    await asyncio.sleep_ms(left_ms)


def _take(parts, checks: dict, raw, scan) -> tuple:
    """(kind, result of the check, `Refused`, or None while parts are missing)."""
    if scan.problem == Scan.MISSING:
        return None, _SCANNER_MISSING
    if scan.problem != Scan.NONE:
        return None, codes.DAMAGED
    code = codes.parse(scan.text)
    if code == codes.NOT_OURS:
        return (RAW, raw(scan)) if raw else (None, code)
    if isinstance(code, Refused) or scan.aim != "]Q1":
        return None, codes.DAMAGED
    if code.kind not in checks:
        return None, Refused("code_wrong_kind")
    if code.parts > _MOST_PARTS.get(code.kind, _USUAL_PARTS):
        return None, codes.DAMAGED
    data = parts.add(code)
    if data == codes.DIFFERENT_OBJECT:
        parts.clear()
        data = parts.add(code)
    if not isinstance(data, bytes):
        return None, data if data == codes.DAMAGED else None
    parts.clear()
    return code.kind, checks[code.kind](data)
