"""People sign a protocol with cards: too few, forged, late, against it. It stays *proved* until enough agree."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Literal

import pytest
from nacl.signing import SigningKey

from host_tools.collecting import quorum
from host_tools.collecting.centre import Centre, Kept, Outcome, whole
from host_tools.collecting.checks import Reason, Refusal
from host_tools.collecting.made_up import nation
from host_tools.collecting.precincts import Precincts
from host_tools.collecting.proving import Prover
from host_tools.collecting.schema import states
from host_tools.collecting.store import Row, State, add
from host_tools.formats import cose, people
from host_tools.formats.objects import Signatures, Signer

NUMBER = 7
SETTINGS = {"signatures_needed": 2, "signatures_dissent": "members"}
PEOPLE: tuple[tuple[Literal[0, 1], int], ...] = ((0, 1), (1, 2), (1, 3))  # role and holder: the chair and two members


@cache
def made() -> nation.MadeUp:
    return nation.precinct(NUMBER, positions=(3, 2), proved=True)


def card(holder: int) -> SigningKey:
    return SigningKey(sha256(b"signing card %d" % holder).digest())


def signatures(verdicts: dict[int, Literal[0, 1]], forged: int = 0) -> bytes:
    """What the desk sends. verdicts: by holder. forged: somebody whose signature another card made."""
    keys = {holder: bytes(card(holder).verify_key) for _, holder in PEOPLE}
    bare = [Signer(role, holder, keys[holder], None, None, None) for role, holder in PEOPLE]
    said = Signatures(
        election=nation.ELECTION, precinct=NUMBER, mode=0, protocol=sha256(made().protocol).digest(), signers=bare
    )
    signed = []
    for one in bare:
        if one.holder in verdicts:
            one = Signer(*one[:3], verdicts[one.holder], 1, None)
            key = card(99 if one.holder == forged else one.holder)
            one = one._replace(signature=key.sign(people.statement(said, one)).signature)
        signed.append(one)
    return cose.sign1(said.model_copy(update={"signers": signed}).to_cbor(), nation.key_of(NUMBER, 0))


class Collecting:
    """A centre that knows its election, with a protocol that was proved."""

    def __init__(self, folder: Path, settings: dict[str, object], proved: bool = True) -> None:
        self.known = Precincts(nation.ELECTION, 0, {NUMBER: made().definition}, settings)
        self.centre = Centre(folder / "store", nation.CENTRE, self.known)
        self.store = self.centre.store
        for kind, data in (*(("S", data) for data in made().totals), ("P", made().protocol)):
            assert isinstance(self.bring(kind, data), Kept)
        self.quorum = quorum.Quorum(self.store, self.known)
        if proved:
            with self.store.writing() as connection:
                add(connection, states, [(sha256(made().protocol).digest(), "proved", 1, "")])

    def bring(self, kind: str, data: bytes) -> Outcome:
        """An object that came."""
        return self.centre.accept([whole(kind, data)])[0]

    def state(self) -> State:
        """Of the protocol."""
        return self.store.state_of(sha256(made().protocol).digest())


@pytest.fixture
def collecting(tmp_path: Path) -> Collecting:
    return Collecting(tmp_path, dict(SETTINGS))


def test_one_of_two_is_no_quorum_and_the_second_makes_it(collecting: Collecting) -> None:
    assert collecting.quorum.accept([NUMBER]) == [] and collecting.state() == State.PROVED
    assert isinstance(collecting.bring("W", signatures({1: people.AGREES})), Kept)
    assert collecting.quorum.accept() == [] and collecting.state() == State.PROVED
    assert isinstance(collecting.bring("W", signatures({1: people.AGREES, 3: people.AGREES})), Kept)
    ((row, text),) = collecting.quorum.accept()
    assert row.precinct == NUMBER and text == "precinct 7: 2 of 2 have signed and agree"
    assert collecting.state() == State.ACCEPTED
    assert collecting.quorum.accept([NUMBER]) == []  # once, however often it is looked at


def test_who_dissents_is_named_and_is_no_part_of_the_quorum(collecting: Collecting) -> None:
    collecting.bring("W", signatures({1: people.AGREES, 2: people.DISSENTS}))
    assert collecting.quorum.accept([NUMBER]) == [] and collecting.state() == State.PROVED
    (one,) = quorum.signed(collecting.store.rows()).values()
    assert one.words(2) == "1 of 2 have signed and agree, member 2 dissents"


def test_a_quorum_accepts_nothing_that_is_not_proved(tmp_path: Path) -> None:
    collecting = Collecting(tmp_path, dict(SETTINGS), proved=False)
    collecting.bring("W", signatures({1: people.AGREES, 2: people.AGREES}))
    assert collecting.quorum.accept([NUMBER]) == [] and collecting.state() == State.RECEIVED


@pytest.mark.parametrize(
    ("made_wrong", "words"),
    [
        (lambda: signatures({1: people.AGREES, 3: people.AGREES}, forged=3), "The signature of member 3 is wrong."),
        (lambda: signatures({1: people.DISSENTS}), "dissents, which this election does not provide for."),
    ],
)
def test_signatures_that_nobody_gave_are_refused_and_kept_aside(
    collecting: Collecting, made_wrong: Callable[[], bytes], words: str
) -> None:
    outcome = collecting.bring("W", made_wrong())
    assert isinstance(outcome, Refusal) and outcome.reason == Reason.SIGNATURE and outcome.text.endswith(words)
    assert [one.text for one in collecting.store.aside()] == [outcome.text]
    assert collecting.quorum.accept([NUMBER]) == [] and collecting.state() == State.PROVED


def test_an_election_signed_with_ink_accepts_nothing_here(tmp_path: Path) -> None:
    collecting = Collecting(tmp_path, {"mode": "official"})
    outcome = collecting.bring("W", signatures({1: people.AGREES}))
    assert isinstance(outcome, Refusal) and outcome.text == "Precinct 7: In this election nobody signs with a card."
    assert collecting.quorum.accept([NUMBER]) == [] and collecting.state() == State.PROVED


def test_the_collector_itself_proves_and_then_accepts(tmp_path: Path) -> None:
    collecting = Collecting(tmp_path, dict(SETTINGS), proved=False)
    collecting.bring("W", signatures({1: people.AGREES, 2: people.DISSENTS, 3: people.AGREES}))
    noticed: list[tuple[State, str]] = []

    def notice(row: Row, state: State, text: str) -> None:
        noticed.append((state, text))
        if state != State.PROVED:
            prover.close()

    prover = Prover(collecting.store, collecting.known, 1, noticed=notice)
    asyncio.run(prover.run())
    said = "precinct 7: 2 of 2 have signed and agree, member 2 dissents"
    assert noticed == [(State.PROVED, ""), (State.ACCEPTED, said)]
    assert collecting.store.changes()[-1].text == said
