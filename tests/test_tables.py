"""The tables that decide: who may do what when, cell by cell; and which numbers of a protocol do not agree."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from host_tools.formats.objects import BoothLine, EndedLine, PaperLine
from tests import firmware_tables
from tests.firmware_tables import ACTS, RULES, acts, permissions, rule

DEVICE = Path(__file__).parents[1] / "device"
EQUATIONS: dict[str, Any] = runpy.run_path(str(DEVICE / "desk" / "count" / "equations.py"))
breaches = EQUATIONS["breaches"]
Evening = tuple[dict[str, int], list[list[int]], list[list[int]], list[int]]  # fields, electronic, paper, votes allowed

# --- who may do what, when ------------------------------------------------------------------------------------------

STATES = ("ready", "open", "suspended", "closed", "counted", "sent", "outdated")
CHAIR, BOTH = (0,), (0, 1)  # of the commission, each with card and PIN; both are chair and member
C, B, M = CHAIR, BOTH, (1,)
# Each cell: the state afterwards and who has to be there; no cell is forbidden.
BOOTH = {
    "cancel_slip": {"open": ("open", C)},
    "open": {"ready": ("open", B)},
    "open_again": {"ready": ("open", B)},
    "suspend": {"open": ("suspended", C)},
    "resume": {"suspended": ("open", B)},
    "close": {"open": ("closed", B), "suspended": ("closed", B), "outdated": ("closed", B)},
    "report": {"open": ("open", C), "suspended": ("suspended", C)},
    "calibrate": {"open": ("open", C), "suspended": ("suspended", C)},
    "set_clock": {"open": ("open", C), "suspended": ("suspended", C)},
    "self_test": {"open": ("open", C), "suspended": ("suspended", C), "closed": ("closed", C)},
    "reprint": {"closed": ("closed", C)},
    "clear": {"closed": ("ready", B)},
}
DESK = {
    "make_key": {"ready": ("ready", B)},
    "open": {"ready": ("open", B)},
    "suspend": {"open": ("suspended", C)},
    "resume": {"suspended": ("open", B)},
    "close": {"open": ("closed", B), "suspended": ("closed", B)},
    "report": {"open": ("open", C), "suspended": ("suspended", C)},
    "calibrate": {"open": ("open", C), "suspended": ("suspended", C)},
    "set_clock": {"open": ("open", C), "suspended": ("suspended", C)},
    "self_test": {state: (state, C) for state in ("open", "suspended", "closed", "counted", "sent")},
    "type_number": {"open": ("open", C)},
    "add_voter": {"open": ("open", B)},
    "booth_opened_again": {"open": ("open", B)},
    "vote_at_home": {"open": ("open", C)},
    "home_request": {"open": ("open", C)},
    "assisted": {"open": ("open", C)},
    "spoil_paper": {"open": ("open", C)},
    "slip_back": {"open": ("open", C)},
    "paper_back": {"open": ("open", C)},
    "slip_taken": {"open": ("open", C)},
    "paper_taken": {"open": ("open", C)},
    "withdraw_paper": {"open": ("open", C)},
    "exchange_slip": {"open": ("open", B)},
    "replacement": {state: (state, C) for state in ("open", "suspended", "closed")},
    "end_booth": {"open": ("open", B)},
    "desk_report": {"closed": ("closed", C)},
    "issue_here": {"open": ("open", M)},
    "count": {"closed": ("counted", B)},
    "accept_breach": {state: (state, B) for state in ("closed", "counted", "sent")},
    "reprint": {"counted": ("counted", C), "sent": ("sent", C)},
    "correct": {"counted": ("counted", B), "sent": ("counted", B)},
    "send": {"counted": ("sent", C), "sent": ("sent", C)},
    "portable_box": {state: (state, C) for state in ("open", "suspended", "closed")},
    "seals": {state: (state, C) for state in STATES if state not in ("ready", "outdated")},
    "sign": {"counted": ("counted", C), "sent": ("sent", C)},
    "turnout": {state: (state, C) for state in STATES if state not in ("ready", "outdated")},
    "clear": {state: ("ready", B) for state in ("closed", "counted", "sent")},
}
CELLS = [
    (role, action, state, table.get(action, {}).get(state))
    for role, table in (("booth", BOOTH), ("desk", DESK))
    for action in sorted({*BOOTH, *DESK})
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
    people = {C: "chair", B: "chair, member", M: "member"}
    expected = {(action, state, cell[0], people[cell[1]]) for at, action, state, cell in CELLS if at == role and cell}
    assert set(rows) == expected and len(rows) == len(expected)


def test_states_and_people_are_called_as_in_the_table() -> None:
    assert firmware_tables.STATES == STATES
    assert (permissions.CHAIR, permissions.MEMBER) == BOTH


# Asked for where they come up, not in the menu.
ASIDE = {
    "booth": {"open", "open_again"},
    "desk": {"make_key", "open", "accept_breach", "vote_at_home", "booth_opened_again"},
}


@pytest.mark.parametrize("role", ["booth", "desk"])
def test_what_is_allowed_is_carried_out_by_something_and_nothing_else_is(role: str) -> None:
    assert set(ACTS[role]) | ASIDE[role] == {act for act, *_ in RULES[role]}
    assert not set(ACTS[role]) & ASIDE[role]
    assert all(parts and all(map(callable, parts)) for parts in ACTS[role].values())


# --- the equations of a protocol ------------------------------------------------------------------------------------

GOOD = {
    "listed": 1200, "added": 14, "certificates": 9, "on_list": 1205,
    "activations": 607, "marked": 768, "electronic": 600, "slips_returned": 2, "slips_exchanged": 3,
    "slips_cancelled": 1, "slips_changed": 1, "slips_taken": 1, "papers_taken": 1, "challenged": 3, "paper_returned": 1,
    "typed_in": 4, "complaints": 2, "acts": 1, "withdrawn_recorded": 7,
    "issued_recorded": 140, "outside_recorded": 25, "spoiled_recorded": 3, "by_certificate": 13,
    "certificates_received": 12, "certificates_cancelled": 2, "certificates_lost": 1, "added_refused": 2,
    "home_requests": 26, "home_refused": 1, "assisted": 3,
}  # fmt: skip
ELECTRONIC, PAPER, ALLOWED = [[300, 200, 100]], [[80, 58, 20, 2, 3]], [1]
PAPERS = PaperLine(
    received=510, withdrawn=7, issued=140, outside=25, unused=334, spoiled=3, lost=1, portable=25, room=138
)
BOOTHS = [BoothLine(1, 350, 2, 351, bytes(32), 353, b"", 3, 1), BoothLine(2, 250, 0, 250, bytes(32), 254, b"", 0, 0)]
# One mistake in each of the numbers that somebody types or a machine adds up, and which equations tell.
MISTAKES = [
    ({"listed": 1201}, {"on_list"}),
    ({"added": 13}, {"on_list"}),
    ({"added": 12}, {"on_list", "by_certificate"}),
    ({"certificates": 10}, {"on_list", "certificates"}),
    ({"certificates_lost": 0}, {"certificates"}),
    ({"on_list": 1206}, {"on_list"}),
    ({"on_list": 764, "listed": 759}, {"not_more_than_listed", "voted_of_list"}),
    ({"marked": 767}, {"marked"}),
    ({"activations": 608}, {"marked", "activations_sum"}),
    ({"activations": 605, "marked": 766}, {"slips", "activations_sum"}),
    ({"slips_exchanged": 4}, {"marked"}),
    ({"slips_returned": 4}, {"slips"}),
    ({"slips_cancelled": 3}, {"slips", "cancelled_sum"}),
    ({"slips_cancelled": 0}, {"cancelled_sum", "changed"}),
    ({"slips_changed": 2, "marked": 767}, {"changed"}),
    ({"withdrawn_recorded": 6}, {"withdrawn_recorded"}),
    ({"challenged": 2}, {"challenged_sum"}),
    ({"issued_recorded": 141}, {"marked", "issued_recorded_1"}),
    ({"outside_recorded": 24}, {"marked", "outside_recorded_1"}),
    ({"spoiled_recorded": 4}, {"spoiled_recorded"}),
    ({"paper_returned": 3}, {"found_1"}),
    ({"electronic": 599}, {"electronic_sum", "electronic_votes_1"}),
    ({"electronic": 602}, {"slips", "electronic_sum", "electronic_votes_1"}),
]
ON_PAPER = [
    ({"received": 499}, {"paper_1"}),
    ({"withdrawn": 6}, {"paper_1", "withdrawn_recorded"}),
    ({"lost": 0}, {"paper_1"}),
    ({"unused": 331}, {"paper_1"}),
    ({"issued": 141, "unused": 333}, {"issued_recorded_1"}),
    ({"outside": 26, "unused": 333}, {"outside_recorded_1"}),
    ({"outside": 24, "unused": 335}, {"outside_recorded_1", "portable_box_1"}),
    ({"spoiled": 4, "unused": 333}, {"spoiled_recorded"}),
    ({"portable": 26}, {"portable_box_1", "paper_votes_1"}),
    ({"portable": 24}, {"paper_votes_1"}),
    ({"room": 141}, {"room_box_1", "found_1", "paper_votes_1"}),
]


def told(fields: dict[str, int], *others: Any) -> set[str]:
    return {name for name, _, _ in breaches(fields, *others)}


def test_numbers_that_agree() -> None:
    assert breaches(GOOD, ELECTRONIC, PAPER, [PAPERS], ALLOWED, BOOTHS) == []


def test_every_equation_is_told_in_letters_and_in_numbers() -> None:
    said = [line[1:3] for line in EQUATIONS["checks"](GOOD, ELECTRONIC, PAPER, [PAPERS], ALLOWED, BOOTHS)]
    assert said == [
        ("D = A + B − C", "1205 = 1205"), ("BC ≤ B", "13 ≤ 14"),
        ("CR = C + CU + CQ", "12 = 12"), ("D ≥ 0", "1205 ≥ 0"), ("S + X + YX = T + F* + G*", "772 = 772"),
        ("S ≤ D", "768 ≤ 1205"), ("L + F* + G* ≤ D", "765 ≤ 1205"), ("L ≤ T", "600 ≤ 607"),
        ("L + R + X + Y ≤ T", "606 ≤ 607"), ("YX ≤ Y", "1 ≤ 1"), ("I1 = I*", "3 = 3"), ("P1 = P*", "7 = 7"),
        ("L = L1 + L2", "600 = 600"),
        ("CH = CH1 + CH2", "3 = 3"), ("Y = Y1 + Y2", "1 = 1"), ("T = T1 + T2", "607 = 607"),
        ("L1 + Y1 ≤ U1", "351 ≤ 351"),
        ("U1 ≤ T1", "351 ≤ 353"), ("L2 + Y2 ≤ U2", "250 ≤ 250"),
        ("U2 ≤ T2", "250 ≤ 254"), ("E = P + F + G + H + I + Q", "510 = 510"), ("F = F*", "140 = 140"),
        ("G = G*", "25 = 25"), ("J ≤ G", "25 ≤ 25"), ("K ≤ F", "138 ≤ 140"), ("J + K + FR ≤ F + G", "164 ≤ 165"),
        ("V + N = L", "600 = 600"), ("V + N + VN + M = J + K", "163 = 163"),
    ]  # fmt: skip
    wrong = [line[1:3] for line in EQUATIONS["checks"](GOOD | {"listed": 1201}, [], [], [], []) if not line[5]]
    assert wrong == [("D = A + B − C", "1205 ≠ 1206"), (" = I*", "0 ≠ 3"), (" = P*", "0 ≠ 7")]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ([1, 351, 2, 350, bytes(32), 353], {"electronic_sum", "booth_cast_1"}),
        ([1, 350, 2, 354, bytes(32), 353], {"booth_spent_1"}),
        ([1, 350, 2, 351, bytes(32), 354], {"activations_sum"}),
        ([1, 349, 2, 351, bytes(32), 353], {"electronic_sum"}),
    ],
)
def test_each_booth_by_itself(line: list[Any], expected: set[str]) -> None:
    assert told(GOOD, ELECTRONIC, PAPER, [PAPERS], ALLOWED, [BoothLine(*line, b"", 3, 1), BOOTHS[1]]) == expected


@pytest.mark.parametrize(("mistake", "expected"), MISTAKES, ids=[" ".join(mistake) for mistake, _ in MISTAKES])
def test_one_mistake(mistake: dict[str, int], expected: set[str]) -> None:
    assert told(GOOD | mistake, ELECTRONIC, PAPER, [PAPERS], ALLOWED, BOOTHS) == expected


@pytest.mark.parametrize(("mistake", "expected"), ON_PAPER, ids=[" ".join(mistake) for mistake, _ in ON_PAPER])
def test_one_mistake_on_paper(mistake: dict[str, int], expected: set[str]) -> None:
    assert told(GOOD, ELECTRONIC, PAPER, [PAPERS._replace(**mistake)], ALLOWED, BOOTHS) == expected


def ended_early(by_hand: int, exchanged: int) -> tuple[dict[str, int], list[BoothLine], list[EndedLine]]:
    """The same evening, but booth 2 was opened twice and the first cartridge is lost."""
    lost, second = bytes(16), b"2" * 16
    booths = [BOOTHS[0], BoothLine(2, 0, 0, 0, None, 3, lost, 0, 0), BOOTHS[1]._replace(opening=second, issued=251)]
    fields = GOOD | {"slips_exchanged": exchanged, "marked": 771 - exchanged}
    return fields, booths, [EndedLine(lost, exchanged, by_hand)]


@pytest.mark.parametrize(
    ("by_hand", "exchanged", "expected"),
    [
        (0, 0, set()), (3, 0, {"paper_votes_1"}), (0, 3, set()), (1, 2, {"paper_votes_1"}),
        (0, 4, {"booth_exchanged_2"}), (2, 2, {"booth_exchanged_2", "paper_votes_1"}),
        (0, 5, {"booth_exchanged_2", "slips"}),
    ],
)  # fmt: skip
def test_nobody_both_votes_and_exchanges_the_slip(by_hand: int, exchanged: int, expected: set[str]) -> None:
    fields, booths, ended = ended_early(by_hand, exchanged)
    assert told(fields, ELECTRONIC, PAPER, [PAPERS], ALLOWED, booths, None, ended) == {"booth_lost_2", *expected}


def test_ballots_of_a_sealed_box_are_in_the_equations_in_letters() -> None:
    fields, booths, ended = ended_early(2, 1)
    paper = [[PAPER[0][0] + 2, *PAPER[0][1:]]]
    said = {
        line[1]: line[2]
        for line in EQUATIONS["checks"](fields, ELECTRONIC, paper, [PAPERS], ALLOWED, booths, None, ended)
    }
    assert said["V + N + VN + M = J + K + BH"] == "165 = 165"
    assert said["BH2 + X2 ≤ T2"] == "3 ≤ 3" and said["X = X2"] == "1 = 1"
    assert said["L + BH + F* + G* ≤ D"] == "767 ≤ 1205" and said["L + BH + R + X + Y ≤ T"] == "606 ≤ 607"


@pytest.mark.parametrize(
    ("allowed", "ballots", "votes", "rest", "holds"),
    [(1, 164, 164, 0, True), (1, 164, 163, 0, False), (1, 164, 165, 0, False), (1, 164, 160, 4, True),
     (3, 164, 164, 0, True), (3, 164, 492, 0, True), (3, 164, 163, 0, False), (3, 164, 493, 0, False),
     (3, 164, 480, 4, True), (3, 164, 481, 4, False), (3, 164, 159, 4, False), (3, 0, 0, 0, True), (3, 0, 1, 0, False)],
)  # fmt: skip
def test_votes_on_paper_with_one_and_with_several_allowed(
    allowed: int, ballots: int, votes: int, rest: int, holds: bool
) -> None:
    """rest: invalid ballots. Where several votes are allowed, ballots and votes are two units."""
    line = PAPERS._replace(portable=0, room=ballots)
    found = told(GOOD | {"electronic": 0}, [[0, 0]], [[votes, 0, 0, rest]], [line], [allowed])
    assert ("paper_votes_1" not in found) == holds


def test_electronic_votes_of_each_contest_with_blanks_filling_up() -> None:
    contests = [[300, 200, 100], [700, 800, 300], [700, 800, 299]]
    lines = [PAPERS, *[PAPERS._replace(spoiled=0, withdrawn=0, unused=344)] * 2]
    found = breaches(GOOD, contests, [[163, 0, 0, 0]] * 3, lines, [1, 3, 3])
    assert found == [("electronic_votes_3", 1799, 1800)]


def test_more_certificates_than_voters_is_no_negative_list() -> None:
    """1,083 listed, 1,370 certificates issued, 1 accepted: the list cannot have -286 voters, however it adds up."""
    fields = dict.fromkeys(GOOD, 0) | {"listed": 1083, "added": 1, "certificates": 1370, "on_list": -286}
    fields["certificates_received"] = 1370
    too_few = [("on_list_negative", -286, 0), ("not_more_than_listed", 0, -286), ("voted_of_list", 0, -286)]
    nothing = [[0]], [[0, 0, 0, 0]], [PaperLine(*[0] * 9)], [1]
    assert breaches(fields, *nothing) == too_few
    assert ("on_list", 0, -286) in breaches(fields | {"on_list": 0}, *nothing)


@st.composite
def precincts(draw: st.DrawFn) -> Evening:
    """An honest evening: built forwards, from people and papers to the protocol. Some leave, some exchange a slip."""
    few = st.integers(0, 40)
    issued, outside, cast, unused, added, gone = (draw(few) for _ in range(6))
    returned, exchanged, cancelled, taken, came_back = (draw(st.integers(0, 5)) for _ in range(5))
    changed = draw(st.integers(0, cancelled))  # for whom another slip or paper was given
    activations = cast + returned + exchanged + cancelled + taken
    marked = activations - exchanged - changed + issued + outside
    on_list = marked + draw(few)
    allowed = draw(st.lists(st.integers(1, 4), min_size=1, max_size=3))
    papers, paper = [], []
    for most in allowed:
        withdrawn, spoiled, lost = (draw(st.integers(0, 5)) for _ in range(3))
        back = min(came_back, issued + outside)
        portable = draw(st.integers(0, outside))
        room = draw(st.integers(0, max(0, min(issued, issued + outside - back - portable))))
        portable = min(portable, issued + outside - back - room)
        received = withdrawn + issued + outside + unused + spoiled + lost
        papers.append(PaperLine(received, withdrawn, issued, outside, unused, spoiled, lost, portable, room))
        rest = draw(st.integers(0, portable + room))
        valid = portable + room - rest
        paper.append([*_split(draw, draw(st.integers(valid, valid * most))), 0, 0, rest])
    fields = {
        "listed": on_list + gone - min(added, on_list), "added": min(added, on_list), "certificates": gone,
        "on_list": on_list, "activations": activations, "marked": marked, "electronic": cast,
        "slips_returned": returned, "slips_exchanged": exchanged, "slips_cancelled": cancelled,
        "slips_changed": changed, "challenged": 0, "slips_taken": 0, "papers_taken": 0, "typed_in": 0,
        "withdrawn_recorded": sum(line.withdrawn for line in papers),
        "paper_returned": min(came_back, issued + outside), "complaints": 0, "acts": 0, "issued_recorded": issued,
        "outside_recorded": outside, "spoiled_recorded": sum(line.spoiled for line in papers),
        "by_certificate": 0, "certificates_received": gone, "certificates_cancelled": 0, "certificates_lost": 0,
    }  # fmt: skip
    return fields, [_split(draw, cast * most) for most in allowed], paper, papers, allowed


def _split(draw: st.DrawFn, total: int) -> list[int]:
    cut = draw(st.integers(0, total))
    return [cut, total - cut]


@given(precincts())
def test_an_honest_evening_has_no_breach_whoever_left(evening: Evening) -> None:
    assert breaches(*evening) == []


@given(precincts(), st.integers(-5, 5).filter(bool))
def test_a_number_that_stands_in_one_sum_is_missed_by_it(evening: Evening, by: int) -> None:
    fields, *votes = evening
    assert told(fields | {"listed": fields["listed"] + by}, *votes) == {"on_list"}


@given(precincts(), st.sampled_from(["received", "withdrawn", "unused", "lost"]), st.integers(-5, 5).filter(bool))
def test_so_is_one_of_paper(evening: Evening, name: str, by: int) -> None:
    fields, electronic, paper, papers, allowed = evening
    wrong = [papers[0]._replace(**{name: getattr(papers[0], name) + by}), *papers[1:]]
    assert told(fields, electronic, paper, wrong, allowed) - {"withdrawn_recorded"} == {"paper_1"}


@given(precincts(), st.integers(1, 9))
def test_voters_who_left_without_voting_are_no_breach(evening: Evening, left: int) -> None:
    fields, *votes = evening
    more = {name: fields[name] + left for name in ("listed", "on_list", "activations", "marked")}
    assert breaches(fields | more, *votes) == []


@given(precincts(), st.integers(1, 9))
def test_a_ballot_too_many_at_the_booths_is_told(evening: Evening, more: int) -> None:
    fields, *votes = evening
    cast, slips = fields["activations"] + more, fields["activations"]
    assert ("electronic", cast, slips) in breaches(fields | {"electronic": cast}, *votes)
