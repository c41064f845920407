"""Closing a booth: sort the ballots, count them, sum them sealed, and print the totals."""

import asyncio

import memory
from booth import slips
from booth.ballots.closing import Closing
from booth.ballots.totals import Totals
from formats import payloads
from storage.layout import Marks

_SUMMED_AT_ONCE = 16  # positions per round: each sum takes 256 bytes; every round reads all ballots again


async def close(booth) -> None:
    """Everything from the last ballot to the printed totals. After a power cut it is called again at boot."""
    terminal = booth.terminal
    dialog, texts = terminal.dialog, terminal.texts
    title = texts("closing")
    dialog.show(title, [texts("please_wait")])

    def progress(at: int, of: int) -> None:
        if at % 16 == 0:
            dialog.show(title, [texts("progress", at, of)])

    booth.cartridge.records.forget_sealing()  # records are copied by way of another buffer of this size
    closing = Closing(booth.cartridge, booth.tag_key, progress)
    if not (closing.marks.has(Marks.CLOSING) or booth.cartridge.is_settled()) or not await closing.finish():
        await dialog.message(title, [texts(terminal.memory_trouble()), texts("call_technician")])
        return
    if closing.worn:
        terminal.log("memory_trouble")
    if not closing.marks.has(Marks.CLOSED):
        terminal.log("closed")
        terminal.event_log.sign_head()
    if await _print_totals(booth, title):
        closing.marks.set(Marks.CLOSED)


async def reprint(booth) -> None:
    """Print the sealed totals again."""
    booth.cartridge.records.forget_sealing()
    booth.terminal.log("reprinted")
    await _print_totals(booth, booth.terminal.texts("action_reprint"))


async def _print_totals(booth, title: str) -> bool:
    """Print the sealed totals. False if that failed, or if a chip was away while they were counted."""
    terminal = booth.terminal
    terminal.twin.doubtful = False
    signed = await totals_object(booth)
    if terminal.twin.doubtful:
        words = [terminal.texts(terminal.memory_trouble()), terminal.texts("call_technician")]
        await terminal.dialog.message(title, words)
        return False
    return await terminal.print_slip(slips.totals(terminal, signed))


async def totals_object(booth) -> bytes:
    """The signed sealed totals, from the sorted records: docs/formats.md, `sealed-totals`."""
    payload = await _sealed(booth)
    memory.usual()  # free what the sums needed: building the object takes long blocks of memory
    return booth.terminal.sign(payloads.SEALED_TOTALS, payload)


async def _sealed(booth) -> payloads.SealedTotals:
    terminal, cartridge, poll = booth.terminal, booth.cartridge, booth.terminal.poll
    closing = Closing(cartridge, booth.tag_key)
    _, *others = cartridge.counts()
    await closing.sorted.look_again()
    ballots, encoded, xs_at = 0, [], cartridge.records.published_bytes
    for first in range(0, cartridge.layout.header.positions, _SUMMED_AT_ONCE):
        totals = Totals(min(_SUMMED_AT_ONCE, cartridge.layout.header.positions - first), xs_at, first)
        for record in closing.ballots():
            await asyncio.sleep_ms(0)
            if not totals.add(record):
                raise ValueError("a record with a valid tag holds invalid points")
        ballots = totals.ballots
        encoded.append(totals.encoded())
        await asyncio.sleep_ms(0)
    digest = await closing.digest()
    return payloads.SealedTotals(
        election=poll.election_hash,
        precinct=poll.precinct_number,
        mode=poll.mode,
        booth=poll.terminal,
        tally=payloads.Tally(ballots, *others),
        totals=b"".join(encoded),
        records=digest,
        tag_key=booth.tag_key,
        log_head=terminal.event_log.head,
        firmware=terminal.firmware_hash,
        opening=terminal.opening[1],
        styles=cartridge.by_style(),
    )
