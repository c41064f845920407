"""Reading objects from paper: of several kinds, in parts; whatever else is shown gets an answer."""

import asyncio

from drivers.scanner import Scan
from formats import codes, payloads
from formats.refused import Refused
from screens.answers import BACK
from screens.first_of import first

RAW, WENT_BACK = "raw", ""  # in place of a kind of object
_LOOK_MS = 30_000  # a scanner that has died says nothing: it is asked so often while nobody shows anything
_MOST_PARTS = {payloads.SEALED_TOTALS: 30}  # parts wait in memory for the rest, so nobody may show a hundred of them
_USUAL_PARTS = 2
_KEY, _QUIET = 1, 2  # which of three things came first


async def read(
    terminal, title: str, checks: dict, hints: list | tuple = (), may_go_back: bool = True, raw=None
) -> tuple:
    """Wait for an object of one of the kinds in `checks`, or for *back*, which is a button on the screen too.

    checks: kind letter -> check(object bytes), which gives what it stands for, or why it is refused: a text id or
    `Refused`.
    raw: check(scan) for bar codes that are none of our QR codes, or None where they are refused.
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
    while True:
        on_paper = [] if may_go_back else terminal.paper.notes()
        sheet = dialog.show(title, list(hints), dialog.back_button(may_go_back), notes + on_paper)
        which, value = await first(terminal.scanner.scan(), dialog.pressed(sheet), _quiet_time())
        if which != _KEY and not may_go_back:
            await dialog.canvas.see_to()  # whoever shows something gets an answer that can be seen
        if which == _QUIET:
            await terminal.scanner.check()
            if not may_go_back:
                await terminal.paper.see_to()
            continue
        if which == _KEY:
            if value == BACK and may_go_back:
                return WENT_BACK, None
            continue
        kind, found = _take(parts, checks, raw, value)
        if found is None:
            notes = [texts("progress", parts.parts - len(parts.missing()), parts.parts)]
        elif not isinstance(found, (str, Refused)):
            return kind, found
        elif found == "scanner_missing":
            terminal.log("scanner_trouble")
            if await _without_scanner(terminal, title, may_go_back):
                return WENT_BACK, None
        else:
            reason, values = (found, ()) if isinstance(found, str) else (found.reason, found.values)
            terminal.refuse(reason, "check_in_refused" if kind == RAW else "code_refused")
            notes = [texts(reason, *values)]


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


async def _quiet_time() -> None:
    await asyncio.sleep_ms(_LOOK_MS)


def _take(parts, checks: dict, raw, scan) -> tuple:
    """(kind, what was found, a reason, or None while parts are missing)."""
    if scan.problem == Scan.MISSING:
        return None, "scanner_missing"
    if scan.problem != Scan.NONE:
        return None, "code_damaged"
    code = codes.parse(scan.text)
    if code == codes.NOT_OURS:
        return (RAW, raw(scan)) if raw else (None, "code_not_ours")
    if isinstance(code, str) or scan.aim != "]Q1":
        return None, "code_damaged"
    if code.kind not in checks:
        return None, "code_wrong_kind"
    if code.parts > _MOST_PARTS.get(code.kind, _USUAL_PARTS):
        return None, "code_damaged"
    data = parts.add(code)
    if isinstance(data, str) and data == codes.DIFFERENT_OBJECT:
        parts.clear()
        data = parts.add(code)
    if not isinstance(data, bytes):
        return None, "code_damaged" if data == codes.DAMAGED else None
    parts.clear()
    return code.kind, checks[code.kind](data)
