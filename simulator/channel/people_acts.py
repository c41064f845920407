"""Whole procedures at a terminal, from the first card to the slip: the chair's, and those of a voter in a hurry."""

from __future__ import annotations

from simulator.channel.at_terminal import Run, TerminalActs, fail
from simulator.channel.lines import LineError, Word, nothing_more, one_of
from simulator.people.precinct import OFFICIAL, TEST, TRAINING
from simulator.people.words import LANGUAGES, words

MODES = {"official": OFFICIAL, "test": TEST, "training": TRAINING}
OPTION_OF_HASTE = 0  # whom `vote` chooses everywhere


def open(at: TerminalActs, given: list[Word]) -> Run:
    """Chair and member open the polls at one terminal."""
    mode = MODES[one_of(given[0] if given else "official", list(MODES), "mode")]
    nothing_more(given, 1)

    def run() -> str:
        at.terminal.leave_slips()
        at.precinct.open(at.terminal, mode)
        return ""

    return run


def close(at: TerminalActs, given: list[Word]) -> Run:
    """Chair and member close the polls at one terminal."""
    nothing_more(given, 0)

    def run() -> str:
        at.terminal.leave_slips()
        if at.terminal is at.precinct.desk:
            at.precinct.close_desk()
        else:
            at.precinct.close_booth(at.precinct.booths.index(at.terminal) + 1)
        return ""

    return run


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
        raise LineError(f"{at.terminal.name} marks nobody; the desk does")

    def run() -> str:
        at.terminal.leave_slips()
        lines, _ = at.precinct.turnout()
        return " | ".join(lines)

    return run


def mark(at: TerminalActs, given: list[Word]) -> Run:
    """From the language page to the review, with the first option of each contest."""
    language, names = _haste(at, given)
    return lambda: at.precinct.choose_ballot(at.terminal, language, names)


def vote(at: TerminalActs, given: list[Word]) -> Run:
    """From the language page to the printed ballot, with the first option of each contest."""
    language, names = _haste(at, given)

    def run() -> None:
        at.precinct.choose_ballot(at.terminal, language, names)
        at.terminal.presses("ok")
        at.terminal.sees("compare", language=language)

    return run


def _haste(at: TerminalActs, given: list[Word]) -> tuple[str, list[str]]:
    """(language, name of the first option of each contest in it)."""
    language = one_of(given[0] if given else "ru", LANGUAGES, "language")
    nothing_more(given, 1)
    if at.election is None or at.terminal is at.precinct.desk:
        raise LineError(f"nobody votes at {at.terminal.name}")
    return language, [contest.options[OPTION_OF_HASTE].names[language] for contest in at.election.contests]


def cast(at: TerminalActs, given: list[Word]) -> Run:
    """The printed ballot is right: cast it."""
    nothing_more(given, 0)

    def run() -> str:
        language = next((each for each in LANGUAGES if at.shown([words("compare", each)])), "")
        if not language:
            return fail(f"{at.terminal.name} does not ask to compare the paper")
        at.terminal.presses("ok")
        at.terminal.sees("cast_done", language=language)
        return ""

    return run


def clear(at: TerminalActs, given: list[Word]) -> Run:
    """Erase a test or a training at one terminal."""
    nothing_more(given, 0)
    return lambda: at.precinct.clear_test(at.terminal)
