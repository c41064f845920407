"""Check a voter in: find them, mark them, hand over a slip or a paper ballot. Refusals are explained on screen."""

import asyncio

import memory
from crypto.mac import hmac_sha256
from crypto.pbkdf2 import pbkdf2_sha256
from desk import slips
from desk.roll.card import LABEL_DIGITS, NUMBER_DIGITS, digits_of, is_label, is_number, number_of
from desk.roll.check_ins import NUMBER_BYTES, OUTSIDE
from desk.roll.exchanges import PAPER
from desk.roll.sealed_roll import SealedRoll
from formats import payloads
from formats.refused import Refused
from screens.answers import YES
from storage.intents import UNSETTLED
from storage.layout import UNKNOWN_HOUR
from terminal import hours, permissions
from terminal.present import present

_SHOWN_MS = 3000
_TITLE_LETTERS, _TITLE_DOTS = 36, 480  # of a name that fits above a choice, by the longer side of the panel
_NONCE_BYTES = 16
_HASH_ITERATIONS = 1000  # as for PINs: makes trying all numbers on a stolen desk more expensive, not impossible
_NOBODY_GOES = 1 << 16  # more than any booth's number of slips
_GIVEN = {PAPER: "paper_given", OUTSIDE: "paper_carried"}


class CheckIn:
    """One check-in at the desk."""

    def __init__(self, desk):
        self.desk, self.terminal = desk, desk.terminal
        self.dialog, self.texts = desk.terminal.dialog, desk.terminal.texts
        poll = desk.terminal.poll
        begin, size = poll.package.place("roll")
        lookup_key, wrap_key = poll.secrets.lookup_key, poll.secrets.wrap_key
        other_desks = poll.package.place("desks")
        self.roll = SealedRoll(poll.package.path, begin, size, lookup_key, wrap_key, desk.supplements, other_desks)

    # --- who it is ----------------------------------------------------------------------------------------------

    def look_up(self, scan):
        """(row, entry) of the voter whose card was scanned, or `Refused`."""
        digits = self.scanned(scan)
        return digits if isinstance(digits, Refused) else self._find(digits)

    def scanned(self, scan) -> str | Refused:
        """The digits of a card."""
        return digits_of(scan.aim, scan.text, self._number_cards()) or Refused("card_unreadable")

    def _find(self, digits: str) -> tuple | Refused:
        poll = self.terminal.poll
        if not hours.has_begun(poll, self._local()):
            return Refused("too_early", hours.clock(hours.opens(poll)))
        found, check_ins = self.roll.find(digits), self.desk.check_ins
        if isinstance(found, tuple) and found[0] in check_ins.marked:
            return Refused("already_marked")
        is_taken_off = isinstance(found, Refused)
        if not is_taken_off and check_ins.added.marked() and self._is_added(digits):
            return Refused("already_added")
        if isinstance(found, tuple) and not 0 < (found[1].style or 1) <= (len(poll.styles) or 1):
            return Refused("not_on_roll")  # with contests that this election does not have
        if isinstance(found, tuple) and len(poll.desks) > 1 and not self.desk.accounts.holder:
            return Refused("nobody_issues")
        return found or Refused("not_on_roll")

    def _is_added(self, digits: str) -> bool:
        return self.desk.check_ins.is_added(self.number_hash(number_of(digits)))

    def number_hash(self, number: str) -> bytes:
        """The hash of an added voter's personal number, the only form in which the desk stores it."""
        salt = self.terminal.derive(b"added voters")
        return pbkdf2_sha256(number.encode(), salt, _HASH_ITERATIONS, NUMBER_BYTES)

    async def type_number(self) -> None:
        """Let the chair type the digits of a card that the scanner cannot read."""
        title = self.texts("action_type_number")
        digits = await self.typed(title)
        if not digits:
            return
        found = self._find(digits) if self._is_right(digits) else Refused("number_wrong")
        if isinstance(found, tuple):
            row, entry = found
            await self.run(row, entry, True)
            return
        await self.refuse(title, found)

    async def refuse(self, title: str, why: Refused) -> None:
        """Log and show why a number that was typed does not do."""
        self.terminal.refuse(why.reason, "check_in_refused")
        await self.dialog.message(title, [why.words(self.texts)])

    async def typed(self, title: str) -> str:
        """The digits of a card, or "": of a label where the roll has no bare numbers."""
        return await (self._number if self._number_cards() else self._label)(title)

    def on_list(self, digits: str) -> tuple | Refused:
        """(row, entry) of a voter of the roll, marked or not, at any hour, or why not. digits: shown or typed."""
        return (self.roll.find(digits) if self._is_right(digits) else Refused("number_wrong")) or Refused("not_on_roll")

    def _number_cards(self) -> bool:
        return self.terminal.poll.settings.get("number_cards", False)

    def _is_right(self, digits: str) -> bool:
        return is_label(digits) or self._number_cards() and is_number(digits)

    async def _number(self, title: str) -> str:
        return await self.dialog.digits(title, self.texts("number_type"), NUMBER_DIGITS)

    async def _label(self, title: str) -> str:
        """Both halves of a label, or ""."""
        label = ""
        while len(label) < LABEL_DIGITS:
            half = await self.dialog.digits(title, self.texts("label_type", len(label) + 1), LABEL_DIGITS // 2)
            if not half:
                return ""
            label += half
        return label

    # --- where to, and the marks --------------------------------------------------------------------------------

    async def run(self, row: int, entry: payloads.RollRow, by_chair: bool = False) -> None:
        """Show the voter's name, ask for the place, mark, print.

        row, entry: of the roll.
        by_chair: the chair's card was already shown for this voter, and the number typed.
        """
        canvas, name, title = self.dialog.canvas, entry.name, entry.name + " · " + self.texts("may_vote")
        style = entry.style or 1
        if len(name) > max(canvas.width, canvas.height) * _TITLE_LETTERS // _TITLE_DOTS:
            title = name  # too long for the title with the note, so it gets a page of its own first
            if await self.dialog.confirm(self.texts("may_vote"), [name]) != YES:
                return
        place = await self.choose_place(title, by_chair, style)
        if place is not None and await self.mark(title, row, place[0], place[1]) and by_chair:
            self.desk.check_ins.count_typed()  # not part of the act: a power cut just here leaves one uncounted

    async def choose_place(
        self, title: str, by_chair: bool, style: int, has_slip: bool = False
    ) -> tuple[int, int] | None:
        """(booth, index), or PAPER or, with the chair, OUTSIDE and the style, from 0; None if given up.

        Of the booths that take slips, the one with the fewest voters is selected at first.

        title: of the page.
        by_chair: the chair's card was already shown.
        style: of the voter, from 1.
        has_slip: one that is exchanged, not for a ballot that is carried home.
        """
        check_ins, texts, styles = self.desk.check_ins, self.texts, self.terminal.poll.styles
        booths = [booth.number for booth in self.terminal.poll.precinct.booths]
        stands = self.desk.booth_openings.stands
        issued = [check_ins.issued[booth - 1].marked() if stands(booth) else _NOBODY_GOES for booth in booths]
        lines = [texts("booth_number", booth) for booth in booths]
        # Which ballots to hand out nobody else says.
        which = " · " + styles[style - 1].names[texts.language] if styles else ""
        lines += [texts("paper_ballot") + which] + ([] if has_slip else [texts("action_vote_at_home") + which])
        while True:
            chosen = await self.dialog.choose(title, lines, selected=issued.index(min(issued)))
            if chosen < 0:
                return None
            if chosen == len(booths):
                return PAPER, style - 1
            if chosen > len(booths):
                if by_chair or await self._chair():
                    return OUTSIDE, style - 1
                continue
            if not self.desk.booth_openings.newest(booths[chosen]):
                await self.dialog.message(title, [texts("booth_unknown", booths[chosen])])
                continue
            if not stands(booths[chosen]):
                await self.dialog.message(title, [texts("booth_ended", booths[chosen])])
                continue
            index = self._draw(booths[chosen], style)
            if index is not None:
                return booths[chosen], index
            await self.dialog.message(title, [texts("booth_full", booths[chosen])])

    def _draw(self, booth: int, style: int) -> int | None:
        poll = self.terminal.poll
        if not poll.styles and not poll.precinct.desks:
            return self.desk.check_ins.draw(booth)
        slots, (first, count) = poll.booth(booth).slots, poll.share(booth, poll.desk)
        begin = (style - 1) * poll.numbers(slots) + first
        return self.desk.check_ins.draw(booth, begin, count, min(count, slots - first))

    async def _chair(self) -> bool:
        who = permissions.rule(self.desk.RULES, permissions.OPEN, "vote_at_home")[1]
        return await memory.visit(present, self.terminal, who)

    async def mark(self, title: str, row: int, booth: int, index: int, number_hash: bytes = b"") -> bool:
        """Mark the voter, count the hour, hand over the slip. False if nothing was marked.

        title: of the page.
        row: of the roll, or from `CheckIns.draw_added`.
        booth, index: from `choose_place`.
        number_hash: of a voter who is added, with the ground.
        """
        local = self._local()
        hour = int(local[11:13]) if len(local) > 1 else UNKNOWN_HOUR
        begun = self.desk.check_ins.begin(row, booth, index, hour, number_hash)
        return await self.complete(title, begun, booth, index)

    async def complete(self, title: str, intent: int | None, booth: int, index: int) -> bool:
        """Hand over the slip of an act that has begun, or say that it did not begin. True if it was handed over.

        title: of the page.
        intent: of `CheckIns.begin` or `CheckIns.exchange`.
        booth, index: from `choose_place`.
        """
        if intent == UNSETTLED:
            pending = await self.desk.settle()
            if pending is not None:
                await self.hand_over(*pending)
                return True
            intent = None
        if intent is None:
            words = [self.texts(self.terminal.memory_trouble()), self.texts("call_technician")]
            await self.dialog.message(title, words)
            return False
        await self.hand_over(intent, booth, index)
        return True

    def _local(self) -> str:
        return hours.local(self.terminal)

    def _nonce(self, booth: int, index: int) -> bytes:
        """Random for everybody else, and the same whenever this slip is printed."""
        place = booth.to_bytes(2, "little") + index.to_bytes(2, "little")
        return hmac_sha256(self.terminal.derive(b"slip nonce"), place)[:_NONCE_BYTES]

    async def hand_over(self, intent: int, booth: int, index: int) -> None:
        """Print the slip, the same one as often as needed, then forget who it is for.

        intent: of the check-in.
        booth, index: as in `choose_place`.
        """
        terminal = self.terminal
        if booth not in _GIVEN:
            poll = terminal.poll
            activation = payloads.Activation(
                election=poll.election_hash,
                precinct=poll.precinct_number,
                mode=poll.mode,
                booth=booth,
                style=poll.style_of(booth, index),
                index=index,
                desk=poll.desk,
                opening=self.desk.booth_openings.newest(booth)[1],
                nonce=self._nonce(booth, index),
            )
            elements = slips.activation(terminal, terminal.sign(payloads.ACTIVATION, activation), booth)
            self.dialog.show(self.texts("printing"), [self.texts("please_wait")])
            while not await terminal.print_slip(elements):
                pass  # the voter is marked, so the slip must be printed
        if not self.desk.check_ins.finish(intent):
            await memory.visit(_forgetting, self.terminal, self.desk.check_ins, intent)
        self.dialog.show(self.texts(*self.terminal.poll.place), [self.texts(_GIVEN.get(booth, "slip_given"))])
        await asyncio.sleep_ms(_SHOWN_MS)


def _forgetting(terminal, check_ins, intent: int):
    from desk.settling import forget

    return forget(terminal, check_ins, intent)
