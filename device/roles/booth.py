"""The booth: activation slips in, ballots sealed, sealed totals out. It knows no voter and can open nothing."""

import memory
from ballots.cartridge import CAST, ENDED_CAST, ENDED_SPOILED, NOT_CAST, Cartridge
from ballots.seal import positions
from crypto.curve import FixedBase, base_table, decompress, in_prime_subgroup
from formats.election import DESK_KEY, PRECINCT_KEY
from paper import booth_slips
from roles import polls
from roles.menu import act_as_everywhere, ask_action
from roles.pace import Pace
from roles.reading import Refused, read
from storage import layout
from storage.layout import Marks, slot_bytes

_LOG_ENTRIES = 1024
_CLOSING = ("roles.booth_closing", "ballots.closing", "ballots.totals")
_PAUSING = ("roles.pausing", "roles.hours", "paper.poll_slips", "storage.log_reader")
_VOTING = ("roles.session", "screens.choosing")
_SPARE = 2  # slips and intents for so many times the ballots: voters change their minds


class Booth:
    """One voting booth. `run` is its whole life."""

    name = "booth"

    def __init__(self, terminal, board):
        self.terminal = terminal
        self.cartridge = None
        self.table_h = None
        self.pace: Pace = None

    # --- storage ------------------------------------------------------------------------------------------------

    def header(self) -> dict:
        """The cartridge header of this poll."""
        poll = self.terminal.poll
        slots, count = poll.booth(poll.terminal)[2], positions(poll.contests)
        header = {0: "H1", layout.TERMINAL: poll.terminal, layout.SLOTS: slots, layout.SLOT_BYTES: slot_bytes(count)}
        header.update(poll.where())
        header.update({layout.POSITIONS: count, layout.INDICES: slots, layout.SLIPS: slots * _SPARE})
        header.update({layout.INTENTS: slots * _SPARE, layout.LOG_ENTRIES: _LOG_ENTRIES})
        return header

    def accept_poll(self) -> None:
        """Nothing comes to a booth beside its package."""

    def refuses_opening(self) -> None:
        """What a booth has counted lies on its cartridge alone."""

    def forget_kept(self) -> None:
        """A booth keeps nothing in files."""

    def begin(self, header: dict) -> None:
        """Set up on a prepared cartridge."""
        terminal = self.terminal
        self.tag_key = terminal.derive(b"record tag")
        self.cartridge = Cartridge(terminal.twin, header, self.tag_key, terminal.derive(b"intent"), terminal.drbg)
        terminal.open_log(header)
        self.pace = Pace(terminal.poll.settings.get("ballots_per_minute", Pace.BALLOTS))
        self._prepare_sealing()

    def _prepare_sealing(self) -> None:
        """The long pieces of memory that ballots are sealed with."""
        self.cartridge.records.sealing_buffer()
        self.table_g = base_table()
        with memory.Loading():
            public = decompress(self.terminal.poll.precinct[PRECINCT_KEY])
            if public is None or not in_prime_subgroup(public):
                raise ValueError("the precinct key is no key")  # the authority signed it
            self.table_h = FixedBase(public)

    def count_lines(self) -> list:
        """(text id, number) of everything that is counted here, as reports say it."""
        return list(zip(("slip_cast", "slip_spoiled", "slip_spent"), self.cartridge.counts()))

    def zero_slip(self, copy: int = 0) -> list:
        """Counted from the chips, not assumed. copy: of a reprint, which says what stood there at opening."""
        terminal = self.terminal
        counts = [0, 0, 0] if copy else list(self.cartridge.counts())
        payload = {0: "Z1", 4: terminal.poll.terminal, 5: counts, 6: terminal.firmware_hash}
        payload.update(terminal.poll.where())
        payload.update({7: terminal.event_log.first, 8: terminal.serial})
        return booth_slips.zero(terminal, payload, copy)

    def state(self) -> str:
        marks = Marks(self.terminal.twin)
        if marks.has(Marks.CLOSED):
            return polls.CLOSED
        return polls.SUSPENDED if marks.pauses() % 2 and not marks.has(Marks.CLOSING) else polls.OPEN

    # --- life ---------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """From power on to power off."""
        while True:
            with memory.Loading():
                from roles.opening import start
            is_new = await start(self)
            del start
            memory.unload(memory.OPENING + _PAUSING)
            if is_new is False:
                await self._recover()
            while self.terminal.poll:
                await self._work()

    async def _recover(self) -> None:
        """After a power cut: finish or undo what was under way, end the slip that hangs in the printer, say so."""
        if self.state() == polls.CLOSED:
            return
        terminal, cartridge = self.terminal, self.cartridge
        outcome = cartridge.recover()
        words = {CAST: "power_cast", NOT_CAST: "power_not_cast"}.get(outcome, "power_nothing")
        slip = cartridge.pending_slip()
        # While closing nobody was voting, and the ballots may have left the region that is counted here.
        if slip is not None and not Marks(terminal.twin).has(Marks.CLOSING):
            was_cast = outcome != NOT_CAST and cartridge.records.count() > cartridge.slips_ended(ENDED_CAST)
            words = "power_cast" if was_cast else "power_not_cast"
            await terminal.print_slip(booth_slips.trailer(terminal, was_cast))
            cartridge.end_slip(slip, ENDED_CAST if was_cast else ENDED_SPOILED)
        terminal.log("recovered", outcome)
        await terminal.dialog.message(terminal.texts("welcome", terminal.poll.terminal), [terminal.texts(words)])

    async def _work(self) -> None:
        terminal, state = self.terminal, self.state()
        if state == polls.CLOSED:
            await self._closed()
        elif Marks(terminal.twin).has(Marks.CLOSING):
            self._forget_voting()
            with memory.Loading():
                from roles.booth_closing import close
            terminal.printer.was_interrupted()  # the power went while closing, or the totals did not come out whole
            await close(self)
        elif state == polls.SUSPENDED:
            await self._suspended()
        else:
            await self._open()

    async def _suspended(self) -> None:
        """Nobody votes; a slip that is shown stays good for later."""
        terminal = self.terminal
        terminal.texts.language = "kk"
        title, hints = [terminal.texts.all(name)[:2] for name in ("suspended_title", "suspended_wait")]
        checks = {"A": lambda _: "polls_suspended", "C": terminal.check_role_card}
        kind, shown = await read(terminal, " · ".join(title), checks, hints, ())
        if kind == "C":
            await self._menu(shown)

    async def _open(self) -> None:
        """Wait for a voter's slip, or for the chair's card."""
        terminal = self.terminal
        terminal.texts.language = "kk"
        title = terminal.texts("welcome", terminal.poll.terminal)
        checks = {"A": self.check_activation, "C": terminal.check_role_card}
        kind, shown = await read(terminal, title, checks, [terminal.texts("show_slip")], ())
        if kind == "A":
            from roles.session import Session

            if self.table_h is None:  # it was to be closed, and could not be
                self._prepare_sealing()
            await self.pace.wait(terminal.dialog)
            if await Session(self).run(shown):
                self.pace.note()
        elif kind == "C":
            await self._menu(shown)

    def check_activation(self, data: bytes) -> int | str | Refused:
        """The index of an activation slip that is good here, or why it is not."""
        terminal = self.terminal
        payload = terminal.verified(data, "A1", terminal.poll.precinct[DESK_KEY])
        if isinstance(payload, str):
            return payload
        if payload[4] != terminal.poll.terminal:
            return Refused("wrong_booth", payload[4])
        if not 0 <= payload[6] < self.cartridge.in_use.count:
            return "unknown_index"
        return "already_cast" if self.cartridge.is_cast(payload[6]) else payload[6]

    async def _menu(self, card: dict) -> None:
        """The chair's or a member's card was shown."""
        action = await ask_action(self, card)
        if action:
            await self._act(action)
        memory.unload(_CLOSING + _PAUSING + memory.OPENING)

    async def _act(self, action: str) -> None:
        if await act_as_everywhere(self, action):
            return
        self._forget_voting()
        with memory.Loading():
            from roles.booth_closing import close, totals_object
        if action == "close":
            await close(self)
        else:
            self.terminal.log("reprinted")
            await self.terminal.print_slip(booth_slips.totals(self.terminal, totals_object(self)))

    def _forget_voting(self) -> None:
        """No ballot is sealed any more: room for the sums."""
        self.table_h = None
        self.cartridge.records.forget_sealing()
        memory.unload(_VOTING)

    async def _closed(self) -> None:
        terminal = self.terminal
        title = terminal.texts("booth_closed")
        kind, shown = await read(terminal, title, {"C": terminal.check_role_card}, [terminal.texts("scan_at_desk")], ())
        if kind == "C":
            await self._menu(shown)


Role = Booth
