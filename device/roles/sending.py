"""The protocol to the centre, and the centre's receipt on paper."""

from hashlib import sha256

from machine import UART

from formats.election import CENTRE_KEY
from link.sender import Outcome, Sender
from paper import desk_slips

_TROUBLE = {Outcome.NO_ANSWER: "send_no_answer", Outcome.LINE_BAD: "send_line_bad", Outcome.REFUSED: "send_refused"}


async def send(desk) -> None:
    """Send the kept protocol; repeat as often as needed, the centre gives the same receipt."""
    terminal = desk.terminal
    dialog, texts = terminal.dialog, terminal.texts
    title, signed = texts("sending"), desk.kept("protocol")
    dialog.show(title, [texts("please_wait")])
    options = dict(desk.serial_line)
    sender = Sender(UART(options.pop("id"), **options), options["txbuf"])  # boards take its number without a name only
    outcome = await sender.send("P", signed, lambda done, of: dialog.show(title, [texts("progress", done, of)]))
    if outcome.result != Outcome.DELIVERED:
        terminal.log("send_failed", outcome.result)
        await dialog.message(title, [texts(_TROUBLE[outcome.result], outcome.text)])
        return
    payload = terminal.verified(outcome.receipt, "R1", terminal.poll.precinct[CENTRE_KEY])
    if isinstance(payload, str) or payload[4] != sha256(signed).digest():
        terminal.log("send_failed", 99)
        await dialog.message(title, [texts("send_receipt_wrong")])
        return
    desk.keep("receipt", outcome.receipt)
    terminal.log("sent")
    terminal.event_log.sign_head()
    await terminal.print_slip(desk_slips.receipt(terminal, outcome.receipt, payload))
    await dialog.message(texts("sent"), [texts("slip_journal", payload[6])])
