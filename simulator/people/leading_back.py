"""From any page of a terminal to the one where it waits for whoever comes next, as a person would find the way."""

from __future__ import annotations

from simulator.people.saying import said
from simulator.people.screen_reader import fold
from simulator.people.terminal import PowerWentOff, Terminal
from simulator.people.words import LANGUAGES, words

READY, OPEN, SUSPENDED, CLOSED = "ready", "open", "suspended", "closed"
# What a terminal shows while it waits, and what the polls are there then.
_WAITS = (
    ("show_card", OPEN), ("show_slip", OPEN), ("polls_suspended", SUSPENDED), ("suspended_wait", SUSPENDED),
    ("desk_closed", CLOSED), ("booth_closed", CLOSED),
)  # fmt: skip
_OK_ON = ("count_leave", "power_nothing", "power_cast", "power_not_cast")  # pages on which *back* does not lead back
_MOST_STEPS = 120  # from the last of two dozen numbers, and through a slow start
_STEP_MS = 900


def state_of(at: Terminal) -> str:
    """What the polls are at a terminal that waits for whoever comes next; "" if it does not."""
    screen = at.hands.screen
    if screen.title_lines and screen.title.split(" ")[0] == fold(words("mode_choose", at.language)):
        return READY
    return next((state for name, state in _WAITS if screen.shows(words(name, at.language))), "")


def lead_back(at: Terminal) -> str:
    """Leave whatever is under way, and wait until the terminal waits; returns what the polls are there.

    A voter with printed paper casts it; one who still chooses leaves, and the slip stays good. A count is given up. A
    terminal without power is plugged in.
    """
    if not at.hardware.bench.powered:
        at.hardware.plug_in()
    for _ in range(_MOST_STEPS):
        if state := state_of(at):
            return state
        screen = at.hands.screen
        if any(screen.shows(words("compare", language)) for language in LANGUAGES):
            at.presses("ok")
        elif any(screen.shows(words(name, at.language)) for name in _OK_ON):
            at.presses("ok")
        elif screen.targets:
            at.presses("back")
        if not at.hardware.rest(_STEP_MS):
            raise PowerWentOff(at.name)
    raise AssertionError(said("cannot_lead_back", at.name, at.hands.screen.aloud))
