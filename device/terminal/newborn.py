"""The first start of a terminal: it makes its own signing key, and prints the public half on a slip that it signs.

Nobody else ever has the private half, whoever provisions the terminal included. Packages come later and name the public
half; until then the terminal shows the slip, and takes files from a computer.
"""

import os
from hashlib import sha256
from time import ticks_us

from formats import payloads
from identity import keep_own_key
from paper.own_key_slip import key_announcement
from terminal.bringing import BEFORE_KEY, WITH_KEY, Bringing

_PRESSES = 8  # when somebody presses is known to no other machine: twelve bits each at the very least


async def make_key(dialog, drbg) -> bytes:
    """The seed of a new key, stored. dialog: asks for presses; drbg: takes in when they came, and makes the key.

    From the generator, the processor and the presses together: whoever knows the first, because they provisioned the
    terminal, does not know the key.
    """
    texts, pool = dialog.texts, os.urandom(32)
    for left in range(_PRESSES, 0, -1):
        await dialog.message(texts("own_key"), [texts("own_key_press", left)])
        pool = sha256(pool + str(ticks_us()).encode()).digest()
    drbg.reseed(pool, os.urandom(32))
    seed = drbg.generate(32)
    keep_own_key(seed)
    return seed


async def wait_for_files(dialog, problem: str, *of_bringing) -> None:
    """Say what a terminal lacks until OK, or until a computer has brought it.

    problem: a text id. of_bringing: line, clock and board of `Bringing`; none where nothing may come.
    """
    page = dialog.texts("start_trouble"), [dialog.texts(problem), dialog.texts("call_technician")]
    if of_bringing:
        await Bringing(BEFORE_KEY, b"", *of_bringing).beside(dialog, *page)
    else:
        await dialog.message(*page)


async def show_key(terminal, role: str, line, board: str) -> None:
    """Wait until somebody wants the slip, and print it; or until a computer has brought what is missing.

    role: "desk" or "booth". line: drivers.buses.SerialLine. board: its name.
    """
    texts = terminal.texts
    said = payloads.TerminalKey(role, terminal.serial, terminal.signing_key.public, terminal.firmware_hash)
    signed = terminal.sign(payloads.TERMINAL_KEY, said)
    bringing = Bringing(WITH_KEY, signed, line, terminal.clock, board)
    if await bringing.beside(terminal.dialog, texts("own_key"), [texts("own_key_give"), texts("package_missing")]):
        await terminal.print_slip(key_announcement(terminal, said, signed))
