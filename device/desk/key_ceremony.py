"""The precinct's key is born here: made, shared among its holders, announced, and forgotten.

Nothing is stored before every holder has shown that card and PIN open the share. A power cut until then leaves cards of
a key that nobody knows; the ceremony is begun again.
"""

import os

from crypto.curve import L, base_table, compress
from crypto.hkdf512 import Keyed
from crypto.shamir import fits, share_of
from desk import key_slips
from formats import cbor, payloads
from formats.encrypted import decrypt0, encrypt0, peek0
from formats.refused import Refused
from screens.answers import YES
from terminal import born_key, permissions
from terminal.officials import PIN_DIGITS, Officials, card_key
from terminal.reading import read

CARD_HEADER = -70001
_ITERATIONS = 1000  # of PBKDF2: what resists guessing is the desk's secret beside the PIN
_SALT_BYTES, _NONCE_BYTES, _RANDOM_BYTES = 16, 12, 32


class Ceremony:
    """One ceremony. The secret exists in this object alone, while it runs."""

    def __init__(self, desk):
        self.desk, self.terminal = desk, desk.terminal
        self._dialog, self._texts = desk.terminal.dialog, desk.terminal.texts
        self._officials = Officials(desk.terminal)
        self._coefficients: list[int] = []
        self._points: list = []

    async def run(self) -> None:
        """From the cards of chair and member to the signed slip; nothing has changed where they give up."""
        terminal, texts = self.terminal, self._texts
        needed, holders = terminal.poll.precinct.holders
        if await self._dialog.confirm(texts("action_make_key"), [texts("make_key_text", needed, holders)]) != YES:
            return
        who = permissions.rule(self.desk.RULES, permissions.READY, "make_key")[1]
        if not await self._officials.present(who):
            return
        self._dialog.show(texts("action_make_key"), [texts("please_wait")])
        self._coefficients = [self._drawn(number) for number in range(needed)]
        self._points = [base_table().multiply(coefficient) for coefficient in self._coefficients]
        for index in range(1, holders + 1):
            if not await self._card(index, needed, holders):
                self._forget()
                return
        commitments = [compress(point) for point in self._points]
        self._forget()
        poll, before = terminal.poll, terminal.poll.key_slip
        slip = payloads.KeySlip(
            election=poll.election_hash,
            precinct=poll.precinct_number,
            mode=poll.mode,
            definition=born_key.definition_hash(poll),
            number=before.number + 1 if before else 1,
            holders=holders,
            commitments=commitments,
            serial_number=terminal.serial,
        )
        born_key.keep(terminal, terminal.sign(payloads.KEY_SLIP, slip))
        await print_announcement(terminal)

    def _drawn(self, number: int) -> int:
        """A secret scalar. number: of the coefficient.

        From the terminal's secret, its generator and the processor's together: whoever foresees one of them, the one
        who provisioned the terminal included, does not know it.
        """
        terminal = self.terminal
        random = terminal.drbg.generate(_RANDOM_BYTES) + os.urandom(_RANDOM_BYTES)
        drawn = Keyed(terminal.derive(b"precinct key")).digest(bytes((number,)) + random)
        return int.from_bytes(drawn, "little") % L or 1

    def _forget(self) -> None:
        """Drop the secret; `memory.scrub` then overwrites where it was."""
        self._coefficients = []

    async def _card(self, index: int, needed: int, holders: int) -> bool:
        """Let a holder choose a PIN, print the card, and have both shown. False if they gave up the ceremony."""
        terminal, texts = self.terminal, self._texts
        title = texts("key_card_show", index, holders)
        while True:
            pin = await self._dialog.digits(title, texts("pin_choose"), PIN_DIGITS, hidden=True)
            if not pin:
                if await self._dialog.confirm(title, [texts("make_key_leave")]) == YES:
                    return False
                continue
            self._dialog.show(title, [texts("please_wait")])
            card = self._sealed(index, needed, holders, pin)
            if not await terminal.print_slip(key_slips.card(terminal, card, index, needed, holders)):
                continue
            if await self._shown(title, card, index):
                return True

    def _sealed(self, index: int, needed: int, holders: int, pin: str) -> bytes:
        """The object of a key card."""
        terminal, poll = self.terminal, self.terminal.poll
        salt, nonce = terminal.drbg.generate(_SALT_BYTES), terminal.drbg.generate(_NONCE_BYTES)
        fields = (poll.election_hash, poll.precinct_number, poll.mode, index, needed, holders, salt, _ITERATIONS)
        header = cbor.decode(payloads.encode(payloads.KEY_CARD, payloads.KeyCardHeader(*fields)))
        share = share_of(self._coefficients, index).to_bytes(32, "little")
        return encrypt0(card_key(poll.secrets.card_secret, pin, salt, _ITERATIONS), nonce, share, CARD_HEADER, header)

    async def _shown(self, title: str, card: bytes, index: int) -> bool:
        """The holder shows the card and types the PIN: both open the share. False: the holder begins anew."""
        terminal, texts = self.terminal, self._texts
        check = lambda data: True if data == card else Refused("key_card_wrong")  # noqa: E731  # used once
        kind, _ = await read(terminal, title, {payloads.KEY_CARD: check}, [texts("key_card_back")])
        if kind != payloads.KEY_CARD:
            return False
        return bool(await self._officials.pin(title, lambda pin: self._opens(card, index, pin)))

    def _opens(self, card: bytes, index: int, pin: str) -> bool:
        header = payloads.of_kind(payloads.KEY_CARD, (peek0(card) or {})[CARD_HEADER])
        share = decrypt0(card, card_key(self.terminal.poll.secrets.card_secret, pin, header.salt, header.iterations))
        return share is not None and fits(self._points, index, int.from_bytes(share, "little"))


async def print_announcement(terminal) -> bool:
    """Print the slip that this desk has. False if *back* was pressed: it can be printed again."""
    data = born_key.kept(terminal)
    return data is not None and await terminal.print_slip(key_slips.announcement(terminal, data))
