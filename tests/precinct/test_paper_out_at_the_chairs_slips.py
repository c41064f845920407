"""Paper that ends in a slip of the chair's: the new roll has the whole of it, and whoever gives up gets it once more.

What was logged before it was printed is printed again from the log; what is counted behind its paper is counted once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from PIL import Image

from simulator.people.precinct import Terminal
from simulator.people.slip_reader import OTHER, kind_of, says
from tests.precinct.day import Day, Snapshot
from tests.precinct.slip_objects import object_of
from tests.precinct.test_added_twice import NAME, NUMBER, asks_to_add
from tests.precinct.test_home_too_late import request
from tests.precinct.test_paper_out import new_roll, paper_ends
from tests.precinct.test_portable_box import FOREIGN, SEAL, leaves
from tests.precinct.test_seals import FIRST, SECOND, scans
from tests.precinct.three_desks import switched_on
from tests.precinct.traces import events

LEFT_MM = 30


def seals(day: Day, *choice: str) -> None:
    day.menu(day.desk, "seals", day.role_cards[0])
    for one in choice:
        day.desk.chooses(one)


def shown(day: Day, *numbers: str) -> None:
    """All seals are shown: the slip comes."""
    scans(day, *numbers)
    day.desk.sees("seals_count", len(numbers))
    day.desk.presses("back")


def first_list(day: Day) -> None:
    seals(day)
    shown(day, FIRST, SECOND)


def listed(day: Day) -> None:
    first_list(day)
    day.desk.take_slip("seals")
    day.desk.sees("seals_count", 2)
    day.desk.presses("ok")


def compared(day: Day) -> None:
    seals(day, "seals_compare")
    shown(day, FIRST, FOREIGN)


def box(day: Day, *choice: str) -> None:
    day.menu(day.desk, "portable_box", day.role_cards[0])
    for one in choice:
        day.desk.chooses(one)


def box_leaves(day: Day) -> None:
    box(day)
    day.desk.sees("box_scan")
    day.desk.hands.scan(SEAL, "]C0")
    day.desk.sees("box_taken")
    day.desk.hands.type_digits("0007")


def box_comes_back(day: Day) -> None:
    box(day, "box_is_back")
    day.desk.sees("box_scan")
    day.desk.hands.scan(FOREIGN, "]C0")
    day.desk.sees("box_brought")
    day.desk.hands.type_digits("0006")


def refused(day: Day) -> None:
    at = day.desk
    asks_to_add(day, NUMBER)
    at.sees("name_type")
    at.hands.type_letters(NAME)
    at.sees("added_certificate")
    for choice in ("added_resident", "added_no_consent"):
        at.chooses(choice)
    at.sees("added_refuse_ask")
    at.presses("ok")


def helped(day: Day) -> None:
    at = day.desk
    day.menu(at, "assisted", day.role_cards[0])
    at.sees("asked_voter_back")
    at.hands.scan(day.labels[0], "]C0")
    at.sees("helper_type")
    at.hands.type_letters(NAME)
    at.sees("helper_ask")
    at.presses("ok")


def home_list(day: Day) -> None:
    day.menu(day.desk, "home_request", day.role_cards[0])
    day.desk.chooses("home_list")


def nothing(_: Day) -> None:
    pass


@dataclass(frozen=True)
class Act:
    """One of the chair's slips. before, act: what happens up to it; page: what follows the whole slip.

    follows: whether the page comes without the slip, too. again: how the slip comes after they gave up; None: as
    before. event: what is logged once. on_it: a number that stands on it.
    """

    act: Callable[[Day], None]
    event: str
    on_it: str
    page: tuple[object, ...] = ()
    follows: bool = False
    before: Callable[[Day], None] = nothing
    again: Callable[[Day], None] | None = None


ACTS = {
    "a box leaves": Act(box_leaves, "box_left", SEAL, again=lambda day: box(day, "action_reprint")),
    "a box is back": Act(
        box_comes_back, "box_back", FOREIGN, ("box_given_now", 1), True,
        before=lambda day: leaves(day, SEAL, 7), again=lambda day: box(day, "action_reprint"),
    ),
    "new seals": Act(
        first_list, "seals_put", SECOND, ("seals_count", 2), True, again=lambda day: seals(day, "action_reprint")
    ),
    "compared seals": Act(
        compared, "seals_compared", FOREIGN, ("seals_missing", SECOND), True,
        before=listed, again=lambda day: seals(day, "action_reprint"),
    ),
    "a refusal": Act(refused, "adding_refused", "", ("added_refused_so_far", 1)),
    "a helper": Act(helped, "assisted", "", ("counted_so_far", 1)),
    "the list of homes": Act(home_list, "home_requested", "", before=lambda day: request(day, day.labels[0], 1)),
}  # fmt: skip


@pytest.fixture
def day(start: Callable[..., Day], afternoon: Snapshot) -> Day:
    made = start(afternoon)
    made.resume(made.desk)
    return made


def goes_on(day: Day, page: tuple[object, ...]) -> None:
    at = day.desk
    if page:
        at.sees(*page)  # type: ignore[arg-type]
        at.presses("ok")
    day.idle(at)


def last_slip(at: Terminal) -> Image.Image:
    at.hardware.rest(60_000)
    return at.hardware.printer.slips[-1]


def is_whole(slip: Image.Image, text: str) -> bool:
    """No piece of a slip, with these words on it."""
    return kind_of(slip) == OTHER and (not text or says(slip, text) or says(slip, text, bold=True))


@pytest.mark.parametrize("name", ACTS)
def test_the_paper_ends_in_a_slip_of_the_chairs(day: Day, name: str) -> None:
    """A new roll: the whole slip, and one entry."""
    at, act = day.desk, ACTS[name]
    act.before(day)
    day.idle(at)
    paper_ends(at, LEFT_MM)
    act.act(day)
    new_roll(at)
    goes_on(day, act.page)
    assert is_whole(last_slip(at), act.on_it)
    assert [one for one, _ in events(at.hardware)].count(act.event) == 1


@pytest.mark.parametrize("name", ACTS)
def test_a_slip_of_the_chairs_was_given_up_and_the_power_went(day: Day, name: str) -> None:
    """No roll, *back*, a power cut: afterwards the slip comes all the same, and still there is one entry."""
    at, act = day.desk, ACTS[name]
    act.before(day)
    day.idle(at)
    paper_ends(at, LEFT_MM)
    act.act(day)
    at.sees("printer_paper_out")
    at.presses("back")
    goes_on(day, act.page if act.follows else ())
    at.hardware.pull_plug()
    at.hardware.printer.load_paper()
    day.resume(at)
    (act.again or act.act)(day)
    goes_on(day, () if act.again else act.page)
    assert is_whole(last_slip(at), act.on_it)
    if act.again:
        assert ("report_reprinted", 1) in events(at.hardware)
    assert [one for one, _ in events(at.hardware)].count(act.event) == 1


def test_the_paper_ends_in_the_report_of_a_desk(start: Callable[..., Day], three_desks: Snapshot) -> None:
    """Given up, and printed again: the same object."""
    day = switched_on(start(three_desks))
    at = day.desks[1]
    day.issue_here(at)
    day.idle(at)
    paper_ends(at, 60)
    day.menu(at, "close")
    day.give_back(at)
    at.sees("printer_paper_out")
    at.presses("back")
    at.sees("desk_closed")
    at.hardware.printer.load_paper()
    objects = set()
    for _ in range(2):
        day.menu(at, "desk_report", day.role_cards[0])
        objects.add(object_of(day.newest_codes(at)))
    assert len(objects) == 1
    assert [one for one, _ in events(at.hardware)].count("desk_reported") == 1
