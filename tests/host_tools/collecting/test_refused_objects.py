"""What the centre does not take: it says why in words, keeps the object aside and never writes half a row."""

from __future__ import annotations

import sqlite3
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from host_tools.collecting.checks import Reason, Refusal
from host_tools.collecting.frames import Decoder, Frame, Type, encode
from host_tools.formats import cose
from tests.host_tools.collecting.made_up_centre import (
    CENTRE_KEY,
    PRECINCT,
    MadeUpCentre,
    desk_key,
    signed_protocol,
)
from tests.host_tools.collecting.terminal import deliver, offer_for


def spoiled(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


KEY = desk_key(PRECINCT)
GOOD = signed_protocol()
WRONG = {
    "no signed object": (b"x" * 300, Reason.UNREADABLE, "not a signed object"),
    "no protocol": (cose.sign1(b"\xa1\x00\x62S1", KEY), Reason.UNREADABLE, "not a protocol"),
    "no CBOR": (cose.sign1(b"\xff\xff", KEY), Reason.UNREADABLE, "not a protocol"),
    "other election": (signed_protocol(election=bytes(16)), Reason.ELECTION, "another election"),
    "test": (signed_protocol(mode=1), Reason.MODE, "mode test; this centre collects mode official"),
    "training": (signed_protocol(mode=2), Reason.MODE, "mode training; this centre collects mode official"),
    "unknown precinct": (signed_protocol(precinct=9), Reason.PRECINCT, "Precinct 9 does not report"),
    "other desk": (signed_protocol(desk_key(PRECINCT + 1)), Reason.SIGNATURE, "not signed by the desk of precinct 417"),
    "the centre's own key": (signed_protocol(CENTRE_KEY), Reason.SIGNATURE, "not signed by the desk"),
    "spoiled signature": (
        spoiled(GOOD, len(GOOD) - 1),
        Reason.SIGNATURE,
        "not signed by the desk",
    ),
}


@pytest.mark.parametrize("which", WRONG)
def test_a_wrong_object_is_refused_and_kept_aside(centre: MadeUpCentre, which: str) -> None:
    data, reason, words = WRONG[which]
    outcome = deliver(centre.receive, data, by=PRECINCT)
    assert outcome.receipt is None and outcome.refusal[0] == reason
    assert words in outcome.refusal[1]
    assert centre.journal() == []
    aside = [(one.hash, one.reason, one.text, one.object) for one in centre.centre.store.aside()]
    assert aside == [(sha256(data).digest(), reason, outcome.refusal[1], data)]
    assert deliver(centre.receive, signed_protocol()).receipt  # and the line is good for the next


def test_spoiling_any_byte_of_a_protocol_is_noticed(centre: MadeUpCentre) -> None:
    data = signed_protocol(contests=2)
    for at in range(len(data)):
        assert isinstance(centre.accept(spoiled(data, at)), Refusal), f"byte {at}"
    assert centre.journal() == []


def test_an_official_protocol_at_a_test_centre(tmp_path: Path) -> None:
    centre = MadeUpCentre(tmp_path, mode=1)
    assert deliver(centre.receive, signed_protocol()).refusal[0] == Reason.MODE
    assert deliver(centre.receive, signed_protocol(mode=1)).receipt


@pytest.mark.parametrize(("kind", "data", "reason"), [("A", b"x", Reason.KIND), ("P", b"x" * 65_536, Reason.SIZE)])
def test_an_unwanted_offer_does_not_travel(centre: MadeUpCentre, kind: str, data: bytes, reason: Reason) -> None:
    assert deliver(centre.receive, data, kind).refusal[0] == reason


def test_the_longest_object_travels(centre: MadeUpCentre) -> None:
    assert deliver(centre.receive, bytes(65_535)).refusal[0] == Reason.UNREADABLE


def test_records_that_are_not_the_offered_object_are_forgotten(centre: MadeUpCentre) -> None:
    data = signed_protocol()
    centre.receive(offer_for(centre.receive, data))
    for number in range(-(-len(data) // 200)):
        record = Frame(Type.RECORD, number, payload=bytes(len(data[number * 200 : number * 200 + 200])))
        answers = [frame for frame in Decoder().feed(centre.receive(encode(record))) if frame]
    assert (answers[-1].type, answers[-1].payload[0]) == (Type.REFUSED, Reason.DAMAGED), "with the last record"
    (wanted,) = Decoder().feed(centre.receive(encode(Frame(Type.END, payload=sha256(data).digest()))))
    assert wanted and (wanted.type, wanted.acknowledge) == (Type.ACKNOWLEDGE, 0), "all of it again"
    assert deliver(centre.receive, data).receipt


def test_a_journal_that_cannot_be_written_gives_no_receipt(centre: MadeUpCentre) -> None:
    with sqlite3.connect(centre.store / "journal.sqlite") as by_hand:
        by_hand.execute("CREATE TRIGGER full BEFORE INSERT ON objects BEGIN SELECT raise(ABORT, 'disk full'); END")
    assert deliver(centre.receive, signed_protocol()).refusal[0] == Reason.STORE
    assert centre.journal() == []
    by_hand.execute("DROP TRIGGER full")
    by_hand.close()
    records = len(centre.notices)
    assert deliver(centre.receive, signed_protocol()).receipt
    assert len(centre.notices) - records < 4  # it did not have to travel again


ANY_FRAME = st.builds(Frame, st.integers(0, 11), st.integers(0, 20), st.integers(0, 20), st.binary(max_size=240))
OFFER = st.builds(
    lambda size, digest: Frame(Type.OFFER, payload=b"P" + size.to_bytes(4, "little") + digest + bytes(84)),
    st.sampled_from([0, 1, 200, 201, 65_535, 65_536, 2**32 - 1]), st.sampled_from([bytes(32), sha256(b"x").digest()]),
)  # fmt: skip
RECORD = st.builds(
    Frame, st.just(Type.RECORD), st.integers(0, 3), st.just(0), st.sampled_from([b"", b"x", bytes(200), bytes(240)])
)
END = st.just(Frame(Type.END, payload=sha256(b"x").digest()))


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.one_of(st.binary(max_size=300), st.one_of(ANY_FRAME, OFFER, RECORD, END).map(encode)), max_size=20))
def test_nothing_on_the_line_makes_it_fall(centre: MadeUpCentre, line: list[bytes]) -> None:
    for data in line:
        centre.receive(data)
    assert centre.journal() == []
    assert deliver(centre.receive, signed_protocol(precinct=PRECINCT + 2), by=PRECINCT).refusal[0] == Reason.PRECINCT
