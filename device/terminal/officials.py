"""Chair and members: a card and a PIN each, and a wait that grows with every wrong PIN."""

import asyncio

from crypto.mac import equal_bytes, hmac_sha256
from crypto.pbkdf2 import pbkdf2_sha256
from formats import payloads
from storage import files
from terminal.permissions import CHAIR
from terminal.reading import read

PIN_DIGITS = 6
PIN_CHECK_BYTES = 16
# Training counts separately: a right PIN there must not end the wait after wrong ones on election day.
_ATTEMPTS_FILE, _TRAINING_FILE = "data/attempts", "data/attempts-2"
_LONGEST_WAIT_S = 256


def card_key(secret: bytes, pin: str, salt: bytes, iterations: int) -> bytes:
    """The key that a PIN gives on this terminal. Without the terminal's secret nobody can try PINs against a card.

    secret: of the terminal.
    pin: as typed.
    salt, iterations: from the card.
    """
    return hmac_sha256(secret, pbkdf2_sha256(pin.encode(), salt, iterations, 32))


class Attempts:
    """Counts wrong PINs in a row; recorded before each try, so that cutting the power gains nothing."""

    def __init__(self, mode: int):
        self._path = _TRAINING_FILE if mode == payloads.TRAINING else _ATTEMPTS_FILE
        self.wrong = (files.read(self._path) or b"\0")[0]

    def wait_s(self) -> int:
        """VVSG 2.0 11.5: exponential back-off, 0, 0, 2, 4, 8 … seconds."""
        return 0 if self.wrong < 2 else min(1 << self.wrong - 1, _LONGEST_WAIT_S)

    def set(self, wrong: int) -> None:
        self.wrong = min(wrong, 255)
        files.replace(self._path, bytes((self.wrong,)))


class Officials:
    """Asks for the cards that an act needs."""

    def __init__(self, terminal):
        self.terminal = terminal
        self._attempts = Attempts(terminal.poll.mode)
        self.shown: list[int] = []  # numbers on the cards of those who are present

    async def present(self, roles: tuple, first: payloads.RoleCard | None = None) -> bool:
        """Ask one person per role for card and PIN. first: a card already scanned. False if they gave up."""
        shown: list[int] = []
        self.shown = shown
        for role in roles:
            if not await self._one(role, shown, first if first and first.role == role else None):
                return False
        return True

    async def _one(self, role: int, shown: list, card: payloads.RoleCard | None) -> bool:
        terminal = self.terminal
        title = terminal.texts("card_show", terminal.texts("card_chair" if role == CHAIR else "card_member"))
        holder = terminal.texts("slip_sign_chair" if role == CHAIR else "slip_sign_member")
        while True:
            if card is None:
                kind, card = await read(terminal, title, {payloads.ROLE_CARD: terminal.check_role_card})
                if kind != payloads.ROLE_CARD:
                    return False
            if card.role != role:
                terminal.refuse("card_wrong_role")
                await terminal.dialog.message(title, [terminal.texts("card_wrong_role")])
            elif card.holder in shown:
                terminal.refuse("card_same")
                await terminal.dialog.message(title, [terminal.texts("card_same")])
            elif await self.pin(holder, lambda pin, card=card: self.matches(card, pin)):
                shown.append(card.holder)
                return True
            else:
                return False
            card = None

    def matches(self, card: payloads.RoleCard, pin: str) -> bool:
        """Is it the PIN of a role card?"""
        key = card_key(self.terminal.poll.secrets.role_secret, pin, card.salt, card.iterations)
        return equal_bytes(key[:PIN_CHECK_BYTES], card.check)

    async def pin(self, title: str, matches):
        """Ask for a PIN until `matches(pin)` is true, and return its value; None if they gave up."""
        terminal = self.terminal
        while True:
            wait_s = self._attempts.wait_s()
            if wait_s:
                terminal.dialog.show(title, [terminal.texts("pin_wrong"), terminal.texts("pin_wait", wait_s)])
                await asyncio.sleep_ms(wait_s * 1000)
            pin = await terminal.dialog.digits(title, terminal.texts("pin_type"), PIN_DIGITS, hidden=True)
            if not pin:
                return None
            self._attempts.set(self._attempts.wrong + 1)
            await asyncio.sleep_ms(0)
            terminal.dialog.show(title, [terminal.texts("please_wait")])
            await asyncio.sleep_ms(0)
            found = matches(pin)
            await asyncio.sleep_ms(0)
            if found:
                self._attempts.set(0)
                return found
            terminal.log("pin_wrong")
            await terminal.dialog.message(title, [terminal.texts("pin_wrong")])
