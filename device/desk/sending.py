"""Send sealed totals and protocols to the centre, and print the centre's receipts."""

from hashlib import sha256

import memory
from desk.receipt_slip import receipt as slip_of
from formats import payloads
from formats.refused import Refused
from link.sender import Outcome, Sender

_TROUBLE = {Outcome.NO_ANSWER: "send_no_answer", Outcome.LINE_BAD: "send_line_bad", Outcome.REFUSED: "send_refused"}


async def send(desk) -> None:
    """Send all protocols without a receipt, oldest first: the centre refuses one whose predecessor it does not have.

    Each protocol follows the booths' sealed totals that it names; what the centre has of these is not sent again.
    If the centre has them all, the newest is sent again, and the centre returns the same receipt.
    """
    if not await memory.visit(_standing, desk):
        return
    newest = desk.protocols()
    for number in range(1, newest + 1):
        if (number == newest or not desk.has("receipt", number)) and not await _deliver(desk, number):
            return


def _standing(desk):
    from desk.count.standing import stands

    return stands(desk)


async def _deliver(desk, number: int) -> bool:
    """Send one protocol, then store and print its receipt. False if the centre has not accepted it."""
    terminal = desk.terminal
    dialog, texts = terminal.dialog, terminal.texts
    title, sender = texts("sending"), Sender(*desk.line.open())
    for place, (booth, digest) in enumerate(memory.glance(_totals_named, desk, number), 1):
        totals = desk.kept("totals", place)
        if totals is None or sha256(totals).digest() != digest:
            continue  # the centre may have them; if not, it says which it lacks
        if await _sent(terminal, sender, payloads.SEALED_TOTALS, totals, texts("totals_of_booth", booth)) is None:
            return False
    totals, signed = None, await desk.sound_protocol(number)
    if signed is None:
        return False
    outcome = await _sent(terminal, sender, payloads.PROTOCOL, signed, texts("slip_protocol_number", number))
    if outcome is None:
        return False
    receipt = terminal.verified(outcome.receipt, payloads.RECEIPT, terminal.poll.precinct.centre)
    if isinstance(receipt, Refused) or receipt.protocol != sha256(signed).digest():
        terminal.log("send_failed", 99)
        await dialog.message(title, [texts("send_receipt_wrong")])
        return False
    desk.keep("receipt", outcome.receipt, number)
    terminal.log("sent")
    terminal.event_log.sign_head()
    await terminal.print_slip(slip_of(terminal, outcome.receipt, receipt, number))
    words = [texts("slip_protocol_number", number), texts("slip_journal", receipt.journal_number)]
    await dialog.message(texts("sent"), words)
    return True


def _totals_named(desk, number: int) -> list[tuple[int, bytes | None]]:
    """(booth, h(its sealed totals), or None) of each line of a protocol."""
    from desk.count.protocols import protocol_of

    signed = desk.protocol(number)
    return [] if signed is None else [(line.booth, line.totals) for line in protocol_of(signed).booths]


async def _sent(terminal, sender: Sender, kind: str, data: bytes, name: str) -> Outcome | None:
    """How an object was delivered; None where it was not, which is logged and shown."""
    dialog, texts = terminal.dialog, terminal.texts
    title = texts("sending")
    dialog.show(title, [name, texts("please_wait")])
    progress = lambda done, of: dialog.show(title, [name, texts("progress", done, of)])  # noqa: E731  # used once
    outcome = await sender.send(kind, data, progress)
    if outcome.result == Outcome.DELIVERED:
        return outcome
    terminal.log("send_failed", outcome.result)
    await dialog.message(title, [texts(_TROUBLE[outcome.result], outcome.text)])
    return None
