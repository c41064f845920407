"""`expect`: wait until something can be seen; if it does not come, report what was seen instead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from simulator.channel.at_terminal import Act, ActError, TerminalActs
from simulator.channel.lines import Word, duration_ms, nothing_more, number, one_of
from simulator.channel.table import Slip, Table
from simulator.hardware.bench import ENDED, RESTARTS, TerminalStuck
from simulator.people.precinct import PowerWentOff
from simulator.people.saying import Said, of_error, said
from simulator.people.screen_reader import fold
from simulator.people.slip_reader import KINDS

LIMIT_MS = 120_000
FORMS = (
    ('expect [TERMINAL] screen "WORDS" [within TIME]', "these words come onto the screen; id:NAME for words by id"),
    ('expect [TERMINAL] no screen "WORDS"', "they do not stand there at this moment"),
    ('expect [TERMINAL] selection "WORDS"', "the focus is on these words"),
    ("expect [TERMINAL] slip [KIND] [within TIME]", f"the next slip comes out: {', '.join(KINDS)}"),
    ("expect [TERMINAL] no slip", "none has come out that was not expected"),
    ("expect [TERMINAL] power on|off", "it has power, or has none"),
    ("expect box N", "N slips lie in the ballot box"),
    ("expect spoiled N", "N spoiled slips have come out"),
    ("expect centre N", "N protocols are in the centre's journal"),
)


class Expecting:
    """What can be expected of terminals.

    taken: how many slips of each were expected already, or lay there from an earlier start.
    """

    def __init__(self, table: Table) -> None:
        self.taken: dict[str, int] = dict(Counter(slip.terminal for slip in table.slips))

    def act(self, at: TerminalActs, given: list[Word]) -> Act:
        """The act of the words behind `expect`."""
        given, limit_ms = _limit(given)
        what = one_of(given[0] if given else "nothing", ("screen", "no", "selection", "slip", "power"), "what_expected")
        if what == "no":
            return self._none(at, given[1:])
        if what == "screen":
            texts = at.texts(given[1:])
            return Act(at.terminal, lambda: _screen(at, texts, limit_ms))
        if what == "selection":
            texts = at.texts(given[1:])
            return Act(at.terminal, lambda: _selection(at, texts, limit_ms))
        if what == "slip":
            kind = one_of(given[1], KINDS, "what_slip") if len(given) > 1 else ""
            nothing_more(given, 2)
            return Act(at.terminal, lambda: self._slip(at, kind, limit_ms))
        wanted = one_of(given[1] if len(given) > 1 else "nothing", ("on", "off"), "what_power")
        return Act(at.terminal, lambda: _power(at, wanted == "on", limit_ms))

    def _none(self, at: TerminalActs, given: list[Word]) -> Act:
        what = one_of(given[0] if given else "nothing", ("screen", "slip"), "what_expected")
        if what == "screen":
            texts = at.texts(given[1:])
            return Act(at.terminal, lambda: _no_screen(at, texts))
        nothing_more(given, 1)
        return Act(at.terminal, lambda: self._no_slip(at))

    def _of(self, at: TerminalActs) -> list[Slip]:
        return [slip for slip in at.table.slips if slip.terminal == at.terminal.name]

    def _slip(self, at: TerminalActs, kind: str, limit_ms: int) -> str:
        taken = self.taken.get(at.terminal.name, 0)

        def is_there() -> bool:
            at.table.collect(at.terminal)
            return len(self._of(at)) > taken

        _wait(at, is_there, limit_ms, said("a_slip", kind or "a"))
        slip = self._of(at)[taken]
        self.taken[at.terminal.name] = taken + 1
        if kind and slip.slip != kind:
            raise ActError(said("other_slip", kind, slip.id, slip.slip, _stands(at)))
        return f"{slip.id}, {slip.slip}"

    def _no_slip(self, at: TerminalActs) -> str:
        at.table.collect(at.terminal)
        more = self._of(at)[self.taken.get(at.terminal.name, 0) :]
        if more:
            raise ActError(said("unexpected_slip", more[0].id, more[0].slip))
        return ""


def _limit(given: list[Word]) -> tuple[list[Word], int]:
    if len(given) > 2 and given[-2] == "within" and not given[-2].quoted:
        return given[:-2], duration_ms(given[-1])
    return given, LIMIT_MS


def _stands(at: TerminalActs) -> Said:
    """What a person sees at the terminal."""
    if not at.hardware.bench.powered:
        return said("no_power", at.terminal.name)
    return said("shows", at.terminal.name, at.hands.screen.aloud)


def _wait(at: TerminalActs, until: Callable[[], bool], limit_ms: int, what: Said) -> None:
    """Let the terminal work until it is so. ActError after the limit, PowerWentOff when the power goes."""
    try:
        if at.hardware.wait(until, limit_ms) or until():
            return
    except TerminalStuck as error:
        seen = of_error(error) if error.kind in (ENDED, RESTARTS) else _stands(at)
        raise ActError(said("expected", what, seen)) from error
    raise PowerWentOff(at.terminal.name)


def _screen(at: TerminalActs, texts: list[str], limit_ms: int) -> str:
    seen: object = None

    def shows() -> bool:
        nonlocal seen
        if at.hardware.display.look == seen:
            return False
        seen = at.hardware.display.look
        return any(at.hands.screen.shows(text) for text in texts)

    _wait(at, shows, limit_ms, said("words_on", texts[0]))
    return ""


def _no_screen(at: TerminalActs, texts: list[str]) -> str:
    if any(at.hands.screen.shows(text) for text in texts):
        raise ActError(said("unexpected_words", texts[0], _stands(at)))
    return ""


def _selection(at: TerminalActs, texts: list[str], limit_ms: int) -> str:
    wanted = [fold(text) for text in texts]
    _wait(at, lambda: any(text in at.hands.screen.selection for text in wanted), limit_ms, said("focus_on", texts[0]))
    return ""


def _power(at: TerminalActs, on: bool, limit_ms: int) -> str:
    if on:
        if not at.hardware.bench.powered:
            raise ActError(said("no_power", at.terminal.name))
        return ""
    try:
        at.hardware.wait(lambda: False, limit_ms)
    except TerminalStuck as error:
        if error.kind in (ENDED, RESTARTS):
            raise ActError(of_error(error)) from error
        raise ActError(said("expected", said("power_to_go"), _stands(at))) from error
    return ""


def count(given: list[Word], found: Callable[[], int], what: str) -> Act:
    """`expect box 3`, `expect spoiled 1`."""
    wanted = number(given, 0, "what_slips")
    nothing_more(given, 1)

    def run() -> str:
        if found() != wanted:
            raise ActError(said("other_number", what, wanted, found()))
        return ""

    return Act(None, run)
