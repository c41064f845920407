"""Correctly signed protocols whose counts are not those of the sealed totals: received, then refuted, with words."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest

from host_tools.collecting.centre import Centre, Kept, whole
from host_tools.collecting.made_up import nation
from host_tools.collecting.precincts import Precincts
from host_tools.collecting.proving import Prover, contradiction
from host_tools.collecting.store import State
from host_tools.formats import cose
from host_tools.formats.objects import Protocol, SealedTotals, UnopenedBooth

NUMBER = 7


@cache
def made() -> nation.MadeUp:
    return nation.precinct(NUMBER, positions=(3, 2), proved=True)


def said() -> Protocol:
    return Protocol.from_cbor(cose.peek1(made().protocol)[1])  # type: ignore[index]


def signed(protocol: Protocol) -> bytes:
    return cose.sign1(protocol.to_cbor(), nation.key_of(NUMBER, 0))


def with_totals(change: dict[str, object]) -> tuple[Protocol, list[bytes]]:
    """Booth 1's totals changed, and a protocol that names them."""
    sealed = SealedTotals.from_cbor(cose.peek1(made().totals[0])[1])  # type: ignore[index]
    altered = cose.sign1(sealed.model_copy(update=change).to_cbor(), nation.key_of(NUMBER, 1))
    line = said().booths[0]._replace(totals=sha256(altered).digest())
    return said().model_copy(update={"booths": [line, said().booths[1]]}), [altered, made().totals[1]]


def moved_vote() -> tuple[Protocol, list[bytes]]:
    first, *others = said().electronic
    moved = [first[0] + 1, first[1] - 1, *first[2:]]
    return said().model_copy(update={"electronic": [moved, *others]}), made().totals


def fewer_cast() -> tuple[Protocol, list[bytes]]:
    line = said().booths[1]
    return said().model_copy(update={"booths": [said().booths[0], line._replace(cast=line.cast - 1)]}), made().totals


WRONG: dict[str, tuple[Callable[[], tuple[Protocol, list[bytes]]], str]] = {
    "a vote moved": (moved_vote, "precinct 7: the opening proof does not hold"),
    "a proof of nothing": (lambda: (said().model_copy(update={"proof": bytes(64)}), made().totals), "does not hold"),
    "a ballot fewer": (fewer_cast, "precinct 7, booth 2, cast: "),
    "a booth left out": (
        lambda: (said().model_copy(update={"booths": said().booths[:1]}), made().totals),
        "precinct 7: the protocol does not fit: it says nothing of booths 2",
    ),
    "a booth called unopened": (
        lambda: (
            said().model_copy(update={"booths": said().booths[:1], "unopened": [UnopenedBooth(2, "It was dead.")]}),
            made().totals,
        ),
        "the opening proof does not hold",
    ),
    "totals that are no points": (lambda: with_totals({"totals": b"\2" * 64 * 5}), "are no sealed votes"),
    "totals of another ballot": (lambda: with_totals({"totals": b""}), "positions: 5 in the protocol, 0 in its totals"),
}


def test_an_honest_protocol_is_proved() -> None:
    assert contradiction(made().protocol, made().definition, made().totals) == ""


@pytest.mark.parametrize("which", WRONG)
def test_what_is_not_proved_says_precinct_field_and_both_numbers(which: str) -> None:
    make, words = WRONG[which]
    protocol, totals = make()
    assert words in contradiction(signed(protocol), made().definition, totals)


def test_a_correction_that_changes_electronic_votes() -> None:
    protocol, totals = moved_vote()
    change = {"version": 2, "supersedes": sha256(made().protocol).digest(), "correction": "typed again"}
    wrong = contradiction(signed(protocol.model_copy(update=change)), made().definition, totals, made().protocol)
    assert wrong == "precinct 7, electronic: number 2 differs from number 1 in them"
    right = signed(said().model_copy(update=change))
    assert contradiction(right, made().definition, totals, made().protocol) == ""


def test_each_has_its_receipt_and_its_state_also_after_a_restart(tmp_path: Path) -> None:
    honest, liar = nation.precinct(8, positions=(3, 2), proved=True), moved_vote()[0]
    known = Precincts(nation.ELECTION, 0, {NUMBER: made().definition, 8: honest.definition})
    centre = Centre(tmp_path, nation.CENTRE, known)
    for data in (*made().totals, *honest.totals):
        assert isinstance(centre.accept([whole("S", data)])[0], Kept)

    async def prove_until(count: int) -> None:
        seen = 0

        def noticed(*_: object) -> None:
            nonlocal seen
            seen += 1
            if seen == count:
                prover.close()

        prover = Prover(centre.store, known, 1, noticed=noticed)
        await prover.run()

    for data in (signed(liar), honest.protocol):
        outcome = centre.accept([whole("P", data)])[0]
        assert isinstance(outcome, Kept) and outcome.row.receipt
        assert centre.store.state_of(outcome.row.hash) == State.RECEIVED
        asyncio.run(prove_until(1))  # a fresh prover each time, as after a restart
    states = {row.precinct: centre.store.state_of(row.hash) for row in centre.store.protocols()}
    assert states == {7: State.REFUTED, 8: State.PROVED}
    (refuted,) = [change for change in centre.store.changes() if change.state == State.REFUTED]
    assert refuted.text.startswith("precinct 7: the opening proof does not hold")
