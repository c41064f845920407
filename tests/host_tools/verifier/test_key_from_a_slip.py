"""A precinct whose key was born there: every tool takes the key from the desk's slip, and from nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from nacl.signing import SigningKey
from typer.testing import CliRunner

from host_tools.cli import app
from host_tools.collecting.proving import contradiction
from host_tools.determining.precinct_result import result_of
from host_tools.determining.states import Progress
from host_tools.formats import codes, cose, key_slip
from host_tools.formats.definitions import Holders
from host_tools.formats.objects import KeySlip
from host_tools.formats.payload import PayloadError
from host_tools.formats.points import IDENTITY, multiply_base
from host_tools.verifier import verify
from tests.host_tools.verifier.test_attacks_on_a_result import Attacked, refused_by_one, refused_by_other
from tests.host_tools.verifier.test_booth_left_out import evidence

_SECOND = multiply_base(5)  # of the polynomial; of no card here


def born() -> tuple[Attacked, KeySlip]:
    """A precinct whose definition has no key, and what its desk's slip says."""
    made = Attacked()
    made.precinct = made.precinct.model_copy(update={"key": None, "holders": Holders(2, 3)})
    said = KeySlip(
        **made.where, definition=verify.sha256(made.precinct.to_cbor()).digest(), number=1, holders=3,
        commitments=[made.keys.public, _SECOND], serial_number="TM-00017-D",
    )  # fmt: skip
    return made, said


def signed(made: Attacked, said: KeySlip, by: SigningKey | None = None) -> bytes:
    return cose.sign1(said.to_cbor(), by or made.desk)


def test_a_precinct_with_its_slip_agrees_with_both_verifiers_and_the_collector(tmp_path: Path) -> None:
    made, said = born()
    (tmp_path / "key.cose").write_bytes(signed(made, said))
    assert refused_by_one(made, tmp_path) == []
    definition = made.precinct
    made.precinct = key_slip.with_key(definition, signed(made, said))
    assert made.precinct.to_cbor() == definition.to_cbor()
    assert not [text for text in refused_by_other(made) if "key" in text or "proof" in text]
    assert contradiction(made.protocol(), made.precinct, [made.totals(1), made.totals(2)]) == ""


def test_without_the_slip_nothing_is_said(tmp_path: Path) -> None:
    made, _ = born()
    with pytest.raises(ValueError, match="empty"):
        refused_by_one(made, tmp_path)
    totals = [made.totals(1), made.totals(2)]
    with pytest.raises(PayloadError, match="key slip is missing"):
        contradiction(made.protocol(), made.precinct, totals)
    result = result_of(made.precinct, evidence(made.protocol(), totals), made.election)
    assert result.problems == [
        "Its key was born in the precinct, and its key slip is not filed; run tamga collect keys."
    ]
    assert result.progress == Progress.RECEIVED and not result.alarms


def test_a_slip_with_another_key_opens_nothing(tmp_path: Path) -> None:
    made, said = born()
    other = said.model_copy(update={"commitments": [_SECOND, made.keys.public]})
    (tmp_path / "key.cose").write_bytes(signed(made, other))
    assert any("opening proof" in text for text in refused_by_one(made, tmp_path))


WRONG: dict[str, tuple[Callable[[KeySlip], KeySlip], str]] = {
    "another definition": (lambda said: said.model_copy(update={"definition": bytes(32)}), "another definition"),
    "another mode": (lambda said: said.model_copy(update={"mode": 1}), "another election, precinct or mode"),
    "fewer cards needed": (lambda said: said.model_copy(update={"commitments": said.commitments[:1]}), "holders"),
    "more holders": (lambda said: said.model_copy(update={"holders": 4}), "holders"),
    "no point": (lambda said: said.model_copy(update={"commitments": [bytes(32), _SECOND]}), "none of the group"),
    "the identity": (lambda said: said.model_copy(update={"commitments": [IDENTITY, _SECOND]}), "none of the group"),
}


@pytest.mark.parametrize("which", WRONG)
def test_a_slip_of_something_else_is_refused(which: str) -> None:
    change, why = WRONG[which]
    made, said = born()
    with pytest.raises(PayloadError, match=why):
        key_slip.checked(signed(made, change(said)), made.precinct)


def test_the_command_files_the_newest_slip_and_refuses_a_stranger_s(tmp_path: Path) -> None:
    made, said = born()
    definition = tmp_path / "precinct-official.cbor"
    definition.write_bytes(made.precinct.to_cbor())

    def filed(data: bytes) -> tuple[int, str]:
        slip = tmp_path / "slip.txt"
        slip.write_text("\n".join(codes.split("G", data)) + "\n")
        done = CliRunner().invoke(app, ["precinct", "key", str(slip), "--precinct", str(definition)])
        return done.exit_code, done.output

    code, words = filed(signed(made, said, SigningKey(b"s" * 32)))
    assert code and "not signed by the desk" in words.replace("\n", " ")
    assert filed(signed(made, said))[0] == 0
    assert key_slip.read_precinct(definition).sealing_key == made.keys.public
    later = said.model_copy(update={"number": 2, "commitments": [_SECOND, made.keys.public]})
    assert filed(signed(made, later))[0] == 0 and key_slip.read_precinct(definition).sealing_key == _SECOND
    code, words = filed(signed(made, said))
    assert code and "holds key 2" in words.replace("\n", " ")
