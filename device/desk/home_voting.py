"""The journal of requests to vote at home: taken until noon, refused after it; its list goes with the portable box.

A request is an entry of the event log, which holds the digits of the voter's card, sealed with a key of this desk: the
roll opens a row with them, and with nothing else. The law's hour is Constitutional Law art. 41(6).
"""

import asyncio

from crypto.aead import seal, unseal
from desk.asked_voter import asked_voter
from desk.check_in import CheckIn
from desk.home_slips import home_list
from desk.roll.card import LABEL_DIGITS, NUMBER_DIGITS, number_of
from screens.answers import YES
from storage.events import event_number
from storage.log_reader import entries
from terminal import hours

_NOON = 720  # minutes after midnight
_NONCE_BYTES, _DIGIT_BYTES, _TAG_BYTES = 8, 10, 16  # 24 digits are less than 2 to the 80th
_NONCE_REST = bytes(4)
_AT_ONCE = 8  # log entries that are looked at before somebody else has a turn


async def home_request(desk) -> None:
    """Record a request, or print the list of those that there are."""
    terminal, texts = desk.terminal, desk.terminal.texts
    title = texts("action_home_request")
    chosen = await terminal.dialog.choose(title, [texts("home_new"), texts("home_list")])
    if chosen == 0:
        await _new(desk, title)
    elif chosen == 1 and not await print_list(desk):
        await terminal.dialog.message(title, [texts("home_none")])


async def print_list(desk) -> bool:
    """Print who asked; False if nobody did."""
    terminal, check_in, lines = desk.terminal, CheckIn(desk), []
    found = await _requests(terminal)
    if found:
        terminal.dialog.show(terminal.texts("action_home_request"), [terminal.texts("please_wait")])
    for number, seconds, digits in found:
        await asyncio.sleep_ms(0)
        listed = check_in.on_list(digits)
        if isinstance(listed, tuple):  # not taken off the list
            lines.append((number, seconds, listed[1].name, listed[0] in desk.check_ins.marked))
    if lines:
        await terminal.print_slip(home_list(terminal, lines))
    return bool(lines)


async def _new(desk, title: str) -> None:
    terminal, texts = desk.terminal, desk.terminal.texts
    until = terminal.poll.settings.get("home_until_minutes", _NOON)
    if hours.is_past(terminal.poll, hours.local(terminal), until):
        terminal.log("home_refused")
        await terminal.dialog.message(title, [texts("home_late", hours.clock(until))])
        return
    asked = await asked_voter(desk, title)
    if asked is None:
        return
    digits, row, entry = asked
    found = await _requests(terminal)
    if row in desk.check_ins.marked:
        await terminal.dialog.message(title, [texts("already_marked")])
        return
    if number_of(digits) in [number_of(one[2]) for one in found]:
        await terminal.dialog.message(title, [texts("home_again")])
        return
    if await terminal.dialog.confirm(entry.name, [texts("home_ask")]) != YES:
        return
    if terminal.event_log.add(event_number("home_requested"), 0, _sealed(terminal, digits)):
        await terminal.dialog.message(title, [texts("home_recorded", len(found) + 1)])
    else:
        await terminal.dialog.message(title, [texts(terminal.memory_trouble()), texts("call_technician")])


async def _requests(terminal) -> list[tuple]:
    """(number in the journal, seconds since 1970 UTC or None, digits of the card) of each request."""
    wanted, looked_at = event_number("home_requested"), 0
    found: list[tuple] = []
    for event, seconds, data, _ in entries(terminal.event_log):
        looked_at += 1
        if looked_at % _AT_ONCE == 0:
            await asyncio.sleep_ms(0)
        if event == wanted:
            found.append((len(found) + 1, seconds, _opened(terminal, data)))
    return found


def _sealed(terminal, digits: str) -> bytes:
    """A card's digits for the log, 34 bytes."""
    nonce = terminal.drbg.generate(_NONCE_BYTES)
    number = int(digits).to_bytes(_DIGIT_BYTES, "little")
    return nonce + seal(terminal.derive(b"home requests"), nonce + _NONCE_REST, number)


def _opened(terminal, data: bytes) -> str:
    """The digits of a card, from an entry of the log; "" if the entry is not of this desk."""
    sealed = data[_NONCE_BYTES : _NONCE_BYTES + _DIGIT_BYTES + _TAG_BYTES]
    number = unseal(terminal.derive(b"home requests"), data[:_NONCE_BYTES] + _NONCE_REST, sealed)
    if number is None:
        return ""
    digits = str(int.from_bytes(number, "little"))
    length = NUMBER_DIGITS if len(digits) <= NUMBER_DIGITS else LABEL_DIGITS  # a label begins with 01
    return "0" * (length - len(digits)) + digits
