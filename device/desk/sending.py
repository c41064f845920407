"""The protocol to the centre, and the centre's receipt on paper."""

from hashlib import sha256

from desk.receipt_slip import receipt
from formats.election import CENTRE_KEY
from link.sender import Outcome, Sender

_TROUBLE = {Outcome.NO_ANSWER: "send_no_answer", Outcome.LINE_BAD: "send_line_bad", Outcome.REFUSED: "send_refused"}


async def send(desk) -> None:
    """Send what the centre has not acknowledged yet, the oldest protocol first: it takes none without the one before.

    When it has them all, the newest is sent again; the centre gives the same receipt.
    """
    newest = desk.protocols()
    for number in range(1, newest + 1):
        if (number == newest or not desk.has("receipt", number)) and not await _deliver(desk, number):
            return


async def _deliver(desk, number: int) -> bool:
    """One protocol to the centre, its receipt kept and printed. False when the centre has not taken it."""
    terminal = desk.terminal
    dialog, texts = terminal.dialog, terminal.texts
    title, signed = texts("sending"), desk.kept("protocol", number)
    dialog.show(title, [texts("slip_protocol_number", number), texts("please_wait")])
    sender = Sender(*desk.open_line())
    outcome = await sender.send("P", signed, lambda done, of: dialog.show(title, [texts("progress", done, of)]))
    if outcome.result != Outcome.DELIVERED:
        terminal.log("send_failed", outcome.result)
        await dialog.message(title, [texts(_TROUBLE[outcome.result], outcome.text)])
        return False
    payload = terminal.verified(outcome.receipt, "R1", terminal.poll.precinct[CENTRE_KEY])
    if isinstance(payload, str) or payload[4] != sha256(signed).digest():
        terminal.log("send_failed", 99)
        await dialog.message(title, [texts("send_receipt_wrong")])
        return False
    desk.keep("receipt", outcome.receipt, number)
    terminal.log("sent")
    terminal.event_log.sign_head()
    await terminal.print_slip(receipt(terminal, outcome.receipt, payload, number))
    await dialog.message(texts("sent"), [texts("slip_protocol_number", number), texts("slip_journal", payload[6])])
    return True
