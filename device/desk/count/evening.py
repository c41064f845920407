"""The evening at the desk: the booths' sealed totals, then what people counted by hand, then the signed protocol.

Each part comes into memory when the one before has gone: the heap has no room for all of them at once. Nothing is kept
before the protocol is signed, so an interrupted count is simply begun again.
"""

from hashlib import sha256

import memory
from screens.answers import YES


async def count(desk) -> None:
    """Ends with protocol number 1 kept, or with nothing changed."""
    payload = await memory.visit(_open_sums, desk)
    if payload is not None:
        await _complete(desk, payload, 1)


def _open_sums(desk):
    from desk.count.counting import Counting

    return Counting(desk).run()


async def correct(desk) -> None:
    """A signed protocol is never changed: a mistake in it is put right by another, which supersedes it and says why.

    The electronic sums stay, so no key is needed; what was counted on paper is typed again.
    Ends with the superseding protocol kept, or with nothing changed.
    """
    terminal, number = desk.terminal, desk.protocols()
    title = terminal.texts("action_correct")
    if await terminal.dialog.confirm(title, [terminal.texts("correct_text", number, number + 1)]) != YES:
        return
    why = await memory.visit(_ask_why, terminal, title)
    if not why:
        return
    signed = desk.kept("protocol", number)
    payload = memory.glance(_payload_of, signed)
    payload.update({14: sha256(signed).digest(), 15: why})
    payload.pop(12, None)
    await _complete(desk, payload, number + 1)


async def _complete(desk, payload: dict, number: int) -> None:
    """What people counted, then the signature."""
    filled = await memory.visit(_count_paper, desk, payload)
    if filled is not None:
        payload[7], payload[6], reason = filled
        if reason:
            payload[12] = reason
        memory.glance(_sign, desk, payload, number)


def _ask_why(terminal, title: str):
    from desk.count.reasons import typed_reason

    return typed_reason(terminal, title)


def _payload_of(signed: bytes) -> dict:
    from desk.count.protocols import payload_of

    return payload_of(signed)


def _count_paper(desk, payload: dict):
    from desk.count.paper_count import PaperCount

    return PaperCount(desk, payload[5], payload[4]).run()


def _sign(desk, payload: dict, number: int) -> None:
    from desk.count.protocols import sign

    sign(desk, payload, number)
