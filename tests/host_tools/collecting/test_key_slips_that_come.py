"""Key slips on their way to the centre: what it proves with them, and the ones that it refuses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from nacl.signing import SigningKey
from typer.testing import CliRunner

from host_tools.cli import app
from host_tools.collecting.centre import Centre, Kept, whole
from host_tools.collecting.checks import Reason, Refusal
from host_tools.collecting.precincts import Precincts
from host_tools.collecting.proving import contradiction, with_key_slips
from host_tools.formats import key_slip
from host_tools.formats.objects import KeySlip
from host_tools.formats.points import multiply_base
from tests.host_tools.verifier.test_attacks_on_a_result import Attacked
from tests.host_tools.verifier.test_key_from_a_slip import born, signed

OTHER = multiply_base(7)


@pytest.fixture
def centre(tmp_path: Path) -> tuple[Attacked, KeySlip, Centre]:
    """A precinct whose key was born there, what its slip says, and a centre that has seen nothing of it."""
    made, said = born()
    precinct = made.precinct
    known = Precincts(precinct.election, precinct.mode, {precinct.precinct: precinct})
    return made, said, Centre(tmp_path / "store", made.centre, known)


def test_a_protocol_is_proved_under_the_key_that_came(centre: tuple[Attacked, KeySlip, Centre], tmp_path: Path) -> None:
    made, said, taking = centre
    number = made.precinct.precinct
    assert not with_key_slips(taking.store, taking.precincts, {number})[number].has_key
    slip = signed(made, said)
    totals, protocol = [made.totals(1), made.totals(2)], made.protocol()
    sent = [whole("G", slip), *(whole("S", data) for data in totals), whole("P", protocol)]
    assert all(isinstance(outcome, Kept) for outcome in taking.accept(sent))
    known = with_key_slips(taking.store, taking.precincts, {number})[number]
    assert contradiction(protocol, known, totals) == ""

    other = said.model_copy(update={"number": 2, "commitments": [OTHER, said.commitments[1]]})
    assert isinstance(taking.accept([whole("G", signed(made, other))])[0], Kept)  # a later ceremony's
    known = with_key_slips(taking.store, taking.precincts, {number})[number]
    assert "the opening proof does not hold" in contradiction(protocol, known, totals)

    definitions = tmp_path / "definitions"
    definitions.mkdir()
    (definitions / "precinct-official.cbor").write_bytes(made.precinct.to_cbor())
    filing = ["collect", "keys", "--store", str(tmp_path / "store"), "--precincts", str(definitions)]
    for words in ("filed", ""):
        done = CliRunner().invoke(app, filing)
        assert done.exit_code == 0 and words in done.output
        assert key_slip.read_precinct(definitions / "precinct-official.cbor").sealing_key == OTHER


WRONG: dict[str, tuple[Callable[[Attacked, KeySlip], bytes], Reason]] = {
    "signed by somebody else": (lambda made, said: signed(made, said, SigningKey(b"n" * 32)), Reason.SIGNATURE),
    "of another definition": (
        lambda made, said: signed(made, said.model_copy(update={"definition": bytes(32)})),
        Reason.UNREADABLE,
    ),
    "of a point that is none": (
        lambda made, said: signed(made, said.model_copy(update={"commitments": [bytes(32), said.commitments[1]]})),
        Reason.UNREADABLE,
    ),
    "a second key with the same number": (
        lambda made, said: signed(made, said.model_copy(update={"commitments": [OTHER, said.commitments[1]]})),
        Reason.NUMBER,
    ),
}


@pytest.mark.parametrize("way", WRONG)
def test_a_slip_that_is_refused(centre: tuple[Attacked, KeySlip, Centre], way: str) -> None:
    made, said, taking = centre
    assert isinstance(taking.accept([whole("G", signed(made, said))])[0], Kept)
    make, reason = WRONG[way]
    (outcome,) = taking.accept([whole("G", make(made, said))])
    assert isinstance(outcome, Refusal) and outcome.reason == reason, outcome
    assert taking.store.count("G") == 1


def test_two_slips_with_one_number_in_one_group(centre: tuple[Attacked, KeySlip, Centre]) -> None:
    made, said, taking = centre
    other = said.model_copy(update={"commitments": [OTHER, said.commitments[1]]})
    first, second = taking.accept([whole("G", signed(made, one)) for one in (said, other)])
    assert isinstance(first, Kept) and isinstance(second, Refusal) and second.reason == Reason.NUMBER


def test_another_key_than_the_one_on_the_wall(centre: tuple[Attacked, KeySlip, Centre]) -> None:
    made, said, taking = centre
    filed = made.precinct.model_copy(update={"announced": OTHER})
    taking.precincts = replace(taking.precincts, by_number={filed.precinct: filed})
    (outcome,) = taking.accept([whole("G", signed(made, said))])
    assert isinstance(outcome, Refusal) and outcome.reason == Reason.NUMBER and "slip on the wall" in outcome.text
