"""Power, faults, paper and time at a terminal."""

from __future__ import annotations

from simulator.channel.at_terminal import Run, TerminalActs, fail
from simulator.channel.lines import LineError, Word, duration_ms, nothing_more, number, one_of, time_of_day
from simulator.people.saying import said

LONGEST_ROLL_MM = 1_000_000


def plug(at: TerminalActs, given: list[Word]) -> Run:
    """Plug the terminal in."""
    nothing_more(given, 0)

    def run() -> str:
        if at.hardware.bench.powered:
            return fail(said("plugged_already", at.terminal.name))
        at.hardware.plug_in()
        return ""

    return run


def pull_plug(at: TerminalActs, given: list[Word]) -> Run:
    """Take its power away."""
    nothing_more(given, 0)

    def run() -> str:
        if not at.hardware.bench.powered:
            return fail(said("no_power_already", at.terminal.name))
        at.hardware.pull_plug()
        return ""

    return run


def fault(at: TerminalActs, given: list[Word]) -> Run:
    """Set a fault of a part, or mend all of them."""
    if given == ["off"]:
        return lambda: at.faults.mend()
    part, name = (*given, "", "")[:2]
    known_parts = one_of(part or "nothing", at.faults.parts, "what_part")
    if (known_parts, name) not in at.faults.faults:
        raise LineError(at.faults.set(part, name, ""))
    value = " ".join(given[2:])

    def run() -> str:
        refused = at.faults.set(part, name, value)
        return fail(refused) if refused else ""

    return run


def tear(at: TerminalActs, given: list[Word]) -> Run:
    """Tear the paper off at the blade."""
    nothing_more(given, 0)
    return lambda: at.hardware.printer.tear()


def load_paper(at: TerminalActs, given: list[Word]) -> Run:
    """Put a new roll in."""
    printer = at.hardware.printer
    if not given:
        return printer.load_paper
    length_mm = number(given, 0, "what_length")
    nothing_more(given, 1)
    if length_mm > LONGEST_ROLL_MM:
        raise LineError(said("longest_roll", LONGEST_ROLL_MM))
    return lambda: printer.load_paper(length_mm)


def rest(at: TerminalActs, given: list[Word]) -> Run:
    """Let time go by."""
    time_ms = duration_ms(given[0] if given else "1s")
    nothing_more(given, 1)

    def run() -> str:
        at.hardware.rest(time_ms)
        return at.still_on()

    return run


def until(at: TerminalActs, given: list[Word]) -> Run:
    """Move this terminal's clock on to a time of the day."""
    minutes = time_of_day(given[0] if given else "nothing")
    nothing_more(given, 1)
    return lambda: at.precinct.until(at.terminal, minutes)
