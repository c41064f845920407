"""Another slip, or paper, for one that was not used.

While its booth works, the booth says that the slip is cancelled (booth/cancelling.py), and its word is shown at the
desk like a voter's card. Of an opening that ended early only people know whether a slip was used, since the booth's
cartridge is lost; so chair and member decide, and the protocol compares what was exchanged with what lies in the sealed
box.
"""

from desk.check_in import CheckIn
from desk.coming_back import check_slip
from desk.roll.exchanges import CHANGED, EXCHANGED
from formats import payloads
from formats.refused import Refused
from storage.layout import EXCHANGE_SETS
from terminal.reading import read


async def exchange_slips(desk) -> None:
    """Take void slips one after another, until *back*, and hand out a new one for each."""
    terminal, texts = desk.terminal, desk.terminal.texts
    title = texts("action_exchange_slip")
    checks = {payloads.ACTIVATION: lambda data: _void_slip(desk, data)}
    while True:
        kind, slip = await read(terminal, title, checks, [texts("exchange_show")])
        if kind != payloads.ACTIVATION:
            return
        await _give(desk, title, slip, EXCHANGED)


async def change_slip(desk, word: payloads.CancelledSlip) -> None:
    """Hand out another slip, or paper, for one that its booth has cancelled. word: of `check_word`."""
    await _give(desk, desk.terminal.texts("action_exchange_slip"), word, CHANGED)


async def _give(desk, title: str, slip, kind: int) -> None:
    """Ask where to, mark, hand over. slip: an activation, or a booth's word about one."""
    check_in = CheckIn(desk)
    style = desk.terminal.poll.style_of(slip.booth, slip.index)
    place = await check_in.choose_place(title, True, style, True)
    if place is not None:
        booth, index = place
        opening = desk.booth_openings.place(slip.booth, slip.opening)
        intent = desk.check_ins.exchange(booth, index, opening, slip.booth, slip.index, kind)
        await check_in.complete(title, intent, booth, index)


def _void_slip(desk, data: bytes) -> payloads.Activation | Refused:
    """The activation of a slip that can be exchanged, or why it cannot."""
    slip = check_slip(desk, data)
    if isinstance(slip, Refused):
        return slip
    known = desk.booth_openings
    if slip.opening == known.newest(slip.booth)[1] and not known.was_ended(slip.opening):
        return Refused("slip_still_good", slip.booth)
    is_full = known.place(slip.booth, slip.opening) >= EXCHANGE_SETS
    return Refused("exchange_full") if is_full else slip
