"""Too few people have signed a protocol with their cards: it is proved, not accepted, and the publication says so."""

from __future__ import annotations

from hashlib import sha256
from typing import Literal

from nacl.signing import SigningKey

from host_tools.determining.precinct_result import PrecinctResult, result_of
from host_tools.determining.signed import Evidence, Signed
from host_tools.determining.states import Progress
from host_tools.formats import cose, people
from host_tools.formats.objects import SealedTotals, Signatures, Signer
from host_tools.publishing import regions
from tests.host_tools.determining.made_up_nation import MadeUpNation, MadeUpPrecinct

SETTINGS = {"signatures_needed": 2, "signatures_dissent": "members"}
PEOPLE: tuple[tuple[Literal[0, 1], int], ...] = ((0, 1), (1, 2), (1, 3))  # role and holder


def signatures(made: MadeUpPrecinct, verdicts: dict[int, Literal[0, 1]]) -> Signed[Signatures]:
    cards = {holder: SigningKey(sha256(b"card %d" % holder).digest()) for _, holder in PEOPLE}
    bare = [Signer(role, holder, bytes(cards[holder].verify_key), None, None, None) for role, holder in PEOPLE]
    said = Signatures(**made.where, protocol=sha256(made.protocol()).digest(), signers=bare)
    signed = []
    for one in bare:
        if one.holder in verdicts:
            one = Signer(*one[:3], verdicts[one.holder], 1, None)
            one = one._replace(signature=cards[one.holder].sign(people.statement(said, one)).signature)
        signed.append(one)
    return Signed(b"", bytes(32), said.model_copy(update={"signers": signed}))


def result(made: MadeUpPrecinct, *verdicts: dict[int, Literal[0, 1]]) -> PrecinctResult:
    evidence = Evidence(
        protocols=[Signed(made.protocol(), sha256(made.protocol()).digest(), made.payload())],
        people=[signatures(made, one) for one in verdicts],
    )
    totals = made.totals()
    peeked = cose.peek1(totals)
    assert peeked
    evidence.totals.append(Signed(totals, sha256(totals).digest(), SealedTotals.from_cbor(peeked[1])))
    election = made.election.model_copy(update={"settings": {**made.election.settings, **SETTINGS}})
    return result_of(made.definition, evidence, election)


def test_nobody_signed() -> None:
    found = result(MadeUpPrecinct(1))
    assert (found.progress, found.agreeing, found.dissenting) == (Progress.PROVED, 0, [])
    assert found.problems == ["0 of 2 people who must sign its protocol have signed it and agree."]


def test_one_agrees_and_one_dissents() -> None:
    found = result(MadeUpPrecinct(1), {1: people.AGREES, 2: people.DISSENTS})
    assert (found.progress, found.agreeing, found.dissenting) == (Progress.PROVED, 1, ["member 2"])


def test_enough_agree_in_the_last_of_two_objects() -> None:
    found = result(MadeUpPrecinct(1), {1: people.AGREES}, {1: people.AGREES, 2: people.DISSENTS, 3: people.AGREES})
    assert (found.progress, found.agreeing, found.dissenting) == (Progress.ACCEPTED, 2, ["member 2"])
    assert found.problems == []


def test_the_publication_says_who_signed_and_what_is_missing() -> None:
    made = MadeUpNation()
    nation = made.determined()
    nation.results[1] = result(made.precincts[1], {1: people.AGREES, 2: people.DISSENTS})
    said = regions._precinct(nation, 1)
    assert (said["progress"], said["agree"], said["dissent"]) == ("proved", 1, ["member 2"])
    assert said["problems"] == ["1 of 2 people who must sign its protocol have signed it and agree."]
    assert regions._precinct(nation, 2)["agree"] is None  # people sign with ink there
