"""Frauds by a booth that seals something else than one choice of each voter, and signs its totals over it."""

from __future__ import annotations

from collections.abc import Callable

from host_tools.formats import ballot_record, points
from host_tools.formats.ballot_prover import Sealer
from host_tools.formats.points import add, multiply_base
from tests.host_tools.good_day import GoodDay
from tests.host_tools.verifying.frauds.case import Day, Fraud, Must, red

# Positions: a, against all, blank; a, b, c, blank, blank.
CHOICE = (1, 0, 0, 1, 1, 0, 0, 0)
SEED = b"a seed of a booth that lies ....."[:32]
ORDER_2 = (points.P - 1).to_bytes(32, "little")
G = multiply_base(1)
_NOT_VALID = "1 records are not valid: each "
_PROOF, _POINT, _ANSWER = (
    _NOT_VALID + words for words in ("has a proof that does not hold", "holds a point", "holds an answer")
)

Change = Callable[[Sealer, bytes], bytes]


def _by_the_booth(name: str, change: Change, must: Must, at: int = 0) -> Fraud:
    """One record of booth 1 is another one; chips, sealed totals and protocol all say so."""

    def alter(day: Day) -> None:
        made = GoodDay()
        record = change(made.sealer(1), made.published(1)[at])
        made.records[1][at] = made.slot(1, record)
        _publish(day, made)

    return Fraud(name, alter, must, must)


def _publish(day: Day, made: GoodDay) -> None:
    made.records[1].sort()
    image = bytes(made.image(1))
    day.files |= {"booth-1-a.img": image, "booth-1-b.img": image, "totals-1.cose": made.totals(1)}


def _sealed(*values: int) -> Change:
    """Other numbers than the choice that the proof claims."""
    return lambda booth, _: booth.seal(SEED, CHOICE, values)


def _elsewhere(**other: int) -> Change:
    """A valid record of another place."""

    def change(booth: Sealer, _: bytes) -> bytes:
        place = {"precinct": 17, "mode": 0, "booth": 1, **other}
        about = ballot_record.context(GoodDay().election.hash16, key=booth.key, **place)
        return Sealer(about, booth.key, booth.shape).seal(SEED, CHOICE)

    return change


def _moved(number: int, by: bytes) -> Change:
    """A point of the record, moved."""
    at = 32 * number
    return lambda _, record: record[:at] + add(record[at : at + 32], by) + record[at + 32 :]


def _foreign_proof(booth: Sealer, record: bytes) -> bytes:
    return record[: 64 * 8] + booth.seal(SEED, CHOICE)[64 * 8 :]


def _contests_exchanged(booth: Sealer, record: bytes) -> bytes:
    """Three positions of the second contest in the place of the first."""
    return record[192:384] + record[:192] + record[384:]


def _answer_too_large(_: Sealer, record: bytes) -> bytes:
    z = int.from_bytes(record[-32:], "little") + points.L
    return record[:-32] + z.to_bytes(32, "little")


def _duplicated(day: Day) -> None:
    made = GoodDay()
    made.records[1][1] = made.records[1][0]
    _publish(day, made)


def _dropped(day: Day) -> None:
    """The totals were made with the ballot; the chips are shown without it."""
    made = GoodDay()
    del made.records[1][2]
    image = bytes(made.image(1))
    day.files |= {"booth-1-a.img": image, "booth-1-b.img": image}


def _exchanged_between_booths(day: Day) -> None:
    made = GoodDay()
    one, other = made.published(1)[0], made.published(2)[0]
    made.records[1][0], made.records[2][0] = made.slot(1, other), made.slot(2, one)
    _publish(day, made)
    made.records[2].sort()
    image = bytes(made.image(2))
    day.files |= {"booth-2-a.img": image, "booth-2-b.img": image, "totals-2.cose": made.totals(2)}


FRAUDS = [
    _by_the_booth("a vote of 2", _sealed(2, 0, 0, 1, 1, 0, 0, 0), red(_PROOF)),
    _by_the_booth("votes of 2 and -1", _sealed(2, -1, 0, 1, 1, 0, 0, 0), red(_PROOF)),
    _by_the_booth("votes of 20 and -20", _sealed(1, 0, 0, 21, 1, 0, -20, 0), red(_PROOF)),
    _by_the_booth("one vote more than allowed", _sealed(1, 0, 0, 1, 1, 1, 0, 0), red(_PROOF)),
    _by_the_booth("one vote fewer than given", _sealed(1, 0, 0, 1, 0, 0, 0, 0), red(_PROOF)),
    _by_the_booth("one option twice", _sealed(1, 0, 0, 2, 0, 0, 0, 0), red(_PROOF)),
    _by_the_booth("another option than proved", _sealed(0, 1, 0, 1, 1, 0, 0, 0), red(_PROOF)),
    _by_the_booth("two blanks and two votes", _sealed(1, 0, 0, 1, 1, 0, 1, 1), red(_PROOF)),
    _by_the_booth("a record of another booth", _elsewhere(booth=2), red(_PROOF)),
    _by_the_booth("a record of another precinct", _elsewhere(precinct=18), red(_PROOF)),
    _by_the_booth("a record of the test", _elsewhere(mode=1), red(_PROOF)),
    _by_the_booth("the proof of another ballot", _foreign_proof, red(_PROOF)),
    _by_the_booth("contests exchanged in a record", _contests_exchanged, red(_PROOF)),
    _by_the_booth("a vote added to a sealed one", _moved(1, G), red(_PROOF)),
    _by_the_booth("a point of order 2 in a record", _moved(0, ORDER_2), red(_POINT)),
    _by_the_booth("an answer not below the order", _answer_too_large, red(_ANSWER)),
    Fraud("a record twice", _duplicated, red("stand more than once"), red("stand more than once")),
    Fraud("a record dropped", _dropped, red("ballots cast: the cartridge has 4"), red("the cartridge has 4")),
    Fraud("records of two booths exchanged", _exchanged_between_booths, red(_PROOF), red(_PROOF)),
]
