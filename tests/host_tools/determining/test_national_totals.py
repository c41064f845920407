"""A nation is added up from signed objects alone, whatever their order; what is missing or contested is said."""

from __future__ import annotations

import random

import pytest

from host_tools.determining import gate
from host_tools.determining.nation import determine
from host_tools.determining.states import ACTS, Impossible, Progress, Standing, after
from host_tools.formats import cose
from host_tools.formats.objects import PaperLine
from host_tools.formats.rulings import Act
from host_tools.publishing.pages import typed
from tests.host_tools.determining.made_up_nation import MadeUpNation

WITHOUT = [PaperLine(10, 0, 3, 1, 6, 0, 0, 0, 3)] * 2  # nothing of the portable box


@pytest.fixture(scope="module")
def nation() -> MadeUpNation:
    return MadeUpNation()


def test_order_and_repetition_change_nothing(nation: MadeUpNation) -> None:
    objects = nation.objects() * 2
    random.Random(5).shuffle(objects)
    shuffled = determine(nation.commission, objects)
    assert shuffled.results == nation.determined().results and not shuffled.not_taken
    assert {result.progress for result in shuffled.results.values()} == {Progress.ACCEPTED}
    assert gate.alarms(shuffled) == []


def test_the_nation_is_the_sum_of_its_precincts(nation: MadeUpNation) -> None:
    found = nation.determined()
    whole = found.total()
    assert whole.precincts == 4 and whole.on_list == 240 and whole.paper == 16
    made_up = nation.precincts.values()
    assert whole.electronic == sum(one.cast for one in made_up)
    assert whole.contests[0].electronic == [sum(one.votes[0][line] for one in made_up) for line in (0, 1)]
    assert whole.contests[1].not_given == sum(sum(one.votes[1][3:]) for one in made_up)
    assert whole.contests[0].paper == [8, 4] and whole.contests[0].invalid == 4 and whole.contests[1].invalid == 0
    regions = found.by_region()
    assert regions == {"A": [1, 2, 3], "B": [4]} and list(found.by_district()) == ["East", "North", "South"]
    assert sum(found.total(numbers).ballots for numbers in regions.values()) == whole.ballots


def test_what_has_not_come_is_expected_and_after_closing_missing(nation: MadeUpNation) -> None:
    absent = nation.precincts[3].objects()
    for closed, progress in ((False, Progress.EXPECTED), (True, Progress.MISSING)):
        found = nation.determined(without=absent.__contains__, closed=closed)
        assert found.results[3].progress == progress and found.total().precincts == 3


def test_without_sealed_totals_a_protocol_is_received_and_not_proved(nation: MadeUpNation) -> None:
    found = nation.determined(without=lambda data: data == nation.precincts[2].totals())
    assert found.results[2].progress == Progress.RECEIVED
    assert found.results[2].problems == ["Sealed totals of booths 1 have not come."]


def test_a_correction_supersedes_and_one_without_its_predecessor_does_not(nation: MadeUpNation) -> None:
    one = nation.precincts[1]
    second = one.correction(one.protocol(), paper=[[1, 2, 0, 0, 1], [2, 2, 0, 1, 0, 0]])
    found = nation.determined(second)
    assert found.results[1].superseded == [1] and found.results[1].protocol.content.version == 2  # type: ignore[union-attr]
    assert found.total().contests[0].paper == [7, 5]
    stray = nation.determined(one.correction(b"another", version=3))
    assert stray.results[1].protocol.content.version == 1 and stray.results[1].problems  # type: ignore[union-attr]


def test_strangers_objects_do_not_count_and_are_said(nation: MadeUpNation) -> None:
    one, other = nation.precincts[1], nation.precincts[2]
    forged = one.protocol()[:-1] + bytes([one.protocol()[-1] ^ 1])
    foreign = one.protocol(precinct=2)  # signed by the desk of precinct 1
    found = nation.determined(forged, foreign, b"\x00nothing", other.totals(booth=7))
    assert found.results == nation.determined().results and len(found.not_taken) == 4


def test_a_ruling_by_anybody_else_changes_nothing(nation: MadeUpNation) -> None:
    one = nation.precincts[2]
    annul = cose.peek1(one.ruling("annul"))
    assert annul is not None
    found = nation.determined(cose.sign1(annul[1], one.desk))
    assert found.results[2].standing == Standing.STANDS
    assert found.not_taken[0].text == "It is not signed by the election authority of precinct 2."


def test_contested_precincts_are_left_out_of_the_uncontested_total(nation: MadeUpNation) -> None:
    one = nation.precincts[4]
    dispute = one.ruling("dispute")
    found = nation.determined(dispute)
    assert found.results[4].standing == Standing.DISPUTED
    assert (found.total().precincts, found.total(uncontested=True).precincts) == (4, 3)
    annul = one.ruling("annul", dispute, 2)
    found = nation.determined(dispute, annul)
    assert found.results[4].standing == Standing.ANNULLED and found.total().precincts == 3
    upheld = nation.determined(dispute, one.ruling("uphold", dispute, 2))
    assert upheld.total(uncontested=True) == nation.determined().total()


def test_without_the_portable_box_a_precinct_counts_by_a_new_protocol(nation: MadeUpNation) -> None:
    one = nation.precincts[1]
    without = one.correction(one.protocol(), paper=[[1, 1, 0, 0, 1], [2, 2, 0, 0, 0, 0]], papers=WITHOUT)
    ruling = one.ruling("annul_portable_box", protocol=without)
    assert not nation.determined(ruling).results[1].counts
    found = nation.determined(ruling, without)
    assert found.results[1].is_uncontested and found.total().contests[0].paper == [7, 4]


def test_a_recount_that_is_upheld_says_so(nation: MadeUpNation) -> None:
    order = nation.precincts[2].ruling("order_recount")
    found = nation.determined(order, nation.precincts[2].ruling("uphold", order, 2))
    assert found.results[2].standing == Standing.RECOUNTED and found.results[2].is_uncontested


def test_every_act_leads_somewhere_and_no_standing_is_a_dead_end() -> None:
    reached = {Standing.STANDS}
    for _ in Standing:
        reached |= {then for one in reached for act in ACTS if not isinstance(then := after(one, act), Impossible)}
    assert reached == set(Standing)
    for standing in Standing:
        assert any(not isinstance(after(standing, act), Impossible) for act in ACTS)
    refused = after(Standing.ANNULLED, "uphold")
    assert isinstance(refused, Impossible) and "appeal" in refused.text


# How a precinct comes to each standing, and whether its votes are in the totals with and without what is contested.
WAYS: dict[Standing, tuple[tuple[Act, ...], bool, bool]] = {
    Standing.STANDS: ((), True, True),
    Standing.DISPUTED: (("dispute",), True, False),
    Standing.UNDER_APPEAL: (("appeal",), True, False),
    Standing.RECOUNT_ORDERED: (("order_recount",), True, False),
    Standing.RECOUNTED: (("order_recount", "uphold"), True, True),
    Standing.ANNULLED: (("annul",), False, False),
    Standing.ANNULLED_PORTABLE_BOX: (("annul_portable_box",), True, True),  # by the protocol that the ruling names
}


@pytest.mark.parametrize("standing", Standing)
def test_totals_with_and_without_a_precinct_of_every_standing(nation: MadeUpNation, standing: Standing) -> None:
    acts, counts, uncontested = WAYS[standing]
    one, rulings = nation.precincts[2], list[bytes]()
    for number, act in enumerate(acts, 1):
        rulings.append(one.ruling(act, rulings[-1] if rulings else None, number))
    found, all_four = nation.determined(*rulings), nation.determined().total()
    assert found.results[2].standing == standing
    assert found.standings()[standing] == (4 if standing == Standing.STANDS else 1)
    for total, is_in in ((found.total(), counts), (found.total(uncontested=True), uncontested)):
        assert total.precincts == 3 + is_in
        assert total.electronic == all_four.electronic - (0 if is_in else one.cast)
        assert [sum(each.votes) for each in total.contests] == [
            sum(whole.votes) - (0 if is_in else sum(votes[: len(whole.votes)]) + sum(paper[: len(whole.votes)]))
            for whole, votes, paper in zip(all_four.contests, one.votes, one.payload().paper, strict=True)
        ]


def test_an_appeal_against_an_annulment_brings_the_votes_back_as_contested(nation: MadeUpNation) -> None:
    annul = nation.precincts[2].ruling("annul")
    found = nation.determined(annul, nation.precincts[2].ruling("appeal", annul, 2))
    assert found.results[2].standing == Standing.UNDER_APPEAL
    assert (found.total().precincts, found.total(uncontested=True).precincts) == (4, 3)


def test_check_ins_by_a_typed_number_are_a_share_of_those_at_desks(nation: MadeUpNation) -> None:
    one = nation.precincts[1]
    fields = {**one.payload().fields, "typed_in": 3}
    found = nation.determined(one.protocol(fields=fields), without=lambda data: data == one.protocol())
    whole = found.total()
    assert (whole.typed_in, whole.checked_in) == (3, whole.marked)
    assert typed(whole) == round(100 * 3 / whole.marked, 2)
