"""The same protocol again and again, on one line, on two, from two programs: one row, one receipt."""

from __future__ import annotations

from host_tools.collecting.centre import Centre, Kept, whole
from host_tools.collecting.precincts import load
from host_tools.collecting.receiver import Receiver, What
from tests.host_tools.collecting.made_up_centre import (
    CENTRE_KEY,
    PRECINCT,
    MadeUpCentre,
    correction_of,
    opened_receipt,
    signed_protocol,
)
from tests.host_tools.collecting.terminal import deliver


def test_the_same_receipt_days_later(centre: MadeUpCentre) -> None:
    data = signed_protocol()
    first = deliver(centre.receive, data).receipt
    centre.now_s += 200_000
    centre.start()
    assert deliver(centre.receive, data).receipt == first
    assert centre.journal() == [data]
    assert (centre.count(What.ENTERED), centre.count(What.REPEATED)) == (1, 1)


def test_a_repeated_object_does_not_travel_again(centre: MadeUpCentre) -> None:
    data = signed_protocol(contests=100)
    deliver(centre.receive, data)
    records = centre.count(What.RECORD)
    deliver(centre.receive, data)
    assert centre.count(What.RECORD) == records


def test_two_lines_bring_it_at_the_same_time(centre: MadeUpCentre) -> None:
    data = signed_protocol(contests=100)
    other = Receiver(centre.centre, centre.partials, centre.proof)
    receipts = []
    for receive in (centre.receive, other.receive):
        half_way = iter(range(6))  # the first line falls silent after some frames
        stopped = deliver(
            lambda part, r=receive, i=half_way: r(part) if next(i, None) is not None else b"", data, rounds=1
        )
        assert not stopped.is_over
    for receive in (centre.receive, other.receive):
        receipts.append(deliver(receive, data).receipt)
    assert receipts[0] and receipts[0] == receipts[1]
    assert centre.journal() == [data]


def test_two_programs_on_one_store_number_without_gaps(centre: MadeUpCentre) -> None:
    other = Centre(centre.store, CENTRE_KEY, load(centre.definitions, bytes(CENTRE_KEY.verify_key)))
    firsts = [signed_protocol(precinct=PRECINCT + precinct) for precinct in (0, 1)]
    corrections = [correction_of(first, precinct=PRECINCT + precinct) for precinct, first in enumerate(firsts)]
    outcomes = [
        side.accept([whole("P", protocols[precinct])])[0]
        for protocols in (firsts, corrections)
        for precinct, side in enumerate((centre.centre, other))
    ]
    assert [outcome.row.number for outcome in outcomes if isinstance(outcome, Kept)] == [1, 2, 3, 4]
    assert [opened_receipt(row.receipt or b"").journal_number for row in other.store.protocols()] == [1, 2, 3, 4]


def test_a_clock_that_was_set_back_changes_no_order(centre: MadeUpCentre) -> None:
    first = signed_protocol()
    deliver(centre.receive, first)
    centre.now_s -= 86_400
    assert centre.centre.behind_s == 86_400
    second = deliver(centre.receive, correction_of(first)).receipt
    assert opened_receipt(second).received_s == opened_receipt(deliver(centre.receive, first).receipt).received_s
    centre.now_s += 2 * 86_400
    assert centre.centre.behind_s == 0
    third = deliver(centre.receive, signed_protocol(precinct=PRECINCT + 1)).receipt
    assert opened_receipt(third).received_s == centre.now_s
