"""A district's spare desk becomes a desk that died: by its replacement slip and two cards, without a computer.

The slip says whose place it is, and its seal gives this spare alone the key. Once chair and member have typed their
PINs the slip is the note of what is taken: while it stands this terminal has no election, and after a power cut all is
done over from it. The desk's key comes last; then the packages of all other desks go.
"""

import asyncio
import os
from binascii import hexlify

from crypto.aead import unseal
from crypto.curve import decompress
from crypto.ed25519 import SigningKey
from desk import taken
from desk.replacement import NO_NONCE, key_of
from drivers import processor
from formats import cose, package, payloads
from formats.refused import Refused
from identity import become
from screens.answers import YES
from storage import files
from terminal.election import FILES, PART, Poll
from terminal.officials import Officials
from terminal.openings import Openings
from terminal.permissions import CHAIR, MEMBER
from terminal.places import TAKING, copy, leave, packages
from terminal.reading import read

_TRIED = "data/tried" + PART  # the package that a slip is held against


async def take_place(terminal) -> None:
    """Ask for slip and cards, be that desk, and restart; after a power cut go on. Returns if they gave up."""
    texts, dialog = terminal.texts, terminal.dialog
    texts.language = "ru"  # as at every desk
    slip = files.read(TAKING) or b""
    if "places" in os.listdir("data") and cose.verify1(slip, terminal.signing_key.public) is None:
        said = await _checked(terminal, slip)
        if isinstance(said, Refused):  # nothing was taken yet, or the note is damaged
            slip, said = await _shown(terminal)
            if not slip:
                terminal.forget_poll()
                return
            files.replace(TAKING, slip)
        dialog.show(texts("spare_desk"), [texts("please_wait")])
        await _become(terminal, said)
    leave()
    await dialog.message(texts("spare_desk"), [texts("replacement_chips")])
    processor.restart()


async def _shown(terminal) -> tuple:
    """(slip, what it says) once chair and member are there with their PINs; (b"", None) at *back*."""
    texts = terminal.texts
    slips: list[bytes] = []

    async def check(data: bytes):
        terminal.dialog.show(texts("spare_desk"), [texts("please_wait")])
        slips[:] = [data]
        return await _checked(terminal, data)

    title = texts("spare_desk")
    while True:
        kind, said = await read(terminal, title, {payloads.REPLACEMENT: check}, [texts("replacement_show")])
        if kind != payloads.REPLACEMENT:
            return b"", None
        poll = terminal.poll
        whose = "%s · %s" % (texts("slip_precinct", poll.precinct_number), texts(*poll.place))
        if await terminal.dialog.confirm(title, [whose, texts("replacement_text")]) == YES:
            if await Officials(terminal).present((CHAIR, MEMBER)):
                return slips[0], said
        terminal.forget_poll()


async def _checked(terminal, data: bytes):
    """What a slip says, if it is of a desk whose place this spare may take, and sealed to it; else `Refused`.

    The package of that desk is tried, and its poll taken.
    """
    terminal.forget_poll()
    claimed = cose.peek1(data)
    signer = b"" if claimed is None else hexlify(claimed[0])
    opened = await _tried(terminal, signer.decode(), FILES)  # any of that desk's says whether it signed
    if isinstance(opened, Refused):
        return opened
    said = _signed(data, Poll(opened).public_key())
    if not isinstance(said, Refused) and opened.manifest.mode != said.mode:
        opened = await _tried(terminal, signer.decode(), FILES[said.mode : said.mode + 1])
    if isinstance(said, Refused) or isinstance(opened, Refused):
        return said if isinstance(said, Refused) else opened
    manifest = opened.manifest
    if (manifest.precinct, manifest.terminal) != (said.precinct, said.terminal):
        return Refused("code_other_precinct")
    if manifest.mode != said.mode:
        return Refused("package_role")
    terminal.take_poll(Poll(opened))
    await asyncio.sleep_ms(0)
    desk = terminal.poll.public_key()
    said = terminal.verified(data, payloads.REPLACEMENT, desk)
    if not isinstance(said, Refused) and desk != terminal.signing_key.public and _seed(terminal, said) is None:
        said = Refused("replacement_other")
    if isinstance(said, Refused):
        terminal.forget_poll()
    return said


def _signed(data: bytes, desk: bytes):
    """What a slip says, if the desk with this public key has signed it."""
    encoded = cose.verify1(data, desk)
    return Refused("code_signature") if encoded is None else payloads.decode(payloads.REPLACEMENT, encoded)


async def _tried(terminal, signer: str, paths: tuple):
    """A package of the desk whose key has this id, in hex, copied to where it is tried; or `Refused`."""
    tried: package.Package | Refused = Refused("code_other_precinct")
    for (_, _, key_id), name, size, file in packages():  # to its end: the file must be closed before it is removed
        if key_id == signer and "data/" + name in paths:
            paths = ()
            await copy(file, _TRIED, size)
            await asyncio.sleep_ms(0)
            tried = package.load(_TRIED, terminal.authority)
        await asyncio.sleep_ms(0)
    return tried


def _seed(terminal, said: payloads.Replacement) -> bytes | None:
    """The seed of the desk's key; None if the slip is sealed to another spare."""
    point, key = decompress(said.point), terminal.signing_key
    if point is None:
        return None
    seed = unseal(key_of(key.shared(point), said.point, key.public, terminal.poll), NO_NONCE, said.sealed)
    return seed if seed and SigningKey(seed).public == terminal.poll.public_key() else None


async def _become(terminal, said: payloads.Replacement) -> None:
    """Write what that desk had, its key last. After a power cut all of it is written once more."""
    poll = terminal.poll
    Openings(poll).adopt(said)
    if said.signers is not None:
        files.replace("data/signers-%d.cose" % poll.mode, said.signers)
    supplements = FILES[poll.mode].rpartition("/")[2].replace("tmpk", "sup-")
    for where, name, size, file in packages():
        if where[:2] == (poll.precinct_number, poll.terminal) and name.startswith(supplements):
            await copy(file, "data/" + name, size)
        await asyncio.sleep_ms(0)
    os.rename(_TRIED, FILES[poll.mode])
    if poll.public_key() != terminal.signing_key.public:
        seed = _seed(terminal, said)
        taken.remember(terminal)
        become(payloads.Device("desk", said.serial_number, terminal.authority), seed)
