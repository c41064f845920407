"""One voter's session: from a valid activation slip to a ballot that is cast, or not. It leaves no state behind."""

import asyncio

import memory
from booth import slips
from booth.appearance import adjust
from booth.ballots.seal import marks, seal
from booth.ballots.settling import CAST, CHALLENGED, NOT_CAST, UNDECIDED
from booth.choosing import Choosing
from formats import payloads
from screens.answers import BACK, EXPIRED, OTHER, YES
from terminal.terminal import PRINTED
from text.texts import LANGUAGES

_LANGUAGE_NAMES = ("Қазақша", "Русский", "English")
_DONE_SHOWN_MS = 5000
_CAST = "cast_done"


class _Asked:
    """Some contests of a ballot in the place of all. numbers: of each, from 0."""

    def __init__(self, contests, numbers):
        self._contests, self._numbers = contests, numbers

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, number: int) -> payloads.Contest:
        return self._contests[self._numbers[number]]


class Session:
    """Language, contests, review, printed slip, then *cast*, *change* or *challenge*."""

    def __init__(self, booth):
        self.booth = booth
        self.terminal = booth.terminal
        self.dialog, self.texts = booth.terminal.dialog, booth.terminal.texts
        self.was_said = False  # how the slip ended is printed under it, and the voter knows

    async def run(self, activation: payloads.Activation) -> bool:
        """True if a ballot was cast. activation: checked.

        If the chips do not show how an act ended, the cartridge is `unsettled` and nothing is reported here.
        """
        settings = self.terminal.poll.settings
        if not self.booth.cartridge.may_vote(activation.index):
            await self._say("cast_failed", [self.texts(self.terminal.memory_trouble()), self.texts("call_chair")])
            return False
        self.dialog.idle_ms = settings.get("inactivity_seconds", 150) * 1000
        self.dialog.alert_ms = settings.get("alert_seconds", 30) * 1000
        self.dialog.adjustable = True
        end = await self._vote(activation, settings.get("max_spoiled", 2))
        self.dialog.idle_ms = 0
        if end:
            await self._say(*end)
        self.dialog.adjustable = False
        self.dialog.defaults()
        self.texts.language = "kk"
        return end is not None and end[0] == _CAST

    async def _say(self, title: str, lines: list) -> None:
        await self.dialog.tell(self.texts(title), lines, _DONE_SHOWN_MS)

    async def _vote(self, activation: payloads.Activation, most_spoiled: int) -> tuple | None:
        """(title, lines) of the closing message; None if the outcome is not known yet."""
        if not await self._choose_language(self.terminal.poll.contests_of(activation.style)[0]):
            return self._given_up()
        poll = self.terminal.poll
        selections: list[list[int]] = [[] for _ in range(len(poll.contests))]
        asked, contests = poll.contests_of(activation.style), poll.contests
        if poll.styles:  # the others stay blank
            contests = _Asked(contests, asked)
        choosing = Choosing(self.dialog, self.texts, contests, [selections[number] for number in asked])
        spoiled, changing = 0, False
        while True:
            if not await choosing.run(changing):
                return self._given_up()
            outcome, changing = await self._slip(activation, selections), True
            if outcome is None or isinstance(outcome, tuple):
                return outcome
            spoiled += outcome
            if spoiled > most_spoiled:
                self.terminal.log("session_given_up", 2)
                return "session_ended", [self.texts("spoiled_limit", spoiled), self.texts("call_chair")]

    async def _choose_language(self, first: int) -> bool:
        """False if the voter has left. Text size and contrast can be chosen here too. first: number of a contest."""
        lines = list(_LANGUAGE_NAMES) + [self.texts("appearance")]
        chosen = len(_LANGUAGE_NAMES)
        asyncio.create_task(_look_ahead(self.terminal.poll.contests, first))
        while chosen == len(_LANGUAGE_NAMES):
            chosen = await self.dialog.choose(self.texts("language"), lines)
            if chosen == len(_LANGUAGE_NAMES) and await adjust(self.dialog) == EXPIRED:
                return False
        if chosen < 0:
            return False
        self.texts.language = LANGUAGES[chosen]
        return True

    def _given_up(self) -> tuple:
        self.terminal.log("session_given_up", 1)
        return "session_ended", [self.texts("session_slip_good")]

    async def _slip(self, activation: payloads.Activation, selections: list) -> tuple | bool | None:
        """Seal, print, compare, cast: the closing message; None if the outcome is not known yet.

        True if the voter spoiled the slip in order to change it, or challenged it; False if the printer spoiled it.
        The strip with the code comes first, and is cut off: the ballot stays in the printer until its last line.
        """
        booth, terminal, cartridge = self.booth, self.terminal, self.booth.cartridge
        self.was_said = False
        self.dialog.show(self.texts("printing"), [self.texts("please_wait")])
        choice, sealed = marks(booth.sealing.shape, selections), cartridge.records.sealing_buffer()
        terminal.poll.contests.forget()  # sealing takes long blocks of memory, and printing decodes them anew
        if not await seal(booth.sealing, choice, activation.nonce, sealed):
            terminal.log("sealing_failed")
            return self._failed("sealing_failed")
        if not cartridge.begin_slip():
            if cartridge.unsettled:
                return None
            why = "no_slots" if terminal.twin.is_ours() else terminal.memory_trouble()
            booth.sealing.forget_own()
            return "cast_failed", [self.texts(why), self.texts("call_chair")]
        code, elements = await memory.visit(_strip, booth, sealed)
        await asyncio.sleep_ms(0)
        elements += slips.ballot(terminal, selections, activation.style)
        await asyncio.sleep_ms(0)
        status = await terminal.try_print(elements)
        del elements
        answer = BACK
        if status in PRINTED:
            answer = await self._decision()
        else:
            await terminal.printer_trouble(status)
        if answer == OTHER:
            outcome = cartridge.challenge_slip()
        else:
            booth.sealing.forget_own()
            outcome = cartridge.cast(activation.index, sealed) if answer == YES else NOT_CAST
        if outcome == NOT_CAST:
            outcome = cartridge.spoil_slip()
        if outcome == UNDECIDED:
            booth.sealing.forget_own()
            return None
        await terminal.print_slip(slips.trailer(terminal, outcome))  # only what is stored already
        self.was_said = True
        cartridge.forget_slip()
        if outcome == CAST:
            return _CAST, [self.texts("cast_drop")]
        if outcome == CHALLENGED:
            await self._open(activation.nonce, choice, code)
        if answer == YES:
            return self._failed(terminal.memory_trouble())
        if cartridge.unsettled:
            return self._given_up()
        return status in PRINTED if answer in (BACK, OTHER) else self._given_up()

    def _failed(self, why: str) -> tuple:
        return "cast_failed", [self.texts(why), self.texts("cast_failed_text"), self.texts("call_chair")]

    async def _decision(self) -> int:
        """What becomes of the printed ballot: YES to cast it, BACK to change it, OTHER to challenge it, or EXPIRED."""
        while True:
            asyncio.create_task(memory.tidy())  # no garbage is collected between *cast* and the last line
            lines = [self.texts("compare_text"), self.texts("compare_code")]
            answer = await self.dialog.confirm(
                self.texts("compare"), lines, "key_change", "key_cast", other="key_challenge"
            )
            if answer != OTHER:
                return answer
            lines = [self.texts("challenge_text")]
            answer = await self.dialog.confirm(self.texts("challenge"), lines, "key_back", "key_challenge")
            if answer != BACK:
                return OTHER if answer == YES else EXPIRED

    async def _open(self, nonce: bytes, choice: list, code: bytes) -> None:
        """Print how a challenged ballot was sealed, and forget it. A voter who has left gets no opening."""
        await self.terminal.print_slip(memory.glance(_opening, self.booth, nonce, choice, code))
        self.booth.sealing.forget_own()
        await self._say("challenge_done", [self.texts("challenge_take")])


async def _look_ahead(contests, first: int) -> None:
    """Decode the first contest while the voter looks at the languages."""
    await memory.tidy()
    contests[first]  # noqa: B018  the last one that was asked for is kept


async def _strip(booth, sealed: memoryview) -> tuple:
    """(code, elements of the strip) of a sealed ballot."""
    from booth.voter_slips import code_of, strip

    await asyncio.sleep_ms(0)
    code = code_of(booth.sealing.context, sealed[: booth.sealing.record_bytes])
    return code, strip(booth, code)


def _opening(booth, *arguments) -> list:
    from booth.voter_slips import opening

    return opening(booth, *arguments)
