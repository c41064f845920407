"""A desk dies with its files and its cartridge: its precinct is counted by hand, once, and nothing of the day is lost.

As docs/terminals.md, section 8, has it: the reserve definition without terminals takes the place of the precinct's.
"""

from __future__ import annotations

import pytest

from host_tools.collecting.checks import Checked, Refusal, check_object
from host_tools.collecting.precincts import Precincts
from host_tools.determining import gate
from host_tools.determining.nation import Commission, determine
from host_tools.determining.territory import Territory
from host_tools.formats import codes, cose
from host_tools.formats.objects import Protocol
from host_tools.keys.randomness import seeded
from host_tools.paper_precincts import preparing, signing
from host_tools.paper_precincts.form import ContestCount, Count
from host_tools.paper_precincts.preparing import Prepared, Row
from host_tools.verifying.keyring import KeyRing
from host_tools.verifying.slips import verify_slip
from tests.host_tools.determining.made_up_nation import AUTHORITY, CENTRE, FIRMWARE
from tests.host_tools.paper_precincts.hand_count import SIGNED_S
from tests.host_tools.small_precinct import BALLOTS, SmallPrecinct, names

NUMBER, LISTED = 17, 20
SLIPS = [ballot for part in BALLOTS.values() for ballot in part]  # those that end with "cast", out of the booths' boxes
LEFT = 2  # signed in the list, took a slip, and left without voting
PAPER_ONE, PAPER_TWO = (2, 1, 0, 1), (2, 2, 0, 1)  # of four papers: options, then invalid, or blank


def reserve() -> Prepared:
    """The definition without terminals, with cards of its own, that was made before the day and lay in an envelope."""
    row, draw = Row(NUMBER, names("No. 17"), LISTED), seeded(b"reserve")
    return preparing.prepare(SmallPrecinct().election, row, 0, AUTHORITY, bytes(CENTRE.verify_key), 2, 3, draw)


def by_hand() -> Count:
    """Slips and papers in one count; a voter who signed in the list had a slip or a paper."""
    a, against, blank = (sum(ballot[at] for ballot in SLIPS) for at in range(3))
    two = [sum(ballot[at] for ballot in SLIPS) for at in range(3, 6)]
    without = sum(ballot[6] and ballot[7] for ballot in SLIPS)
    given = len(SLIPS) + LEFT  # slips of the desk
    fields = {
        "added": 1, "certificates": 2, "issued_recorded": 3 + given, "outside_recorded": 1, "spoiled_recorded": 1,
        "paper_returned": 0, "complaints": 0, "acts": 1, "by_certificate": 0, "added_refused": 0,
        "certificates_received": 2, "certificates_cancelled": 0, "certificates_lost": 0, "home_requests": 1,
        "home_refused": 0, "assisted": 0,
    }  # fmt: skip
    ballots = {
        "received": 10 + given, "withdrawn": 0, "outside": 1, "unused": 5, "spoiled": 1, "lost": 0, "portable": 1,
        "room": 3 + len(SLIPS),
    }  # fmt: skip
    return Count(
        fields,
        [
            ContestCount(ballots, [a + PAPER_ONE[0], against + PAPER_ONE[1]], (blank, 0, PAPER_ONE[3])),
            ContestCount(
                ballots | {"unused": 6, "spoiled": 0},
                [sum(pair) for pair in zip(two, PAPER_TWO[:3], strict=True)],
                (without + PAPER_TWO[3], 0, 0),
            ),
        ],
        (0, 0, 0),
        "",
    )


def signed(made: Prepared, count: Count) -> bytes:
    place = signing.Place(SmallPrecinct().election, made.definition)
    cards = [codes.join([codes.parse(text) for text in card.texts]).objects[0][1] for card in made.cards]
    return signing.sign(count, place, cards[:2], [card.pin for card in made.cards[:2]], made.card_secret, SIGNED_S)


def test_a_precinct_whose_desk_is_lost_is_counted_by_hand_and_counts_once() -> None:
    lost, made = SmallPrecinct(), reserve()
    data = signed(made, by_hand())
    known = Precincts(lost.election.hash16, 0, {NUMBER: made.definition})
    assert check_object("P", data, known) == Checked("P", NUMBER, 0, 1, totals=[])
    for kind, stray in (("P", lost.protocol()), ("S", lost.totals(1))):  # the desk came back to life at night
        assert isinstance(check_object(kind, stray, known), Refusal)
    commission = Commission(
        lost.election, {NUMBER: made.definition}, Territory({NUMBER: "North"}, {"North": "A"}),
        bytes(AUTHORITY.verify_key), frozenset({FIRMWARE}),
    )  # fmt: skip
    found = determine(commission, [data, lost.protocol(), lost.totals(1), lost.totals(2)], True)
    assert str(found.results[NUMBER].progress) == "accepted" and gate.alarms(found) == []
    total = found.total()
    assert (total.marked, total.electronic, total.paper) == (len(SLIPS) + LEFT + 4, 0, len(SLIPS) + 4)
    desk, hand = lost.protocol_payload(), Protocol.from_cbor((cose.peek1(data) or (b"", b""))[1])
    for electronic, paper, all_of_it in zip(desk.electronic, desk.paper, hand.paper, strict=True):
        options = len(paper) - 3
        assert all_of_it[:options] == [a + b for a, b in zip(electronic, paper, strict=False)][:options]


def test_each_box_is_compared_with_what_its_booth_signed() -> None:
    """Sealed totals open nothing, and say how many slips end with "cast": no slip is lost, none is put in."""
    lost, ring = SmallPrecinct(), KeyRing()
    ring.add_election(lost.election)
    ring.add_precinct(lost.precinct, "vouched")
    for booth, ballots in BALLOTS.items():
        report = verify_slip("S", lost.totals(booth), ring)
        assert report.ok and any(f"{len(ballots)} ballots cast" in finding.text for finding in report.findings), [
            finding.text for finding in report.findings
        ]


@pytest.mark.parametrize("box", [-1, 1])
def test_a_slip_more_or_less_in_a_box_does_not_pass_in_silence(box: int) -> None:
    count = by_hand()
    first = count.contests[0]
    ballots = dict(first.ballots) | {"room": first.ballots["room"] + box}
    changed = Count(count.fields, [ContestCount(ballots, first.votes, first.rest), count.contests[1]], count.times, "")
    with pytest.raises(signing.CountError, match="ballots in the boxes"):
        signed(reserve(), changed)
