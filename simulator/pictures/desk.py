"""What the commission meets at the desk, from the first question of the day to the protocol."""

from __future__ import annotations

from collections.abc import Sequence

from host_tools.elections.election_file import read_election
from simulator.people.precinct import OFFICIAL, PAPER, Precinct
from simulator.people.provisioned import ELECTION
from simulator.people.slip_reader import codes_on
from simulator.people.typed_numbers import OF_THE_DAY, typed_numbers
from simulator.pictures.booth import screen
from simulator.pictures.sheets import Shot

ENDING_ROLL_MM = 30  # the slip is longer
STRANGER, STRANGER_NUMBER = "Ағабаева", "000101300009"  # letters of the keyboard's first page
# Votes on paper of each contest. One voter took paper; two ballots of the first contest in the box are the mistake.
VOTES = ([1, *[0] * 9], [1, 0, 0, 0, 0], [1, 0, 0, 0, 0])
PICTURED_FIELD, MISTAKEN_FIELD = len(OF_THE_DAY), len(OF_THE_DAY) + 7  # received; in the room's box


def morning(precinct: Precinct) -> list[Shot]:
    """Switched on and opened."""
    desk = precinct.desk
    desk.hardware.plug_in()
    desk.sees("mode_choose")
    shots = [screen(desk, "Switched on: official, test or training")]
    precinct.open(desk, OFFICIAL)
    precinct.idle(desk)
    return [*shots, screen(desk, "The desk waits for a card")]


def check_in(precinct: Precinct, labels: Sequence[str]) -> tuple[list[Shot], str]:
    """The first voter takes paper and comes again; the paper ends in the middle of the second one's slip, its code."""
    desk, shots = precinct.desk, []
    precinct.show_id(labels[0])
    desk.sees("may_vote")
    shots.append(screen(desk, "May vote: booth, paper, or at home"))
    desk.presses("back")
    precinct.check_in(labels[0], PAPER)
    precinct.show_id(labels[0])
    desk.sees("already_marked")
    shots.append(screen(desk, "Coming twice is seen; nobody's name is shown"))
    precinct.show_id(labels[1])
    desk.sees("may_vote")
    desk.hardware.printer.paper_left_mm = ENDING_ROLL_MM
    desk.chooses("booth_number", 1)
    desk.sees("printer_paper_out")
    shots.append(screen(desk, "The paper has ended: what to do, then what became of the slip"))
    desk.hardware.printer.load_paper()
    desk.presses("ok")
    desk.sees("slip_given")
    precinct.idle(desk)
    slip = desk.hardware.printer.slips[-1]
    desk.leave_slips()
    if desk.keep:
        desk.keep("activation", slip)
    return shots, codes_on(slip)[0]


def chairs_acts(precinct: Precinct) -> list[Shot]:
    """The menu, a PIN, and a voter being typed in, who then is not added."""
    desk, shots = precinct.desk, []
    chair, member = precinct.role_cards[:2]
    precinct.idle(desk)
    desk.hands.scan(chair.texts[0])
    desk.sees("polls")
    shots.append(screen(desk, "The chair's card opens the menu"))
    desk.chooses("action_add_voter")
    desk.sees("pin_type")
    desk.presses("right", "ok", "right", "ok", "ok")  # the first key shows where the focus is
    shots.append(screen(desk, "Card and PIN, typed without a keyboard"))
    desk.presses("back", "back", "back")
    desk.hands.type_digits(chair.pin)
    desk.sees("card_show")
    precinct.show_card(desk, member)
    desk.sees("number_type")
    desk.hands.type_digits(STRANGER_NUMBER)
    desk.sees("name_type")
    for letter in STRANGER:
        desk.hands.touch(letter.upper())
    shots.append(screen(desk, "A voter is added by two people"))
    desk.presses(*["back"] * (len(STRANGER) + 1))
    precinct.suspend(desk)
    shots.append(screen(desk, "Suspended: no card is taken"))
    precinct.resume_voting(desk)
    precinct.menu(desk, "turnout", chair)
    desk.sees("marked")
    shots.append(screen(desk, "How many, by the hour; never who"))
    desk.presses("back")
    return shots


def evening(precinct: Precinct, totals: Sequence[str]) -> list[Shot]:
    """Sealed totals, key cards, numbers, a breach that is put right, the protocol."""
    desk, shots = precinct.desk, []
    precinct.menu(desk, "count")
    desk.sees("totals_show")
    shots.append(screen(desk, "Counting begins when every booth's paper was read"))
    for code in totals:
        desk.hands.scan(code)
    for number in (1, 3, 5):
        desk.sees("key_card_show")
        if number == 3:
            shots.append(screen(desk, "The key comes together from k cards, for seconds"))
        precinct.show_card(desk, precinct.key_cards[OFFICIAL][number - 1])
    typed = typed_numbers(read_election(ELECTION), VOTES, 10, 1)
    typed[MISTAKEN_FIELD] = 2
    for number, count in enumerate(typed):
        if number == PICTURED_FIELD:
            desk.hands.expect("____")
            shots.append(screen(desk, "What was counted by hand is typed, field by field"))
        desk.hands.type_digits(f"{count:04d}")
    desk.sees("numbers_look")
    shots.append(screen(desk, "All numbers once more"))
    desk.chooses("numbers_right")
    desk.sees("breach")
    shots.append(screen(desk, "A breach is said, never mended"))
    desk.presses("ok")
    desk.sees("accept_reason")
    shots.append(screen(desk, "Typed again, or explained by two people"))
    desk.chooses("type_again")
    desk.sees("numbers_look")
    desk.hands.choose("1.K")
    desk.hands.type_digits("0001")
    desk.sees("numbers_look")
    desk.chooses("numbers_right")
    return shots
