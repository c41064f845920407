"""The tables that decide: who may do what when, cell by cell; and which numbers of a protocol do not agree."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from host_tools.formats.objects import BoothLine
from tests import firmware_tables
from tests.firmware_tables import ACTS, RULES, acts, permissions, rule

DEVICE = Path(__file__).parents[1] / "device"
EQUATIONS: dict[str, Any] = runpy.run_path(str(DEVICE / "desk" / "count" / "equations.py"))
breaches = EQUATIONS["breaches"]
Evening = tuple[dict[str, int], list[list[int]], list[list[int]], list[int]]  # fields, electronic, paper, votes allowed

# --- who may do what, when ------------------------------------------------------------------------------------------

STATES = ("ready", "open", "suspended", "closed", "counted", "sent")
CHAIR, BOTH = (0,), (0, 1)  # of the commission, each with card and PIN; both are chair and member
C, B = CHAIR, BOTH
# Each cell: the state afterwards and who has to be there; no cell is forbidden.
BOOTH = {
    "open": {"ready": ("open", B)},
    "suspend": {"open": ("suspended", C)},
    "resume": {"suspended": ("open", B)},
    "close": {"open": ("closed", B), "suspended": ("closed", B)},
    "report": {"open": ("open", C), "suspended": ("suspended", C)},
    "calibrate": {"open": ("open", C), "suspended": ("suspended", C)},
    "reprint": {"closed": ("closed", C)},
    "clear": {"closed": ("ready", B)},
}
DESK = {
    "open": {"ready": ("open", B)},
    "suspend": {"open": ("suspended", C)},
    "resume": {"suspended": ("open", B)},
    "close": {"open": ("closed", B), "suspended": ("closed", B)},
    "report": {"open": ("open", C), "suspended": ("suspended", C)},
    "calibrate": {"open": ("open", C), "suspended": ("suspended", C)},
    "type_number": {"open": ("open", C)},
    "add_voter": {"open": ("open", B)},
    "vote_at_home": {"open": ("open", C)},
    "spoil_paper": {"open": ("open", C)},
    "count": {"closed": ("counted", B)},
    "accept_breach": {state: (state, B) for state in ("closed", "counted", "sent")},
    "reprint": {"counted": ("counted", C), "sent": ("sent", C)},
    "correct": {"counted": ("counted", B), "sent": ("counted", B)},
    "send": {"counted": ("sent", C), "sent": ("sent", C)},
    "turnout": {state: (state, C) for state in STATES if state != "ready"},
    "clear": {state: ("ready", B) for state in ("closed", "counted", "sent")},
}
CELLS = [
    (role, action, state, table.get(action, {}).get(state))
    for role, table in (("booth", BOOTH), ("desk", DESK))
    for action in DESK
    for state in STATES
]


@pytest.mark.parametrize(("role", "action", "state", "cell"), CELLS, ids=["-".join(cell[:3]) for cell in CELLS])
def test_cell(role: str, action: str, state: str, cell: tuple[str, tuple[int, ...]] | None) -> None:
    assert rule(role, state, action) == cell
    assert (action in acts(role, state, is_official=False)) == (cell is not None)
    assert (action in acts(role, state, is_official=True)) == (cell is not None and action != "clear")


@pytest.mark.parametrize("role", ["booth", "desk"])
def test_nothing_else_is_offered_and_nothing_twice(role: str) -> None:
    offered = [(state, action) for state in STATES for action in acts(role, state, is_official=False)]
    assert len(offered) == len(set(offered))
    assert set(offered) == {(state, action) for at, action, state, cell in CELLS if at == role and cell}


@pytest.mark.parametrize(("role", "section"), [("desk", "## 1."), ("booth", "## 2.")])
def test_the_page_for_people_has_the_same_table(role: str, section: str) -> None:
    page = (DEVICE.parent / "docs" / "polls.md").read_text("utf-8")
    lines = page.split(section)[1].split("\n## ")[0].splitlines()
    rows = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines if line.startswith("|")][2:]
    people = {C: "chair", B: "chair, member"}
    expected = {(action, state, cell[0], people[cell[1]]) for at, action, state, cell in CELLS if at == role and cell}
    assert set(rows) == expected and len(rows) == len(expected)


def test_states_and_people_are_called_as_in_the_table() -> None:
    assert firmware_tables.STATES == STATES
    assert (permissions.CHAIR, permissions.MEMBER) == BOTH


# Asked for where they come up, not in the menu.
ASIDE = {"booth": {"open"}, "desk": {"open", "accept_breach", "vote_at_home"}}


@pytest.mark.parametrize("role", ["booth", "desk"])
def test_what_is_allowed_is_carried_out_by_something_and_nothing_else_is(role: str) -> None:
    assert set(ACTS[role]) | ASIDE[role] == {act for act, *_ in RULES[role]}
    assert not set(ACTS[role]) & ASIDE[role]
    assert all(parts and all(map(callable, parts)) for parts in ACTS[role].values())


# --- the equations of a protocol ------------------------------------------------------------------------------------

GOOD = {
    "listed": 1200, "added": 14, "certificates": 9, "on_list": 1205,
    "activations": 600, "marked": 765, "electronic": 600,
    "paper_received": 500, "paper_issued": 140, "paper_outside": 25, "paper_spoiled": 3, "paper_unused": 332,
    "box_portable": 25, "box_room": 139, "outside_recorded": 25, "spoiled_recorded": 3,
}  # fmt: skip
ELECTRONIC, PAPER, ALLOWED = [[300, 200, 100]], [[80, 60, 20, 4]], [1]
BOOTHS = [BoothLine(1, 350, 2, 350, bytes(32), 350), BoothLine(2, 250, 0, 250, bytes(32), 250)]
# One mistake in each of the numbers that somebody types or a machine adds up, and which equations tell.
MISTAKES = [
    ({"listed": 1201}, {"on_list"}),
    ({"added": 13}, {"on_list"}),
    ({"certificates": 10}, {"on_list"}),
    ({"on_list": 1206}, {"on_list"}),
    ({"on_list": 764, "listed": 759}, {"not_more_than_listed", "voted_of_list"}),
    ({"marked": 764}, {"marked", "voted"}),
    ({"activations": 601}, {"marked", "activations_sum"}),
    ({"activations": 601, "marked": 766}, {"voted", "activations_sum"}),
    ({"activations": 599, "marked": 764}, {"electronic", "voted", "activations_sum"}),
    ({"paper_received": 499}, {"paper"}),
    ({"paper_issued": 141}, {"marked", "voted", "paper"}),
    ({"paper_outside": 24}, {"marked", "voted", "paper", "portable_box", "outside_recorded"}),
    ({"paper_outside": 24, "paper_unused": 333}, {"marked", "voted", "portable_box", "outside_recorded"}),
    ({"paper_spoiled": 4}, {"paper", "spoiled_recorded"}),
    ({"paper_spoiled": 4, "paper_unused": 331}, {"spoiled_recorded"}),
    ({"paper_unused": 331}, {"paper"}),
    ({"box_portable": 26}, {"portable_box", "paper_votes_1"}),
    ({"box_portable": 24}, {"paper_votes_1"}),
    ({"box_room": 141}, {"room_box", "paper_votes_1"}),
    ({"electronic": 599}, {"voted", "electronic_sum", "electronic_votes_1"}),
    ({"electronic": 601}, {"voted", "electronic", "electronic_sum", "electronic_votes_1"}),
]
IN_ONE_SUM = ["listed", "added", "certificates", "paper_received", "paper_spoiled", "paper_unused"]


def test_numbers_that_agree() -> None:
    assert breaches(GOOD, ELECTRONIC, PAPER, ALLOWED, BOOTHS) == []
    without = {name: count for name, count in GOOD.items() if not name.endswith("_recorded")}
    assert breaches(without, ELECTRONIC, PAPER, ALLOWED, BOOTHS) == []


def test_every_equation_is_told_in_letters_and_in_numbers() -> None:
    told = [line[1:3] for line in EQUATIONS["checks"](GOOD, ELECTRONIC, PAPER, ALLOWED, BOOTHS)]
    assert told == [
        ("D = A + B − C", "1205 = 1205"), ("D ≥ 0", "1205 ≥ 0"), ("S = T + F + G", "765 = 765"),
        ("S = L + F + G", "765 = 765"), ("S ≤ D", "765 ≤ 1205"), ("L + F + G ≤ D", "765 ≤ 1205"),
        ("L ≤ T", "600 ≤ 600"), ("E = F + G + H + I", "500 = 500"), ("J ≤ G", "25 ≤ 25"), ("K ≤ F", "139 ≤ 140"),
        ("G = G*", "25 = 25"), ("I = I*", "3 = 3"), ("L = L1 + L2", "600 = 600"), ("T = T1 + T2", "600 = 600"),
        ("L1 ≤ U1", "350 ≤ 350"), ("U1 ≤ T1", "350 ≤ 350"), ("L2 ≤ U2", "250 ≤ 250"), ("U2 ≤ T2", "250 ≤ 250"),
        ("V + N = L", "600 = 600"), ("V + N + M = J + K", "164 = 164"),
    ]  # fmt: skip
    wrong = [line[1:3] for line in EQUATIONS["checks"](GOOD | {"listed": 1201}, [], [], []) if not line[5]]
    assert wrong == [("D = A + B − C", "1205 ≠ 1206")]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ([1, 351, 2, 350, bytes(32), 350], {"electronic_sum", "booth_cast_1"}),
        ([1, 350, 2, 351, bytes(32), 350], {"booth_spent_1"}),
        ([1, 350, 2, 350, bytes(32), 351], {"activations_sum"}),
        ([1, 349, 2, 350, bytes(32), 350], {"electronic_sum"}),
    ],
)
def test_each_booth_by_itself(line: list[Any], expected: set[str]) -> None:
    found = breaches(GOOD, ELECTRONIC, PAPER, ALLOWED, [BoothLine(*line), BOOTHS[1]])
    assert {name for name, _, _ in found} == expected


@pytest.mark.parametrize(("mistake", "expected"), MISTAKES, ids=[" ".join(mistake) for mistake, _ in MISTAKES])
def test_one_mistake(mistake: dict[str, int], expected: set[str]) -> None:
    assert {name for name, _, _ in breaches(GOOD | mistake, ELECTRONIC, PAPER, ALLOWED, BOOTHS)} == expected


@pytest.mark.parametrize(
    ("allowed", "ballots", "votes", "holds"),
    [(1, 164, 164, True), (1, 164, 163, False), (1, 164, 165, False), (3, 164, 164, True), (3, 164, 492, True),
     (3, 164, 163, False), (3, 164, 493, False), (3, 0, 0, True), (3, 0, 1, False)],
)  # fmt: skip
def test_votes_on_paper_with_one_and_with_several_allowed(allowed: int, ballots: int, votes: int, holds: bool) -> None:
    fields = GOOD | {"box_portable": 0, "box_room": ballots, "paper_issued": 140, "electronic": 0}
    found = {name for name, _, _ in breaches(fields, [[0, 0]], [[votes, 0]], [allowed])}
    assert ("paper_votes_1" not in found) == holds


def test_electronic_votes_of_each_contest_with_blanks_filling_up() -> None:
    found = breaches(GOOD, [[300, 200, 100], [700, 800, 300], [700, 800, 299]], [[164]] * 3, [1, 3, 3])
    assert found == [("electronic_votes_3", 1799, 1800)]


def test_more_certificates_than_voters_is_no_negative_list() -> None:
    """1,083 listed, 1,370 certificates issued, 1 accepted: the list cannot have -286 voters, however it adds up."""
    fields = dict.fromkeys(GOOD, 0) | {"listed": 1083, "added": 1, "certificates": 1370, "on_list": -286}
    too_few = [("on_list_negative", -286, 0), ("not_more_than_listed", 0, -286), ("voted_of_list", 0, -286)]
    assert breaches(fields, [[0]], [[0]], [1]) == too_few
    assert ("on_list", 0, -286) in breaches(fields | {"on_list": 0}, [[0]], [[0]], [1])


@st.composite
def precincts(draw: st.DrawFn) -> Evening:
    """An honest evening: built forwards, from people and papers to the protocol."""
    few = st.integers(0, 40)
    issued, outside, activations, spoiled, unused, added, gone = (draw(few) for _ in range(7))
    marked = activations + issued + outside
    on_list = marked + draw(few)
    fields = {
        "listed": on_list + gone - min(added, on_list), "added": min(added, on_list), "certificates": gone,
        "on_list": on_list, "activations": activations, "marked": marked, "electronic": activations,
        "paper_received": issued + outside + spoiled + unused, "paper_issued": issued, "paper_outside": outside,
        "paper_spoiled": spoiled, "paper_unused": unused, "box_portable": draw(st.integers(0, outside)),
        "box_room": draw(st.integers(0, issued)),
    }  # fmt: skip
    allowed = draw(st.lists(st.integers(1, 4), min_size=1, max_size=3))
    ballots = fields["box_portable"] + fields["box_room"]
    electronic = [_split(draw, fields["electronic"] * most) for most in allowed]
    paper = [_split(draw, draw(st.integers(ballots, ballots * most))) for most in allowed]
    return fields, electronic, paper, allowed


def _split(draw: st.DrawFn, total: int) -> list[int]:
    cut = draw(st.integers(0, total))
    return [cut, total - cut]


@given(precincts())
def test_an_honest_evening_has_no_breach(evening: Evening) -> None:
    assert breaches(*evening) == []


@given(precincts(), st.sampled_from(IN_ONE_SUM), st.integers(-5, 5).filter(bool))
def test_a_number_that_stands_in_one_sum_is_missed_by_it(evening: Evening, name: str, by: int) -> None:
    fields, *votes = evening
    found = breaches(fields | {name: fields[name] + by}, *votes)
    told = [line[0] for line in found]
    assert told == ["paper" if name.startswith("paper") else "on_list"]


@given(precincts(), st.integers(1, 9))
def test_voters_who_left_without_voting_are_told(evening: Evening, left: int) -> None:
    fields, electronic, paper, allowed = evening
    more = {name: fields[name] + left for name in ("listed", "on_list", "activations", "marked")}
    found = breaches(fields | more, electronic, paper, allowed)
    assert found == [("voted", fields["marked"] + left, fields["marked"])]


@given(precincts(), st.integers(1, 9))
def test_a_ballot_too_many_at_the_booths_is_told(evening: Evening, more: int) -> None:
    fields, electronic, paper, allowed = evening
    cast, slips = fields["activations"] + more, fields["activations"]
    assert ("electronic", cast, slips) in breaches(fields | {"electronic": cast}, electronic, paper, allowed)
