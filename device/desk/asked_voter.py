"""Which voter of the list an act is about: the card is shown, or its number typed after *back*."""

from desk.check_in import CheckIn
from formats.refused import Refused
from terminal.reading import RAW, read


async def asked_voter(desk, title: str) -> tuple | None:
    """(digits, row, entry) of a voter of the roll, marked or not; None if given up or not on the list, which is shown.

    desk: the desk.
    title: of the pages.
    """
    texts, check_in = desk.terminal.texts, CheckIn(desk)
    hints = [texts("show_card"), texts("asked_voter_back")]
    kind, digits = await read(desk.terminal, title, {}, hints, raw=check_in.scanned)
    if kind != RAW:
        digits = await check_in.typed(title)
    if not digits:
        return None
    found = check_in.on_list(digits)
    if isinstance(found, Refused):
        await check_in.refuse(title, found)
        return None
    return digits, found[0], found[1]
