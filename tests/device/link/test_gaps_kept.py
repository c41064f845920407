"""A line breaks off while a record is missing: what came behind it is there on the next one, and comes once."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from formats.frames import Decoder
from host_tools.collecting import frames as host_frames
from host_tools.collecting.frames import WINDOW, Type
from host_tools.collecting.resuming import Resume
from link.transfer import Transfer
from tests.host_tools.collecting.made_up_centre import CENTRE_KEY, MadeUpCentre, opened_receipt, signed_protocol
from tests.host_tools.collecting.terminal import due_after, offer_of, proof_of

DATA = signed_protocol(contests=180)
RECORDS = -(-len(DATA) // 200)


@pytest.fixture
def centre(tmp_path: Path) -> MadeUpCentre:
    return MadeUpCentre(tmp_path / "centre")


def begun(centre: MadeUpCentre, transfer: Transfer) -> list[bytes]:
    """The records that a transfer sends first, once both ends have proved themselves."""
    (challenge,) = Decoder().feed(centre.receive(offer_of(transfer)))
    (offer,) = due_after(transfer, challenge)
    (resume,) = Decoder().feed(centre.receive(offer))
    return due_after(transfer, resume)


def numbers(sent: list[bytes]) -> list[int]:
    found = [frame for one in sent for frame in host_frames.Decoder().feed(one) if frame]
    return [frame.sequence for frame in found if frame.type == Type.RECORD]


@pytest.mark.parametrize("lost", [{0}, {3}, {3, 4, 17}, {WINDOW - 2}, set(range(0, WINDOW - 1, 2))])
def test_only_what_was_lost_comes_on_the_next_line(centre: MadeUpCentre, lost: set[int]) -> None:
    sent = begun(centre, Transfer("P", DATA, proof_of(DATA)))
    assert numbers(sent) == list(range(WINDOW))
    for number, record in enumerate(sent):
        if number not in lost:
            centre.receive(record)
    centre.new_line()
    transfer = Transfer("P", DATA, proof_of(DATA))
    waiting = begun(centre, transfer)
    assert set(numbers(waiting)[: len(lost)]) == lost
    assert not set(numbers(waiting)) & (set(range(WINDOW)) - lost)
    decoder = Decoder()
    while waiting:
        for answer in decoder.feed(centre.receive(waiting.pop(0))):
            waiting += due_after(transfer, answer)
    assert transfer.receipt
    assert opened_receipt(transfer.receipt).journal_number == 1
    assert centre.journal() == [DATA]


def test_records_of_somebody_else_behind_a_gap_are_forgotten(centre: MadeUpCentre) -> None:
    sent = begun(centre, Transfer("P", DATA, proof_of(DATA)))
    centre.receive(sent[0])
    centre.receive(host_frames.encode(host_frames.Frame(Type.RECORD, 2, payload=bytes(200))))
    centre.new_line()
    transfer = Transfer("P", DATA, proof_of(DATA))
    (again,) = begun(centre, transfer)
    (offer,) = host_frames.Decoder().feed(again)
    assert offer and (offer.type, offer.sequence) == (Type.OFFER, 1)
    (resume,) = Decoder().feed(centre.receive(again))
    assert numbers(due_after(transfer, resume)) == list(range(WINDOW))


@pytest.mark.parametrize(("wanted", "beyond"), [(RECORDS + 1, 0), (RECORDS, 1), (65_535, 0xFFFFFFFF)])
def test_a_centre_that_claims_more_than_there_is_is_told_to_forget(wanted: int, beyond: int) -> None:
    """Slices behind the end are empty, so its hash would hold."""
    transfer = Transfer("P", DATA, proof_of(DATA))
    ((_, _, _, nonce),) = Decoder().feed(offer_of(transfer))
    (frame,) = due_after(transfer, (Type.CHALLENGE, 0, 0, nonce + bytes(16)))
    ((_, _, _, offered),) = Decoder().feed(frame)
    proof = CENTRE_KEY.sign(b"TM1 resume" + offered).signature
    (again,) = due_after(transfer, (Type.RESUME, 0, 0, Resume(wanted, beyond, sha256(DATA).digest(), proof).payload()))
    (offer,) = host_frames.Decoder().feed(again)
    assert offer and (offer.type, offer.sequence) == (Type.OFFER, 1)
