"""Which protocols stand: kept in files, and known to the log by number and hash. Nothing else is printed or sent.

A number is signed once (docs/cast-protocol.md, section 6): the next one is 1 + the greatest of files and log, and a
protocol that the log knows and that is not found, or does not verify, stops the count with words.
"""

from hashlib import sha256

from storage.events import event_number
from storage.log_reader import entries

_HASH_BYTES = 32


def note(desk, number: int, signed: bytes) -> bool:
    """Log that a protocol stands, before anybody sees it. False when neither chip takes it."""
    event, detail = ("counted", 0) if number == 1 else ("corrected", number)
    data = sha256(signed).digest() + number.to_bytes(2, "little")
    if not desk.terminal.event_log.add(event_number(event), detail, data):
        return False
    desk.terminal.event_log.sign_head()
    return True


async def stands(desk) -> bool:
    """Do all protocols stand? What is kept and was never logged is logged now; what is wrong is said."""
    reason = _problem(desk)
    if reason:
        terminal = desk.terminal
        terminal.log("memory_trouble")
        words = [terminal.texts(reason), terminal.texts("call_technician")]
        await terminal.dialog.message(terminal.texts("desk_closed"), words)
    return not reason


def _problem(desk) -> str | None:
    logged, newest = _logged(desk.terminal.event_log), desk.protocols()
    if max(logged, default=0) > newest:
        return "protocol_lost"
    for number in range(1, newest + 1):
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
    """number -> hash of every protocol that the log knows."""
    found, wanted = {}, (event_number("counted"), event_number("corrected"))
    for event, _, data, _ in entries(log):
        if event in wanted:
            found[int.from_bytes(data[_HASH_BYTES : _HASH_BYTES + 2], "little")] = data[:_HASH_BYTES]
    return found
