"""The protocol to the centre, and the centre's receipt on paper."""

from hashlib import sha256

import memory
from desk.receipt_slip import receipt as slip_of
from formats import payloads
from formats.refused import Refused
from link.sender import Outcome, Sender

_TROUBLE = {Outcome.NO_ANSWER: "send_no_answer", Outcome.LINE_BAD: "send_line_bad", Outcome.REFUSED: "send_refused"}


async def send(desk) -> None:
    """Send what the centre has not acknowledged yet, the oldest protocol first: it takes none without the one before.

    When it has them all, the newest is sent again; the centre gives the same receipt.
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
    """One protocol to the centre, its receipt kept and printed. False when the centre has not taken it."""
    terminal = desk.terminal
    dialog, texts = terminal.dialog, terminal.texts
    title, signed = texts("sending"), await desk.sound_protocol(number)
    if signed is None:
        return False
    dialog.show(title, [texts("slip_protocol_number", number), texts("please_wait")])
    sender = Sender(*desk.line.open())
    progress = lambda done, of: dialog.show(title, [texts("progress", done, of)])  # noqa: E731  # it is only handed on
    outcome = await sender.send(payloads.PROTOCOL, signed, progress)
    if outcome.result != Outcome.DELIVERED:
        terminal.log("send_failed", outcome.result)
        await dialog.message(title, [texts(_TROUBLE[outcome.result], outcome.text)])
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
