"""Reading objects from paper: of several kinds, in parts; whatever else is shown gets an answer."""

import asyncio
from time import ticks_add, ticks_diff, ticks_ms

from drivers.scanner import Scan
from formats import codes, payloads
from formats.refused import Refused
from screens.answers import BACK
from screens.first_of import first

RAW, WENT_BACK = "raw", ""  # in place of a kind of object
# So often the scanner is asked whether it is there and set up, whatever is shown meanwhile: one that has died says
# nothing, and one that lost its set-up makes people try again and again.
_LOOK_MS = 10_000
_MOST_PARTS = {payloads.SEALED_TOTALS: 30}  # parts wait in memory for the rest, so nobody may show a hundred of them
_USUAL_PARTS = 2
_KEY, _QUIET = 1, 2  # which of three things came first
_SCANNER_MISSING = Refused("scanner_missing")


async def read(
    terminal, title: str, checks: dict, hints: list | tuple = (), may_go_back: bool = True, raw=None
) -> tuple:
    """Wait for an object of one of the kinds in `checks`, or for *back*, which is a button on the screen too.

    checks: kind letter -> check(object bytes), which gives what it stands for, or `Refused`.
    raw: check(scan) for bar codes that are none of our QR codes, or None if they are refused.
    Returns (kind, what the check gave), (RAW, …) or (WENT_BACK, None). Every refusal is said on screen and noted
    without what was shown.
    """
    dialog, texts = terminal.dialog, terminal.texts
    parts = codes.Assembler()
    notes: list[str] = []
    dialog.lock_out()
    terminal.scanner.drain()  # what was shown to an earlier page is no answer to this one
    if not may_go_back:
        await dialog.canvas.see_to()
        await terminal.paper.see_to()
    look_at = ticks_add(ticks_ms(), _LOOK_MS)
    while True:
        left_ms = ticks_diff(look_at, ticks_ms())
        if left_ms <= 0:
            await terminal.scanner.check()
            if not may_go_back:
                await terminal.paper.see_to()
            look_at = ticks_add(ticks_ms(), _LOOK_MS)
            continue
        on_paper = [] if may_go_back else terminal.paper.notes()
        sheet = dialog.show(title, list(hints), dialog.back_button(may_go_back), notes + on_paper)
        which, value = await first(terminal.scanner.scan(), dialog.pressed(sheet), _quiet_time(left_ms))
        if which != _KEY and not may_go_back:
            await dialog.canvas.see_to()  # whoever shows something gets an answer that can be seen
        if which == _QUIET:
            continue
        if which == _KEY:
            if value == BACK and may_go_back:
                return WENT_BACK, None
            continue
        kind, found = _take(parts, checks, raw, value)
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
    """Say that the scanner is silent and ask it again; True when *back* came instead."""
    dialog, texts = terminal.dialog, terminal.texts
    words = [texts("scanner_missing"), texts("call_technician")]
    answer = await dialog.confirm(title, [], "key_back" if may_go_back else None, news=words)
    if may_go_back and answer == BACK:
        return True
    dialog.show(title, [texts("please_wait")])  # a silent module is asked for up to 3 s
    await terminal.scanner.check()
    return False


async def _quiet_time(left_ms: int) -> None:
    await asyncio.sleep_ms(left_ms)


def _take(parts, checks: dict, raw, scan) -> tuple:
    """(kind, what was found, `Refused`, or None while parts are missing)."""
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
