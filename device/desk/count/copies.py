"""Print the protocol: a set number of first copies, then copies on the chair's request, each marked as such."""

import asyncio

import memory
from formats import cbor, cose
from terminal.permissions import COUNTED
from terminal.terminal import PRINTED

_FILE = "copies"  # poll, and a map of a protocol's number to [complete first copies, copies printed again]
_MOST = 1 << 16


async def finish(desk) -> None:
    """Print the missing first copies of the newest protocol. After a power cut printing continues here."""
    # In any other state the count was given up, or the centre has the newest protocol.
    if desk.state() == COUNTED and await memory.visit(_stands, desk):
        await _finish(desk)


def _stands(desk):
    from desk.count.standing import stands

    return stands(desk)


async def _finish(desk) -> None:
    number, copies = desk.protocols(), _wanted(desk)
    for copy in range(_printed(desk, number)[0] + 1, copies + 1):
        if not await _print(desk, number, ("slip_copy", copy, copies)):
            return
        _note(desk, number, copy, 0)


async def resume(desk) -> None:
    """After a power cut: if copies are missing, say so and print them."""
    if not await memory.visit(_stands, desk) or not desk.protocols():
        return
    number, copies = desk.protocols(), _wanted(desk)
    copy = _printed(desk, number)[0] + 1
    if copy <= copies:
        texts = desk.terminal.texts
        words = [texts("slip_copy", copy, copies), texts("torn_void")]
        await desk.terminal.dialog.message(texts("slip_protocol_number", number), words)
        await _finish(desk)


async def reprint(desk) -> None:
    """Print another copy of a protocol that the chair chooses, marked and numbered as a reprint."""
    if not await memory.visit(_stands, desk):
        return
    terminal, number = desk.terminal, desk.protocols()
    if number > 1:
        lines = [terminal.texts("slip_protocol_number", which + 1) for which in range(number)]
        chosen = await terminal.dialog.choose(terminal.texts("action_reprint"), lines, selected=number - 1)
        if chosen < 0:
            return
        number = chosen + 1
    part = await _which_part(terminal)
    if part < 0:
        return
    whole, again = _printed(desk, number)
    _note(desk, number, whole, again + 1)  # before printing, so that no two papers have the same number
    terminal.log("reprinted", again + 1)
    await _print(desk, number, ("slip_copy_again", again + 1), part)


async def _which_part(terminal) -> int:
    """0 for the whole protocol, else the number of the part that somebody asks for; -1 for *back*."""
    texts = terminal.texts
    titles = terminal.poll.contests.each(lambda contest: contest.title[texts.language])
    lines = [texts("copy_whole")] + titles
    return await terminal.dialog.choose(texts("action_reprint"), lines + [texts("copy_precinct")])


async def _print(desk, number: int, mark: tuple, part: int = 0) -> bool:
    """Print one copy, again from its beginning after each error. False if *back* was pressed.

    desk: the desk.
    number: of the protocol.
    mark: text id and values that say which copy this is.
    part: 0 for all of it.
    """
    terminal = desk.terminal
    texts, signed = terminal.texts, await desk.sound_protocol(number)
    if signed is None:
        return False
    terminal.dialog.show(texts("printing"), [texts(*mark)])
    await terminal.poll.contests.learn_shape()
    protocol = await _drawing()
    people = None
    if desk.signs():
        from desk.count.signatures import standing

        people = standing(desk, number, signed)
        await asyncio.sleep_ms(0)
    while True:
        status = await memory.visit(terminal.try_print, lambda: protocol(terminal, signed, mark, part, people))
        if status in PRINTED:
            return True
        if await terminal.printer_trouble(status) < 0:
            return False
        terminal.dialog.show(texts("printing"), [texts(*mark), texts("torn_void")])


async def _drawing():
    """The function that draws a protocol, loaded a module at a time: all in one piece take 75 ms."""
    with memory.Loading():
        import desk.count.contest_part  # noqa: F401
    await asyncio.sleep_ms(0)
    with memory.Loading():
        from desk.count.protocol_slip import protocol
    await asyncio.sleep_ms(0)
    return protocol


def _wanted(desk) -> int:
    return desk.terminal.poll.settings.get("protocol_copies", 2)


def _all(desk) -> dict:
    """The copies counted so far, per protocol. A damaged file, and one of anything else, counts none: printing too
    many copies is safe.
    """
    encoded = cose.verify1(desk.kept(_FILE) or b"", desk.terminal.signing_key.public)
    try:
        said = None if encoded is None else cbor.decode(encoded)
    except cbor.CborError:
        said = None
    return said[-1] if isinstance(said, list) and said[:-1] == _poll(desk) and _are_counts(said[-1]) else {}


def _poll(desk) -> list:
    poll = desk.terminal.poll
    return [poll.election_hash, poll.precinct_number, poll.mode]


def _are_counts(said) -> bool:
    """True if a value has the shape of what is kept here."""
    lists = said.values() if isinstance(said, dict) else [said]
    if not all([isinstance(counts, list) and len(counts) == 2 for counts in lists]):
        return False
    return isinstance(said, dict) and all([type(one) is int and 0 <= one < _MOST for counts in lists for one in counts])


def _printed(desk, number: int) -> list[int]:
    """[complete first copies, copies printed again] of a protocol."""
    return _all(desk).get(number, [0, 0])


def _note(desk, number: int, whole: int, again: int) -> None:
    found = _all(desk)
    found[number] = [whole, max(again, found.get(number, [0, 0])[1])]
    key = desk.terminal.signing_key
    desk.keep(_FILE, cose.sign1(cbor.encode(_poll(desk) + [found]), key, cose.key_id(key.public)))
