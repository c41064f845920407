"""A receipt that is longer than one frame, its pieces lost and doubled: it is whole, or it is not there."""

from __future__ import annotations

from hashlib import sha256

import pytest

from formats.frames import ACKNOWLEDGE, ANSWER, CHALLENGE, RESUME, Decoder
from host_tools.collecting.frames import Type
from host_tools.collecting.resuming import Resume
from link.transfer import Transfer
from tests.host_tools.collecting.made_up_centre import CENTRE_KEY
from tests.host_tools.collecting.terminal import due_after, offer_of, proof_of

DATA = bytes(range(100))


def begun() -> Transfer:
    """A transfer whose offer was answered by the centre."""
    proof = proof_of()
    transfer = Transfer("P", DATA, proof)
    ((_, _, _, nonce),) = Decoder().feed(offer_of(transfer))
    (offer,) = due_after(transfer, (CHALLENGE, 0, 0, nonce + bytes(16)))
    ((_, _, _, offered),) = Decoder().feed(offer)
    signature = CENTRE_KEY.sign(b"TM1 resume" + offered).signature
    due_after(transfer, (ANSWER, 0, 0, b"receipt of something else"))
    due_after(transfer, (RESUME, 0, 0, Resume(0, 0, sha256(b"").digest(), signature).payload()))
    return transfer


def at_the_end() -> Transfer:
    """A transfer whose only record has arrived."""
    transfer = begun()
    due_after(transfer, (ACKNOWLEDGE, 0, 1, b""))
    return transfer


def pieces(receipt: bytes) -> list[tuple]:
    return [(ANSWER, i, 0, receipt[i * 200 : i * 200 + 200]) for i in range(len(receipt) // 200 + 1)]


@pytest.mark.parametrize("size", [1, 199, 200, 201, 400, 1599])
def test_pieces_in_order_make_the_receipt(size: int) -> None:
    receipt = bytes(i % 251 for i in range(size))
    transfer = at_the_end()
    sent = [frame for piece in pieces(receipt) for frame in due_after(transfer, piece)]
    assert transfer.receipt == receipt
    ((kind, _, _, payload),) = Decoder().feed(b"".join(sent))
    assert (kind, payload) == (Type.DONE, sha256(receipt).digest())


@pytest.mark.parametrize("order", [(0, 2), (1, 2), (2,), (1, 0, 2), (0, 0, 2)])
def test_a_missing_piece_is_no_receipt(order: tuple[int, ...]) -> None:
    receipt = bytes(500)
    transfer = at_the_end()
    for i in order:
        assert due_after(transfer, pieces(receipt)[i]) == []
    assert transfer.receipt is None
    for i in (0, 0, 1, 1, 2):  # the centre is asked again and sends all of it, some of it twice
        due_after(transfer, pieces(receipt)[i])
    assert transfer.receipt == receipt


def test_pieces_without_end_are_no_receipt() -> None:
    transfer = at_the_end()
    for i in range(300):
        assert due_after(transfer, (ANSWER, i, 0, bytes(200))) == []
    assert transfer.receipt is None


def test_an_answer_before_the_end_is_nobodys() -> None:
    transfer = begun()
    due_after(transfer, (ANSWER, 0, 0, b"receipt of something else"))
    assert not transfer.is_over
