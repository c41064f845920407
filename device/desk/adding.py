"""A voter whom chair and member add to the list on the day: with an absentee certificate, or as a resident.

The device keeps a keyed hash of the number, the ground, and of a certificate four bytes, in a random row. Name, number
and ground go on a sheet for the paper list. It is printed before anything is marked, so that no power cut can leave a
marked voter without a sheet. Whoever is refused gets the reason on a sheet, and then the refusal is counted.
"""

from crypto.mac import hmac_sha256
from desk import reports
from desk.check_in import CheckIn
from desk.roll.card import NUMBER_DIGITS, is_number
from formats.refused import Refused
from screens.answers import YES
from storage.events import event_number
from storage.log_reader import last_number

_NAME_LETTERS = 60
_CERTIFICATE_DIGITS = 7
_RESIDENT = 1  # index of this ground
_LIVES_HERE = bytes(5)  # ground of a resident; of a certificate FF and four bytes that the desk makes of its number
# Why a voter is refused: words; the detail of the event is the place, from 1.
_WHY = ("added_bad_certificate", "added_certificate_twice", "added_no_consent", "added_elsewhere", "added_unconfirmed")
_MEMBERS = 2  # per precinct, who may ask the state's service (joint resolution of 2026)


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
            await self.check_in.refuse(self.title, row)
            return
        if not self.terminal.poll.settings.get("number_cards", False):  # this roll cannot look up bare numbers
            if await self.dialog.confirm(self.title, [self.texts("added_paper_list")]) != YES:
                return
        name = await self._name()
        if not name:
            return
        found = await self._found()
        if isinstance(found, int):
            await self._refuse(name, number, found)
        if not isinstance(found, tuple):
            return
        certificate, member = found
        style = await self._style()
        if not style:
            return
        title = name + " · " + self.texts("may_vote")
        place = await self.check_in.choose_place(title, True, style)
        if place is None:
            return
        styles = self.terminal.poll.styles
        names = styles[style - 1].names if len(styles) > 1 else None
        if await self.terminal.print_slip(reports.added_voter(self.terminal, name, number, certificate, member, names)):
            ground = self._ground(certificate) if certificate else _LIVES_HERE
            await self.check_in.mark(title, row, place[0], place[1], number_hash + ground)

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

    async def _found(self) -> tuple | int | None:
        """(the certificate's number or "", member who asked where a resident lives, or 0).

        Or the place in _WHY of a reason to refuse; None if given up.
        """
        settings = self.terminal.poll.settings
        if settings.get("add_residents", True):
            grounds = [self.texts("added_certificate"), self.texts("added_resident")]
            ground = await self.dialog.choose(self.title, grounds)
            if ground:
                return await self._residence() if ground == _RESIDENT else None
        digits = settings.get("certificate_digits", _CERTIFICATE_DIGITS)
        number = await self.dialog.digits(self.title, self.texts("certificate_type"), digits)
        if not number:
            return None
        if self.desk.check_ins.is_taken(self._ground(number)):
            return 1
        return await self._asked(number, [("certificate_kept", (number, 0)), (_WHY[0], 0)])

    async def _residence(self) -> tuple | int | None:
        """The same of a resident: with consent one of two members has asked the state's service, which answered."""
        members = [self.texts("added_member", number + 1) for number in range(_MEMBERS)]
        chosen = await self.dialog.choose(self.texts("added_who_asked"), members + [self.texts(_WHY[2])])
        if chosen < 0 or chosen == _MEMBERS:
            return None if chosen < 0 else 2
        answers = [("added_resident", ("", chosen + 1)), (_WHY[3], 3), (_WHY[4], 4)]
        return await self._asked(self.texts("added_answer"), answers)

    async def _asked(self, title: str, answers: list) -> tuple | int | None:
        """What the chosen answer stands for. answers: (words, what they stand for)."""
        chosen = await self.dialog.choose(title, [self.texts(words) for words, _ in answers])
        return None if chosen < 0 else answers[chosen][1]

    async def _refuse(self, name: str, number: str, why: int) -> None:
        """Ask, print the reason for the voter, and count it once the paper is there. why: its place in _WHY."""
        if await self.dialog.confirm(self.title, [self.texts(_WHY[why]), self.texts("added_refuse_ask")]) != YES:
            return
        if not await self.terminal.print_slip(reports.refused_voter(self.terminal, name, number, _WHY[why])):
            return
        log = self.terminal.event_log
        if not log.add(event_number("adding_refused"), why + 1):
            words = [self.texts(self.terminal.memory_trouble()), self.texts("call_technician")]
            await self.dialog.message(self.title, words)
            return
        count = last_number(log, event_number("adding_refused"))
        await self.dialog.message(self.title, [self.texts("added_refused_so_far", count)])

    def _ground(self, certificate: str) -> bytes:
        """A certificate's ground: the desk knows this one again, and has no number of it."""
        return b"\xff" + hmac_sha256(self.terminal.derive(b"certificates"), certificate.encode())[:4]

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
