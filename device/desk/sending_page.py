"""The page of what is being sent. It can be left: sending goes on, and the end shows on the waiting page."""

import memory
from screens.answers import BACK
from screens.first_of import first

_KEY = 0


async def send(desk) -> None:
    """Begin to send, or look at what is under way."""
    if desk.sending is None:
        if not await memory.visit(_standing, desk):
            return
        memory.glance(_begin, desk)
    sending, dialog, texts = desk.sending, desk.terminal.dialog, desk.terminal.texts
    dialog.lock_out()
    while not sending.is_over:
        sending.changed.clear()
        sheet = dialog.show(texts("sending"), sending.lines, dialog.back_button(True))
        which, value = await first(dialog.pressed(sheet), sending.changed.wait())
        if which == _KEY and value == BACK:
            return
    await conclude(desk)


async def conclude(desk) -> None:
    """Print the receipts that came, and say what went wrong."""
    sending, terminal = desk.sending, desk.terminal
    desk.sending = None
    dialog, texts = terminal.dialog, terminal.texts
    for number in sending.receipts:
        signed, receipt = desk.kept("receipt", number), desk.receipt(number)
        if receipt is None:
            terminal.log("memory_trouble")
            await dialog.message(texts("sent"), [texts("send_receipt_wrong"), texts("call_technician")])
            continue
        await terminal.print_slip(memory.glance(_slip, terminal, signed, receipt, number))
        words = [texts("slip_protocol_number", number), texts("slip_journal", receipt.journal_number)]
        await dialog.message(texts("sent"), words)
    if sending.damaged:
        await desk.sound_protocol(sending.damaged)
    elif sending.trouble:
        await dialog.message(texts("sending"), sending.trouble)


def _standing(desk):
    from desk.count.standing import stands

    return stands(desk)


def _begin(desk) -> None:
    from desk.sending import Sending

    desk.sending = Sending(desk)
    desk.sending.begin()


def _slip(*arguments) -> list:
    from desk.receipt_slip import receipt

    return receipt(*arguments)
