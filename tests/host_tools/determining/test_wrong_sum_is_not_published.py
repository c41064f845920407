"""Numbers that cannot be true close the gate, whatever their signatures and reasons say."""

from __future__ import annotations

from hashlib import sha256

import pytest

from host_tools.determining import gate
from tests.host_tools.determining.made_up_nation import MadeUpNation


@pytest.fixture(scope="module")
def nation() -> MadeUpNation:
    return MadeUpNation()


def with_protocol(nation: MadeUpNation, **changes: object) -> list[str]:
    """The alarms where precinct 1's desk signed a protocol with other content."""
    one = nation.precincts[1]
    found = nation.determined(one.protocol(**changes), without=lambda data: data == one.protocol())
    return [str(alarm) for alarm in gate.alarms(found)]


def fields(nation: MadeUpNation, **changes: int) -> dict[str, int]:
    return {**nation.precincts[1].payload().fields, **changes}


def test_more_ballots_than_voters_on_the_list(nation: MadeUpNation) -> None:
    changed = fields(nation, listed=5, on_list=5)
    assert any("more than 100 %" in text for text in with_protocol(nation, fields=changed, reason="We say so."))


def test_more_ballots_than_marked_voters(nation: MadeUpNation) -> None:
    changed = fields(nation, marked=2)
    assert any("voters marked" in text for text in with_protocol(nation, fields=changed, reason="We say so."))


def test_more_typed_check_ins_than_check_ins(nation: MadeUpNation) -> None:
    assert any("by a typed number" in text for text in with_protocol(nation, fields=fields(nation, typed_in=61)))


def test_electronic_votes_that_the_sealed_ballots_do_not_hold(nation: MadeUpNation) -> None:
    votes = [list(line) for line in nation.precincts[1].votes]
    votes[0][0], votes[0][1] = votes[0][1], votes[0][0]
    if votes[0][0] == votes[0][1]:
        votes[0] = [votes[0][0] + 1, votes[0][1] - 1, 0]
    assert any("opening proof" in text for text in with_protocol(nation, electronic=votes))


def test_electronic_votes_that_do_not_add_up(nation: MadeUpNation) -> None:
    votes = [list(line) for line in nation.precincts[1].votes]
    votes[0][0] += 1
    assert any("electronic votes" in text for text in with_protocol(nation, electronic=votes, reason="We say so."))


def test_more_paper_votes_than_paper_ballots(nation: MadeUpNation) -> None:
    text = with_protocol(nation, paper=[[20, 1, 0, 0, 1], [2, 2, 0, 1, 0, 0]], reason="We say so.")
    assert any("paper votes of 4 paper ballots" in line for line in text)


def test_an_image_outside_the_register(nation: MadeUpNation) -> None:
    assert any("not registered" in text for text in with_protocol(nation, firmware=bytes(32)))
    one = nation.precincts[1]
    other = one.totals(firmware=bytes(32))
    line = one.payload().booths[0]
    named = one.protocol(booths=[line._replace(totals=sha256(other).digest())])
    found = nation.determined(other, named, without=one.objects().__contains__)
    assert any("booth 1 ran an image" in str(alarm) for alarm in gate.alarms(found))


def test_a_second_device_of_one_identity(nation: MadeUpNation) -> None:
    one = nation.precincts[3]
    found = nation.determined(one.protocol(reason="Another count."), one.totals(tag_key=bytes(32)))
    text = " ".join(map(str, gate.alarms(found)))
    assert "two different protocols number 1" in text and "two different sealed totals of booth 1" in text


def test_a_total_printed_again_is_no_second_device(nation: MadeUpNation) -> None:
    assert gate.alarms(nation.determined(nation.precincts[3].totals(log_head=b"another log head"))) == []


def test_a_ruling_that_cannot_follow_or_was_removed(nation: MadeUpNation) -> None:
    one = nation.precincts[2]
    assert any(
        "follows one that is not there" in str(alarm) for alarm in alarms_with(nation, one.ruling("annul", None, 2))
    )
    assert any("does not follow" in str(alarm) for alarm in alarms_with(nation, one.ruling("uphold")))


def alarms_with(nation: MadeUpNation, *more: bytes) -> list[gate.Alarm]:
    return gate.alarms(nation.determined(*more))


def test_what_is_about_to_be_published_is_compared_with_the_objects(nation: MadeUpNation) -> None:
    found = nation.determined()
    right = found.total()
    assert gate.compared(found, right) == []
    for name in ("precincts", "on_list", "marked", "electronic", "paper"):
        wrong = found.total()
        setattr(wrong, name, getattr(wrong, name) + 1)
        assert any(name in str(alarm) for alarm in gate.compared(found, wrong))
    wrong = found.total()
    wrong.contests[1].paper[2] += 1
    assert any("contest two" in str(alarm) for alarm in gate.compared(found, wrong))


def test_an_official_result_without_a_register_of_images() -> None:
    assert gate.alarms(MadeUpNation().determined()) == []
    (alarm,) = gate.alarms(MadeUpNation(firmware=None).determined())
    assert "terminals of 4 precincts ran some; put the register of images into firmware/" in str(alarm)
