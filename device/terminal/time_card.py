"""Set the clock from a time card: the terminal draws a request, and the centre signs what time it is for that request.

A card is good for the request that is shown with it and no other, so none is kept for later, and one that somebody
copied sets nothing. The request lives as long as its page: the clock is then behind by how long the card took, which
is at most `_GOOD_MINUTES`.
"""

from time import ticks_diff, ticks_ms

from formats import payloads
from formats.refused import Refused
from paper.common_slips import clock_text
from terminal.reading import read
from terminal.time_slip import in_fours, time_request

_GOOD_MINUTES = 15
_DIGITS = 10  # drawn; two check digits follow (ISO 7064 MOD 97-10), since people read the request out on a telephone
_LATEST_S = 0xFFFF_FFFF


async def set_clock(terminal) -> None:
    """Print and show a request, take the card for it, set the clock, and log what it showed before."""
    dialog, texts = terminal.dialog, terminal.texts
    title, request, began_ms = texts("action_set_clock"), _request(terminal.drbg), ticks_ms()
    await terminal.print_slip(
        time_request(terminal, request, _GOOD_MINUTES)
    )  # without paper the request is on the screen alone
    age_ms = lambda: ticks_diff(ticks_ms(), began_ms)  # noqa: E731
    checks = {payloads.TIME_CARD: lambda data: _check(terminal, data, request, age_ms())}
    hints = [texts("time_card_request"), in_fours(request), texts("time_card_show")]
    kind, card = await read(terminal, title, checks, hints)
    if kind != payloads.TIME_CARD:
        return
    before = terminal.clock.now()
    if not terminal.clock.set(card.time_s) or terminal.clock.now() is None:
        await dialog.message(title, [texts("clock_silent"), texts("call_technician")])
        return
    terminal.log("clock_set", int(before is not None), (before or 0).to_bytes(4, "little"))
    await dialog.message(title, [texts("clock_is", clock_text(terminal, card.time_s))])


def _request(drbg) -> str:
    number = drbg.below(10**_DIGITS)
    return "%010d%02d" % (number, 98 - number * 100 % 97)


def _check(terminal, data: bytes, request: str, age_ms: int):
    """The card as `payloads.TimeCard`, or `Refused`."""
    card = terminal.verified(data, payloads.TIME_CARD, terminal.poll.precinct.centre)
    if isinstance(card, Refused):
        return card
    if card.request != request:
        return Refused("time_card_other")
    if age_ms > _GOOD_MINUTES * 60_000:
        return Refused("time_card_late", _GOOD_MINUTES)
    return card if 0 <= card.time_s <= _LATEST_S else Refused("code_damaged")
