"""A voter whom chair and member add to the list on the day: with an absentee certificate, or as a resident.

The device keeps only a keyed hash of the number, in a random row. Name, number and ground go on a sheet for the paper
list. It is printed before anything is marked, so that no power cut can leave a marked voter without a sheet.
"""

from desk import reports
from desk.check_in import CheckIn
from desk.roll.card import NUMBER_DIGITS, is_number
from formats.refused import Refused
from screens.answers import YES

_NAME_LETTERS = 60
_CERTIFICATE_DIGITS = 7
_RESIDENT = 1  # index of this ground


class Adding:
    """One voter to be added."""

    def __init__(self, desk):
        self.desk, self.terminal = desk, desk.terminal
        self.dialog, self.texts = desk.terminal.dialog, desk.terminal.texts
        self.title = self.texts("action_add_voter")
        self.check_in = CheckIn(desk)

    async def run(self) -> None:
        """Number, name, ground, place, sheet, slip. *Back* before the sheet leaves no trace."""
        if len(self.terminal.poll.desks) > 1 and not self.desk.accounts.holder:
            await self.dialog.message(self.title, [self.texts("nobody_issues")])
            return
        number = await self._number()
        if not number:
            return
        number_hash = self.check_in.number_hash(number)
        row = self._row(number, number_hash)
        if isinstance(row, Refused):
            self.terminal.refuse(row.reason, "check_in_refused")
            await self.dialog.message(self.title, [row.words(self.texts)])
            return
        if not self.terminal.poll.settings.get("number_cards", False):  # this roll cannot look up bare numbers
            if await self.dialog.confirm(self.title, [self.texts("added_paper_list")]) != YES:
                return
        name = await self._name()
        if not name:
            return
        certificate = await self._certificate()
        if certificate is None:
            return
        style = await self._style()
        if not style:
            return
        title = name + " · " + self.texts("may_vote")
        place = await self.check_in.choose_place(title, True, style)
        if place is None:
            return
        if await self.terminal.print_slip(reports.added_voter(self.terminal, name, number, certificate)):
            await self.check_in.mark(title, row, place[0], place[1], number_hash)

    async def _number(self) -> str:
        """A number with a valid check digit, or ""."""
        while True:
            number = await self.dialog.digits(self.title, self.texts("number_type"), NUMBER_DIGITS)
            if not number or is_number(number):
                return number
            await self.dialog.message(self.title, [self.texts("number_wrong")])

    async def _name(self) -> str:
        """Typed on the Kazakh keyboard, which has the Russian letters too: no name is changed to fit a keyboard."""
        return await self.dialog.letters(self.title, self.texts("name_type"), _NAME_LETTERS, "kk")

    async def _style(self) -> int:
        """Which contests the certificate or the address gives: a ballot style, from 1; 0 if given up."""
        styles = self.terminal.poll.styles
        if len(styles) < 2:
            return 1
        names = [style.names[self.texts.language] for style in styles]
        return await self.dialog.choose(self.title, names) + 1

    async def _certificate(self) -> str | None:
        """The certificate's number; "" for a resident, whose address the commission has checked; None if given up."""
        settings = self.terminal.poll.settings
        if settings.get("add_residents", True):
            grounds = [self.texts("added_certificate"), self.texts("added_resident")]
            ground = await self.dialog.choose(self.title, grounds)
            if ground:
                return "" if ground == _RESIDENT else None
        digits = settings.get("certificate_digits", _CERTIFICATE_DIGITS)
        return await self.dialog.digits(self.title, self.texts("certificate_type"), digits) or None

    def _row(self, number: str, number_hash: bytes) -> int | Refused:
        """A free row, or why this voter cannot be added."""
        check_ins = self.desk.check_ins
        found = self.check_in.roll.find(number)
        if found is not None:
            return found if isinstance(found, Refused) else Refused("on_roll")
        if check_ins.is_added(number_hash):
            return Refused("already_added")
        row = check_ins.draw_added()
        return Refused("added_full") if row is None else row
