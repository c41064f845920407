"""The first desk counts with the reports of the others: shown twice, of another opening, changed, nonsense."""

from __future__ import annotations

import random
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from host_tools.formats import codes, cose
from host_tools.formats.objects import DeskReport, Protocol
from host_tools.provisioning.plan import OFFICIAL
from simulator.people.slip_reader import VOID, codes_on
from tests.precinct.day import VOTERS, Day, Snapshot
from tests.precinct.evening_numbers import numbers
from tests.precinct.slip_objects import object_of, payload_of
from tests.precinct.test_paper_out import kinds_since, new_roll, paper_ends
from tests.precinct.test_signed_nonsense import SHAPES, nonsense, show
from tests.precinct.three_desks import TWO_ON_PAPER, counted, evening_at_desks, said_wrong


@pytest.fixture
def evening(start: Callable[..., Day], three_desks_closed: Snapshot) -> Day:
    return evening_at_desks(start(three_desks_closed))


def test_numbers_of_desks_that_were_changed_are_found(evening: Day, tmp_path: Path) -> None:
    honest = object_of(evening.count(evening.also["totals"], OFFICIAL, numbers(TWO_ON_PAPER, 2)))[1]  # type: ignore[arg-type]
    assert said_wrong(evening, honest, tmp_path / "honest") == []
    said = Protocol.from_cbor((cose.peek1(honest) or (b"", b""))[1])
    assert said.desks
    first, second, third = said.desks
    changes = {
        "moved": [first._replace(marked=4), second._replace(marked=2), third],
        "dropped": [first, second._replace(report=None), third],
        "more": [first, second, third._replace(activations=1)],
        "away": [first, second],
    }
    for name, lines in changes.items():
        forged = cose.sign1(said.model_copy(update={"desks": lines}).to_cbor(), evening.device_key(0))
        assert len(said_wrong(evening, forged, tmp_path / name)) > 1, name


def test_the_first_desk_counts_what_every_desk_gave(evening: Day) -> None:
    protocol = counted(evening)
    assert [(line.desk, line.marked, line.activations, line.issued) for line in protocol.desks or ()] == [
        (1, 3, 2, 1),
        (2, 3, 2, 1),
        (3, 0, 0, 0),
    ]
    assert (protocol.fields["marked"], protocol.fields["activations"], protocol.fields["issued_recorded"]) == (6, 4, 2)
    assert protocol.fields["listed"] == VOTERS
    assert [line.issued for line in protocol.booths] == [2, 2]
    assert protocol.reason is None
    shown = [sha256(object_of(texts)[1]).digest() for texts in evening.also["reports"]]  # type: ignore[attr-defined]
    assert [line.report for line in protocol.desks or ()] == [None, *shown]


def test_a_report_that_is_shown_twice_counts_once(evening: Day) -> None:
    at = evening.desk
    second, third = evening.desk_reports
    evening.menu(at, "count")
    for missing in ("2, 3", "3"):
        at.sees("reports_missing", missing)
        for text in second:
            at.hands.scan(text)
    at.sees("report_again")
    evening.show_report(third)
    at.sees("totals_show")
    at.presses("back")
    at.presses("back")
    evening.desk_reports = ()
    evening.idle(at)
    assert counted(evening).fields["marked"] == 6  # what was read once is kept


def test_a_desk_and_its_spare_both_report_and_one_counts(evening: Day) -> None:
    """Each has one chip of the pair: two reports of one opening, with one signature's key. The first shown is kept."""
    at, key = evening.desk, evening.device_key(102)
    said = DeskReport.from_cbor(cose.peek1(object_of(evening.desk_reports[0])[1])[1])  # type: ignore[index]
    spare = said.model_copy(update={"counts": said.counts._replace(marked=said.counts.marked + 1)})
    evening.menu(at, "count")
    at.sees("report_show")
    evening.show_report(evening.desk_reports[0])
    at.sees("reports_missing", "3")
    for text in codes.split("J", cose.sign1(spare.to_cbor(), key)):
        at.hands.scan(text)
    at.sees("report_again")
    at.sees("reports_missing", "3")
    at.presses("back")
    at.presses("back")
    evening.desk_reports = evening.desk_reports[1:]
    evening.idle(at)
    assert counted(evening).fields["marked"] == 6


def test_a_report_with_an_account_at_another_desk_is_refused(evening: Day) -> None:
    """The second desk would have a member's account at the first."""
    at = evening.desk
    said = DeskReport.from_cbor(cose.peek1(object_of(evening.desk_reports[0])[1])[1])  # type: ignore[index]
    claimed = said.model_copy(update={"accounts": [*said.accounts, said.accounts[0]._replace(desk=1, holder=3)]})
    evening.menu(at, "count")
    at.sees("report_show")
    for text in codes.split("J", cose.sign1(claimed.to_cbor(), evening.device_key(102))):
        at.hands.scan(text)
    at.sees("code_damaged")
    at.sees("reports_missing", "2, 3")


def test_a_report_printed_again_is_the_same_object(evening: Day) -> None:
    at = evening.desks[1]
    evening.menu(at, "desk_report", evening.role_cards[0])
    assert evening.newest_codes(at) == evening.also["reports"][0]  # type: ignore[index]


def test_the_paper_ends_under_a_report_and_the_same_one_comes(evening: Day) -> None:
    at, pieces = evening.desks[1], len(evening.desks[1].hardware.printer.slips)
    evening.menu(at, "desk_report", evening.role_cards[0])
    paper_ends(at, 25)
    new_roll(at)
    evening.idle(at)
    assert kinds_since(at, pieces)[0] == VOID
    assert codes_on(at.hardware.printer.slips[-1]) == evening.also["reports"][0]  # type: ignore[index]


def test_a_report_of_another_opening_is_refused(evening: Day) -> None:
    at = evening.desk
    said = DeskReport.from_cbor(cose.peek1(object_of(evening.desk_reports[0])[1])[1])  # type: ignore[index]
    forged = {
        "report_other": said.model_copy(update={"opening": bytes(16)}),
        "code_other_precinct": said.model_copy(update={"precinct": 99}),
        "code_other_mode": said.model_copy(update={"mode": 1}),
    }
    evening.menu(at, "count")
    for words_said, one in forged.items():
        at.sees("report_show")
        for text in codes.split("J", cose.sign1(one.to_cbor(), evening.device_key(102))):
            at.hands.scan(text)
        at.sees(words_said)


def test_signed_nonsense_in_place_of_a_report_is_refused(evening: Day) -> None:
    """A desk with other firmware can sign anything: each field has another shape once, and each number in the lists."""
    at, key, chance = evening.desk, evening.device_key(102), random.Random(1)
    whole = payload_of(evening.desk_reports[0])
    lists = [field for field, value in whole.items() if isinstance(value, list) and value]
    wrong = list(nonsense(whole, chance, 16))
    for field in lists:
        for place in range(len(whole[field])):  # type: ignore[arg-type]
            content = list(whole[field])  # type: ignore[call-overload]
            inner = content[place]
            content[place] = [*inner[:-1], chance.choice(SHAPES)] if isinstance(inner, list) else chance.choice(SHAPES)
            wrong.append({**whole, field: content})
    evening.menu(at, "count")
    at.sees("report_show")
    for payload in wrong:
        if payload != whole:
            show(at, "J", payload, key)
            at.sees("reports_missing", "2, 3")
    evening.show_report(evening.desk_reports[0])
    at.sees("reports_missing", "3")
