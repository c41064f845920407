"""Whole procedures at a terminal, from the first card to the slip: the chair's, and those of a voter in a hurry."""

from __future__ import annotations

import re

from simulator.channel.activation import activation_of
from simulator.channel.at_terminal import Run, TerminalActs, fail
from simulator.channel.lines import LineError, Word, nothing_more, one_of
from simulator.channel.table import Slip
from simulator.people.leading_back import CLOSED, OPEN, READY, lead_back, state_of
from simulator.people.precinct import OFFICIAL, TEST, TRAINING
from simulator.people.saying import said
from simulator.people.words import LANGUAGES, template, words

MODES = {"official": OFFICIAL, "test": TEST, "training": TRAINING}
OPTION_OF_HASTE = 0  # whom `vote` chooses everywhere
SLIP_MS, SLIP_LIMIT_MS = 1500, 90_000  # for a slip to be read: usually; at most, with the pace of the booth


def open(at: TerminalActs, given: list[Word]) -> Run:
    """Chair and member open the polls at one terminal."""
    mode = MODES[one_of(given[0] if given else "official", list(MODES), "what_mode")]
    nothing_more(given, 1)

    def run() -> str:
        state = lead_back(at.terminal)
        if state == OPEN:
            return said("open_already", at.terminal.name)
        if state != READY:
            return fail(said("cannot_open", at.terminal.name, said(f"state_{state}")))
        at.terminal.leave_slips()
        at.precinct.open(at.terminal, mode)
        return ""

    return run


def close(at: TerminalActs, given: list[Word]) -> Run:
    """Chair and member close the polls at one terminal."""
    nothing_more(given, 0)

    def run() -> str:
        state = _voted_to_the_end(at)
        if state == CLOSED:
            return said("closed_already", at.terminal.name)
        if state == READY:
            return fail(said("not_opened", at.terminal.name))
        at.terminal.leave_slips()
        if at.terminal in at.precinct.desks:
            _close_desk(at)
        else:
            at.precinct.close_booth(at.precinct.booths.index(at.terminal) + 1)
        return ""

    return run


def _close_desk(at: TerminalActs) -> None:
    """One desk alone; of several, who issues there counts what is left first, and each but the first has a report."""
    precinct, terminal = at.precinct, at.terminal
    precinct.menu(terminal, "close")
    if len(precinct.desks) > 1:
        _count_the_pile(at)
    if terminal is not precinct.desk:
        terminal.take_slip("desk-report")
    terminal.sees("desk_closed")


def _count_the_pile(at: TerminalActs) -> None:
    """Nobody knows here what hands took from a pile: it is counted by what the desk says that is not there."""

    def says(name: str) -> bool:
        return at.hands.screen.shows(max(template(name, at.terminal.language).split("{}"), key=len).strip())

    def wait(*names: str) -> None:
        at.hardware.wait(lambda: any(map(says, names)), SLIP_LIMIT_MS)

    wait("issue_left", "printing", "desk_closed")
    if not says("issue_left"):
        return  # nobody has issued
    at.hands.type_digits("0000")
    wait("eq_account", "printing", "desk_closed")
    if says("eq_account"):
        _, received, used = (int(number) for number in re.findall(r"\d+", at.hands.screen.aloud)[:3])
        at.terminal.presses("back")
        wait("issue_left")
        at.hands.type_digits(f"{max(0, received - used):04d}")


def _voted_to_the_end(at: TerminalActs) -> str:
    """The state of the polls there, after any voter in a booth has voted for the first option everywhere."""
    was_waiting = bool(at.hardware.bench.powered and state_of(at.terminal))
    state = lead_back(at.terminal)
    if was_waiting or state != OPEN or at.slip is None or at.election is None:
        return state
    language = "ru"
    at.hands.scan(at.slip.texts[0])
    if _shows_language(at):
        at.precinct.choose_ballot(at.terminal, language, _first_options(at, language))
        at.terminal.presses("ok")
        at.terminal.sees("compare", language=language)
        at.terminal.presses("ok")
    return lead_back(at.terminal)


def _shows_language(at: TerminalActs) -> bool:
    """Whether a voter may begin, once a slip was held there: the pace of the booth may make them wait."""
    at.hardware.rest(SLIP_MS)
    at.hardware.wait(lambda: bool(at.hands.screen.targets or state_of(at.terminal)), SLIP_LIMIT_MS)
    return at.hands.screen.shows(words("language", at.terminal.language))


def suspend(at: TerminalActs, given: list[Word]) -> Run:
    """The chair suspends voting at one terminal."""
    nothing_more(given, 0)

    def run() -> None:
        at.terminal.leave_slips()
        at.precinct.suspend(at.terminal)

    return run


def resume(at: TerminalActs, given: list[Word]) -> Run:
    """Chair and member resume voting at one terminal."""
    nothing_more(given, 0)

    def run() -> None:
        at.terminal.leave_slips()
        at.precinct.resume_voting(at.terminal)

    return run


def turnout(at: TerminalActs, given: list[Word]) -> Run:
    """The chair reads the turnout by hour at the desk."""
    nothing_more(given, 0)
    if at.terminal is not at.precinct.desk:
        raise LineError(said("marks_nobody", at.terminal.name))

    def run() -> str:
        at.terminal.leave_slips()
        lines, _ = at.precinct.turnout()
        return " | ".join(lines)

    return run


def mark(at: TerminalActs, given: list[Word]) -> Run:
    """From the language page to the review, with the first option of each contest."""
    language = _haste(at, given)

    def run() -> None:
        _to_the_language_page(at)
        at.precinct.choose_ballot(at.terminal, language, _first_options(at, language))

    return run


def vote(at: TerminalActs, given: list[Word]) -> Run:
    """From the language page to the printed ballot, with the first option of each contest."""
    language = _haste(at, given)

    def run() -> str:
        if _compared(at):
            return said("printed_already", at.terminal.name)
        _to_the_language_page(at)
        at.precinct.choose_ballot(at.terminal, language, _first_options(at, language))
        at.terminal.presses("ok")
        at.terminal.sees("compare", language=language)
        return ""

    return run


def _to_the_language_page(at: TerminalActs) -> None:
    """The page where a voter begins. Whoever has waited too long there, or is somewhere else, shows the slip again."""
    if at.hardware.bench.powered and _shows_language(at):
        return
    lead_back(at.terminal)
    slip = at.slip or at.find("slip activation")
    if isinstance(slip, Slip):
        at.slip = slip
    at.hands.scan(slip.texts[0])
    if not _shows_language(at):
        fail(said("does_not_take", at.terminal.name, slip.id, at.reads()))


def _haste(at: TerminalActs, given: list[Word]) -> str:
    """The language to vote in."""
    language = one_of(given[0] if given else "ru", LANGUAGES, "what_language")
    nothing_more(given, 1)
    if at.election is None or at.terminal in at.precinct.desks:
        raise LineError(said("nobody_votes", at.terminal.name))
    return language


def _first_options(at: TerminalActs, language: str) -> list[str]:
    """The first option of each contest of the voter whose slip was shown there last."""
    assert at.election
    said = activation_of(at.slip, at.precinct.provisioned.precincts) if at.slip else None
    contests = [at.election.contests[number] for number in at.election.contests_of(said.style if said else 1)]
    return [contest.options[OPTION_OF_HASTE].names[language] for contest in contests]


def _compared(at: TerminalActs) -> str:
    """The language in which a voter is asked to compare the paper; "" if nobody is."""
    if not at.hardware.bench.powered:
        return ""
    return next((each for each in LANGUAGES if at.shown([words("compare", each)])), "")


def cast(at: TerminalActs, given: list[Word]) -> Run:
    """The printed ballot is right: cast it."""
    nothing_more(given, 0)

    def run() -> str:
        language = _compared(at)
        if not language:
            return fail(said("print_first", at.terminal.name))
        at.terminal.presses("ok")
        at.terminal.sees("cast_done", language=language)
        return ""

    return run


def clear(at: TerminalActs, given: list[Word]) -> Run:
    """Erase a test or a training at one terminal."""
    nothing_more(given, 0)
    return lambda: at.precinct.clear_test(at.terminal)
