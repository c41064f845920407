"""The desk: knows who may vote and never sees a ballot. It opens the sums and sends the protocol to the centre."""

import asyncio

import memory
from desk import acts, slips
from desk.booth_openings import BoothOpenings
from desk.kept import Kept
from desk.roll.check_ins import CheckIns
from desk.roll.supplements import Supplements
from formats import payloads
from formats.refused import Refused
from screens.first_of import first
from storage.layout import Marks
from terminal import menu, permissions
from terminal.reading import read

_LOG_ENTRIES = 4096
_COUNTED = ("marked", "activations", "paper_issued", "paper_outside", "paper_spoiled", "added")
_SPARE_INTENTS = 256
_OF_FIRST_DESK = ("add_voter", "count")  # acts
# Limit of voters added by supplements, and the same limit again for the day: one per ten on the list, at least fifty.
_LEAST_ADDED, _ADDED_PART = 50, 10


class Desk(Kept):
    """The desk of one precinct."""

    name, sends = "desk", True
    closes_earlier = False
    RULES, ACTS = acts.RULES, acts.ACTS

    def __init__(self, terminal, line):
        """line: to the centre; `line.open()` returns a `machine.UART` and its txbuf in bytes, or None."""
        super().__init__(terminal)
        self.line = line
        self.check_ins: CheckIns = None
        self.booth_openings: BoothOpenings = None
        self.accounts = None  # desk.accounts.Accounts, where there are several desks
        self.shown: list[int] = []  # numbers on the cards of those who were present at the last act
        self.remembers = None  # what takes up entries of the event log
        self.supplements: Supplements = None
        self.sending = None  # desk.sending.Sending, from its beginning until its end has been shown

    @staticmethod
    def take_place(terminal):
        """A visit: a district's spare becomes a desk that died."""
        from desk.replacing import take_place

        return take_place(terminal)

    # --- storage ------------------------------------------------------------------------------------------------

    def header(self) -> payloads.CartridgeHeader:
        """The cartridge header of this poll."""
        poll = self.terminal.poll
        booths, added = poll.precinct.booths, self._most_added() if self.adds_voters() else 0
        number, identity, _ = self.terminal.opening
        rows = (self.most_voters() + 7) // 8 * 8 + added  # rows added on the day begin at a byte
        return payloads.CartridgeHeader(
            election=poll.election_hash,
            precinct=poll.precinct_number,
            mode=poll.mode,
            terminal=poll.terminal,
            slots=None,
            slot_bytes=None,
            positions=None,
            indices=max(poll.numbers(booth.slots) for booth in booths) * (len(poll.styles) or 1),
            slips=None,
            intents=rows + _SPARE_INTENTS,
            log_entries=_LOG_ENTRIES,
            rows=rows,
            booths=len(booths),
            list_state=self.supplements.state,
            added=added,
            opening=identity,
            openings=number,
            record_version=None,
            styles=len(poll.styles) or None,
        )

    def most_voters(self) -> int:
        """Rows of roll and supplements. Depends on the package alone: a supplement must not change the layout."""
        return self.terminal.poll.voters + self._most_added()

    def adds_voters(self) -> bool:
        """Only the first desk adds voters on the day: two could add the same person."""
        return self.terminal.poll.desk == 1 and self.terminal.poll.settings.get("add_voters", True)

    def _most_added(self) -> int:
        return max(_LEAST_ADDED, self.terminal.poll.voters // _ADDED_PART)

    def accept_poll(self) -> Refused | None:
        """Load the supplements of the list. Returns None, or why they are refused."""
        found = memory.glance(_take_supplements, self)
        if isinstance(found, Refused):
            return found
        self.supplements, self.terminal.poll.listed = found, found.listed
        return None

    async def begin(self, header: payloads.CartridgeHeader) -> None:
        """Set up on a prepared cartridge."""
        terminal = self.terminal
        self.booth_openings = BoothOpenings()
        self.remembers = self.booth_openings.remember
        if len(terminal.poll.desks) > 1:
            self.accounts = memory.glance(_new_accounts)
            self.remembers = self._remember
        self.check_ins = CheckIns(terminal.twin, header, terminal.derive(b"intent"), terminal.drbg)
        terminal.open_log(header)

    def _remember(self, event: int, detail: int, data: bytes) -> None:
        self.booth_openings.remember(event, detail, data)
        self.accounts.remember(event, detail, data)

    def missing(self) -> int:
        """How many on the list have not come."""
        counts = self.check_ins.counts()
        return self.terminal.poll.listed + counts["added"] - counts["marked"]

    def count_lines(self) -> list:
        """(text id, number) of everything that is counted here, for reports."""
        counts = self.check_ins.counts()
        return [(name, counts[name]) for name in _COUNTED]

    async def zero_slip(self, copy: int = 0) -> list:
        """The zero report, counted from the chips. copy: number of a reprint, which shows the zeros of the opening."""
        terminal, counts = self.terminal, self.check_ins.counts()
        if copy:
            counts = dict.fromkeys(counts, 0)
        tally = payloads.Tally(counts["marked"], counts["paper_issued"], counts["activations"], 0, 0)
        report = terminal.zero_report(tally, signers=memory.glance(_signers, self) if self.signs() else None)
        await asyncio.sleep_ms(0)
        return slips.zero(terminal, report, [(name, counts[name]) for name in _COUNTED], copy)

    def state(self) -> str:
        marks = Marks(self.terminal.twin)
        if not marks.has(Marks.CLOSED):
            return permissions.SUSPENDED if marks.pauses() % 2 else permissions.OPEN
        number = self.protocols()
        if not number:
            return permissions.CLOSED
        return permissions.SENT if self.has_receipt(number) else permissions.COUNTED

    # --- the precinct's key -------------------------------------------------------------------------------------

    async def make_key(self) -> None:
        """Make the precinct's key with its holders: act *make_key*."""
        await memory.visit(_making_key, self)
        memory.scrub()

    async def print_key(self) -> None:
        """Print the key slip once more."""
        await memory.visit(_printing_key, self)

    # --- signatures of people -----------------------------------------------------------------------------------

    def signs(self) -> bool:
        """Do chair and members sign with cards in this election?"""
        return self.terminal.poll.desk == 1 and self.terminal.poll.settings.get("signatures_needed", 0) > 0

    async def prepare(self) -> bool:
        """Make signing cards before the polls open. False if they gave up opening."""
        if not self.signs():
            return True
        go_on = await memory.visit(_making_cards, self)
        memory.scrub()
        return go_on

    async def read_out(self) -> None:
        """Give the bytes of a cartridge that is not this poll's to a computer at the serial line."""
        await memory.visit(_reading_out, self)

    def line_test(self, *arguments):
        """A visit: the part of a self-test that only a desk has. arguments: of `desk.line_testing.line_test`."""
        from desk.line_testing import line_test

        return line_test(self, *arguments)

    def last_list(self):
        """A visit: the numbers of the seals at the last hand-over, for a readiness slip."""
        from desk.seals import last_list

        return last_list(self.terminal.event_log)

    def opened(self) -> None:
        """Note in the log who may sign."""
        digest = memory.glance(_signers, self) if self.signs() else None
        if digest:
            self.terminal.log("signers_known", 0, digest)

    # --- life ---------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """The main loop, from power on to power off."""
        self.terminal.texts.language = "ru"
        while True:
            is_new = await memory.visit(_opening, self)
            if is_new is False:
                memory.glance(_note_taken, self)
                await self._recover()
            elif is_new and self.has_spare():
                await memory.visit(acts.replacement, self)
            while self.terminal.poll:
                await asyncio.sleep_ms(0)
                card = await (memory.visit(_voting, self) if self.state() == permissions.OPEN else self._wait())
                if card:
                    await menu.serve(self, card)
                else:
                    await memory.visit(_concluding, self)

    async def _recover(self) -> None:
        """After a power cut: finish an interrupted check-in and print its slip again."""
        terminal, pending = self.terminal, await self.settle()
        terminal.log("recovered", 2 if pending is None else 0)
        if pending is not None:
            await memory.visit(_handing_over, self, pending)
            return
        if self.state() not in (permissions.OPEN, permissions.SUSPENDED):
            terminal.printer.was_interrupted()  # part of a protocol may be in the printer
        await terminal.dialog.message(terminal.texts(*terminal.poll.place), [terminal.texts("power_nothing")])
        if self.state() not in (permissions.OPEN, permissions.SUSPENDED):
            await memory.visit(_resuming_copies, self)

    async def settle(self) -> tuple[int, int, int] | None:
        """(intent, booth, index) of an interrupted check-in: its marks are complete, its slip may be missing."""
        return await memory.visit(_settling, self)

    def withheld(self) -> tuple:
        """Acts that the menu does not offer while something is being sent: they would change what that is.

        Another desk than the first one adds no voters, and does not count. One desk alone has no accounts.
        """
        found: tuple = ("correct", "clear") if self.sending else ()
        found += () if self.has_spare() else ("replacement",)
        if len(self.terminal.poll.desks) == 1:
            return found + ("issue_here", "desk_report")
        return found + (_OF_FIRST_DESK if self.terminal.poll.desk > 1 else ("desk_report",))

    def has_spare(self) -> bool:
        """Is a spare of the district named that would take this desk's place?"""
        return self.terminal.poll.package.place("spare") is not None

    async def _wait(self) -> payloads.RoleCard | None:
        """Suspended or closed: wait for the role card of chair or member and return it. None when sending has ended."""
        terminal = self.terminal
        title, hints, refusal = terminal.texts("desk_closed"), [terminal.texts("show_chair_card")], None
        if self.state() == permissions.SUSPENDED:
            title, hints = terminal.texts(*terminal.poll.place), [terminal.texts("polls_suspended")] + hints
            refusal = _say_suspended
        if self.sending:
            hints = [terminal.texts("sending_goes_on")] + hints
        reading = read(terminal, title, {payloads.ROLE_CARD: terminal.check_role_card}, hints, False, refusal)
        which, found = await first(reading, *([self._sent()] if self.sending else []))
        return None if which else found[1]

    async def _sent(self) -> None:
        """Wait until sending has ended."""
        while not self.sending.is_over:
            self.sending.changed.clear()
            await self.sending.changed.wait()


def _say_suspended(_) -> Refused:
    return Refused("polls_suspended")


def _new_accounts():
    from desk.accounts import Accounts

    return Accounts()


def _making_key(desk):
    from desk.key_ceremony import Ceremony

    return Ceremony(desk).run()


def _printing_key(desk):
    from desk.key_ceremony import print_announcement

    return print_announcement(desk.terminal)


def _signers(desk):
    from desk.signers import known

    return known(desk)


def _making_cards(desk):
    from desk.signing_cards import before_opening

    return before_opening(desk)


def _reading_out(desk):
    from desk.reading_out import read_out

    return read_out(desk)


def _note_taken(desk):
    from desk.taken import note

    note(desk.terminal)


def _opening(desk):
    from terminal.opening import start

    return start(desk)


def _settling(desk):
    from desk.settling import settle

    return settle(desk.terminal, desk.check_ins)


def _take_supplements(desk: Desk):
    from desk.roll.supplement_check import take

    return take(desk.terminal.poll, desk.terminal.authority, desk.most_voters())


def _voting(desk):
    from desk.voting import serve

    return serve(desk)


def _handing_over(desk, pending: tuple):
    from desk.voting import hand_over_again

    return hand_over_again(desk, pending)


def _concluding(desk):
    from desk.sending_page import conclude

    return conclude(desk)


def _resuming_copies(desk):
    from desk.count.copies import resume

    return resume(desk)


Role = Desk
