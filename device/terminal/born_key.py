"""The precinct's key, where it was born in the precinct: the desk's signed slip tells every terminal of it.

One file for each mode. A slip with a higher number supersedes, but not once polls were officially opened under another
key: what was sealed then could no longer be opened with the same cards.
"""

import hashlib

from crypto.curve import IDENTITY, decompress, equal, in_prime_subgroup
from formats import cose, payloads
from formats.refused import Refused
from screens.answers import YES
from storage import files
from terminal.reading import read

_MOST_HOLDERS = 15


def _path(mode: int) -> str:
    return "data/key-%d.cose" % mode


def definition_hash(poll) -> bytes:
    """SHA-256 of the precinct's definition, which a slip names."""
    return hashlib.sha256(poll.package.part("precinct")).digest()


def kept(terminal) -> bytes | None:
    """The slip that this terminal has for its poll, or None. A damaged one, and one of another poll, is none."""
    data = files.read(_path(terminal.poll.mode))
    return None if data is None or isinstance(checked(terminal, data), Refused) else data


def checked(terminal, data: bytes):
    """The payload of a key slip of this poll, or `Refused`.

    data: the object.
    """
    poll = terminal.poll
    said = terminal.verified(data, payloads.KEY_SLIP, poll.precinct.desk)
    if isinstance(said, Refused):
        return said
    due = poll.precinct.holders
    if due is None or said.definition != definition_hash(poll) or not _is_whole(said, due):
        return Refused("key_slip_wrong")
    points = [decompress(point) for point in said.commitments]
    if not all([point is not None and not equal(point, IDENTITY) and in_prime_subgroup(point) for point in points]):
        return Refused("key_slip_wrong")
    return said


def _is_whole(said: payloads.KeySlip, due: payloads.Holders) -> bool:
    if type(said.number) is not int or said.holders != due.all or not isinstance(said.commitments, list):
        return False
    points = [point for point in said.commitments if isinstance(point, bytes) and len(point) == 32]
    return said.number > 0 and len(points) == len(said.commitments) == due.needed <= due.all <= _MOST_HOLDERS


def adopt(terminal) -> None:
    """Give the poll the key of the slip that this terminal has."""
    data = kept(terminal)
    if data is not None:
        terminal.poll.take_key(payloads.decode(payloads.KEY_SLIP, cose.payload_of(data)))


def keep(terminal, data: bytes) -> None:
    """Store a slip, whole or not at all, and use its key from now on."""
    files.replace(_path(terminal.poll.mode), data)
    adopt(terminal)


def _newer(terminal, data: bytes, standing: int):
    """A slip that may take the place of the one that this terminal has, or `Refused`."""
    said = checked(terminal, data)
    if isinstance(said, Refused):
        return said
    poll = terminal.poll
    if poll.key_slip is None:
        return data
    if standing and poll.is_official and said.commitments[0] != poll.key:
        return Refused("key_opened")
    return Refused("key_slip_older") if said.number < poll.key_slip.number else data


async def take(terminal, standing: int) -> bool:
    """Read a key slip and use its key from now on. False if *back* was pressed. standing: as for `before_opening`."""
    title = terminal.texts("key_of_precinct")
    checks = {payloads.KEY_SLIP: lambda data: _newer(terminal, data, standing)}
    kind, data = await read(terminal, title, checks, [terminal.texts("key_show")])
    if kind == payloads.KEY_SLIP:
        keep(terminal, data)
    return kind == payloads.KEY_SLIP


async def before_opening(role, standing: int) -> bool:
    """See to the key before the polls open. True: there is one, go on; False: given up.

    role: gives `make_key()`, an act, where the key is born at this terminal; else None.
    standing: openings of this poll so far.
    """
    terminal = role.terminal
    dialog, texts = terminal.dialog, terminal.texts
    title = texts("key_of_precinct")
    while True:
        lines = [texts("key_show")]
        if role.make_key is not None and not (standing and terminal.poll.is_official):
            lines.append(texts("action_make_key"))
        if terminal.poll.key_slip is not None:
            lines = [texts("key_use", terminal.poll.key_slip.number)] + lines
            if role.make_key is not None:
                lines.append(texts("key_slip_print"))
        chosen = await dialog.choose(title, lines)
        if chosen < 0:
            return False
        act = lines[chosen]
        if act == texts("key_show"):
            await take(terminal, standing)
        elif act == texts("action_make_key"):
            if terminal.poll.key_slip is None or await dialog.confirm(title, [texts("key_again_text")]) == YES:
                await role.make_key()
        elif act == texts("key_slip_print"):
            await role.print_key()
        else:
            return True
