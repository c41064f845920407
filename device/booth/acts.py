"""What may be done at a booth, when and by whom, and what carries it out. A test compares docs/polls.md with it."""

import asyncio

import memory
from terminal import acts
from terminal.permissions import CHAIR, CLOSED, MEMBER, OPEN, OUTDATED, READY, SUSPENDED

ALONE, BOTH = (CHAIR,), (CHAIR, MEMBER)  # the chair alone; chair and member

RULES = (
    #    act       from    to      who
    ("open", READY, OPEN, BOTH),
    ("open_again", READY, OPEN, BOTH),  # on other cartridges, with a reason
    ("cancel_slip", OPEN, OPEN, ALONE),  # whose voter left, or gets another slip or paper
    ("suspend", OPEN, SUSPENDED, ALONE),
    ("resume", SUSPENDED, OPEN, BOTH),
    ("close", OPEN, CLOSED, BOTH),
    ("close", SUSPENDED, CLOSED, BOTH),
    ("close", OUTDATED, CLOSED, BOTH),  # the cartridge of an earlier opening
    ("report", OPEN, OPEN, ALONE),  # the slip of the last change, once more
    ("report", SUSPENDED, SUSPENDED, ALONE),
    ("calibrate", OPEN, OPEN, ALONE),  # the touch glass
    ("calibrate", SUSPENDED, SUSPENDED, ALONE),
    ("set_clock", OPEN, OPEN, ALONE),  # from a time card
    ("set_clock", SUSPENDED, SUSPENDED, ALONE),
    ("self_test", OPEN, OPEN, ALONE),  # of every part, with a slip
    ("self_test", SUSPENDED, SUSPENDED, ALONE),
    ("self_test", CLOSED, CLOSED, ALONE),
    ("reprint", CLOSED, CLOSED, ALONE),
    ("clear", CLOSED, READY, BOTH),  # test and training only
)


async def close(booth) -> None:
    booth.forget_sealing()  # first: what closing needs has no room beside it
    await asyncio.sleep_ms(0)
    with memory.Loading():
        from booth.close import close
    await asyncio.sleep_ms(0)
    await close(booth)


async def reprint(booth) -> None:
    booth.forget_sealing()
    await asyncio.sleep_ms(0)
    with memory.Loading():
        from booth.close import reprint
    await asyncio.sleep_ms(0)
    await reprint(booth)


def cancel_slip(booth):
    from booth.cancelling import cancel_slip

    return cancel_slip(booth)


ACTS: dict[str, tuple] = dict(acts.ACTS)
ACTS.update({"cancel_slip": (cancel_slip,), "close": (close,), "reprint": (reprint,)})
