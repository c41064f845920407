"""Voters of further desks ask to vote at home, come too late, have helpers: the protocol counts them all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

import pytest

from host_tools.formats import cose
from host_tools.formats.objects import DeskReport, Protocol
from simulator.people.precinct import HOME, OFFICIAL, PAPER
from tests.precinct.day import VOTE, Day, Snapshot, election_with, keep, make_precinct, opened_everywhere
from tests.precinct.evening_numbers import numbers
from tests.precinct.slip_objects import object_of
from tests.precinct.test_added_twice import NAME, NUMBER, asks_to_add
from tests.precinct.test_home_too_late import comes_too_late, is_helped, request
from tests.precinct.three_desks import (
    DESKS,
    FIRST,
    SECOND,
    SHARED_SLOTS,
    THIRD,
    TWO_ON_PAPER,
    closed,
    counted,
    evening_at_desks,
    payload,
    said_wrong,
    switched_on,
)

PEOPLE = ("by_certificate", "added_refused", "home_requests", "home_refused", "assisted")


def is_not_added(day: Day) -> None:
    """The first desk refuses somebody who does not let it ask where they live."""
    at = day.desk
    asks_to_add(day, NUMBER)
    at.sees("name_type")
    at.hands.type_letters(NAME)
    at.sees("added_certificate")
    for choice in ("added_resident", "added_no_consent"):
        at.chooses(choice)
    at.sees("added_refuse_ask")
    at.presses("ok")
    at.take_slip("refusal")
    at.sees("added_refused_so_far", 1)
    at.presses("ok")


@pytest.fixture(scope="module")
def people_came(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Three desks, closed: two requests, two that were too late, two helpers, most of them at the further ones."""
    folder = tmp_path_factory.mktemp("people")
    election = election_with(folder, home_requests_until='"17:00"')
    new = make_precinct(folder / "made", desks=DESKS, slots=SHARED_SLOTS, election=election)
    opened = opened_everywhere(new, folder / "opened", OFFICIAL)
    day = switched_on(Day(opened, folder / "people"))
    request(day, day.labels[FIRST], 1)
    request(day, day.labels[SECOND], 1, desk=2)
    is_helped(day, day.labels[SECOND + 1], desk=2)
    is_helped(day, day.labels[THIRD], desk=3)
    for desk in (2, 3):
        day.until(day.desks[desk - 1], 17 * 60 + 1)
        comes_too_late(day, "17:00", desk)
    day.issue_here(day.desk)
    is_not_added(day)
    piles = dict(day.piles)
    made = closed(keep(day, folder / "kept"), folder / "closed", piles)
    made.also["election"] = election
    return made


def against(day: Day, signed: bytes, folder: Path, **more: Sequence[bytes]) -> list[str]:
    """What is said against a protocol of that precinct."""
    election = day.also["election"]
    assert isinstance(election, Path)
    return said_wrong(day, signed, folder, election=election, **more)  # type: ignore[arg-type]


@pytest.fixture
def evening(start: Callable[..., Day], people_came: Snapshot) -> Day:
    return evening_at_desks(start(people_came))


def test_the_protocol_lacks_nobody_who_asked_or_was_helped_at_a_further_desk(evening: Day, tmp_path: Path) -> None:
    signed = object_of(evening.count(evening.also["totals"], OFFICIAL, numbers(TWO_ON_PAPER, 2)))[1]  # type: ignore[arg-type]
    protocol = payload(signed)
    assert [[getattr(line, name) for name in PEOPLE] for line in protocol.desks or ()] == [
        [0, 1, 1, 0, 0],
        [0, 0, 1, 1, 1],
        [0, 0, 0, 1, 1],
    ]
    assert [protocol.fields[name] for name in PEOPLE] == [0, 1, 2, 2, 2]
    assert protocol.reason is None
    assert against(evening, signed, tmp_path / "honest") == []


def test_a_request_that_a_further_desk_hides_is_in_its_log(evening: Day, tmp_path: Path) -> None:
    protocol = counted(evening)
    second, third = (object_of(texts)[1] for texts in evening.also["reports"])  # type: ignore[attr-defined]
    said = DeskReport.from_cbor((cose.peek1(second) or (b"", b""))[1])
    hidden = said.model_copy(update={"counts": said.counts._replace(home_requests=0)})
    lie = cose.sign1(hidden.to_cbor(), evening.device_key(102))
    lines = list(protocol.desks or ())
    lines[1] = lines[1]._replace(report=sha256(lie).digest(), home_requests=0)
    fields = {**protocol.fields, "home_requests": 1}
    forged = protocol.model_copy(update={"desks": lines, "fields": fields})
    signed = cose.sign1(forged.to_cbor(), evening.device_key(0))
    found = against(evening, signed, tmp_path / "hidden", reports=[lie, third])
    assert found == ["Desk: home_requests 1 in the event log, 0 in the protocol."]


@pytest.mark.long
def test_a_precinct_has_six_desks(tmp_path: Path, start: Callable[..., Day]) -> None:
    """As many as there may be: each gives a slip, paper and paper to take home, takes a request, and reports."""
    desks = range(1, 7)
    election = election_with(tmp_path, home_requests_until='"17:00"')
    new = make_precinct(tmp_path / "made", desks=6, slots=96, election=election, holders=8)
    day = start(new, flash_bytes=1 << 20)
    day.open_everywhere()
    for desk in desks:
        slip, paper = day.labels[2 * desk - 2 : 2 * desk]
        request(day, paper, 1, desk)
        day.vote(1 + desk % 2, day.check_in(slip, 1 + desk % 2, desk=desk), VOTE)
        is_helped(day, slip, desk)
        day.check_in(paper, HOME if desk > 4 else PAPER, desk=desk)
        day.until(day.desks[desk - 1], 17 * 60 + 1)
        comes_too_late(day, "17:00", desk)
    totals = [day.close_booth(number) for number in (1, 2)]
    day.close_desk()
    day.also = {"totals": totals, "reports": day.desk_reports}
    assert len(day.desk_reports) == 5
    votes = [[6, *9 * [0]], [0, 6, 0, 0, 0], [6, 0, 0, 0, 0]]
    typed = numbers(votes, 4, outside=2, portable=2, unused=4)
    signed = object_of(day.count(totals, OFFICIAL, typed))[1]
    protocol = Protocol.from_cbor((cose.peek1(signed) or (b"", b""))[1])
    people = (
        "marked",
        "activations",
        "issued_recorded",
        "outside_recorded",
        "home_requests",
        "home_refused",
        "assisted",
    )
    assert [protocol.fields[name] for name in people] == [12, 6, 4, 2, 6, 6, 6]
    assert [line.desk for line in protocol.desks or ()] == [*desks]
    assert all(line.home_requests == line.home_refused == line.assisted == 1 for line in protocol.desks or ())
    assert protocol.reason is None
    assert said_wrong(day, signed, tmp_path / "said", election=election) == []
