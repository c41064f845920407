"""A booth whose cartridge died at noon: no totals of its first opening, whose slips were counted by hand (key 18).

The desk that lies has its own key; both verifiers refuse the same of what it may say of such an opening.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pytest

from host_tools.determining.precinct_result import result_of
from host_tools.determining.states import Progress
from host_tools.formats import opening
from host_tools.formats.objects import BoothLine, EndedLine
from host_tools.keys.randomness import seeded
from tests.host_tools.small_precinct import BALLOTS
from tests.host_tools.verifier.test_attacks_on_a_result import Attacked, refused_by_one, refused_by_other
from tests.host_tools.verifier.test_booth_left_out import evidence

EARLY = sha256(b"the opening that was lost").digest()[:16]
OTHER = sha256(b"opening 2").digest()[:16]  # of booth 2, as the small precinct has it
ISSUED, EXCHANGED, BY_HAND = 4, 1, 2
LOST = BoothLine(1, 0, 0, 0, None, ISSUED, EARLY, 0, 0)
ENDED = EndedLine(EARLY, EXCHANGED, BY_HAND)


def day(**said: object) -> Attacked:
    """Four slips were given for the lost opening of booth 1: two are ballots in its box, one was exchanged."""
    made = Attacked()
    honest = made.protocol_payload()
    fields = honest.fields | {"activations": 13, "marked": 16, "slips_exchanged": EXCHANGED}
    paper = [[votes[0] + BY_HAND, *votes[1:]] for votes in honest.paper]
    made.said |= {"booths": [LOST, *honest.booths], "ended": [ENDED], "fields": fields, "paper": paper, **said}
    return made


def test_a_day_with_a_lost_opening_agrees(tmp_path: Path) -> None:
    made = day()
    assert refused_by_one(made, tmp_path) == []
    assert refused_by_other(made) == []


def test_what_was_counted_by_hand_can_be_corrected_and_what_was_exchanged_cannot(tmp_path: Path) -> None:
    made = day()
    first = made.protocol()
    paper = [[votes[0] + 1, *votes[1:]] for votes in made.protocol_payload().paper]
    for exchanged, right in ((EXCHANGED, True), (EXCHANGED + 1, False)):
        ended = [EndedLine(EARLY, exchanged, 1)]
        fields = made.said["fields"] | {"slips_exchanged": exchanged, "marked": 17 - exchanged}  # type: ignore[operator]
        (tmp_path / "second.cose").write_bytes(made.correction_of(first, ended=ended, fields=fields, paper=paper))
        assert (refused_by_one(made, tmp_path) == []) == right


def with_rows(*rows: EndedLine) -> Attacked:
    return day(ended=list(rows) or None)


def with_line(**changes: object) -> Attacked:
    made = day()
    made.said["booths"] = [LOST._replace(**changes), *made.said["booths"][1:]]  # type: ignore[arg-type,index]
    return made


def called_lost() -> Attacked:
    """The key's holders say that booth 1 has no totals, though it signed some, and prove the sums of booth 2 alone."""
    made = Attacked()
    honest, other = made.protocol_payload(), made.sealed_totals(2)
    counts, sums = [sum(column) for column in zip(*BALLOTS[2], strict=True)], opening.pairs(other.totals)
    t = opening.transcript(made.election.hash16, 17, made.mode, made.keys.public, sums, counts)
    one = honest.booths[0]._replace(totals=None, cast=0, spoiled=0, spent=0, challenged=0)
    made.said |= {
        "booths": [one, honest.booths[1]],
        "ended": [EndedLine(one.opening, 0, 0)],
        "electronic": [counts[:3], counts[3:]],
        "fields": honest.fields | {"electronic": 2, "challenged": 1},
        "proof": opening.prove(made.secret(), t, sums, counts, seeded(b"proof")),
    }
    return made


class Lie(NamedTuple):
    """by_one, by_other: words of the verifier that shares nothing, and of ours."""

    name: str
    make: Callable[[], Attacked]
    by_one: str
    by_other: str


_ROWS, _OTHER_ROWS = "what became of its slips", "openings that ended early are not all that"
LIES = [
    Lie("no row for it", with_rows, _ROWS, _OTHER_ROWS),
    Lie("a row twice", lambda: with_rows(ENDED, ENDED._replace(exchanged=0, by_hand=0)), _ROWS, _OTHER_ROWS),
    Lie(
        "a row of another opening before it",
        lambda: with_rows(EndedLine(Attacked().openings[2], 0, 0), ENDED),
        _ROWS,
        _OTHER_ROWS,
    ),
    Lie(
        "a row of an opening that nobody has", lambda: with_rows(ENDED, EndedLine(bytes(16), 0, 0)), _ROWS, _OTHER_ROWS
    ),
    Lie("more exchanged than it says in all", lambda: with_rows(ENDED._replace(exchanged=2)), _ROWS, "slips_exchanged"),
    Lie(
        "ballots of it counted electronically",
        lambda: with_line(cast=2, spent=2),
        "a cartridge is lost",
        "ballots cast at all booths",
    ),
    Lie(
        "an opening with totals that is called lost",
        called_lost,
        "that it does not count",
        "the sealed totals are of booth 1",
    ),
]


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.name)
def test_both_verifiers_refuse_what_a_desk_says_of_a_lost_opening(lie: Lie, tmp_path: Path) -> None:
    made = lie.make()
    said = refused_by_one(made, tmp_path)
    assert any(lie.by_one in text for text in said), said
    said = refused_by_other(made)
    assert any(lie.by_other in text for text in said), said


def test_the_centre_publishes_nothing_where_an_opening_with_totals_is_called_lost() -> None:
    made = called_lost()
    result = result_of(made.precinct, evidence(made.protocol(), [made.totals(1), made.totals(2)]), made.election)
    assert result.alarms == ["There are sealed totals of an opening that its protocol does not count."]
    made = day()
    result = result_of(made.precinct, evidence(made.protocol(), [made.totals(1), made.totals(2)]), made.election)
    assert not result.alarms and result.progress == Progress.ACCEPTED
