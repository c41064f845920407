"""Checking one voter in: found, marked, a slip or a paper ballot; every other outcome in plain words."""

import asyncio

from drivers.scanner import Scan
from paper import desk_slips
from roll.card import NUMBER_DIGITS, digits_of, is_number
from roll.check_ins import PAPER
from roll.sealed_roll import NAME
from screens.dialog import BACK

_SHOWN_MS = 3000
_STYLE = 1  # one ballot style a precinct


class CheckIn:
    """One check-in at the desk."""

    def __init__(self, desk):
        self.desk, self.terminal = desk, desk.terminal
        self.dialog, self.texts = desk.terminal.dialog, desk.terminal.texts

    def look_up(self, scan):
        """(row, entry) of the voter whose card was scanned, or the reason why not."""
        if scan.problem != Scan.NONE:
            return "card_unreadable"
        digits = digits_of(scan.aim, scan.text, self.terminal.poll.settings.get("number_cards", False))
        return "card_unreadable" if digits is None else self._find(digits)

    def _find(self, digits: str):
        found = self.desk.roll.find(digits)
        if found is None:
            return "not_on_roll"
        if isinstance(found, str):
            return found
        return "already_marked" if found[0] in self.desk.check_ins.marked else found

    async def type_number(self) -> None:
        """A card that cannot be read: the chair has shown theirs, and types the number."""
        digits = await self.dialog.digits(self.texts("action_type_number"), self.texts("number_type"), NUMBER_DIGITS)
        if digits is None:
            return
        found = self._find(digits) if is_number(digits) else "card_unreadable"
        if isinstance(found, str):
            self.terminal.refuse(found, "check_in_refused")
            await self.dialog.message(self.texts("action_type_number"), [self.texts(found)])
        else:
            await self.run(*found)

    async def run(self, row: int, entry: dict) -> None:
        """Show who it is; choose a booth, the emptiest one first, or paper; mark; print."""
        check_ins, poll = self.desk.check_ins, self.terminal.poll
        booths = [booth[0] for booth in poll.precinct[7]]
        issued = [check_ins.issued[booth - 1].marked() for booth in booths]
        lines = [self.texts("booth_number", booth) for booth in booths] + [self.texts("paper_ballot")]
        title = entry[NAME] + " · " + self.texts("may_vote")
        chosen = await self.dialog.choose(title, lines, issued.index(min(issued)))
        if chosen == BACK:
            return
        booth = booths[chosen] if chosen < len(booths) else PAPER
        index = 0 if booth == PAPER else check_ins.draw(booth)
        if index is None:
            await self.dialog.message(title, [self.texts("booth_full", booth)])
            return
        intent = check_ins.begin(row, booth, index)
        if intent is None:
            await self.dialog.message(
                title, [self.texts(self.terminal.memory_trouble()), self.texts("call_technician")]
            )
            return
        await self.hand_over(intent, booth, index)

    async def hand_over(self, intent: int, booth: int, index: int) -> None:
        """Print the slip, the same one however often it takes, and then forget who it is for."""
        terminal = self.terminal
        if booth != PAPER:
            payload = {0: "A1", 4: booth, 5: _STYLE, 6: index}
            payload.update(terminal.poll.where())
            elements = desk_slips.activation(terminal, terminal.sign(payload), booth)
            self.dialog.show(self.texts("printing"), [self.texts("please_wait")])
            while not await terminal.print_slip(elements):
                pass  # the voter is marked: the slip has to come out
        self.desk.check_ins.finish(intent)
        self.dialog.show(self.texts("desk"), [self.texts("paper_given" if booth == PAPER else "slip_given")])
        await asyncio.sleep_ms(_SHOWN_MS)
