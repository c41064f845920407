"""Counting at the desk: the booths' sealed totals, then the paper ballots, then the signed protocol.

Each step is loaded after the one before has been unloaded: the heap has no room for all of them at once. Nothing but
the booths' totals is stored before the protocol is signed, so an interrupted count is begun again.
"""

import asyncio
from hashlib import sha256

import memory
from screens.answers import YES


async def count(desk) -> None:
    """Count the votes. Protocol number 1 is stored at the end, or nothing has changed."""
    if not await memory.visit(_standing, desk):
        return
    if len(desk.terminal.poll.desks) > 1 and not await memory.visit(_collect, desk):
        return
    unopened = await memory.visit(_unopened, desk)
    if unopened is None:
        return
    counted = await memory.visit(_open_sums, desk)
    if counted is not None:
        await _complete(desk, 1, counted + (unopened or None,))


def _standing(desk):
    from desk.count.standing import stands

    return stands(desk)


def _unopened(desk):
    from desk.count.unopened import reasons

    return reasons(desk)


def _collect(desk):
    from desk.count.other_desks import collect

    return collect(desk)


def _came(desk, before):
    from desk.count.other_desks import came

    return came(desk, before)


def _open_sums(desk):
    from desk.count.counting import Counting

    return _counted(Counting, desk)


async def _counted(make, desk):
    counting = make(desk)
    await asyncio.sleep_ms(0)  # finding out which openings count, and what follows, are two pieces
    return await counting.run()


async def correct(desk) -> None:
    """Correct the newest protocol with another one that supersedes it and says why. A signed one is never changed.

    The electronic votes stay, so no key is needed; the numbers counted by hand are typed again, and a desk without a
    report may have one now. The new protocol is stored at the end, or nothing but that report.
    """
    if not await memory.visit(_standing, desk):
        return
    terminal, number = desk.terminal, desk.protocols()
    title = terminal.texts("action_correct")
    if await terminal.dialog.confirm(title, [terminal.texts("correct_text", number, number + 1)]) != YES:
        return
    why = await memory.visit(_ask_why, terminal, title)
    if not why:
        return
    signed = await desk.sound_protocol(number)
    if signed is None:
        return
    before = memory.glance(_protocol_of, signed)
    booths = await memory.visit(_came, desk, before) if before.desks else before.booths
    if booths is None:
        terminal.log("memory_trouble")  # a report of another desk is no longer as it was counted
        await terminal.dialog.message(title, [terminal.texts("chip_failed"), terminal.texts("call_technician")])
        return
    styles = [line.cast for line in before.styles] if before.styles else None
    counted = booths, before.electronic, before.proof, before.left_out, styles, before.unopened
    await _complete(desk, number + 1, counted, sha256(signed).digest(), why)


async def _complete(
    desk, number: int, counted: tuple, supersedes: bytes | None = None, correction: str | None = None
) -> None:
    """Add the count by hand, then sign.

    desk: the desk.
    number: of the new protocol.
    counted: (booths, electronic, proof, booths left out or None, ballots of each style or None, `UnopenedBooth`s or
        None) of it.
    supersedes, correction: SHA-256 of the protocol that it replaces, and the reason.
    """
    filled = await memory.visit(_count_paper, desk, counted[:-1])
    if filled is not None:
        desk.terminal.poll.contests.forget()  # the paper count has decoded them, and a protocol takes long blocks
        await memory.visit(_sign, desk, number, counted, filled, supersedes, correction)


def _ask_why(terminal, title: str):
    from terminal.reasons import typed_reason

    return typed_reason(terminal, title)


def _protocol_of(signed: bytes):
    from desk.count.protocols import protocol_of

    return protocol_of(signed)


def _count_paper(desk, counted: tuple):
    from desk.count.paper_count import PaperCount

    return _typed(PaperCount, desk, counted)


async def _typed(make, desk, counted: tuple) -> tuple | None:
    terminal = desk.terminal
    terminal.twin.doubtful = False
    count = make(desk, *counted)
    await count.learn()
    if terminal.twin.doubtful:  # a chip was away while the marks were counted
        words = [terminal.texts(terminal.memory_trouble()), terminal.texts("call_technician")]
        await terminal.dialog.message(terminal.texts("count"), words)
        return None
    await asyncio.sleep_ms(0)
    return await count.run()


def _sign(desk, *arguments):
    from desk.count.protocols import sign

    return sign(desk, *arguments)
