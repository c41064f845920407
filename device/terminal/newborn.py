"""The first start of a terminal: it makes its own signing key, and prints the public half on a slip that it signs.

Nobody else ever has the private half, whoever provisions the terminal included. Packages come later and name the public
half; until then the slip is all that the terminal can do.
"""

import os
from hashlib import sha256
from time import ticks_us

from formats import payloads
from identity import keep_own_key
from paper.own_key_slip import key_announcement

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


async def show_key(terminal, role: str) -> None:
    """Wait until somebody wants the slip, and print it. role: "desk" or "booth"."""
    texts = terminal.texts
    await terminal.dialog.message(texts("own_key"), [texts("own_key_give"), texts("package_missing")])
    said = payloads.TerminalKey(role, terminal.serial, terminal.signing_key.public, terminal.firmware_hash)
    await terminal.print_slip(key_announcement(terminal, said, terminal.sign(payloads.TERMINAL_KEY, said)))
