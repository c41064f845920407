"""Signatures of chair and members: what no honest desk makes is refused by both verifiers, the page and the result."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from nacl.signing import SigningKey

from host_tools.determining.precinct_result import PrecinctResult, result_of
from host_tools.determining.signed import sorted_by_precinct
from host_tools.determining.states import Progress
from host_tools.findings import Report
from host_tools.formats import cose, people
from host_tools.formats.objects import Signatures, Signer
from host_tools.verifying.precinct import check_precinct
from host_tools.verifying.vouching import Evidence
from tests.host_tools.page.published import zero
from tests.host_tools.verifier.test_attacks_on_a_result import Attacked, refused_by_one

KEYS = [SigningKey(bytes([number]) * 32) for number in (1, 2, 3)]
PEOPLE = [(0, 1), (1, 2), (1, 3)]  # role and holder
SIGNED_S = 1_795_050_000


def signing(dissent: str = "members") -> Attacked:
    """A precinct in which two people of three must sign."""
    return Attacked(settings={"signatures_needed": 2, "signatures_dissent": dissent})


def signed(made: Attacked, *verdicts: int | None) -> Signatures:
    """What the people said of the protocol, in their order; None: has not signed."""
    rows = [
        Signer(*who, bytes(key.verify_key), verdict, None if verdict is None else SIGNED_S, None)
        for who, key, verdict in zip(PEOPLE, KEYS, verdicts, strict=True)
    ]
    said = Signatures(**made.where, protocol=sha256(made.protocol()).digest(), signers=rows)
    return with_signatures(said)


def with_signatures(said: Signatures) -> Signatures:
    """Everybody signs what stands in their row."""
    keys = {bytes(key.verify_key): key for key in KEYS}
    rows = [
        one if one.verdict is None
        else one._replace(signature=keys[one.public_key].sign(people.statement(said, one)).signature)
        for one in said.signers
    ]  # fmt: skip
    return said.model_copy(update={"signers": rows})


def of_desk(made: Attacked, said: Signatures) -> bytes:
    return cose.sign1(said.to_cbor(), made.desk)


def whole_check(made: Attacked, said: Signatures, listed: bytes | None = None) -> Report:
    zeros = [zero(made, signers=listed or said.listed.hash)]
    evidence = Evidence(people=[of_desk(made, said)], zeros=zeros)
    totals = [made.totals(booth) for booth in made.booths]
    return check_precinct([], totals, made.protocol(), made.election, made.precinct, evidence=evidence)


def result(made: Attacked, *more: bytes) -> PrecinctResult:
    objects = [made.protocol(), *(made.totals(booth) for booth in made.booths), *more]
    found, not_taken = sorted_by_precinct(objects, {17: made.precinct}, bytes(made.authority.verify_key))
    assert not not_taken
    return result_of(made.precinct, found[17], made.election)


def test_a_protocol_is_accepted_when_enough_people_agree(tmp_path: Path) -> None:
    made = signing()
    whole, few = signed(made, 0, 0, 1), signed(made, 0, None, 1)
    assert result(made).progress == Progress.PROVED
    missing = result(made, of_desk(made, few))
    assert missing.problems == ["1 of 2 people who must sign its protocol have signed it and agree."]
    assert missing.progress == Progress.PROVED
    assert result(made, of_desk(made, few), of_desk(made, whole)).progress == Progress.ACCEPTED
    texts = [finding.text for finding in whole_check(made, whole).findings]
    assert "2 of 2 people who must sign protocol 1 have signed it and agree." in texts
    assert "Member 3 dissents from protocol 1." in texts
    assert refused_by_one(made, tmp_path) == ["0 people have signed it and agree; 2 must."]
    (tmp_path / "people.cose").write_bytes(of_desk(made, whole))
    assert refused_by_one(made, tmp_path) == []


def by_somebody_else(said: Signatures) -> Signatures:
    first = said.signers[0]._replace(signature=KEYS[1].sign(people.statement(said, said.signers[0])).signature)
    return said.model_copy(update={"signers": [first, *said.signers[1:]]})


def turned(said: Signatures) -> Signatures:
    last = said.signers[2]._replace(verdict=people.AGREES)
    return said.model_copy(update={"signers": [*said.signers[:2], last]})


def changed(**fields: object) -> Callable[[Signatures], Signatures]:
    def change(said: Signatures) -> Signatures:
        return said.model_copy(update={"signers": [said.signers[0]._replace(**fields), *said.signers[1:]]})

    return change


WRONG: dict[str, tuple[Callable[[Signatures], Signatures], str]] = {
    "another's key": (by_somebody_else, "signature of the chair 1 is wrong"),
    "a dissent turned": (turned, "signature of member 3 is wrong"),
    "another minute": (changed(signed_s=SIGNED_S + 60), "signature of the chair 1 is wrong"),
    "of another protocol": (lambda said: by_hand(said, protocol=bytes(32)), "signature of the chair 1 is wrong"),
    "another holder": (changed(holder=0), "signature of the chair 0 is wrong"),
    "no verdict": (changed(verdict=None), "signature without what was signed"),
    "the chair dissents": (lambda said: with_signatures(changed(verdict=1)(said)), "does not provide for"),
    "twice": (lambda said: said.model_copy(update={"signers": [said.signers[0], *said.signers]}), "twice"),
    "out of order": (lambda said: said.model_copy(update={"signers": said.signers[::-1]}), "not in its order"),
}  # fmt: skip


def by_hand(said: Signatures, protocol: bytes) -> Signatures:
    """Signatures of another protocol under this one."""
    other = with_signatures(said.model_copy(update={"protocol": protocol}))
    return said.model_copy(update={"signers": other.signers})


@pytest.mark.parametrize("which", WRONG)
def test_what_no_honest_desk_makes_is_refused(which: str) -> None:
    change, why = WRONG[which]
    made = signing()
    said = change(signed(made, 0, 0, 1))
    assert any(why in problem for problem in people.problems(said, made.election.settings))
    assert result(made, of_desk(made, said)).alarms
    assert "bad" in [finding.level for finding in whole_check(made, said).findings]


def test_the_small_verifier_refuses_each_wrong_signature(tmp_path: Path) -> None:
    made = signing()
    for which in ("another's key", "a dissent turned", "another minute", "of another protocol", "another holder"):
        (tmp_path / "people.cose").write_bytes(of_desk(made, WRONG[which][0](signed(made, 0, 0, 1))))
        assert any("has signed it" in text for text in refused_by_one(made, tmp_path)), which


def test_a_list_that_was_changed_during_the_day_is_noticed() -> None:
    made = signing()
    texts = [finding.text for finding in whole_check(made, signed(made, 0, 0, 1), bytes(32)).findings]
    assert "Who could sign is not the list that the polls were opened with." in texts


def test_whoever_says_two_things_of_one_protocol_is_named() -> None:
    made = signing()
    both = [of_desk(made, signed(made, 0, 0, verdict)) for verdict in (0, 1)]
    totals = [made.totals(booth) for booth in made.booths]
    evidence = Evidence(people=both)
    report = check_precinct([], totals, made.protocol(), made.election, made.precinct, evidence=evidence)
    said = "Somebody agrees with protocol 1 in one object and dissents in another."
    assert said in [finding.text for finding in report.findings]


def test_where_nobody_signs_with_cards_such_an_object_is_wrong() -> None:
    made = signing()
    assert people.problems(signed(made, 0, 0, 1), {}) == ["In this election nobody signs with a card."]


def test_everybody_or_nobody_may_dissent_where_the_election_says_so() -> None:
    said = with_signatures(changed(verdict=1)(signed(signing(), 0, 0, 1)))
    assert people.problems(said, {"signatures_needed": 2, "signatures_dissent": "everybody"}) == []
    assert len(people.problems(said, {"signatures_needed": 2, "signatures_dissent": "nobody"})) == 2
