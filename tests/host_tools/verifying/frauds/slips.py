"""Frauds with slips: sealed totals, activations, zero reports, receipts and cards."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from nacl.signing import SigningKey

from host_tools.formats import cbor, cose, points
from host_tools.formats.objects import Tally
from tests.host_tools.good_day import GoodDay
from tests.host_tools.verifying.frauds.case import SAME, Day, Fraud, Must, red, refused

_STRANGER = SigningKey(b"stranger" * 4)
_TORSION = (-1 % points.P).to_bytes(32, "little")  # (0, -1): a point of order 2


def _object(
    name: str, file: str, make: Callable[[GoodDay], bytes], check: Must, sum_: Must = SAME, slip: Must | None = None
) -> Fraud:
    """Another object in the place of one, seen by the slip's own tool and by the precinct's."""

    def change(day: Day) -> None:
        day.files[file] = make(day.made)

    return Fraud(name, change, check, sum_, {file: slip or check})


def _signed_by(data: bytes, key: SigningKey) -> bytes:
    payload = cose.peek1(data)
    assert payload is not None
    return cose.sign1(payload[1], key)


def _raw(data: bytes, key: SigningKey, **changes: object) -> bytes:
    """The same payload with fields put in or changed by their numbers, signed: what no model would write."""
    payload = cose.peek1(data)
    assert payload is not None
    content = cbor.decode(payload[1]) | {int(name[1:]): value for name, value in changes.items()}
    return cose.sign1(cbor.encode(content), key)


def _flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def _shifted(made: GoodDay) -> bytes:
    """Votes moved in the sums, by whoever has the booth's key."""
    totals = made.sealed_totals(1).totals
    one = points.add(totals[32:64], points.multiply_base(20))
    return made.totals(1, totals=totals[:32] + one + totals[64:])


def _with_torsion(made: GoodDay) -> bytes:
    totals = made.sealed_totals(1).totals
    return made.totals(1, totals=points.add(totals[:32], _TORSION) + totals[32:])


_NOT_MINE = red("None of the given keys has signed it")

FRAUDS = [
    # sealed totals
    _object("totals signed by a stranger", "totals-1.cose", lambda m: _signed_by(m.totals(1), _STRANGER), _NOT_MINE,
            _NOT_MINE),
    _object("totals signed by the other booth", "totals-1.cose", lambda m: _signed_by(m.totals(1), m.booths[2]),
            red("claims to be of terminal 1"), red("claims to be of terminal 1")),
    _object("totals signed by the desk", "totals-1.cose", lambda m: _signed_by(m.totals(1), m.desk),
            red("must not sign the sealed totals"), red("must not sign the sealed totals")),
    _object("one bit of the totals turned", "totals-1.cose", lambda m: _flipped(m.totals(1), 200),
            red("The signature is wrong"), red("The signature is wrong")),
    _object("one bit of the signature turned", "totals-1.cose", lambda m: _flipped(m.totals(1), -5),
            red("The signature is wrong"), red("The signature is wrong")),
    _object("more ballots in the totals", "totals-1.cose", lambda m: m.totals(1, tally=Tally(6, 1, 6, 0, 0)),
            red("ballots cast: the cartridge has 5"), red("ballots cast: the cartridge has 5"), SAME),
    _object("more ballots than activations", "totals-1.cose", lambda m: m.totals(1, tally=Tally(6, 1, 5, 0, 0)),
            red("0 cancelled slips from 5 activations"), red("0 cancelled slips from 5 activations")),
    _object("more activations than the booth has", "totals-1.cose", lambda m: m.totals(1, tally=Tally(5, 1, 13, 0, 0)),
            red("the booth has 12"), red("the booth has 12")),
    _object("twenty votes moved in the sums", "totals-1.cose", _shifted, red("sums of positions 1 are not"),
            red("sums of positions 1 are not"), SAME),
    _object("a point outside the group", "totals-1.cose", _with_torsion, red("points that are not of the group"),
            red("points that are not of the group")),
    _object("a position too few", "totals-1.cose", lambda m: m.totals(1, totals=m.sealed_totals(1).totals[:-64]),
            red("do not have the 8 positions"), red("do not have the 8 positions")),
    _object("another tag key", "totals-1.cose", lambda m: m.totals(1, tag_key=b"k" * 32), red("no whole record"),
            red("no whole record"), SAME),
    _object("other firmware in the totals", "totals-1.cose", lambda m: m.totals(1, firmware=sha256(b"evil").digest()),
            red("booth 1 ran other firmware"), SAME, SAME),
    _object("totals of the test", "totals-1.cose", lambda m: m.totals(1, mode=1), red("from test mode"),
            red("from test mode"), red("TEST MODE, NOT OFFICIAL: sealed totals")),
    _object("totals of another election", "totals-1.cose", lambda m: m.totals(1, election=bytes(16)),
            red("another election"), red("another election")),
    _object("a log head of another day", "totals-1.cose", lambda m: m.totals(1, log_head=b"h" * 16),
            red("does not lead to the head"), red("does not lead to the head"), SAME),
    _object("a field that nobody knows", "totals-1.cose", lambda m: _raw(m.totals(1), m.booths[1], k13=1),
            red("unknown field 13"), red("unknown field 13")),
    _object("a negative count", "totals-1.cose", lambda m: _raw(m.totals(1), m.booths[1], k5=[-1, 1, 5]),
            red("Its content is not that of"), red("Its content is not that of")),
    Fraud("two totals of one booth", lambda day: day.files.update(
        {"totals-1-more.cose": day.made.totals(1, tally=Tally(4, 2, 5, 0, 0))}),
        red("two different sealed totals"), red("")),
    Fraud("totals of a booth missing", lambda day: day.files.pop("totals-2.cose"), red("booths 2 are missing")),
    # activations
    _object("an activation beyond the booth's", "activation.cose", lambda m: m.activation(index=12), SAME,
            slip=red("this would be number 13")),
    _object("an activation for no booth", "activation.cose", lambda m: m.activation(booth=3), SAME,
            slip=red("no booth 3")),
    _object("an activation of no style", "activation.cose", lambda m: m.activation(style=7), SAME,
            slip=red("no ballot style 7")),
    _object("an activation by a booth", "activation.cose", lambda m: _signed_by(m.activation(), m.booths[1]), SAME,
            slip=red("must not sign an activation slip")),
    _object("an activation of the next precinct", "activation.cose", lambda m: m.activation(precinct=18), SAME,
            slip=red("precinct 18, not 17")),
    _object("an activation in a training", "activation.cose", lambda m: m.activation(mode=2), SAME,
            slip=red("TRAINING MODE, NOT OFFICIAL: activation slip")),
    # zero reports
    _object("a booth that was not empty", "zero-1.cose", lambda m: m.zero(1, tally=Tally(3, 0, 3, 0, 0)),
            red("was not empty: (3, 0, 3, 0, 0)")),
    _object("other firmware in the morning", "zero-1.cose", lambda m: m.zero(1, firmware=bytes(32)),
            red("other firmware than it ran in the evening"), slip=SAME),
    _object("a log begun another time", "zero-1.cose", lambda m: m.zero(1, log_head=bytes(16)),
            red("not the one that its zero report began"), slip=SAME),
    _object("a zero report of the wrong terminal", "zero-1.cose", lambda m: _signed_by(m.zero(2), m.booths[1]),
            red("claims to be of terminal 2")),
    _object("two terminals with one serial number", "zero-1.cose", lambda m: m.zero(1, serial_number="TM-2"),
            red("the same serial number"), slip=SAME),
    Fraud("two zero reports of one booth", lambda day: day.files.update(
        {"zero-9.cose": day.made.zero(1, serial_number="TM-9")}), red("two different zero reports of booth 1")),
    # receipts
    _object("a receipt by the authority", "receipt.cose", lambda m: _signed_by(m.receipt(m.protocol()), m.authority),
            red("must not sign a receipt")),
    _object("a receipt by the desk", "receipt.cose", lambda m: _signed_by(m.receipt(m.protocol()), m.desk),
            red("must not sign a receipt")),
    _object("a receipt for another protocol", "receipt.cose", lambda m: m.receipt(b"another"),
            red("for another protocol"), slip=SAME),
    _object("a receipt of precinct 99", "receipt.cose", lambda m: m.receipt(m.protocol(), precinct=99),
            red("precinct 99, not 17")),
    _object("a receipt of the test", "receipt.cose", lambda m: m.receipt(m.protocol(), mode=1), red("from test mode")),
    # cards
    _object("a role card by the centre", "role-card.cose", lambda m: _signed_by(m.role_card(), m.centre), SAME,
            slip=red("must not sign a role card")),
    _object("a role card of precinct 99", "role-card.cose", lambda m: m.role_card(precinct=99), SAME,
            slip=red("precinct 99, not 17")),
    _object("a role card that asks for ages of hashing", "role-card.cose",
            lambda m: _raw(m.role_card(), m.authority, k7=4_000_000_000), SAME, slip=red("rounds of hashing")),
    _object("a slip in the place of another", "receipt.cose", lambda m: m.activation(), refused("no R code"),
            slip=SAME),
]  # fmt: skip
