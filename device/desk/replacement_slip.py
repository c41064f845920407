"""The replacement slip: what the district's spare needs to be this desk, sealed to that spare alone.

Printed at each opening, and when the chair wants it, where the desk's package names a spare (docs/formats.md,
section 2). The spare takes it with the cards and PINs of chair and member (`desk.replacing`).
"""

import os

from crypto.aead import seal
from crypto.curve import L, base_table, compress, decompress, multiply
from crypto.hkdf512 import Keyed
from desk.replacement import NO_NONCE, SPARE, key_of
from formats import payloads
from identity import own_key
from paper.common_slips import both, clock_text, codes_of, cut, grouped, heading, pair, rule, space, text

_RANDOM_BYTES = 32


async def print_replacement(desk) -> None:
    """Make the slip and print it. Whenever it is printed it is sealed anew; each one is good all day."""
    terminal = desk.terminal
    terminal.dialog.show(terminal.texts("printing"), [terminal.texts("please_wait")])
    signed = terminal.sign(payloads.REPLACEMENT, _made(desk))
    terminal.log("replacement_printed")
    await terminal.print_slip(_slip(terminal, signed))


def _made(desk) -> payloads.Replacement:
    terminal, poll = desk.terminal, desk.terminal.poll
    random = Keyed(terminal.derive(SPARE.encode())).digest(terminal.drbg.generate(_RANDOM_BYTES) + os.urandom(32))
    number = int.from_bytes(random, "little") % L or 1
    spare, point = poll.package.part(SPARE), compress(base_table().multiply(number))
    key = key_of(compress(multiply(decompress(spare), number)), point, spare, poll)
    openings, opening, _ = terminal.opening
    return payloads.Replacement(
        election=poll.election_hash,
        precinct=poll.precinct_number,
        mode=poll.mode,
        terminal=poll.terminal,
        serial_number=terminal.serial,
        opening=opening,
        openings=openings,
        point=point,
        sealed=seal(key, NO_NONCE, own_key()),
        signers=desk.kept("signers") if desk.signs() else None,
    )


def _slip(terminal, signed: bytes) -> list:
    elements = heading(terminal, "slip_replacement") + [
        rule(),
        text(both(terminal, "slip_precinct", terminal.poll.precinct_number)),
        text(both(terminal, *terminal.poll.place)),
        pair(both(terminal, "slip_device"), terminal.serial),
        pair(both(terminal, "slip_opening", terminal.opening[0]), grouped(terminal.opening[1][:4])),
        text(clock_text(terminal, terminal.clock.now()), align="right"),
        rule(),
        text(both(terminal, "slip_replacement_keep")),
        space(8),
    ]
    return elements + list(codes_of(payloads.REPLACEMENT, signed)) + [cut()]
