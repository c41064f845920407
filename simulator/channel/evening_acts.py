"""The evening at the desk, from the chair's card to the slip: count, correct, send to the centre."""

from __future__ import annotations

from collections.abc import Callable

from host_tools.formats.definitions import Election
from simulator.channel.at_terminal import Act, ActError, TerminalActs, fail
from simulator.channel.centre import CollectingCentre
from simulator.channel.lines import LineError, Word, nothing_more
from simulator.channel.table import Table
from simulator.people.leading_back import CLOSED, lead_back
from simulator.people.precinct import TRAINING, PowerWentOff, Precinct, Terminal
from simulator.people.saying import Said, said
from simulator.people.screen_reader import Screen
from simulator.people.slip_reader import PROTOCOL, ZERO
from simulator.people.typed_numbers import typed_numbers
from simulator.people.words import LANGUAGES, words

BECAUSE, UNTIL = "because", "until"
SEND_LIMIT_MS = 600_000  # a bad line is given up after some minutes
SEND_TROUBLES = ("send_no_answer", "send_line_bad", "send_refused", "send_not_centre", "send_receipt_wrong")
FORMS = (
    ('count [because "WHY"] [N…]', "count at the desk: booths' slips, key cards, the numbers the chair types"),
    ('correct "WHY" [because "WHY"] [N…]', "another protocol supersedes the last; because: where numbers do not agree"),
    ('send [until "WORDS"]', "send what the centre does not have yet, until its receipt comes or these words do"),
)


class EveningActs:
    """The lines that close a day.

    desk: the acts there.
    election: what is voted on, if that is known.
    centre: who is at the far end of the desk's line, if anybody is.
    """

    def __init__(
        self,
        precinct: Precinct,
        table: Table,
        desk: TerminalActs,
        election: Election | None,
        centre: CollectingCentre | None,
    ) -> None:
        self.precinct, self.table, self.desk = precinct, table, desk
        self.election, self.centre = election, centre

    # --- counting -----------------------------------------------------------------------------------------------------

    def count(self, given: list[Word]) -> Act:
        """Count at the desk, with the numbers given or those of `_numbers`."""
        reason, numbers = self._reason_and_numbers(given)
        at = self.precinct.desk

        def run() -> str:
            if reason and not numbers and self._shows_breach():
                return self._finish(reason)
            self._led_back_closed()
            if self._newest(PROTOCOL) > self._newest(ZERO):
                return said("counted_already")
            if not self.precinct.key_cards[self.precinct.mode]:
                fail(said("pins_unknown"))
            totals = [self._totals(booth) for booth in self.precinct.booths]
            self.precinct.desk_reports = [self._report(desk) for desk in self.precinct.desks[1:]]
            at.leave_slips()
            self._agreed(
                lambda: self.precinct.count(totals, self.precinct.mode, numbers or self._numbers(), reason=reason)
            )
            return ""

        return Act(at, run)

    def _led_back_closed(self) -> None:
        state = lead_back(self.precinct.desk)
        if state != CLOSED:
            fail(said("close_first", said(f"state_{state}")))

    def _newest(self, kind: str) -> int:
        """The number of the desk's newest slip of a kind; 0 if there is none."""
        slips = [slip for slip in self.table.counted if slip.terminal == self.precinct.desk.name]
        return max((slip.number for slip in slips if slip.slip == kind), default=0)

    def _shows_breach(self) -> bool:
        at = self.precinct.desk
        return at.hardware.bench.powered and at.hands.screen.shows(words("breach", at.language))

    def _finish(self, reason: str) -> str:
        """Chair and member accept the breach on the screen; wait for the protocol's copies."""
        at = self.precinct.desk
        at.leave_slips()
        self.precinct.explain(reason)
        at.take_slip("protocol")
        at.sees("desk_closed")
        return ""

    def _agreed(self, count: Callable[[], object]) -> None:
        """Count. ActError in words, and with both ways on, if the numbers do not agree; they stay on the screen."""
        try:
            count()
        except AssertionError:
            if not self._shows_breach():
                raise
            fail(said("numbers_disagree", self.desk.reads()))

    def correct(self, given: list[Word]) -> Act:
        """Make a protocol that supersedes the last."""
        if not given or not given[0].quoted:
            raise LineError(said("correct_why"))
        why = str(given[0])
        reason, numbers = self._reason_and_numbers(given[1:])
        at = self.precinct.desk

        def run() -> str:
            if reason and not numbers and self._shows_breach():
                return self._finish(reason)
            self._led_back_closed()
            at.leave_slips()
            self._agreed(lambda: self.precinct.correct(why, numbers or self._numbers(), reason=reason))
            return ""

        return Act(at, run)

    def _reason_and_numbers(self, given: list[Word]) -> tuple[str, list[int]]:
        reason = ""
        if given and given[0] == BECAUSE and not given[0].quoted:
            if len(given) < 2 or not given[1].quoted:
                raise LineError(said("because_of_what"))
            reason, given = str(given[1]), given[2:]
        numbers = [int(word) for word in given if word.isascii() and word.isdigit()]
        if len(numbers) < len(given):
            raise LineError(said("takes_numbers"))
        if not numbers and self.election is None:
            raise LineError(said("which_numbers"))
        return reason, numbers

    def _numbers(self) -> list[int]:
        """What a chair types who has a paper ballot for every voter, and whose paper voters chose the first option."""
        election = self.election
        assert election
        received, given = self.table.voters(self.precinct.mode == TRAINING), self.table.paper_by_style
        issued = [
            sum(count for style, count in given.items() if at in election.contests_of(style))
            for at in range(len(election.contests))
        ]
        paper = [[votes] + [0] * (len(one.options) + 2) for one, votes in zip(election.contests, issued, strict=True)]
        return typed_numbers(election, paper, received, issued)

    def _report(self, desk: Terminal) -> tuple[str, ...]:
        slips = [slip for slip in self.table.counted if slip.terminal == desk.name]
        found = [slip.texts for slip in slips if slip.texts and slip.texts[0].startswith("TM1:J:")]
        if not found:
            raise ActError(said("no_report", desk.name))
        return found[-1]

    def _totals(self, booth: Terminal) -> tuple[str, ...]:
        found = [slip for slip in self.table.slips if slip.terminal == booth.name and slip.slip == "totals"]
        if not found:
            raise ActError(said("no_totals", booth.name))
        return found[-1].texts

    # --- sending ------------------------------------------------------------------------------------------------------

    def send(self, given: list[Word]) -> Act:
        """Send protocols to the centre that it does not have yet."""
        centre, texts = self.centre, []
        if centre is None:
            raise LineError(said("no_centre"))
        if given:
            if given[0] != UNTIL:
                nothing_more(given, 0)
            texts = self.desk.texts(given[1:])

        def run() -> str:
            at = self.precinct.desk
            at.leave_slips()
            self._begin(at)
            with centre.listening(self.precinct.mode):
                return self._follow(at, centre, texts)

        return Act(self.precinct.desk, run)

    def _begin(self, at: Terminal) -> None:
        """The chair chooses `send` in the menu; if it is not there, back to the page before."""
        try:
            self.precinct.menu(at, "send", self.precinct.role_cards[0])
        except AssertionError as error:
            if at.hands.screen.shows(words("polls", at.language)):
                at.presses("back")
                raise ActError(said("nothing_to_send")) from error
            raise

    def _follow(self, at: Terminal, centre: CollectingCentre, texts: list[str]) -> str:
        """Read each page of the desk and press OK until it is idle. texts: pages to stop at."""
        names = ("sent", *SEND_TROUBLES, "desk_closed")
        while True:
            screen = _wait_for(at, [*texts, *(words(name, at.language) for name in names)])
            if any(screen.shows(text) for text in texts):
                return ""
            found = next(name for name in names if screen.shows(words(name, at.language)))
            if found == "desk_closed":
                return centre.says()
            at.presses("ok")
            if found in SEND_TROUBLES:
                in_all = Said({each: words(found, each) for each in LANGUAGES})
                fail(said("desk_says", in_all, centre.says()))
            at.hardware.wait(lambda: not at.hands.screen.shows(words("sent", at.language)))


def _wait_for(at: Terminal, texts: list[str]) -> Screen:
    """The screen that shows one of the texts."""
    if not at.hands.wait_for(lambda screen: any(map(screen.shows, texts)), texts[0], SEND_LIMIT_MS):
        raise PowerWentOff(at.name)
    return at.hands.screen
