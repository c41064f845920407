"""The desk: who may vote. It reads identities, never a ballot; it opens sums and has the line to the centre."""

import memory
from desk import slips
from desk.kept import Kept
from storage import layout
from storage.layout import Marks
from terminal import permissions
from terminal.menu import act_as_everywhere, ask_action
from terminal.reading import RAW, read

_LOG_ENTRIES = 4096
_COUNTED = ("marked", "activations", "paper_issued", "paper_outside", "paper_spoiled", "added")
_SPARE_INTENTS = 256
# Voters whom supplements may add, and as many again added on the day: one to every ten, at least fifty.
_LEAST_ADDED, _ADDED_PART = 50, 10
_VOTING = (
    "desk.check_in", "terminal.hours", "desk.roll.sealed_roll", "desk.roll.card", "desk.roll.check_ins",
    "desk.roll.supplements",
)  # fmt: skip
_CHAIRS_ACTS = (
    "terminal.pausing", "desk.turnout", "desk.spoiling", "desk.adding", "terminal.state_slips", "desk.reports",
    "storage.log_reader",
)  # fmt: skip
_AFTER_CLOSING = (
    "desk.count.counting", "desk.count.key_cards", "desk.count.paper_count", "desk.count.equations", "desk.count.proof",
    "desk.count.breach", "desk.count.reasons", "desk.count.protocols", "desk.count.evening", "desk.count.copies",
    "desk.count.protocol_slip", "desk.receipt_slip",
    "crypto.shamir", "crypto.discrete_log", "desk.sending", "link.sender", "link.transfer", "link.frames",
)  # fmt: skip


class Desk(Kept):
    """The desk of one precinct. `run` is its whole life."""

    name = "desk"

    def __init__(self, terminal, open_line):
        """open_line: gives the line to the centre, a `machine.UART`, and its txbuf in bytes; called when one sends."""
        super().__init__(terminal)
        self.open_line = open_line
        self.check_ins = self.roll = self.supplements = None

    # --- storage ------------------------------------------------------------------------------------------------

    def header(self) -> dict:
        """The cartridge header of this poll."""
        poll = self.terminal.poll
        booths, added = poll.precinct[7], self._most_added() if poll.settings.get("add_voters", True) else 0
        voters = (self._most_voters() + 7) // 8 * 8 + added  # rows of those added on the day begin at a byte
        header = {0: "H1", layout.TERMINAL: 0, layout.VOTERS: voters, layout.BOOTHS: len(booths), layout.ADDED: added}
        header.update(poll.where())
        header.update({layout.INDICES: max(booth[2] for booth in booths), layout.INTENTS: voters + _SPARE_INTENTS})
        header[layout.LOG_ENTRIES] = _LOG_ENTRIES
        header[layout.LIST_STATE] = self.supplements.state
        return header

    def _most_voters(self) -> int:
        """Rows of roll and supplements. By the package alone: a supplement must not move the regions."""
        return self.terminal.poll.precinct[8] + self._most_added()

    def _most_added(self) -> int:
        return max(_LEAST_ADDED, self.terminal.poll.precinct[8] // _ADDED_PART)

    def accept_poll(self) -> str | None:
        """Take the supplements of the list, or say why not."""
        with memory.Loading():
            from desk.roll.supplement_check import take
        found = take(self.terminal.poll, self.terminal.authority, self._most_voters())
        if isinstance(found, str):
            return found
        self.supplements, self.terminal.poll.listed = found, found.listed
        return None

    def begin(self, header: dict) -> None:
        """Set up on a prepared cartridge."""
        from desk.roll.check_ins import CheckIns
        from desk.roll.sealed_roll import SealedRoll

        terminal = self.terminal
        poll = terminal.poll
        self.check_ins = CheckIns(terminal.twin, header, terminal.derive(b"intent"), terminal.drbg)
        begin, size = poll.package.place("roll")
        self.roll = SealedRoll(poll.package.path, begin, size, poll.secrets[3], poll.secrets[4], self.supplements)
        terminal.open_log(header)

    def count_lines(self) -> list:
        """(text id, number) of everything that is counted here, as reports say it."""
        counts = self.check_ins.counts()
        return [(name, counts[name]) for name in _COUNTED]

    def zero_slip(self, copy: int = 0) -> list:
        """Counted from the chips, not assumed. copy: of a reprint, which says what stood there at opening."""
        terminal, counts = self.terminal, self.check_ins.counts()
        if copy:
            counts = dict.fromkeys(counts, 0)
        payload = {
            0: "Z1",
            4: 0,
            5: [counts["marked"], counts["paper_issued"], counts["activations"]],
            6: terminal.firmware_hash,
        }
        payload.update(terminal.poll.where())
        payload.update({7: terminal.event_log.first, 8: terminal.serial})
        return slips.zero(terminal, payload, [(name, counts[name]) for name in _COUNTED], copy)

    def state(self) -> str:
        marks = Marks(self.terminal.twin)
        if not marks.has(Marks.CLOSED):
            return permissions.SUSPENDED if marks.pauses() % 2 else permissions.OPEN
        number = self.protocols()
        if not number:
            return permissions.CLOSED
        return permissions.SENT if self.has("receipt", number) else permissions.COUNTED

    # --- life ---------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """From power on to power off."""
        self.terminal.texts.language = "ru"
        while True:
            with memory.Loading():
                from terminal.opening import start
            is_new = await start(self)
            del start
            memory.unload(memory.OPENING)
            if is_new is False:
                await self._recover()
            while self.terminal.poll:
                await self._work()

    async def _recover(self) -> None:
        """After a power cut: finish the marks that were under way and print that slip again."""
        terminal = self.terminal
        title, pending = terminal.texts("desk"), self.check_ins.recover()
        terminal.log("recovered", 2 if pending is None else 0)
        if pending is None:
            if self.state() not in (permissions.OPEN, permissions.SUSPENDED):
                terminal.printer.was_interrupted()  # a piece of a protocol may hang there
            await terminal.dialog.message(title, [terminal.texts("power_nothing")])
            if self.protocols():
                await self._print_copies("resume")
            return
        await terminal.dialog.message(title, [terminal.texts("slip_again")])
        from desk.check_in import CheckIn

        terminal.printer.was_interrupted()  # what hangs there is cut off first
        await CheckIn(self).hand_over(*pending)

    async def _work(self) -> None:
        terminal, state = self.terminal, self.state()
        checks = {"C": terminal.check_role_card}
        if state == permissions.OPEN:
            from desk.check_in import CheckIn

            check_in = CheckIn(self)
            kind, shown = await read(
                terminal, terminal.texts("desk"), checks, [terminal.texts("show_card")], (), check_in.look_up
            )
            if kind == RAW:
                await check_in.run(*shown)
                return
        elif state == permissions.SUSPENDED:
            hints = [terminal.texts("polls_suspended"), terminal.texts("show_chair_card")]
            kind, shown = await read(terminal, terminal.texts("desk"), checks, hints, (), lambda _: "polls_suspended")
        else:
            kind, shown = await read(
                terminal, terminal.texts("desk_closed"), checks, [terminal.texts("show_chair_card")], ()
            )
        await self._menu(shown)

    async def _menu(self, card: dict) -> None:
        """The chair's or a member's card was shown."""
        action = await ask_action(self, card)
        if action:
            await self._act(action)
        memory.unload(_AFTER_CLOSING + _CHAIRS_ACTS + memory.OPENING)
        if action in ("count", "correct") and self.state() == permissions.COUNTED:
            await self._print_copies("finish")

    async def _act(self, action: str) -> None:
        terminal = self.terminal
        if action == "type_number":
            from desk.check_in import CheckIn

            await CheckIn(self).type_number()
        elif action == "close":
            terminal.log("closed")
            terminal.event_log.sign_head()
            if not Marks(terminal.twin).set(Marks.CLOSED):
                words = [terminal.texts(terminal.memory_trouble()), terminal.texts("call_technician")]
                await terminal.dialog.message(terminal.texts("action_close"), words)
        elif action == "count":
            self.roll = None  # nobody is looked up any more
            memory.unload(_VOTING)
            with memory.Loading():
                from desk.count.evening import count
            await count(self)
        elif action == "correct":
            with memory.Loading():
                from desk.count.evening import correct
            await correct(self)
        elif action == "turnout":
            with memory.Loading():
                from desk.turnout import show
            await show(self)
        elif action == "spoil_paper":
            with memory.Loading():
                from desk.spoiling import spoil_paper
            await spoil_paper(self)
        elif action == "add_voter":
            with memory.Loading():
                from desk.adding import Adding
            await Adding(self).run()
        elif action == "send":
            with memory.Loading():
                from desk.sending import send
            await send(self)
        elif not await act_as_everywhere(self, action):
            await self._print_copies("reprint")

    async def _print_copies(self, act: str) -> None:
        """The kept protocols on paper. act: a function of `desk.count.copies`."""
        with memory.Loading():
            from desk.count import copies
        await getattr(copies, act)(self)
        del copies
        memory.unload(_AFTER_CLOSING)


Role = Desk
