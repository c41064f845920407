"""Which protocols are valid: stored in files, and logged by number and hash. No other is printed or sent.

Each number is signed only once (docs/cast-protocol.md, section 6): the next is 1 above the highest in files and log.
If a logged protocol is missing or does not verify, the count stops with a message.
"""

import asyncio
from hashlib import sha256

from storage.events import event_number
from storage.log_reader import entries

_HASH_BYTES = 32


def note(desk, number: int, signed: bytes) -> bool:
    """Log a protocol before anyone sees it. False if neither chip takes the entry.

    desk: the desk.
    number: of the protocol.
    signed: the protocol.
    """
    event, detail = ("counted", 0) if number == 1 else ("corrected", number)
    data = sha256(signed).digest() + number.to_bytes(2, "little")
    if not desk.terminal.event_log.add(event_number(event), detail, data):
        return False
    desk.terminal.event_log.sign_head()
    return True


async def stands(desk) -> bool:
    """True if all protocols are valid. Log those that are stored but not logged yet; report an error on screen."""
    reason = await _problem(desk)
    if reason:
        terminal = desk.terminal
        terminal.log("memory_trouble")
        words = [terminal.texts(reason), terminal.texts("call_technician")]
        await terminal.dialog.message(terminal.texts("desk_closed"), words)
    return not reason


async def _problem(desk) -> str | None:
    logged, newest = _logged(desk.terminal.event_log), desk.protocols()
    if max(logged, default=0) > newest:
        return "protocol_lost"
    for number in range(1, newest + 1):
        await asyncio.sleep_ms(0)
        signed = desk.protocol(number)
        if signed is None:
            return "protocol_lost"
        if number not in logged:
            if not note(desk, number, signed):
                return "chip_failed"
        elif logged[number] != sha256(signed).digest():
            return "protocol_lost"
    return None


def _logged(log) -> dict[int, bytes]:
    """The SHA-256 of every logged protocol, by number."""
    found, wanted = {}, (event_number("counted"), event_number("corrected"))
    for event, _, data, _ in entries(log):
        if event in wanted:
            found[int.from_bytes(data[_HASH_BYTES : _HASH_BYTES + 2], "little")] = data[:_HASH_BYTES]
    return found
