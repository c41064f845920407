"""A correction is taken when it follows the very protocol that the centre has, and refused with words when not."""

from __future__ import annotations

from hashlib import sha256

import pytest

from host_tools.collecting.centre import Kept
from host_tools.collecting.checks import Reason, Refusal
from host_tools.formats import cose
from host_tools.formats.objects import Signatures
from tests.host_tools.collecting.made_up_centre import (
    ELECTION,
    PRECINCT,
    MadeUpCentre,
    booth_key,
    correction_of,
    desk_key,
    opened_receipt,
    signed_protocol,
)
from tests.host_tools.collecting.terminal import deliver


def refused(centre: MadeUpCentre, data: bytes) -> Refusal:
    """Why it is refused, the same by hand and over the line; it is kept aside once, unless it only waits."""
    refusal = centre.accept(data)
    assert isinstance(refusal, Refusal)
    assert deliver(centre.receive, data).refusal == (refusal.reason, refusal.text)
    kept = [one.reason for one in centre.centre.store.aside()]
    assert kept == ([] if refusal.reason.waits else [refusal.reason])
    return refusal


def test_a_correction_of_what_is_there_supersedes_it(centre: MadeUpCentre) -> None:
    first = signed_protocol()
    second = correction_of(first)
    third = correction_of(second, 3)
    for data in (first, second, third):
        assert deliver(centre.receive, data).receipt
    assert centre.journal() == [first, second, third]
    standing = centre.centre.store.standing(PRECINCT)
    assert standing and standing.object == third
    assert opened_receipt(deliver(centre.receive, first).receipt).journal_number == 1  # the old one keeps its receipt


def test_a_correction_of_something_else_with_the_same_number(centre: MadeUpCentre) -> None:
    first = signed_protocol()
    assert deliver(centre.receive, first).receipt
    refusal = refused(centre, correction_of(signed_protocol(contests=9)))
    assert refusal.reason == Reason.NUMBER and "is not the one that this number 2 names" in refusal.text
    assert centre.journal() == [first]


@pytest.mark.parametrize("version", [2, 3])
def test_a_correction_before_what_it_corrects(centre: MadeUpCentre, version: int) -> None:
    first = signed_protocol()
    refusal = refused(centre, correction_of(first, version))
    assert refusal.reason == Reason.PREDECESSOR and "Send that first" in refusal.text
    assert centre.journal() == []
    assert deliver(centre.receive, first).receipt
    taken = deliver(centre.receive, correction_of(first, version)).receipt
    assert bool(taken) == (version == 2), "no number is skipped"


def test_signatures_of_people_wait_for_the_protocol_that_they_are_under(centre: MadeUpCentre) -> None:
    first = signed_protocol()
    said = Signatures(election=ELECTION, precinct=PRECINCT, mode=0, protocol=sha256(first).digest(), signers=[])
    people = cose.sign1(said.to_cbor(), desk_key(PRECINCT))
    refusal = centre.accept(people, "W")
    assert isinstance(refusal, Refusal) and refusal.reason == Reason.PREDECESSOR and "Send it first" in refusal.text
    stranger = cose.sign1(said.to_cbor(), booth_key(PRECINCT))
    assert centre.accept(stranger, "W").reason == Reason.SIGNATURE  # type: ignore[union-attr]
    assert deliver(centre.receive, first).receipt
    kept = centre.accept(people, "W")
    assert isinstance(kept, Kept) and kept.is_new and kept.row.receipt is None
    assert centre.journal() == [first]


@pytest.mark.parametrize("version", [1, 2])
def test_a_different_protocol_with_no_higher_number(centre: MadeUpCentre, version: int) -> None:
    first = signed_protocol()
    second = correction_of(first)
    for data in (first, second):
        assert deliver(centre.receive, data).receipt
    different = signed_protocol(contests=9) if version == 1 else correction_of(first, contests=9)
    refusal = refused(centre, different)
    assert refusal.reason == Reason.NUMBER and "protocol number 2 of precinct 417" in refusal.text
    assert centre.journal() == [first, second]


def test_a_number_above_one_that_names_nothing_is_no_protocol(centre: MadeUpCentre) -> None:
    with pytest.raises(ValueError, match="names what it supersedes"):
        signed_protocol(version=2)
