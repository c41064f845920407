"""The booth: takes activation slips, seals ballots, prints sealed totals. It knows no voter and can open no ballot."""

import asyncio

import memory
from booth import acts, slips
from booth.ballots import published
from booth.ballots.cartridge import Cartridge
from booth.ballots.sealing import Sealing
from booth.pace import Pace
from crypto.curve import base_table, decompress, in_prime_subgroup
from formats import cose, payloads
from formats.refused import Refused
from storage.layout import Marks
from terminal import menu, permissions
from terminal.reading import read

_LOG_ENTRIES = 1024
_SLIPS = 2  # for each ballot: voters change their minds
_RECORD_VERSION = 2
_NONCE_BYTES = 16  # of an activation
_INTENTS = 4  # for each ballot: two slips, one cast, and a spare for worn cells


class Booth:
    """One voting booth."""

    name, sends = "booth", False
    closes_earlier = True  # the cartridge of an earlier opening may be closed, so that its ballots count
    make_key = None  # the desk makes the precinct's key
    prepare = opened = None  # nothing but the key is made before the polls open
    remembers = None  # nothing in the event log is needed here later
    shown = ()  # numbers on the cards of those who were present at the last act
    RULES, ACTS = acts.RULES, acts.ACTS

    def __init__(self, terminal):
        self.terminal = terminal
        self.cartridge = None
        self.sealing: Sealing | None = None
        self.is_outdated = False  # the cartridge is of an earlier opening: it can only be closed
        self.pace: Pace = None
        self.shape: list[tuple[int, int]] = []  # of the poll's ballots

    @staticmethod
    def take_place(terminal):
        """A visit: a district's spare becomes a booth of one precinct."""
        from booth.place import take_place

        return take_place(terminal)

    def missing(self) -> int:
        """How many on the list have not come: a booth knows no list, so people answer for it."""
        return 0

    # --- storage ------------------------------------------------------------------------------------------------

    def header(self) -> payloads.CartridgeHeader:
        """The cartridge header of this poll."""
        poll = self.terminal.poll
        slots, shape = poll.booth(poll.terminal).slots, self.shape
        number, identity, _ = self.terminal.opening
        return payloads.CartridgeHeader(
            election=poll.election_hash,
            precinct=poll.precinct_number,
            mode=poll.mode,
            terminal=poll.terminal,
            slots=slots,
            slot_bytes=published.slot_bytes(shape),
            positions=published.positions(shape),
            indices=poll.numbers(slots) * (len(poll.styles) or 1),
            slips=slots * _SLIPS,
            intents=slots * _INTENTS,
            log_entries=_LOG_ENTRIES,
            rows=None,
            booths=None,
            list_state=None,
            added=None,
            opening=identity,
            openings=number,
            record_version=_RECORD_VERSION,
            styles=len(poll.styles) or None,
        )

    def accept_poll(self) -> None:
        """A booth loads nothing besides its package."""
        self.shape = self.terminal.poll.contests.shape()

    def refuses_opening(self, openings) -> None:
        """Nothing to refuse: earlier openings count, and their slips are void in this one. openings: of this poll."""

    def forget_kept(self) -> None:
        """A booth keeps nothing in files."""

    async def begin(self, header: payloads.CartridgeHeader) -> None:
        """Set up on a prepared cartridge."""
        terminal = self.terminal
        self.tag_key = terminal.derive(b"record tag")
        self.cartridge = Cartridge(terminal.twin, header, self.tag_key, terminal.derive(b"intent"), terminal.drbg)
        terminal.open_log(header)
        self.pace = Pace(terminal.poll.settings.get("ballots_per_minute", Pace.BALLOTS))
        await self.cartridge.records.look()
        await self.prepare_sealing()

    async def prepare_sealing(self) -> None:
        """Allocate the long blocks of memory that sealing a ballot needs."""
        self.cartridge.records.sealing_buffer()
        poll = self.terminal.poll
        with memory.Loading():
            await asyncio.sleep_ms(0)
            public = decompress(poll.key)
            if public is None or not in_prime_subgroup(public):
                raise ValueError("the precinct key is invalid")  # a bug: it was checked
            await asyncio.sleep_ms(0)
            where = poll.election_hash, poll.precinct_number, poll.mode, poll.terminal, poll.key
            context, secret = published.context(*where), self.terminal.derive(b"sealing")
            base_table()
            await asyncio.sleep_ms(0)
            self.sealing = Sealing(self.shape, context, public, secret, self.terminal.drbg)

    def count_lines(self) -> list:
        """(text id, number) of everything that is counted here, for reports."""
        return list(zip(slips.TALLIED, self.cartridge.counts()))

    async def zero_slip(self, copy: int = 0):
        """The zero report as `print_slip` takes it, counted from the chips.

        copy: number of a reprint, which shows the zeros of the opening.
        """
        terminal = self.terminal
        tally = payloads.Tally(0, 0, 0, 0, 0) if copy else self.cartridge.counts()
        report = terminal.zero_report(tally, self.tag_key)
        await asyncio.sleep_ms(0)
        return slips.zero(terminal, report, copy)

    def state(self) -> str:
        marks = Marks(self.terminal.twin)
        if marks.has(Marks.CLOSED):
            return permissions.CLOSED
        if self.is_outdated and not marks.has(Marks.CLOSING):
            return permissions.OUTDATED
        return permissions.SUSPENDED if marks.pauses() % 2 and not marks.has(Marks.CLOSING) else permissions.OPEN

    # --- life ---------------------------------------------------------------------------------------------------

    def withheld(self) -> tuple:
        """Acts that the menu does not offer now: none."""
        return ()

    async def run(self) -> None:
        """The main loop, from power on to power off."""
        while True:
            is_new = await memory.visit(_opening, self)
            if is_new is False:
                await memory.visit(_after_power, self)
            while self.terminal.poll:
                await asyncio.sleep_ms(0)
                await self._work()

    async def _work(self) -> None:
        """One stretch of the day, until a role card is shown."""
        terminal, state = self.terminal, self.state()
        if state != permissions.CLOSED and Marks(terminal.twin).has(Marks.CLOSING):
            terminal.printer.was_interrupted()  # power was cut while closing, or the totals were not printed completely
            await memory.visit(acts.close, self)
            return
        waits = {permissions.CLOSED: self._closed, permissions.SUSPENDED: self._suspended}
        waits[permissions.OUTDATED] = self._outdated
        waiting = waits.get(state)
        card = await (waiting() if waiting else memory.visit(_voting, self))
        await menu.serve(self, card)

    async def _suspended(self) -> payloads.RoleCard:
        """Nobody votes. An activation slip that is shown now stays valid for later."""
        terminal = self.terminal
        terminal.texts.language = "kk"
        title, hints = [terminal.texts.all(name)[:2] for name in ("suspended_title", "suspended_wait")]
        checks = {payloads.ACTIVATION: _say_suspended, payloads.ROLE_CARD: terminal.check_role_card}
        return (await read(terminal, " · ".join(title), checks, hints, False))[1]

    async def _outdated(self) -> payloads.RoleCard:
        """Wait for a role card: nobody votes on the cartridge of an earlier opening."""
        terminal = self.terminal
        title, hints = terminal.texts("action_open_again"), [terminal.texts("outdated")]
        checks = {payloads.ACTIVATION: _say_outdated, payloads.ROLE_CARD: terminal.check_role_card}
        return (await read(terminal, title, checks, hints, False))[1]

    async def _closed(self) -> payloads.RoleCard:
        terminal = self.terminal
        title, hints = terminal.texts("booth_closed"), [terminal.texts("scan_at_desk")]
        return (await read(terminal, title, {payloads.ROLE_CARD: terminal.check_role_card}, hints, False))[1]

    # --- sealing ------------------------------------------------------------------------------------------------

    def check_activation(self, data: bytes, may_be_cancelled: bool = False) -> payloads.Activation | Refused:
        """The activation of an activation slip that is valid at this booth, or why it is refused.

        data: the signed object.
        may_be_cancelled: one that the chair has cancelled is taken, too.
        """
        terminal, claimed = self.terminal, cose.peek1(data)
        desk = claimed and terminal.poll.desk_of(claimed[0])
        public_key = desk.public_key if desk else terminal.poll.precinct.desk
        activation = terminal.verified(data, payloads.ACTIVATION, public_key)
        if isinstance(activation, Refused):
            return activation
        if activation.booth != terminal.poll.terminal:
            return Refused("wrong_booth", activation.booth)
        if activation.opening != terminal.opening[1]:
            return Refused("other_opening")
        if not isinstance(activation.nonce, bytes) or len(activation.nonce) != _NONCE_BYTES:
            return Refused("code_damaged")
        if not 0 <= activation.index < self.cartridge.in_use.count:
            return Refused("unknown_index")
        if activation.style != terminal.poll.style_of(activation.booth, activation.index):
            return Refused("unknown_index")  # no style of this election, or an index of another one
        giver = terminal.poll.giver(activation.booth, activation.index)
        if not desk or activation.desk != giver or giver != desk.number:
            return Refused("unknown_index")  # of another desk
        if activation.index in self.cartridge.cancelled and not may_be_cancelled:
            return Refused("slip_cancelled")
        return Refused("already_cast") if self.cartridge.is_cast(activation.index) else activation

    def forget_sealing(self) -> None:
        """Free the memory for sealing, which the sums need: no further ballot will be sealed.

        The buffer of records stays until what closes the booth is loaded, which would fill its place otherwise.
        """
        if self.sealing:
            self.sealing.close()
        self.sealing = None
        self.terminal.poll.contests.forget()
        memory.usual()
        base_table()  # at the begin of the gap, not somewhere in the middle of the heap when the totals are signed


def _say_suspended(_) -> Refused:
    return Refused("polls_suspended")


def _say_outdated(_) -> Refused:
    return Refused("other_opening")


def _opening(booth):
    from terminal.opening import start

    return start(booth)


def _after_power(booth):
    from booth.recovering import after_power

    return after_power(booth)


def _voting(booth):
    booth.terminal.poll.contests.forget()  # loading takes long blocks, and nobody looks at a contest yet
    from booth.voting import serve

    return serve(booth)


Role = Booth
