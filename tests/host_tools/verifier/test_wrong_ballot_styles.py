"""Numbers of ballot styles that cannot be: both verifiers refuse what the sums show, ours what was recorded, too."""

from __future__ import annotations

from pathlib import Path

import pytest

from host_tools.determining.totals import of_protocol
from host_tools.formats import cose
from host_tools.formats.objects import Protocol
from host_tools.verifier import verify
from host_tools.verifying.keyring import KeyRing
from host_tools.verifying.precinct import check_precinct
from host_tools.verifying.slips import verified_payload
from tests.host_tools.styled_precinct import LIES, Lie, StyledPrecinct, told, write


@pytest.fixture(scope="module")
def place() -> StyledPrecinct:
    return StyledPrecinct()


def test_an_honest_day_agrees_and_counts_each_contest_among_those_who_have_it(
    place: StyledPrecinct, tmp_path: Path
) -> None:
    totals, protocol = told(place)
    report = check_precinct([], list(totals.values()), protocol, place.election, place.precinct)
    assert not [finding.text for finding in report.findings if finding.level == "bad" and "image" not in finding.text]
    folder = write(place, totals, protocol, tmp_path)
    assert not [text for good, text in verify.verify(folder, None) if not good]
    said = Protocol.from_cbor((cose.peek1(protocol) or (b"", b""))[1])
    first, second = of_protocol(said, place.election).contests
    assert (first.cast, second.cast) == (7, 6)
    assert sum(second.electronic) + second.not_given == 2 * second.cast


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.name)
def test_is_refused(place: StyledPrecinct, lie: Lie, tmp_path: Path) -> None:
    totals, protocol = told(place, lie)
    report = check_precinct([], list(totals.values()), protocol, place.election, place.precinct)
    honest = check_precinct([], list(told(place)[0].values()), told(place)[1], place.election, place.precinct)
    known = {finding.text for finding in honest.findings}
    assert [one for one in report.findings if one.level == "bad" and one.text not in known]
    folder = write(place, totals, protocol, tmp_path)
    assert bool([text for good, text in verify.verify(folder, None) if not good]) == lie.by_sums


@pytest.mark.parametrize(
    ("style", "index", "is_right"), [(1, 3, True), (2, 16 + 3, True), (2, 3, False), (1, 16 + 3, False), (3, 35, False)]
)
def test_the_style_of_a_slip_is_that_of_its_index(
    place: StyledPrecinct, style: int, index: int, is_right: bool
) -> None:
    ring = KeyRing()
    ring.add_precinct(place.precinct, "vouched")
    ring.add_election(place.election)
    payload, _ = verified_payload("A", place.activation(style=style, index=index), ring)
    assert (payload is not None) == is_right
