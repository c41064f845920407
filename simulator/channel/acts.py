"""Every act at one terminal: how it is written, what it does, where it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from simulator.channel import code_acts as codes
from simulator.channel import finger_acts as fingers
from simulator.channel import hardware_acts as hardware
from simulator.channel import people_acts as people
from simulator.channel.at_terminal import Act, Run, TerminalActs
from simulator.channel.lines import LineError, Word
from simulator.people.saying import said


def act_of(at: TerminalActs, given: list[Word]) -> Act:
    """The act named by the words after a terminal's name. Raises LineError if there is none."""
    name, rest = _named(given)
    return Act(at.terminal, ACTS[name].method(at, rest), ACTS[name].quick)


def _named(given: list[Word]) -> tuple[str, list[Word]]:
    """(name in ACTS, the words behind it)."""
    two = " ".join(given[:2])
    if two in ACTS and not any(word.quoted for word in given[:2]):
        return two, given[2:]
    if given and given[0] in ACTS and not given[0].quoted:
        return given[0], given[1:]
    raise LineError(said("no_act", given[0] if given else said("nothing")))


@dataclass(frozen=True)
class Entry:
    """How an act is written and what it does. method: returns what is to be done, or raises LineError."""

    form: str
    what: str
    method: Callable[[TerminalActs, list[Word]], Run]
    quick: bool = False


ACTS: dict[str, Entry] = {
    "press": Entry("press KEY…", "press keys one after the other, as people do", fingers.press),
    "hold": Entry("hold KEY", "put a finger on a key; before power comes it is stuck", fingers.hold, True),
    "release": Entry("release KEY", "take the finger off", fingers.release, True),
    "touch": Entry(
        'touch "WORDS" | touch X Y', "tap where the words stand, on a later page too, or a dot", fingers.touch
    ),
    "touch-down": Entry("touch-down X Y", "put a finger on the glass", fingers.touch_down, True),
    "touch-move": Entry("touch-move X Y", "move it", fingers.touch_move, True),
    "touch-up": Entry("touch-up", "lift it", fingers.touch_up, True),
    "choose": Entry('choose "WORDS"', "move to the line with these words by keys, press OK", fingers.choose),
    "type": Entry("type DIGITS | type pin CARD", "type digits, or a card's PIN", fingers.type_),
    "scan": Entry("scan CARD | SLIP | text T | bars T", "hold it before the scanner, code by code", codes.scan),
    "show": Entry("show CARD | SLIP [part N] | …", "hold one code before the scanner at once", codes.show, True),
    "plug": Entry("plug", "plug the terminal in", hardware.plug, True),
    "pull plug": Entry("pull plug", "take its power away, now", hardware.pull_plug, True),
    "fault": Entry("fault PART NAME [VALUE] | fault off", "break something, or mend everything", hardware.fault, True),
    "tear": Entry("tear", "tear the paper off at the blade", hardware.tear, True),
    "load paper": Entry("load paper [MM]", "put a new roll in", hardware.load_paper, True),
    "rest": Entry("rest TIME", "let time go by: 2s, 300ms, 3min", hardware.rest),
    "open": Entry("open [test|training]", "chair and member open the polls here", people.open),
    "close": Entry("close", "chair and member close the polls here", people.close),
    "suspend": Entry("suspend", "the chair suspends voting here", people.suspend),
    "resume": Entry("resume", "chair and member go on here", people.resume),
    "turnout": Entry("turnout", "the chair looks at the desk's turnout by hour and prints it", people.turnout),
    "until": Entry("until HH:MM", "nobody watches until then: this terminal's clock moves on", hardware.until, True),
    "mark": Entry("mark [kk|ru|en]", "from the language page to the review, the first option everywhere", people.mark),
    "vote": Entry("vote [kk|ru|en]", "from the language page to the paper, the first option everywhere", people.vote),
    "cast": Entry("cast", "the paper is right: cast", people.cast),
    "clear": Entry("clear", "erase a test or a training here", people.clear),
}
