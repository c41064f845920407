"""Frames lost, doubled and damaged in any pattern, both ways: the object arrives once and the receipt comes back."""

from __future__ import annotations

from collections import deque

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats.frames import Decoder
from link.transfer import Transfer
from tests.host_tools.collecting.made_up_centre import MadeUpCentre, correction_of, opened_receipt, signed_protocol
from tests.host_tools.collecting.terminal import due_after, offer_of, proof_of

FATES = st.lists(st.sampled_from(("pass", "pass", "pass", "lose", "double", "damage")), max_size=120)
ROUNDS = 130  # each needs at most one frame more than the fates hold


class LossyPair:
    """A transfer and a receiver; every frame has its fate until the fates have run out."""

    def __init__(self, transfer: Transfer, centre: MadeUpCentre, fates: list[str]) -> None:
        self.transfer, self.centre, self.fates = transfer, centre, deque(fates)
        self.decoder = Decoder()
        self.to_centre: deque[bytes] = deque()

    def fate_of(self, frame: bytes) -> list[bytes]:
        fate = self.fates.popleft() if self.fates else "pass"
        damaged = bytes([frame[0], frame[1] ^ 0x40 or 1]) + frame[2:]
        return {"pass": [frame], "lose": [], "double": [frame, frame], "damage": [damaged]}[fate]

    def round(self) -> None:
        """From an offer until both sides are silent."""
        self.to_centre.append(offer_of(self.transfer))
        while self.to_centre:
            for sent in self.fate_of(self.to_centre.popleft()):
                answer = self.centre.receive(sent)
                for frame in (piece + b"\0" for piece in answer.split(b"\0") if piece):
                    for arrived in self.fate_of(frame):
                        for heard in self.decoder.feed(arrived):
                            self.to_centre += due_after(self.transfer, heard)


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> MadeUpCentre:
    return MadeUpCentre(tmp_path_factory.mktemp("centre"))


delivered: list[bytes] = []  # each supersedes the one before, so that the centre takes it


@settings(max_examples=150)
@given(FATES, st.integers(1, 60), st.booleans())
def test_every_pattern_of_loss_is_mended(centre: MadeUpCentre, fates: list[str], contests: int, is_late: bool) -> None:
    if delivered:
        data = correction_of(delivered[-1], version=len(delivered) + 1, contests=contests)
    else:
        data = signed_protocol(contests=contests)
    pair = LossyPair(Transfer("P", data, proof_of(data), is_late), centre, fates)
    rounds = 0
    while not pair.transfer.is_over:
        rounds += 1
        assert rounds <= ROUNDS
        pair.round()
    assert pair.transfer.refusal is None
    assert opened_receipt(pair.transfer.receipt).protocol == centre.centre.store.protocols()[-1].hash
    assert centre.journal().count(data) == 1
    delivered.append(data)
