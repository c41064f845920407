"""A desk of three whose report nobody can show: counted without it, and with it in a correction."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from host_tools.formats import corrections, cose
from host_tools.provisioning.plan import OFFICIAL
from tests.precinct.day import Day, Snapshot
from tests.precinct.evening_numbers import numbers
from tests.precinct.slip_objects import object_of
from tests.precinct.three_desks import TWO_ON_PAPER, evening_at_desks, payload, said_wrong
from tests.precinct.traces import events


@pytest.fixture
def evening(start: Callable[..., Day], three_desks_closed: Snapshot) -> Day:
    return evening_at_desks(start(three_desks_closed))


def count_without_the_second(evening: Day) -> bytes:
    """The protocol of an evening on which the second desk is dead."""
    at = evening.desk
    evening.menu(at, "count")
    at.sees("reports_missing", "2, 3")
    evening.show_report(evening.desk_reports[1])
    at.sees("reports_missing", "2")
    at.presses("back")
    at.chooses("desk_dead", 2)
    for texts in evening.also["totals"]:  # type: ignore[attr-defined]
        at.sees("totals_show")
        for text in texts:
            at.hands.scan(text)
    evening.show_keys(OFFICIAL, (1, 3, 5))
    return object_of(evening.type_and_sign(numbers(), reason="ошибка"))[1]


def test_without_a_report_there_is_no_protocol_unless_two_people_say_why(evening: Day) -> None:
    protocol = payload(count_without_the_second(evening))
    assert protocol.reason
    assert protocol.desks and protocol.desks[1].report is None
    assert ("desk_dead", 2) in events(evening.desk.hardware)


def test_a_desk_that_was_dead_comes_back_and_is_counted_in_a_correction(evening: Day, tmp_path: Path) -> None:
    first, (second, third) = count_without_the_second(evening), evening.desk_reports
    before, at = payload(first), evening.desk
    assert [line.issued for line in before.booths] == [1, 1]
    evening.menu(at, "correct")
    at.presses("ok")
    at.sees("reason_type")
    at.hands.type_letters("ошибка")
    at.sees("reports_missing", "2")
    evening.show_report(third)
    at.sees("report_again")
    evening.show_report(second)
    evening.await_numbers(len(numbers()))
    at.hardware.pull_plug()  # it is kept, so that nobody has to show it again
    evening.resume(at)
    evening.idle(at)
    codes_said = evening.correct("ошибка", numbers(TWO_ON_PAPER, 2))
    signed = object_of(codes_said)[1]
    protocol = payload(signed)
    assert (protocol.version, protocol.reason, protocol.fields["marked"]) == (2, None, 6)
    assert [line.issued for line in protocol.booths] == [2, 2]
    assert [(one.desk, one.holder) for one in protocol.accounts or ()] == [(1, 3), (2, 4)]
    assert said_wrong(evening, signed, tmp_path / "honest", first) == []
    assert corrections.changes(before, protocol) == []
    again = payload(object_of(evening.correct("ошибка", numbers(TWO_ON_PAPER, 2)))[1])
    assert again.version == 3 and again.desks == protocol.desks
    assert corrections.changes(protocol, again.model_copy(update={"desks": before.desks}))


def test_a_correction_that_brings_in_more_than_a_dead_desk_had_is_refused(evening: Day, tmp_path: Path) -> None:
    first = count_without_the_second(evening)
    codes_said = evening.correct("ошибка", numbers(TWO_ON_PAPER, 2), reports=evening.desk_reports[:1])
    honest = payload(object_of(codes_said)[1])
    before = payload(first)
    assert honest.desks and honest.accounts and before.desks
    one, two, three = honest.desks
    booths = [line._replace(issued=3) if line.booth == 1 else line for line in honest.booths]
    changed = {
        "a desk more": {"desks": [one, two, three._replace(marked=1)]},
        "a slip more": {"desks": before.desks, "booths": booths},
        "another report": {"desks": [one, two._replace(report=bytes(32)), three]},
        "a member more": {"accounts": [honest.accounts[0]._replace(holder=2), *honest.accounts]},
        "ballots less": {"booths": [line._replace(issued=line.issued - 2) for line in honest.booths]},
    }
    for lie, update in changed.items():
        forged = cose.sign1(honest.model_copy(update=update).to_cbor(), evening.device_key(0))
        assert said_wrong(evening, forged, tmp_path / lie, first), lie
        assert lie == "another report" or corrections.changes(before, payload(forged)), lie  # without reports, too
