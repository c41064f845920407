"""Somebody who is no desk, a desk that speaks to somebody who is no centre, and what was heard on a line before."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nacl.signing import SigningKey

from host_tools.collecting.checks import Reason
from host_tools.collecting.frames import Decoder, Frame, Type, encode
from host_tools.collecting.proof import LineKey, Proof, VoucherError, read_voucher, vouch
from host_tools.collecting.receiver import Receiver
from host_tools.collecting.resuming import SIZE
from tests.host_tools.collecting.made_up_centre import (
    CENTRE_KEY,
    ELECTION,
    PRECINCT,
    MadeUpCentre,
    desk_key,
    signed_protocol,
)  # fmt: skip
from tests.host_tools.collecting.running import DISTRICT_KEY, HOST, running
from tests.host_tools.collecting.terminal import (
    Signs,
    deliver,
    due_after,
    frames,
    offer_for,
    offer_of,
    proof,
    proof_of,
    transfer,
)

DATA = signed_protocol()
STRANGER = SigningKey(b"s" * 32)


@pytest.fixture
def centre(tmp_path: Path) -> MadeUpCentre:
    return MadeUpCentre(tmp_path / "centre")


def answers(receive: Callable[[bytes], bytes], data: bytes) -> list[Frame]:
    return [frame for frame in Decoder().feed(receive(data)) if frame]


def refused(receive: Callable[[bytes], bytes], offer: bytes) -> Reason:
    (frame,) = answers(receive, offer)
    assert frame.type == Type.REFUSED
    return Reason(frame.payload[0])


def sent_by(key: SigningKey, receive: Callable[[bytes], bytes], data: bytes = DATA) -> Any:
    """The transfer of somebody who signs offers with a key."""
    by = proof.Proof(ELECTION, PRECINCT, Signs(key), bytes(CENTRE_KEY.verify_key), lambda count: bytes(count))
    sending, decoder = transfer.Transfer("P", data, by), frames.Decoder()
    waiting = [offer_of(sending)]
    while waiting and not sending.is_over:
        for frame in decoder.feed(receive(waiting.pop(0))):
            waiting += due_after(sending, frame)
    return sending


def test_a_stranger_leaves_nothing_behind(centre: MadeUpCentre) -> None:
    assert sent_by(STRANGER, centre.receive).refusal[0] == Reason.SIGNATURE
    assert centre.receiver.strange == 1
    assert centre.journal() == [] and centre.centre.store.aside() == []
    assert centre.partials.open(b"", 0).content == b""
    assert sent_by(desk_key(PRECINCT), centre.receive).receipt


def test_a_desk_of_another_precinct_in_this_ones_name(centre: MadeUpCentre) -> None:
    assert sent_by(desk_key(PRECINCT + 1), centre.receive).refusal[0] == Reason.SIGNATURE


def test_records_without_an_offer_that_holds_are_nobodys(centre: MadeUpCentre) -> None:
    offer_for(centre.receive, DATA)  # said, not sent
    for number in range(3):
        assert (
            centre.receive(encode(Frame(Type.RECORD, number, payload=DATA[number * 200 : number * 200 + 200]))) == b""
        )
    assert centre.receive(encode(Frame(Type.END, payload=bytes(32)))) == b""


def test_an_offer_before_any_hello(centre: MadeUpCentre) -> None:
    other = Receiver(centre.centre, centre.partials, centre.proof)
    assert refused(centre.receive, offer_for(other.receive, DATA)) == Reason.CHALLENGE


def test_an_offer_that_was_heard_on_another_line(centre: MadeUpCentre) -> None:
    offer = offer_for(centre.receive, DATA)
    assert answers(centre.receive, offer)[0].type == Type.RESUME
    other = Receiver(centre.centre, centre.partials, centre.proof)
    other.receive(encode(Frame(Type.HELLO, payload=bytes(16))))
    assert refused(other.receive, offer) == Reason.CHALLENGE


def test_an_offer_of_the_call_before_on_the_same_line(centre: MadeUpCentre) -> None:
    offer = offer_for(centre.receive, DATA)
    centre.receive(offer)
    offer_for(centre.receive, signed_protocol(contests=9))  # the next hello
    assert refused(centre.receive, offer) == Reason.CHALLENGE


def test_a_hello_that_comes_twice_has_one_challenge(centre: MadeUpCentre) -> None:
    hello = encode(Frame(Type.HELLO, payload=bytes(range(16))))
    first, second = answers(centre.receive, hello + hello)
    assert first == second and first.payload[:16] == bytes(range(16))
    (third,) = answers(centre.receive, encode(Frame(Type.HELLO, payload=bytes(16))))
    assert third.payload[16:] != first.payload[16:]


@pytest.mark.parametrize("at", [0, 1, 5, 36, 37, 41, 56, 57, 120])
def test_an_offer_with_a_byte_changed(centre: MadeUpCentre, at: int) -> None:
    (frame,) = Decoder().feed(offer_for(centre.receive, DATA))
    assert frame
    changed = bytearray(frame.payload)
    changed[at] ^= 1
    assert refused(centre.receive, encode(Frame(Type.OFFER, payload=bytes(changed)))) in (
        Reason.SIGNATURE, Reason.PRECINCT, Reason.CHALLENGE,
    )  # fmt: skip


def test_a_short_offer_of_an_object_that_was_not_proved(centre: MadeUpCentre) -> None:
    (frame,) = Decoder().feed(offer_for(centre.receive, DATA))
    assert frame
    short = encode(Frame(Type.OFFER, payload=frame.payload[:37]))
    assert refused(centre.receive, short) == Reason.CHALLENGE
    centre.receive(encode(frame))
    (resumed,) = answers(centre.receive, short)
    assert (resumed.type, len(resumed.payload)) == (Type.RESUME, SIZE)
    other = bytes([frame.payload[0], frame.payload[1] ^ 1]) + frame.payload[2:37]
    assert refused(centre.receive, encode(Frame(Type.OFFER, payload=other))) == Reason.CHALLENGE


def test_a_centre_that_was_started_anew_is_asked_for_a_challenge(centre: MadeUpCentre) -> None:
    offer = offer_for(centre.receive, DATA)
    centre.start()
    assert refused(centre.receive, offer) == Reason.CHALLENGE
    assert deliver(centre.receive, DATA).receipt


NO_CENTRE = {
    "another key": LineKey(STRANGER),
    "vouched for by itself": LineKey(STRANGER, vouch(STRANGER, ELECTION, bytes(STRANGER.verify_key))),
    "of another election": LineKey(DISTRICT_KEY, vouch(CENTRE_KEY, bytes(16), bytes(DISTRICT_KEY.verify_key))),
    "another's voucher": LineKey(STRANGER, vouch(CENTRE_KEY, ELECTION, bytes(DISTRICT_KEY.verify_key))),
}


@pytest.mark.parametrize("key", NO_CENTRE.values(), ids=NO_CENTRE)
def test_a_desk_sends_nothing_to_who_is_no_centre(centre: MadeUpCentre, key: LineKey) -> None:
    receiver = Receiver(centre.centre, centre.partials, Proof(centre.centre.precincts, key))
    sending = deliver(receiver.receive, DATA)
    assert sending.is_stranger and sending.delivered == 0
    assert centre.journal() == []


def test_a_district_with_its_voucher_is_the_centre_for_a_desk(centre: MadeUpCentre) -> None:
    voucher = vouch(CENTRE_KEY, ELECTION, bytes(DISTRICT_KEY.verify_key))
    receiver = Receiver(centre.centre, centre.partials, Proof(centre.centre.precincts, LineKey(DISTRICT_KEY, voucher)))
    assert deliver(receiver.receive, DATA).receipt


def test_a_proof_of_an_earlier_call_is_no_proof(centre: MadeUpCentre) -> None:
    """Somebody who recorded a call plays the centre's half again."""
    sending, decoder = transfer.Transfer("P", DATA, proof_of(DATA)), frames.Decoder()
    recorded = [centre.receive(offer_of(sending))]
    (offer,) = due_after(sending, decoder.feed(recorded[0])[0])
    recorded.append(centre.receive(offer))
    again = transfer.Transfer("P", DATA, proof_of(DATA))
    nonce = offer_of(again)
    for data in recorded:
        for frame in frames.Decoder().feed(data):
            assert due_after(again, frame) == []  # it is no answer to this hello
    (challenge,) = frames.Decoder().feed(centre.receive(nonce))
    again.hear(challenge)
    for frame in frames.Decoder().feed(recorded[1]):
        again.hear(frame)
    assert again.is_stranger


def test_a_connection_that_keeps_guessing_is_closed(tmp_path: Path) -> None:
    made = MadeUpCentre(tmp_path)

    async def guess() -> int:
        async with running(made.centre) as collector:
            reader, writer = await asyncio.open_connection(HOST, collector.tcp_port)
            writer.write(encode(Frame(Type.HELLO, payload=bytes(16))))
            (challenge,) = Decoder().feed(await reader.read(4096))
            assert challenge
            said = b"P" + (600).to_bytes(4, "little") + bytes(32) + PRECINCT.to_bytes(4, "little")
            offer = encode(Frame(Type.OFFER, payload=said + challenge.payload[16:] + bytes(64)))
            guesses = 0
            while True:
                writer.write(offer)
                if not await reader.read(4096):
                    return guesses
                guesses += 1

    assert asyncio.run(guess()) <= 9


@pytest.mark.parametrize(
    ("voucher", "words"),
    [
        (b"", "is no voucher"),
        (vouch(CENTRE_KEY, ELECTION, bytes(STRANGER.verify_key)), "another key than this district's"),
        (vouch(STRANGER, ELECTION, bytes(DISTRICT_KEY.verify_key)), "is not by the centre"),
        (vouch(CENTRE_KEY, bytes(16), bytes(DISTRICT_KEY.verify_key)), "or of another election"),
    ],
)
def test_a_voucher_that_no_desk_would_take(centre: MadeUpCentre, tmp_path: Path, voucher: bytes, words: str) -> None:
    file = tmp_path / "voucher"
    file.write_bytes(voucher)
    with pytest.raises(VoucherError, match=words):
        read_voucher(file, DISTRICT_KEY, centre.centre.precincts)
