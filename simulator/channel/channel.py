"""The command channel of a polling station: lines in, answers out.

A line names a terminal and an act (`desk scan card 17`), or is for the precinct as a whole (`open day`, `help`).
Whoever runs the terminals in threads of their own gives `carry`, which does an act where its terminal lives.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from host_tools.formats.definitions import Election
from simulator.channel import expecting
from simulator.channel.acts import ACTS, act_of
from simulator.channel.at_terminal import Act, ActError, TerminalActs
from simulator.channel.centre import CollectingCentre
from simulator.channel.evening_acts import FORMS as EVENING_FORMS
from simulator.channel.evening_acts import EveningActs
from simulator.channel.expecting import Expecting
from simulator.channel.lines import LineError, Word, nothing_more, number, one_of, split, time_of_day
from simulator.channel.people_acts import MODES
from simulator.channel.table import Slip, Table
from simulator.people.leading_back import OPEN, lead_back
from simulator.people.precinct import PAPER, PowerWentOff, Precinct, Terminal
from simulator.people.saying import joined, of_error, said
from simulator.people.screen_meaning import Meanings, Names

Carry = Callable[[Act], object]
Handler = Callable[[list[Word]], Act]
OF_THE_PRECINCT = (
    ("open day [test|training]", "open the polls at every terminal"),
    ("close day", "close them: booths, then the desk"),
    *EVENING_FORMS,
    ("until HH:MM", "the clocks move on to a time of the day, everywhere"),
    ("give CARD BOOTH|paper", "check a voter in at the desk; the slip is then on the table"),
    ("box drop SLIP", "put a slip into the ballot box"),
    ("help", "these lines"),
)


@dataclass(frozen=True)
class Answer:
    """The outcome of a line. say: a message, or why it was not done."""

    ok: bool
    say: str = ""


@dataclass(frozen=True)
class ExtraLine:
    """A line that only one kind of precinct has; its first word is that of `form`."""

    form: str
    what: str
    handler: Handler


class Channel:
    """Acts by lines of text.

    carry: does an act, at its terminal if it has one; by default here and now, and takes the slips that it made.
    election: what is voted on, if that is known.
    centre: who is at the far end of the desk's line, if anybody is.
    extra: lines beside those that every precinct has.
    before_closing: called before the polls are closed everywhere.
    """

    def __init__(
        self,
        precinct: Precinct,
        table: Table,
        carry: Carry | None = None,
        election: Election | None = None,
        centre: CollectingCentre | None = None,
        extra: Sequence[ExtraLine] = (),
        before_closing: Callable[[], None] = lambda: None,
    ) -> None:
        self.precinct, self.table, self.centre = precinct, table, centre
        self.carry = carry or self._here_and_now
        self.meanings = Meanings(_names(election), (card.title for card in table.cards.values()))
        self.terminals = {
            at.name: TerminalActs(precinct, table, at, election, self.meanings) for at in precinct.terminals
        }
        self._before_closing = before_closing
        self.expecting = Expecting(table)
        self._extra = extra
        evening = EveningActs(precinct, table, self.terminals[precinct.desk.name], election, centre)
        self._whole: dict[str, Handler] = {
            "open": self._open,
            "close": self._close,
            "count": evening.count,
            "correct": evening.correct,
            "send": evening.send,
            "until": self._until,
            "give": self._give,
            "box": self._box,
            "help": self._help,
            **{line.form.split()[0]: line.handler for line in extra},
        }

    # --- lines ------------------------------------------------------------------------------------------------------

    def do(self, line: str, at: str = "") -> Answer:
        """Do one line. at: the terminal that is meant where the line names none."""
        try:
            act = self.understand(line, at)
        except LineError as error:
            return Answer(False, of_error(error))
        return self.done(act)

    def done(self, act: Act) -> Answer:
        """Do an act that `understand` returned."""
        try:
            answer = self.carry(act)
            return Answer(True, answer if isinstance(answer, str) else "")
        except PowerWentOff as error:
            return Answer(False, said("lost_power", error.args[0]))
        except (LineError, ActError, AssertionError) as error:
            # AssertionError: an act of many steps met another screen than it waited for, or none
            return Answer(False, of_error(error))

    def understand(self, line: str, at: str = "") -> Act:
        """Parse a line. LineError if it is not an act."""
        given = split(line)
        if not given:
            return Act(None, lambda: "")
        first = given[0]
        if first in self.terminals and not first.quoted:
            return self._at(self.terminals[first], given[1:])
        if first == "expect":
            return self._expect(given[1:], at)
        whole = self._whole.get(first)
        if whole and not (at and first in ACTS and given[1:2] != ["day"]):
            return whole(given[1:])
        if at:
            return self._at(self.terminals[one_of(at, list(self.terminals), "what_terminal")], given)
        if first in ACTS or " ".join(given[:2]) in ACTS:
            raise LineError(said("where", first, self._names))
        raise LineError(said("no_terminal", first, self._names))

    @property
    def _names(self) -> str:
        return ", ".join(self.terminals)

    def _at(self, acts: TerminalActs, given: list[Word]) -> Act:
        if not given:
            raise LineError(said("do_what", acts.terminal.name))
        return self.expecting.act(acts, given[1:]) if given[0] == "expect" else act_of(acts, given)

    def _expect(self, given: list[Word], at: str) -> Act:
        first = given[0] if given else Word("")
        if first == "box":
            return expecting.count(given[1:], lambda: len(self.table.in_box), "box")
        if first == "spoiled":
            return expecting.count(given[1:], lambda: self.table.spoiled, "spoiled")
        if first == "centre":
            return expecting.count(given[1:], lambda: len(self.centre.entries) if self.centre else 0, "centre")
        if first in self.terminals:
            return self.expecting.act(self.terminals[first], given[1:])
        if not at:
            raise LineError(said("expect_where", self._names))
        return self.expecting.act(self.terminals[one_of(at, list(self.terminals), "what_terminal")], given)

    def _here_and_now(self, act: Act) -> object:
        try:
            return act.run()
        finally:
            for at in self.precinct.terminals if act.where is None else (act.where,):
                self.table.collect(at)

    # --- the precinct as a whole --------------------------------------------------------------------------------------

    def _help(self, given: list[Word]) -> Act:
        return Act(None, lambda: "\n".join(f"{form:<48} {what}" for form, what in self.forms()))

    def forms(self) -> list[tuple[str, str]]:
        """Every line there is, and what it does."""
        at_terminals = [(f"TERMINAL {entry.form}", entry.what) for entry in ACTS.values()]
        extra = [(line.form, line.what) for line in self._extra]
        return [*at_terminals, *expecting.FORMS, *OF_THE_PRECINCT, *extra]

    def _open(self, given: list[Word]) -> Act:
        one_of(given[0] if given else "nothing", ("day",), "what_to_open")
        mode = one_of(given[1] if len(given) > 1 else "official", list(MODES), "what_mode")
        nothing_more(given, 2)

        def run() -> str:
            answer = self._everywhere(f"open {mode}")
            for desk in self.precinct.desks:
                self.carry(Act(desk, partial(self._show_zeros, desk)))
            return answer

        return Act(None, run)

    def _show_zeros(self, desk: Terminal) -> str:
        """A desk sends voters to those booths alone whose zero reports it was shown."""
        self.precinct.show_zeros(desk)
        return ""

    def _close(self, given: list[Word]) -> Act:
        one_of(given[0] if given else "nothing", ("day",), "what_to_close")
        nothing_more(given, 1)

        def run() -> str:
            self._before_closing()
            return self._everywhere("close")

        return Act(None, run)

    def _until(self, given: list[Word]) -> Act:
        time_of_day(given[0] if given else "nothing")
        nothing_more(given, 1)
        return Act(None, lambda: self._everywhere(f"until {given[0]}"))

    def _everywhere(self, line: str) -> str:
        """The same at every terminal, side by side where they have threads of their own."""
        acts = [self._at(terminal, split(line)) for terminal in self.terminals.values()]
        with ThreadPoolExecutor(len(acts)) as pool:
            answers = list(pool.map(self.carry, acts))
        return joined("; ", (each for each in answers if isinstance(each, str) and each))

    def _give(self, given: list[Word]) -> Act:
        if len(given) < 2:
            raise LineError(said("give_what"))
        card = self.terminals["desk"].item(given[:-1])
        booth = PAPER if given[-1] == PAPER else number(given, len(given) - 1, "what_booth")
        if isinstance(booth, int) and not 1 <= booth <= len(self.precinct.booths):
            raise LineError(said("no_booth", given[-1], len(self.precinct.booths)))
        desk = self.precinct.desk_for(card.texts[0])

        def run() -> str:
            state = lead_back(desk)
            if state != OPEN:
                raise ActError(said("nobody_checked_in", said(f"state_{state}")))
            desk.leave_slips()
            self.table.held.add(card.id)
            self.precinct.check_in(card.texts[0], booth)
            return ""

        return Act(desk, run)

    def _box(self, given: list[Word]) -> Act:
        one_of(given[0] if given else "nothing", ("drop",), "what_at_box")
        name = " ".join(given[1:])
        found = self.table.find(name if name.startswith("slip") else f"slip {name}")
        if not isinstance(found, Slip):
            raise LineError(found if isinstance(found, str) else found.id)
        return Act(None, lambda: self.table.drop(found))


def _names(election: Election | None) -> list[Names]:
    """All words of an election that appear on screens, in every language."""
    if election is None:
        return []
    options = [option.names for contest in election.contests for option in contest.options]
    styles = [style.names for style in election.styles or ()]
    return [election.title, *(contest.title for contest in election.contests), *options, *styles]
