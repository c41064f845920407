"""Whoever puts objects without being a desk or a district of the centre: nothing is kept of it, nor read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from nacl.signing import SigningKey

from host_tools.collecting.checks import Reason
from host_tools.collecting.http_proof import CHALLENGE_S, Credentials, Gate, Sender, given_header, read_given
from host_tools.collecting.proof import KEY_SIZE, LineKey, vouch
from tests.host_tools.collecting.made_up_centre import (
    CENTRE_KEY,
    ELECTION,
    PRECINCT,
    MadeUpCentre,
    desk_key,
    signed_protocol,
)
from tests.host_tools.collecting.running import DISTRICT_KEY, running

STRANGER = SigningKey(sha256(b"a stranger").digest())
CENTRE = bytes(CENTRE_KEY.verify_key)
VOUCHER = vouch(CENTRE_KEY, ELECTION, bytes(DISTRICT_KEY.verify_key))
OTHER = vouch(CENTRE_KEY, bytes(16), bytes(DISTRICT_KEY.verify_key))
OWN = vouch(STRANGER, ELECTION, bytes(STRANGER.verify_key))

SENDERS = {
    "a desk that is none": (LineKey(STRANGER), PRECINCT, Reason.SIGNATURE),
    "the desk of another precinct": (LineKey(desk_key(PRECINCT + 1)), PRECINCT, Reason.SIGNATURE),
    "a precinct of another centre": (LineKey(desk_key(9)), 9, Reason.PRECINCT),
    "a district without a voucher": (LineKey(DISTRICT_KEY), 0, Reason.PRECINCT),
    "a district that vouches for itself": (LineKey(STRANGER, OWN), 0, Reason.SIGNATURE),
    "a district of another election": (LineKey(DISTRICT_KEY, OTHER), 0, Reason.SIGNATURE),
    "another's voucher": (LineKey(STRANGER, VOUCHER), 0, Reason.SIGNATURE),
    "a district in a precinct's name": (LineKey(DISTRICT_KEY, VOUCHER), PRECINCT, Reason.SIGNATURE),
}


@pytest.mark.parametrize("which", SENDERS)
def test_a_stranger_fills_no_store(tmp_path: Path, which: str) -> None:
    key, precinct, reason = SENDERS[which]
    made = MadeUpCentre(tmp_path)
    data = signed_protocol(precinct=9)  # of another centre: a desk's would be kept aside

    async def evening() -> tuple[int, bytes, str]:
        async with running(made.centre) as collector:
            sender = Sender(ELECTION, CENTRE, key, precinct)
            return await collector.put(data, sha256(data).hexdigest(), sender)

    status, words, number = asyncio.run(evening())
    assert (status, number) == (401, str(int(reason))) and words
    assert not made.centre.store.aside() and not made.journal()


def test_a_district_with_its_voucher_is_heard(tmp_path: Path) -> None:
    made, data = MadeUpCentre(tmp_path), signed_protocol()

    async def evening() -> int:
        async with running(made.centre) as collector:
            sender = Sender(ELECTION, CENTRE, LineKey(DISTRICT_KEY, VOUCHER))
            return (await collector.put(data, sha256(data).hexdigest(), sender))[0]

    assert asyncio.run(evening()) == 200 and made.journal() == [data]


def _with(place: int) -> Callable[[Credentials], Credentials]:
    return lambda given: given._replace(
        offer=given.offer[:place] + bytes([given.offer[place] ^ 1]) + given.offer[place + 1 :]
    )


ALTERED = {f"byte {place} of the offer": _with(place) for place in (0, 1, 5, 36, 37, 41, 56, 57, 120)} | {
    "another nonce": lambda given: given._replace(nonce=bytes(16)),
    "a short offer": lambda given: given._replace(offer=given.offer[:-1]),
    "no nonce": lambda given: given._replace(nonce=b""),
    "a voucher beside a desk's offer": lambda given: given._replace(voucher=VOUCHER),
    "a voucher that is cut off": lambda given: given._replace(voucher=VOUCHER[: KEY_SIZE - 1]),
}


def test_every_alteration_of_the_proof_is_refused(tmp_path: Path) -> None:
    made, data = MadeUpCentre(tmp_path), signed_protocol()

    async def evening() -> dict[str, int]:
        async with running(made.centre) as collector:
            digest = sha256(data).hexdigest()
            return {name: (await collector.put(data, digest, altered=change))[0] for name, change in ALTERED.items()}

    assert asyncio.run(evening()) == dict.fromkeys(ALTERED, 401)
    assert not made.centre.store.aside() and not made.journal()


def test_a_proof_for_one_object_brings_no_other(tmp_path: Path) -> None:
    made, data = MadeUpCentre(tmp_path), signed_protocol()
    for_other = signed_protocol(precinct=9)

    async def evening() -> tuple[int, bytes, str]:
        async with running(made.centre) as collector:
            return await collector.put(for_other, sha256(data).hexdigest())

    assert asyncio.run(evening())[0] == 400
    assert not made.centre.store.aside()


def test_a_challenge_is_answered_for_five_minutes_and_only_where_it_was_given(tmp_path: Path) -> None:
    made, now = MadeUpCentre(tmp_path), [1000.0]
    gate, sender = Gate(made.proof, lambda: now[0]), Sender(ELECTION, CENTRE, LineKey(desk_key(PRECINCT)), PRECINCT)
    assert sender.is_challenged(gate.challenge())
    given = sender.offer("P", b"an object")
    for later, is_taken in ((0, True), (CHALLENGE_S, True), (CHALLENGE_S + 1, False), (-1, False)):
        now[0] = 1000.0 + later
        assert (gate.refusal(given) is None) == is_taken
    now[0] = 1000.0
    assert Gate(made.proof, lambda: now[0]).refusal(given) is not None  # after a restart


@pytest.mark.parametrize(
    "header", ["", "Basic eA==", "Tamga", 'Tamga nonce="00"', 'Tamga nonce="0", offer="zz"', "Tamga " * 99]
)
def test_headers_of_another_form(tmp_path: Path, header: str) -> None:
    given = read_given(header)
    assert given is None or Gate(MadeUpCentre(tmp_path).proof).refusal(given) is not None


def test_a_header_reads_back() -> None:
    given = Credentials(bytes(16), bytes(range(121)), VOUCHER)
    assert read_given(given_header(given)) == given
