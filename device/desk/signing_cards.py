"""Signing cards: made at the desk before the polls open, so that no machine but this desk ever had their keys.

Whoever has a role card gets one, sealed with the PIN of that role card. The public half goes on the list of signers.
"""

import os

from crypto.ed25519 import public_key
from crypto.mac import hmac_sha256
from desk import signers
from formats import cbor, payloads
from formats.encrypted import encrypt0
from formats.refused import Refused
from paper.common_slips import both, clock_text, codes_of, cut, heading, pair, rule, space, text
from terminal.officials import Officials, card_key
from terminal.reading import read

CARD_HEADER = -70001
_ITERATIONS = 1000  # of PBKDF2: what resists guessing is the desk's secret beside the PIN
_SALT_BYTES, _NONCE_BYTES, _RANDOM_BYTES = 16, 12, 32


async def before_opening(desk) -> bool:
    """Make cards until somebody goes on. False if *back* was pressed."""
    terminal, texts = desk.terminal, desk.terminal.texts
    needed = terminal.poll.settings["signatures_needed"]
    while True:
        known = signers.listed(desk)
        lines = [texts("signing_cards_use", len(known.signers) if known else 0, needed), texts("signing_card_make")]
        chosen = await terminal.dialog.choose(texts("signing_cards"), lines)
        if chosen < 0:
            return False
        if chosen == 0:
            return True
        await _make(desk)


async def _make(desk) -> None:
    """One card: somebody shows a role card, types its PIN, takes the signing card and shows it."""
    terminal, texts = desk.terminal, desk.terminal.texts
    title, officials = texts("signing_card_make"), Officials(terminal)
    checks = {payloads.ROLE_CARD: terminal.check_role_card}
    kind, card = await read(terminal, title, checks, [texts("signing_card_whose")])
    if kind != payloads.ROLE_CARD:
        return
    name = signers.person(terminal, card.role, card.holder)
    pin = await officials.pin(name, lambda pin: pin if officials.matches(card, pin) else None)
    if not pin:
        return
    terminal.dialog.show(name, [texts("please_wait")])
    random = terminal.drbg.generate(_RANDOM_BYTES) + os.urandom(_RANDOM_BYTES)
    seed = hmac_sha256(terminal.derive(b"signing card"), random)
    made, public = _sealed(terminal, card, pin, seed), public_key(seed)
    del seed, random, pin
    if not await terminal.print_slip(_slip(terminal, made, card)):
        return
    again = {payloads.SIGNING_CARD: lambda data: True if data == made else Refused("signing_card_wrong")}
    kind, _ = await read(terminal, name, again, [texts("signing_card_back")])
    if kind == payloads.SIGNING_CARD:  # only now is it known to be whole
        signers.add(desk, card.role, card.holder, public)


def _sealed(terminal, card: payloads.RoleCard, pin: str, seed: bytes) -> bytes:
    """The object of a signing card."""
    poll = terminal.poll
    salt, nonce = terminal.drbg.generate(_SALT_BYTES), terminal.drbg.generate(_NONCE_BYTES)
    fields = poll.election_hash, poll.precinct_number, poll.mode, card.role, card.holder, salt, _ITERATIONS
    header = cbor.decode(payloads.encode(payloads.SIGNING_CARD, payloads.SigningCardHeader(*fields)))
    return encrypt0(card_key(poll.secrets.card_secret, pin, salt, _ITERATIONS), nonce, seed, CARD_HEADER, header)


def _slip(terminal, made: bytes, card: payloads.RoleCard) -> list:
    elements = heading(terminal, "slip_signing_card") + [
        rule(),
        text(both(terminal, "slip_precinct", terminal.poll.precinct_number)),
        pair(both(terminal, signers.title_of(card.role)), str(card.holder), True),
        text(clock_text(terminal, terminal.clock.now()), align="right"),
        rule(),
        text(both(terminal, "slip_signing_keep")),
        space(8),
    ]
    return elements + list(codes_of(payloads.SIGNING_CARD, made)) + [cut()]
