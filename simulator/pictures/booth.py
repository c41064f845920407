"""What a voter sees in the booth, page by page, taken from the firmware during a vote."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image

from simulator.people.precinct import TRAINING, Precinct, Terminal
from simulator.pictures.sheets import Shot

SETTLE_MS = 400
STILL_THERE_MS = 200_000  # more than the demonstration's inactivity_seconds
LOOKS = ("dark on white", "white on black", "dark on warm white")
CONTRASTS = len(LOOKS)


def screen(at: Terminal, caption: str) -> Shot:
    """The words on a screen once it no longer changes."""
    at.hardware.rest(SETTLE_MS)
    return Shot(Image.fromarray(at.hardware.display.image()), caption)


def begin(precinct: Precinct, label: str, language: str) -> str:
    """A voter is checked in and has chosen a language; the slip's code."""
    booth, code = precinct.booth(1), precinct.check_in(label, 1)
    precinct.idle(booth)
    booth.hands.scan(code)
    booth.sees("language")
    booth.hands.choose({"kk": "Қазақша", "ru": "Русский", "en": "English"}[language])
    booth.sees_contest(language)
    return code


def voters_way(precinct: Precinct, code: str) -> tuple[list[Shot], list[Image.Image]]:
    """(pages, slips) of one voter with a slip, in English: over mistakes to a cast ballot."""
    booth, shots, slips = precinct.booth(1), [], []
    precinct.idle(booth)
    shots.append(screen(booth, "The booth waits"))
    booth.hands.scan(code)
    booth.sees("language")
    shots.append(screen(booth, "The slip is good: which language?"))
    booth.hands.choose("English")
    booth.sees_contest("en")
    booth.hands.choose("Aldar")
    booth.hands.focus_on("Aldar")
    shots.append(screen(booth, "A contest: one mark of one"))
    booth.hands.choose("Ertostik")
    shots.append(screen(booth, "One too many is not taken, and a word says why"))
    booth.chooses("key_next", language="en")
    precinct.mark(booth, "en", "Yes")
    booth.sees_contest("en")
    booth.chooses("key_next", language="en")
    booth.sees("votes_left", 0, 1, language="en")
    shots.append(screen(booth, "A vote not given is pointed out once"))
    booth.presses("ok")
    booth.sees("review", language="en")
    shots.append(screen(booth, "The review leads to any contest and back"))
    precinct.print_ballot(booth, "en")
    shots.append(screen(booth, "Paper first, then the last word"))
    booth.presses("back")
    slips.append(booth.take_slip("spoiled"))
    booth.sees("review", language="en")
    booth.hands.choose("Baursak")
    booth.sees_contest("en")
    precinct.mark(booth, "en", "No")
    booth.sees("review", language="en")
    booth.hands.focus_on("Baursak")
    booth.sees("still_there", language="en", limit_ms=STILL_THERE_MS)
    shots.append(screen(booth, "Nobody there? Any key goes on"))
    booth.presses("right")
    precinct.print_ballot(booth, "en")
    booth.presses("ok")
    booth.sees("cast_done", language="en")
    shots.append(screen(booth, "Cast: stored, sealed, and said on paper"))
    slips.append(booth.take_slip("ballot"))
    precinct.idle(booth)
    booth.hands.scan(code)
    booth.sees("already_cast")
    shots.append(screen(booth, "The same slip again is refused"))
    return shots, slips


def power_cut(precinct: Precinct, label: str) -> Shot:
    """The plug is pulled while a voter compares the paper; the slip stays good and the voter votes with it."""
    booth, code = precinct.booth(1), begin(precinct, label, "kk")
    for selection in ("Көсеев", "Иә", "Иә"):
        precinct.mark(booth, "kk", selection)
    precinct.print_ballot(booth, "kk")
    booth.hardware.rest(SETTLE_MS)
    booth.hardware.pull_plug()
    booth.hardware.plug_in()
    booth.sees("power_not_cast")
    shot = screen(booth, "After a power cut, one plain line: not cast, the slip is good")
    booth.presses("ok")
    precinct.idle(booth)
    booth.leave_slips()
    precinct.vote(1, code, ["Косеев", "Да", "Да"])
    return shot


def pause(precinct: Precinct) -> Shot:
    """Voting is suspended at the booth, and goes on."""
    precinct.suspend(precinct.booth(1))
    shot = screen(precinct.booth(1), "Suspended by the chair")
    precinct.resume_voting(precinct.booth(1))
    return shot


def looks(precinct: Precinct, label: str) -> list[Shot]:
    """One page of a contest in each contrast and size; the voter leaves, comes again with the good slip, and votes."""
    booth, shots, code = precinct.booth(1), [], begin(precinct, label, "kk")
    booth.hands.choose("Көсеев")
    booth.hands.focus_on("Көсеев")
    for size in ("standard size", "large size"):
        for contrast in LOOKS:
            shots.append(screen(booth, f"{size}, {contrast}"))
            booth.presses("right")
        booth.presses("left")
    booth.presses("back", "back")
    precinct.vote(1, code, ["Батыров", "Нет", "Да"])
    return shots


def training(precinct: Precinct, labels: Sequence[str]) -> list[Shot]:
    """A training at the same terminals with empty cartridges: every title and slip says so."""
    desk, booth = precinct.desk, precinct.booth(1)
    for at in precinct.terminals:
        precinct.open(at, TRAINING)
    precinct.show_id(labels[0])
    desk.sees("may_vote")
    shot = screen(desk, "training: nothing is official")
    desk.presses("back")
    begin(precinct, labels[0], "ru")
    booth.presses("right")
    return [shot, screen(booth, "training, white on black")]
